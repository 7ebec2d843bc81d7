/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.aggregation;

import java.util.List;

/**
 * What is asked about a set of rows.
 *
 * @param metrics figures about all of them
 * @param groups ways of grouping them
 */
public record Aggregations(List<Aggregation> metrics, List<GroupBy> groups) {
  /** Nothing. */
  public static final Aggregations NONE = new Aggregations(List.of(), List.of());

  /** Copies the lists. */
  public Aggregations {
    metrics = List.copyOf(metrics);
    groups = List.copyOf(groups);
  }

  /** Figures only. */
  public static Aggregations of(Aggregation... metrics) {
    return new Aggregations(List.of(metrics), List.of());
  }

  /** Groups only. */
  public static Aggregations of(GroupBy... groups) {
    return new Aggregations(List.of(), List.of(groups));
  }

  /** Whether nothing is asked. */
  public boolean isEmpty() {
    return metrics.isEmpty() && groups.isEmpty();
  }
}
