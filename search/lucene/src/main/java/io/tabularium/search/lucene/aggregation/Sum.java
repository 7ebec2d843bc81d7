/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.search.aggregation.AggregationResult;
import io.tabularium.search.aggregation.AggregationResult.MetricResult;
import io.tabularium.search.aggregation.MetricAggregation;
import io.tabularium.search.aggregation.MetricAggregation.Metric;

/**
 * The sum or the mean. What rounding takes from the sum is summed up on its own (Neumaier's
 * algorithm), so that ten times 0.46 is 4.6.
 */
final class Sum extends ValueMetric {
  private final MetricAggregation request;
  private final NumberValues values;
  private final boolean mean;

  /** Of each group the sum so far, and behind it what rounding took. */
  private double[] sums = new double[0];

  /** How many values each group has; only for the mean. */
  private long[] counts = new long[0];

  Sum(MetricAggregation request, NumberValues values, Budget budget, Scratch scratch) {
    super(values, budget, scratch);
    this.request = request;
    this.values = values;
    this.mean = request.metric() == Metric.AVG;
  }

  @Override
  void reserve(int groups) {
    sums = budget().grow(sums, 2 * groups, 0);
    if (mean) {
      counts = budget().grow(counts, groups);
    }
  }

  @Override
  void take(int[] groups, int from, Column column) {
    double[] sums = this.sums;
    long[] numbers = column.numbers();
    int[] ends = column.ends();
    int number = 0;
    int documents = column.documents();
    for (int i = 0; i < documents; i++) {
      int group = groups[from + i];
      if (mean) {
        counts[group] += ends[i] - number;
      }
      for (; number < ends[i]; number++) {
        add(sums, group, values.real(numbers[number]));
      }
    }
  }

  private static void add(double[] sums, int group, double value) {
    double before = sums[2 * group];
    double after = before + value;
    sums[2 * group + 1] +=
        Math.abs(before) >= Math.abs(value) ? before - after + value : value - after + before;
    sums[2 * group] = after;
  }

  @Override
  void merge(MetricNode other, Renumbering groups) {
    Sum that = (Sum) other;
    reserve(groups.size());
    groups.each(
        that.sums.length / 2,
        budget(),
        (there, here) -> {
          add(sums, here, that.sums[2 * there]);
          sums[2 * here + 1] += that.sums[2 * there + 1];
          if (mean && there < that.counts.length) {
            counts[here] += that.counts[there];
          }
        });
  }

  private double sum(int group) {
    if (group < 0 || 2 * group + 1 >= sums.length) {
      return 0;
    }
    double sum = sums[2 * group] + sums[2 * group + 1];
    // Past the largest number the account of what was lost makes no sense.
    return Double.isNaN(sum) ? sums[2 * group] : sum;
  }

  private double value(int group, double ofNone) {
    if (!mean) {
      return sum(group);
    }
    boolean none = group < 0 || group >= counts.length || counts[group] == 0;
    return none ? ofNone : sum(group) / counts[group];
  }

  @Override
  AggregationResult result(int group) {
    return new MetricResult(
        request.name(), request.metric(), value(group, Double.POSITIVE_INFINITY));
  }

  @Override
  double number(int group) {
    return value(group, Double.NaN);
  }
}
