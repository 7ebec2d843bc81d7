/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.search.aggregation.Aggregations;
import io.tabularium.search.aggregation.GroupByResult;
import io.tabularium.search.aggregation.GroupSorter;
import io.tabularium.search.sort.SortOrder;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** The first of the groups with enough rows; by default those with most. */
abstract class RankedGroups extends KeyedGroups {
  private final int size;
  private final long least;
  private final GroupOrder.Order order;

  /**
   * Ranks groups.
   *
   * @param counted see {@link KeyedGroups}
   * @param size how many are returned at most
   * @param minDocCount see {@link io.tabularium.search.aggregation.GroupByField#minDocCount}
   * @param sorters the order, or empty for the default
   * @param trees what is asked about each group
   */
  RankedGroups(
      Loader source,
      boolean counted,
      Level inner,
      Budget budget,
      Scratch scratch,
      int size,
      Long minDocCount,
      List<GroupSorter> sorters,
      Aggregations trees) {
    super(source, counted, inner, budget, scratch);
    this.size = size;
    this.least = minDocCount == null ? 1 : Math.max(1, minDocCount);
    List<GroupSorter> effective =
        sorters.isEmpty() ? List.of(GroupSorter.rowCount(SortOrder.DESC)) : sorters;
    this.order =
        new GroupOrder(effective, trees)
            .of(group -> group, this::count, (a, b) -> compareKeys(key(a), key(b)), inner);
  }

  /** Orders keys. */
  int compareKeys(long a, long b) {
    return Long.compare(a, b);
  }

  @Override
  final GroupByResult result(int owner) throws IOException {
    int[] groups = groups(owner);
    int[] first = new int[Math.min(size, groups.length)];
    int kept = 0;
    for (int group : groups) {
      budget().step();
      if (count(group) < least) {
        continue;
      }
      if (kept < first.length) {
        first[kept++] = group;
        if (kept == first.length) {
          heapify(first);
        }
      } else if (order.compare(group, first[0]) < 0) {
        first[0] = group;
        sink(first, 0, kept);
      }
    }
    first = Arrays.copyOf(first, kept);
    heapify(first);
    for (int end = kept - 1; end > 0; end--) {
      int last = first[0];
      first[0] = first[end];
      first[end] = last;
      sink(first, 0, end);
    }
    return result(first);
  }

  /** Makes a heap of which the group that is last in the order is on top. */
  private void heapify(int[] heap) {
    for (int i = heap.length / 2 - 1; i >= 0; i--) {
      sink(heap, i, heap.length);
    }
  }

  private void sink(int[] heap, int from, int size) {
    int group = heap[from];
    int at = from;
    for (int child = 2 * at + 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && order.compare(heap[child + 1], heap[child]) > 0) {
        child++;
      }
      if (order.compare(heap[child], group) <= 0) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = group;
  }

  /** The answer with these groups. */
  abstract GroupByResult result(int[] ranked) throws IOException;
}
