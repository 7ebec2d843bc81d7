/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.search.aggregation.AggregationResult;
import io.tabularium.search.aggregation.AggregationResult.MetricResult;
import io.tabularium.search.aggregation.MetricAggregation;
import io.tabularium.search.aggregation.MetricAggregation.Metric;

/** The smallest or the largest number. */
final class Extreme extends ValueMetric {
  private final MetricAggregation request;
  private final NumberValues values;
  private final boolean largest;
  private final double none;
  private double[] extremes = new double[0];

  Extreme(MetricAggregation request, NumberValues values, Budget budget, Scratch scratch) {
    super(values, budget, scratch);
    this.request = request;
    this.values = values;
    this.largest = request.metric() == Metric.MAX;
    this.none = largest ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
  }

  @Override
  void reserve(int groups) {
    extremes = budget().grow(extremes, groups, none);
  }

  @Override
  void take(int[] groups, int from, Column column) {
    long[] numbers = column.numbers();
    int[] ends = column.ends();
    int begin = 0;
    for (int i = 0; i < column.documents(); i++) {
      int end = ends[i];
      if (end > begin) {
        int group = groups[from + i];
        // The numbers of a document come in order.
        double extreme = values.real(numbers[largest ? end - 1 : begin]);
        extremes[group] =
            largest ? Math.max(extremes[group], extreme) : Math.min(extremes[group], extreme);
        begin = end;
      }
    }
  }

  @Override
  void merge(MetricNode other, Renumbering groups) {
    Extreme that = (Extreme) other;
    reserve(groups.size());
    groups.each(
        that.extremes.length,
        budget(),
        (there, here) ->
            extremes[here] =
                largest
                    ? Math.max(extremes[here], that.extremes[there])
                    : Math.min(extremes[here], that.extremes[there]));
  }

  private double value(int group) {
    return group >= 0 && group < extremes.length ? extremes[group] : none;
  }

  @Override
  AggregationResult result(int group) {
    return new MetricResult(request.name(), request.metric(), value(group));
  }

  @Override
  double number(int group) {
    double value = value(group);
    return value == none ? Double.NaN : value;
  }
}
