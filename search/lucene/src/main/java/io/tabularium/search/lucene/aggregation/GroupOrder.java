/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.search.aggregation.Aggregation;
import io.tabularium.search.aggregation.Aggregations;
import io.tabularium.search.aggregation.GroupSorter;
import io.tabularium.search.sort.SortOrder;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/** The order of groups in an answer. What is alike in every way is ordered by key. */
final class GroupOrder {
  private final List<GroupSorter> sorters;
  private final Aggregations trees;

  /**
   * Reads an order.
   *
   * @param trees what is asked about each group
   */
  GroupOrder(List<GroupSorter> sorters, Aggregations trees) {
    this.sorters = sorters;
    this.trees = trees;
  }

  /**
   * The order of some kind of groups.
   *
   * @param number a group's number
   * @param count how many rows it has
   * @param keys the order of keys, ascending
   * @param level the figures about them
   */
  <T> Comparator<T> comparator(
      ToIntFunction<T> number, ToLongFunction<T> count, Comparator<T> keys, Level level) {
    Comparator<T> order = null;
    for (GroupSorter sorter : sorters) {
      Comparator<T> next =
          switch (sorter.by()) {
            case KEY -> directed(keys, sorter);
            case ROW_COUNT -> directed(Comparator.comparingLong(count), sorter);
            case AGGREGATION -> figures(number, level.metric(place(sorter)), sorter);
          };
      order = order == null ? next : order.thenComparing(next);
    }
    return order == null ? keys : order.thenComparing(keys);
  }

  private static <T> Comparator<T> directed(Comparator<T> order, GroupSorter sorter) {
    return sorter.order() == SortOrder.DESC ? order.reversed() : order;
  }

  /** Groups in which no row has a value come last, whichever the direction. */
  private static <T> Comparator<T> figures(
      ToIntFunction<T> number, MetricNode metric, GroupSorter sorter) {
    ToDoubleFunction<T> figure = group -> metric.number(number.applyAsInt(group));
    Comparator<T> empty = Comparator.comparing(group -> Double.isNaN(figure.applyAsDouble(group)));
    return empty.thenComparing(directed(Comparator.comparingDouble(figure), sorter));
  }

  private int place(GroupSorter sorter) {
    List<Aggregation> metrics = trees.metrics();
    for (int i = 0; i < metrics.size(); i++) {
      if (metrics.get(i).name().equals(sorter.aggregation())) {
        return i;
      }
    }
    throw new IllegalStateException("no figure " + sorter.aggregation());
  }
}
