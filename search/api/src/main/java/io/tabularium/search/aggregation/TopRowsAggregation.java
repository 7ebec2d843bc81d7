/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.aggregation;

import io.tabularium.search.sort.Sort;

/**
 * The first rows, with the columns the request asks for.
 *
 * @param name see {@link Aggregation}
 * @param limit how many
 * @param sort in which order
 */
public record TopRowsAggregation(String name, int limit, Sort sort) implements Aggregation {}
