/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.search.aggregation.AggregationResult;
import io.tabularium.search.aggregation.AggregationResult.MetricResult;
import io.tabularium.search.aggregation.MetricAggregation;
import io.tabularium.search.aggregation.MetricAggregation.Metric;
import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;

/**
 * The sum or the mean. What rounding takes from the sum is summed up on its own (Neumaier's
 * algorithm), so that ten times 0.46 is 4.6.
 */
final class Sum extends MetricNode {
  private final MetricAggregation request;
  private final NumberValues values;
  private final Budget budget;
  private final boolean mean;
  private double[] sums = new double[0];
  private double[] lost = new double[0];
  private long[] counts = new long[0];

  Sum(MetricAggregation request, NumberValues values, Budget budget) {
    this.request = request;
    this.values = values;
    this.budget = budget;
    this.mean = request.metric() == Metric.AVG;
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
    for (int i = 0; i < groups.size(); i++) {
      int group = groups.get(i);
      sums = budget.grow(sums, group + 1, 0);
      lost = budget.grow(lost, group + 1, 0);
      counts = budget.grow(counts, group + 1);
      counts[group] += count;
      for (int j = 0; j < count; j++) {
        add(group, values.real(values.get(j)));
      }
    }
  }

  private void add(int group, double value) {
    double before = sums[group];
    double after = before + value;
    lost[group] +=
        Math.abs(before) >= Math.abs(value) ? before - after + value : value - after + before;
    sums[group] = after;
  }

  private double sum(int group) {
    double sum = sums[group] + lost[group];
    // Past the largest number the account of what was lost makes no sense.
    return Double.isNaN(sum) ? sums[group] : sum;
  }

  @Override
  AggregationResult result(int group) {
    double value;
    if (group < 0 || group >= counts.length || counts[group] == 0) {
      value = mean ? Double.POSITIVE_INFINITY : 0;
    } else {
      value = mean ? sum(group) / counts[group] : sum(group);
    }
    return new MetricResult(request.name(), request.metric(), value);
  }

  @Override
  double number(int group) {
    if (group < 0 || group >= counts.length || counts[group] == 0) {
      return mean ? Double.NaN : 0;
    }
    return mean ? sum(group) / counts[group] : sum(group);
  }
}
