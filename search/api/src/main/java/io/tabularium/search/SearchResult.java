/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search;

import io.tabularium.model.ByteSlice;
import io.tabularium.search.aggregation.AggregationResults;
import java.util.List;

/**
 * The answer to a {@link SearchRequest}.
 *
 * @param hits the rows of the page, in order
 * @param next where the next page begins, or {@code null} if there is none: this one has all rows
 *     that were left, or its rows are in no complete order
 * @param totalCount how many rows there are: -1 if they were not to be counted, at least the limit
 *     of counting if there are more
 * @param aggregations the figures
 */
public record SearchResult(
    List<SearchHit> hits, ByteSlice next, long totalCount, AggregationResults aggregations) {
  /** Copies the list. */
  public SearchResult {
    hits = List.copyOf(hits);
  }
}
