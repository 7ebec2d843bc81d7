/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.model.Value;
import io.tabularium.search.aggregation.AggregationResult;
import io.tabularium.search.aggregation.AggregationResult.Percentile;
import io.tabularium.search.aggregation.AggregationResult.PercentilesResult;
import io.tabularium.search.aggregation.PercentilesAggregation;
import io.tabularium.search.schema.FieldType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.LeafReaderContext;

/** Values below which parts of the values lie. */
final class Percentiles extends MetricNode {
  private final PercentilesAggregation request;
  private final NumberValues values;
  private final boolean whole;
  private final Budget budget;
  private Quantiles[] quantiles = new Quantiles[0];

  Percentiles(PercentilesAggregation request, FieldType type, NumberValues values, Budget budget) {
    this.request = request;
    this.values = values;
    this.whole = type != FieldType.DOUBLE;
    this.budget = budget;
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
      quantiles = budget.grow(quantiles, group + 1);
      if (quantiles[group] == null) {
        quantiles[group] = new Quantiles(values, budget);
      }
      for (int j = 0; j < count; j++) {
        quantiles[group].add(values.get(j));
      }
    }
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
