/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.aggregation;

import java.util.List;

/**
 * The answers to {@link Aggregations}, in the order of the request.
 *
 * @param metrics one for each figure asked for
 * @param groups one for each way of grouping asked for
 */
public record AggregationResults(List<AggregationResult> metrics, List<GroupByResult> groups) {
  /** Nothing was asked. */
  public static final AggregationResults NONE = new AggregationResults(List.of(), List.of());

  /** Copies the lists. */
  public AggregationResults {
    metrics = List.copyOf(metrics);
    groups = List.copyOf(groups);
  }

  /** The figure with this name, or {@code null}. */
  public AggregationResult metric(String name) {
    return metrics.stream().filter(m -> m.name().equals(name)).findFirst().orElse(null);
  }

  /** The groups with this name, or {@code null}. */
  public GroupByResult group(String name) {
    return groups.stream().filter(g -> g.name().equals(name)).findFirst().orElse(null);
  }
}
