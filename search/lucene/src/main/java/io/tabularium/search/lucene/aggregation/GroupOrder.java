/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.search.aggregation.Aggregation;
import io.tabularium.search.aggregation.Aggregations;
import io.tabularium.search.aggregation.GroupSorter;
import io.tabularium.search.sort.SortOrder;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.function.IntUnaryOperator;

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

  /** An order of groups told by numbers; no two are alike in it. */
  @FunctionalInterface
  interface Order {
    /** As {@link java.util.Comparator#compare}. */
    int compare(int a, int b);

    /** The other way around. */
    default Order reversed() {
      return (a, b) -> compare(b, a);
    }

    /** This one, and among those alike in it another. */
    default Order then(Order other) {
      return (a, b) -> {
        int order = compare(a, b);
        return order != 0 ? order : other.compare(a, b);
      };
    }
  }

  /**
   * The order of some groups.
   *
   * @param group the number figures know a group by
   * @param count how many rows it has
   * @param keys the order of keys, ascending
   * @param level the figures about them
   */
  Order of(IntUnaryOperator group, IntToLongFunction count, Order keys, Level level) {
    Order all = null;
    for (GroupSorter sorter : sorters) {
      Order next =
          switch (sorter.by()) {
            case KEY -> directed(keys, sorter);
            case ROW_COUNT ->
                directed(
                    (a, b) -> Long.compare(count.applyAsLong(a), count.applyAsLong(b)), sorter);
            case AGGREGATION -> figures(group, level.metric(place(sorter)), sorter);
          };
      all = all == null ? next : all.then(next);
    }
    return all == null ? keys : all.then(keys);
  }

  private static Order directed(Order order, GroupSorter sorter) {
    return sorter.order() == SortOrder.DESC ? order.reversed() : order;
  }

  /** Groups in which no row has a value come last, whichever the direction. */
  private static Order figures(IntUnaryOperator group, MetricNode metric, GroupSorter sorter) {
    boolean down = sorter.order() == SortOrder.DESC;
    return (a, b) -> {
      double left = metric.number(group.applyAsInt(a));
      double right = metric.number(group.applyAsInt(b));
      if (Double.isNaN(left) || Double.isNaN(right)) {
        return Boolean.compare(Double.isNaN(left), Double.isNaN(right));
      }
      return down ? Double.compare(right, left) : Double.compare(left, right);
    };
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
