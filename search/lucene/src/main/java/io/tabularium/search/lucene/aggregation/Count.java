/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.search.aggregation.AggregationResult;
import io.tabularium.search.aggregation.AggregationResult.CountResult;
import java.io.IOException;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.index.SortedSetDocValues;

/** The number of values. */
final class Count extends MetricNode {
  private final String name;
  private final String field;
  private final boolean strings;
  private final Budget budget;
  private SortedNumericDocValues numbers;
  private SortedSetDocValues terms;
  private long[] counts = new long[0];

  Count(String name, String field, boolean strings, Budget budget) {
    this.name = name;
    this.field = field;
    this.strings = strings;
    this.budget = budget;
  }

  @Override
  void leaf(LeafReaderContext leaf) throws IOException {
    if (strings) {
      terms = DocValues.getSortedSet(leaf.reader(), field);
    } else {
      numbers = DocValues.getSortedNumeric(leaf.reader(), field);
    }
  }

  @Override
  void collect(Batch batch) throws IOException {
    budget.steps(batch.size());
    counts = budget.grow(counts, batch.largest() + 1);
    int[] docs = batch.docs();
    int[] groups = batch.groups();
    for (int i = 0; i < batch.size(); i++) {
      counts[groups[i]] += count(docs[i]);
    }
  }

  private int count(int doc) throws IOException {
    if (strings) {
      return terms.advanceExact(doc) ? terms.docValueCount() : 0;
    }
    return numbers.advanceExact(doc) ? numbers.docValueCount() : 0;
  }

  @Override
  void merge(MetricNode other, Renumbering groups) {
    Count that = (Count) other;
    counts = budget.grow(counts, groups.size());
    groups.each(that.counts.length, budget, (there, here) -> counts[here] += that.counts[there]);
  }

  private long value(int group) {
    return group >= 0 && group < counts.length ? counts[group] : 0;
  }

  @Override
  AggregationResult result(int group) {
    return new CountResult(name, value(group));
  }

  @Override
  double number(int group) {
    return value(group);
  }
}
