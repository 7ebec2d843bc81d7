/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.aggregation;

/**
 * A figure about a set of rows. Of a row with several values, or several child rows, each value
 * counts.
 */
public sealed interface Aggregation
    permits MetricAggregation,
        CountAggregation,
        DistinctCountAggregation,
        PercentilesAggregation,
        TopRowsAggregation {
  /** The name of the result, unique among its siblings. */
  String name();
}
