/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.model.Value;
import io.tabularium.search.aggregation.AggregationResult;
import io.tabularium.search.aggregation.AggregationResult.Percentile;
import io.tabularium.search.aggregation.AggregationResult.PercentilesResult;
import io.tabularium.search.aggregation.PercentilesAggregation;
import io.tabularium.search.schema.FieldType;
import java.util.ArrayList;
import java.util.List;

/** Values below which parts of the values lie. */
final class Percentiles extends ValueMetric {
  private final PercentilesAggregation request;
  private final NumberValues values;
  private final boolean whole;
  private Quantiles[] quantiles = new Quantiles[0];

  Percentiles(
      PercentilesAggregation request,
      FieldType type,
      NumberValues values,
      Budget budget,
      Scratch scratch) {
    super(values, budget, scratch);
    this.request = request;
    this.values = values;
    this.whole = type != FieldType.DOUBLE;
  }

  @Override
  void reserve(int groups) {
    quantiles = budget().grow(quantiles, groups);
  }

  @Override
  void take(int[] groups, int from, Column column) {
    long[] numbers = column.numbers();
    int[] ends = column.ends();
    int number = 0;
    for (int i = 0; i < column.documents(); i++) {
      for (; number < ends[i]; number++) {
        of(groups[from + i]).add(numbers[number]);
      }
    }
  }

  /** Digests of parts make one that is further from the truth than that of the whole. */
  @Override
  boolean isMergeable() {
    return false;
  }

  @Override
  void merge(MetricNode other, Renumbering groups) {
    throw new IllegalStateException("digests are not merged");
  }

  private Quantiles of(int group) {
    if (quantiles[group] == null) {
      quantiles[group] = new Quantiles(values, budget());
    }
    return quantiles[group];
  }

  @Override
  AggregationResult result(int group) {
    List<Percentile> items = new ArrayList<>();
    if (group >= 0 && group < quantiles.length && quantiles[group] != null) {
      Quantiles of = quantiles[group];
      for (double percentile : request.percentiles().stream().sorted().toList()) {
        items.add(
            new Percentile(
                percentile,
                whole ? Value.integer(of.whole(percentile)) : Value.real(of.real(percentile))));
      }
    }
    return new PercentilesResult(request.name(), items);
  }

  @Override
  boolean isNumber() {
    return false;
  }
}
