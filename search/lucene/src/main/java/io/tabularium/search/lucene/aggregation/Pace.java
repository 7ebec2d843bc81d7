/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

/**
 * How many rows are taken in together. A segment's strings are best read in their order, and that
 * is the better the more of them are wanted at once; but once most that come are known, small
 * batches are better, because they stay in the processor's caches.
 */
final class Pace {
  /** Rows of a batch unless more are worth it. */
  private static final int FIRST = 1 << 9;

  /** Of so many values one should bring a string that is not known. */
  private static final int WORTH = 64;

  /** How many times as many rows the next batch has if more are worth it. */
  private static final int FASTER = 4;

  private int rows = FIRST;
  private boolean faster;

  /** Begins with a segment. */
  void begin() {
    rows = FIRST;
    faster = false;
  }

  /** Tells how many strings were read for so many values. */
  void read(int fresh, int values) {
    faster |= (long) fresh * WORTH > values;
  }

  /** Adapts to what was told since the batch before. */
  void next() {
    rows = faster ? Math.min(Batch.MOST, rows * FASTER) : FIRST;
    faster = false;
  }

  /** Rows of the next batch. */
  int rows() {
    return rows;
  }
}
