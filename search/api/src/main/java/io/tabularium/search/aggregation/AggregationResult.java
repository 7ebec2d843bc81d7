/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.aggregation;

import io.tabularium.model.Value;
import io.tabularium.search.SearchHit;
import java.util.List;

/** The result of an {@link Aggregation}. */
public sealed interface AggregationResult {
  /** The name the request gave. */
  String name();

  /**
   * The result of a {@link MetricAggregation}.
   *
   * @param name see {@link AggregationResult}
   * @param metric which number it is
   * @param value the number
   */
  record MetricResult(String name, MetricAggregation.Metric metric, double value)
      implements AggregationResult {}

  /**
   * The result of a {@link CountAggregation}.
   *
   * @param name see {@link AggregationResult}
   * @param value how many values
   */
  record CountResult(String name, long value) implements AggregationResult {}

  /**
   * The result of a {@link DistinctCountAggregation}.
   *
   * @param name see {@link AggregationResult}
   * @param value how many different values
   */
  record DistinctCountResult(String name, long value) implements AggregationResult {}

  /**
   * The result of a {@link PercentilesAggregation}.
   *
   * @param name see {@link AggregationResult}
   * @param items in the order of the percentiles, smallest first; empty if there was no value
   */
  record PercentilesResult(String name, List<Percentile> items) implements AggregationResult {
    /** Copies the list. */
    public PercentilesResult {
      items = List.copyOf(items);
    }
  }

  /**
   * One percentile.
   *
   * @param percentile the part, 0 to 100
   * @param value INTEGER of a LONG field, truncated, and of a DATE field, in milliseconds; DOUBLE
   *     of a DOUBLE field
   */
  record Percentile(double percentile, Value value) {}

  /**
   * The result of a {@link TopRowsAggregation}.
   *
   * @param name see {@link AggregationResult}
   * @param rows the rows, first one first
   */
  record TopRowsResult(String name, List<SearchHit> rows) implements AggregationResult {
    /** Copies the list. */
    public TopRowsResult {
      rows = List.copyOf(rows);
    }
  }
}
