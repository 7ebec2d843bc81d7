/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.search.aggregation.AggregationResult;
import io.tabularium.search.aggregation.AggregationResult.DistinctCountResult;
import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;

/** The number of different values. */
final class DistinctCount extends MetricNode {
  private final String name;
  private final HashValues values;
  private final Budget budget;
  private final Keys found = new Keys();
  private DistinctSet[] sets = new DistinctSet[0];

  DistinctCount(String name, HashValues values, Budget budget) {
    this.name = name;
    this.values = values;
    this.budget = budget;
  }

  @Override
  void leaf(LeafReaderContext leaf) throws IOException {
    values.leaf(leaf);
  }

  @Override
  void collect(int doc, Groups groups) throws IOException {
    found.clear();
    values.load(doc, found);
    if (found.size() == 0) {
      return;
    }
    for (int i = 0; i < groups.size(); i++) {
      int group = groups.get(i);
      sets = budget.grow(sets, group + 1);
      if (sets[group] == null) {
        sets[group] = new DistinctSet(budget);
      }
      for (int j = 0; j < found.size(); j++) {
        sets[group].add(found.get(j));
      }
    }
  }

  private long value(int group) {
    return group >= 0 && group < sets.length && sets[group] != null ? sets[group].count() : 0;
  }

  @Override
  AggregationResult result(int group) {
    return new DistinctCountResult(name, value(group));
  }

  @Override
  double number(int group) {
    return value(group);
  }
}
