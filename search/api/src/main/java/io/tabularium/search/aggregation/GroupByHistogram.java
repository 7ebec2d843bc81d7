/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.aggregation;

import io.tabularium.model.Value;
import java.util.List;

/**
 * A group for each step of a number.
 *
 * @param name see {@link GroupBy}
 * @param field a LONG or DOUBLE field
 * @param interval the length of a step, a number above 0
 * @param offset where steps begin, a number, or {@code null} for 0
 * @param min the smallest key returned, or {@code null}
 * @param max the largest key returned, or {@code null}
 * @param missing the value of rows that have none, or {@code null} to leave them out
 * @param minDocCount how many rows a returned group has at least; {@code null} means 1, and 0 that
 *     empty ones between {@code min} and {@code max} are returned, too
 * @param sorters the order; by default smallest key first
 * @param inner see {@link GroupBy}
 */
public record GroupByHistogram(
    String name,
    String field,
    Value interval,
    Value offset,
    Value min,
    Value max,
    Value missing,
    Long minDocCount,
    List<GroupSorter> sorters,
    Aggregations inner)
    implements GroupBy {
  /** Copies the list. */
  public GroupByHistogram {
    sorters = List.copyOf(sorters);
  }

  @Override
  public String tag() {
    return "group by histogram";
  }
}
