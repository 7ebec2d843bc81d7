/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search;

/**
 * One row for each value of a field, and one for all rows without value: the first in the order of
 * the search.
 *
 * @param field a LONG, DOUBLE or KEYWORD field that is no array
 */
public record Collapse(String field) {}
