/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.query;

import io.tabularium.model.Value;

/**
 * Values between two bounds.
 *
 * @param field the field
 * @param from the lower bound, or {@code null} for none
 * @param includeFrom whether the lower bound belongs to the range
 * @param to the upper bound, or {@code null} for none
 * @param includeTo whether the upper bound belongs to the range
 */
public record RangeQuery(String field, Value from, boolean includeFrom, Value to, boolean includeTo)
    implements Query {}
