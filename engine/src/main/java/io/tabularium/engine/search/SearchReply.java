/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.search;

import io.tabularium.model.ByteSlice;
import io.tabularium.search.aggregation.AggregationResults;
import java.util.List;

/**
 * What a search found.
 *
 * @param rows the rows of the page, in order
 * @param totalCount how many rows there are, or -1 if nobody asked
 * @param token where the next page begins, or {@code null} if there is none
 * @param aggregations the figures; rows in them have the columns asked for
 */
public record SearchReply(
    List<FoundRow> rows, long totalCount, ByteSlice token, AggregationResults aggregations) {
  /** Copies the list. */
  public SearchReply {
    rows = List.copyOf(rows);
  }
}
