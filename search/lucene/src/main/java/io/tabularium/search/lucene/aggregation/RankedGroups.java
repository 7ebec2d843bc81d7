/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.search.aggregation.Aggregations;
import io.tabularium.search.aggregation.GroupByResult;
import io.tabularium.search.aggregation.GroupSorter;
import io.tabularium.search.sort.SortOrder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.util.PriorityQueue;

/** The first of the groups with enough rows; by default those with most. */
abstract class RankedGroups extends KeyedGroups {
  private final int size;
  private final long least;
  private final Comparator<Integer> order;

  /**
   * Ranks groups.
   *
   * @param size how many are returned at most
   * @param minDocCount see {@link io.tabularium.search.aggregation.GroupByField#minDocCount}
   * @param sorters the order, or empty for the default
   * @param trees what is asked about each group
   */
  RankedGroups(
      KeySource source,
      Level inner,
      Budget budget,
      int size,
      Long minDocCount,
      List<GroupSorter> sorters,
      Aggregations trees) {
    super(source, inner, budget);
    this.size = size;
    this.least = minDocCount == null ? 1 : Math.max(1, minDocCount);
    List<GroupSorter> effective =
        sorters.isEmpty() ? List.of(GroupSorter.rowCount(SortOrder.DESC)) : sorters;
    this.order =
        new GroupOrder(effective, trees)
            .comparator(
                Integer::intValue, this::count, (a, b) -> compareKeys(key(a), key(b)), inner);
  }

  /** Orders keys. */
  int compareKeys(long a, long b) {
    return Long.compare(a, b);
  }

  @Override
  final GroupByResult result(int owner) throws IOException {
    int[] groups = groups(owner);
    // The last of those kept so far is on top.
    PriorityQueue<Integer> first =
        new PriorityQueue<>(Math.max(1, Math.min(size, groups.length))) {
          @Override
          protected boolean lessThan(Integer a, Integer b) {
            return order.compare(a, b) > 0;
          }
        };
    for (int group : groups) {
      budget().step();
      if (count(group) >= least) {
        first.insertWithOverflow(group);
      }
    }
    List<Integer> ranked = new ArrayList<>(first.size());
    while (first.size() > 0) {
      ranked.add(first.pop());
    }
    Collections.reverse(ranked);
    return result(ranked);
  }

  /** The answer with these groups. */
  abstract GroupByResult result(List<Integer> ranked) throws IOException;
}
