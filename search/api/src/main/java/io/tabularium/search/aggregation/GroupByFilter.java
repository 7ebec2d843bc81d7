/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.aggregation;

import io.tabularium.search.query.Query;
import java.util.List;

/**
 * A group for each of some queries, in their order.
 *
 * @param name see {@link GroupBy}
 * @param filters the queries
 * @param inner see {@link GroupBy}
 */
public record GroupByFilter(String name, List<Query> filters, Aggregations inner)
    implements GroupBy {
  /** Copies the list. */
  public GroupByFilter {
    filters = List.copyOf(filters);
  }

  @Override
  public String tag() {
    return "group by filter";
  }
}
