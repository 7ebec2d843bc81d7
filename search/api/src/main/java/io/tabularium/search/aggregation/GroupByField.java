/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.aggregation;

import java.util.List;

/**
 * A group for each value of a field.
 *
 * @param name see {@link GroupBy}
 * @param field a LONG, DOUBLE, BOOLEAN, KEYWORD, DATE or IP field
 * @param size how many groups are returned at most
 * @param minDocCount how many rows a returned group has at least; {@code null} means 1
 * @param sorters the order; by default most rows first
 * @param inner see {@link GroupBy}
 */
public record GroupByField(
    String name,
    String field,
    int size,
    Long minDocCount,
    List<GroupSorter> sorters,
    Aggregations inner)
    implements GroupBy {
  /** Copies the list. */
  public GroupByField {
    sorters = List.copyOf(sorters);
  }

  @Override
  public String tag() {
    return "group by field";
  }
}
