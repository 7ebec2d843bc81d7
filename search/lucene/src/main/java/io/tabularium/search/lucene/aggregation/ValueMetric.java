/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;

/** A figure made of values. */
abstract class ValueMetric extends MetricNode {
  private final Loader values;
  private final Budget budget;
  private final Scratch scratch;

  ValueMetric(Loader values, Budget budget, Scratch scratch) {
    this.values = values;
    this.budget = budget;
    this.scratch = scratch;
  }

  @Override
  final void leaf(LeafReaderContext leaf) throws IOException {
    values.leaf(leaf);
  }

  @Override
  final void collect(Batch batch) throws IOException {
    reserve(batch.largest() + 1);
    Column column = scratch.column();
    for (int from = 0; from < batch.size(); ) {
      column.clear();
      int end = values.load(batch, from, column);
      budget.steps(column.size());
      take(batch.groups(), from, column);
      from = end;
    }
    scratch.free(column);
  }

  final Budget budget() {
    return budget;
  }

  /** Makes room for so many groups. */
  abstract void reserve(int groups);

  /**
   * Takes in the values of documents.
   *
   * @param groups the groups of a batch
   * @param from the place of the first document in the batch
   */
  abstract void take(int[] groups, int from, Column values);
}
