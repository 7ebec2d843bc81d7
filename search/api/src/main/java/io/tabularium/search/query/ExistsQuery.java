/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.query;

/**
 * Rows with at least one value that is one for the index.
 *
 * @param field the field
 */
public record ExistsQuery(String field) implements Query {}
