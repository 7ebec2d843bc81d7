/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.aggregation;

import java.util.List;

/**
 * A group for each combination of the keys of several group-bys, page by page in the order of keys.
 *
 * @param name see {@link GroupBy}
 * @param sources the group-bys: by field, histogram or date histogram
 * @param size how many groups are returned at most
 * @param nextToken where the page begins: what the result of the page before said, or {@code null}
 *     for the first
 * @param inner see {@link GroupBy}
 */
public record GroupByComposite(
    String name, List<GroupBy> sources, int size, String nextToken, Aggregations inner)
    implements GroupBy {
  /** Copies the list. */
  public GroupByComposite {
    sources = List.copyOf(sources);
  }

  @Override
  public String tag() {
    return "group by composite";
  }
}
