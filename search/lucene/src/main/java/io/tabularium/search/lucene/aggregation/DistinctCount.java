/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.search.aggregation.AggregationResult;
import io.tabularium.search.aggregation.AggregationResult.DistinctCountResult;

/** The number of different values. */
final class DistinctCount extends ValueMetric {
  private final String name;
  private DistinctSet[] sets = new DistinctSet[0];

  DistinctCount(String name, Loader hashes, Budget budget, Scratch scratch) {
    super(hashes, budget, scratch);
    this.name = name;
  }

  @Override
  void reserve(int groups) {
    sets = budget().grow(sets, groups);
  }

  @Override
  void take(int[] groups, int from, Column column) {
    long[] hashes = column.numbers();
    int[] ends = column.ends();
    int hash = 0;
    for (int i = 0; i < column.documents(); i++) {
      for (; hash < ends[i]; hash++) {
        set(groups[from + i]).add(hashes[hash]);
      }
    }
  }

  private DistinctSet set(int group) {
    if (sets[group] == null) {
      sets[group] = new DistinctSet(budget());
    }
    return sets[group];
  }

  @Override
  void merge(MetricNode other, Renumbering groups) {
    DistinctCount that = (DistinctCount) other;
    reserve(groups.size());
    groups.each(
        that.sets.length,
        budget(),
        (there, here) -> {
          if (that.sets[there] != null) {
            set(here).merge(that.sets[there]);
            that.sets[there] = null;
          }
        });
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
