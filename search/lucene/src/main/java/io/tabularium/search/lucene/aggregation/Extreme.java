/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.search.aggregation.AggregationResult;
import io.tabularium.search.aggregation.AggregationResult.MetricResult;
import io.tabularium.search.aggregation.MetricAggregation;
import io.tabularium.search.aggregation.MetricAggregation.Metric;
import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;

/** The smallest or the largest number. */
final class Extreme extends MetricNode {
  private final MetricAggregation request;
  private final NumberValues values;
  private final Budget budget;
  private final boolean largest;
  private final double none;
  private double[] extremes = new double[0];

  Extreme(MetricAggregation request, NumberValues values, Budget budget) {
    this.request = request;
    this.values = values;
    this.budget = budget;
    this.largest = request.metric() == Metric.MAX;
    this.none = largest ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
  }

  @Override
  void leaf(LeafReaderContext leaf) throws IOException {
    values.leaf(leaf);
  }

  @Override
  void collect(int doc, Groups groups) throws IOException {
    int count = values.load(doc);
    if (count == 0) {
      return;
    }
    double extreme = values.real(values.get(largest ? count - 1 : 0));
    for (int i = 0; i < groups.size(); i++) {
      int group = groups.get(i);
      extremes = budget.grow(extremes, group + 1, none);
      extremes[group] =
          largest ? Math.max(extremes[group], extreme) : Math.min(extremes[group], extreme);
    }
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
