/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.aggregation;

import java.util.List;

/**
 * A group for each of some ranges, which may overlap; smallest lower bound first.
 *
 * @param name see {@link GroupBy}
 * @param field a LONG or DOUBLE field
 * @param ranges the ranges
 * @param inner see {@link GroupBy}
 */
public record GroupByRange(String name, String field, List<NumberRange> ranges, Aggregations inner)
    implements GroupBy {
  /** Copies the list. */
  public GroupByRange {
    ranges = List.copyOf(ranges);
  }

  @Override
  public String tag() {
    return "group by range";
  }
}
