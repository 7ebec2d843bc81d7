/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.aggregation;

import io.tabularium.model.Value;
import io.tabularium.search.query.DateInterval;
import java.util.List;

/**
 * A group for each step of time.
 *
 * @param name see {@link GroupBy}
 * @param field a DATE field
 * @param interval the length of a step; calendar units one at a time
 * @param offset what the beginning of steps is moved by, or {@code null}
 * @param timeZone such as {@code +08:00}, or {@code null} for UTC
 * @param min where the range begins, in one of the field's formats; rounded down to a step; or
 *     {@code null}
 * @param max where the range ends, in one of the field's formats, or {@code null}
 * @param missing the value of rows that have none, in one of the field's formats, or {@code null}
 *     to leave them out
 * @param minDocCount how many rows a returned group has at least; {@code null} means 1, and 0 that
 *     empty ones within the range are returned, too
 * @param sorters the order; by default earliest first
 * @param inner see {@link GroupBy}
 */
public record GroupByDateHistogram(
    String name,
    String field,
    DateInterval interval,
    DateInterval offset,
    String timeZone,
    Value min,
    Value max,
    Value missing,
    Long minDocCount,
    List<GroupSorter> sorters,
    Aggregations inner)
    implements GroupBy {
  /** Copies the list. */
  public GroupByDateHistogram {
    sorters = List.copyOf(sorters);
  }

  @Override
  public String tag() {
    return "group by date histogram";
  }
}
