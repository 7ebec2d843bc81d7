/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Figures about the rows a query finds, of all of them and group by group, and their results.
 *
 * <p>{@link io.tabularium.search.aggregation.Aggregations} is what a request asks for on one level,
 * {@link io.tabularium.search.aggregation.AggregationResults} what it gets, with one entry for each
 * name. They count rows as they are before paging, collapsing and the search filter.
 */
package io.tabularium.search.aggregation;
