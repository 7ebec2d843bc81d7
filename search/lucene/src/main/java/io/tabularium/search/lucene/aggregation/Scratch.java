/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Batches and columns that nodes use while they take in a batch. Nodes take them in one inside the
 * other, so that no more are needed than a tree is deep.
 */
final class Scratch {
  private final Budget budget;
  private final Stack<Batch> batches;
  private final Stack<Column> columns;

  /** Something nodes lend each other. */
  abstract static class Shared {
    private final Budget budget;

    Shared(Budget budget) {
      this.budget = budget;
    }

    final Budget budget() {
      return budget;
    }

    /** Takes everything out. */
    abstract void clear();
  }

  Scratch(Budget budget) {
    this.budget = budget;
    this.batches = new Stack<>(budget, Batch::new);
    this.columns = new Stack<>(budget, Column::new);
  }

  Budget budget() {
    return budget;
  }

  /** An empty batch, until it is {@linkplain #free(Batch) given back}. */
  Batch batch() {
    return batches.take();
  }

  /** An empty column, until it is {@linkplain #free(Column) given back}. */
  Column column() {
    return columns.take();
  }

  /** Gives back the batch taken last. */
  void free(Batch batch) {
    batches.free(batch);
  }

  /** Gives back the column taken last. */
  void free(Column column) {
    columns.free(column);
  }

  private static final class Stack<T extends Shared> {
    private final Budget budget;
    private final Function<Budget, T> maker;
    private final List<T> all = new ArrayList<>();
    private int taken;

    Stack(Budget budget, Function<Budget, T> maker) {
      this.budget = budget;
      this.maker = maker;
    }

    T take() {
      if (taken == all.size()) {
        all.add(maker.apply(budget));
      }
      T next = all.get(taken++);
      next.clear();
      return next;
    }

    void free(T last) {
      if (taken == 0 || all.get(taken - 1) != last) {
        throw new IllegalStateException("not the one taken last");
      }
      taken--;
    }
  }
}
