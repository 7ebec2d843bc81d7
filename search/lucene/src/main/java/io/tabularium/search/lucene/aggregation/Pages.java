/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

/** Numbers for the terms of a segment, with memory only for the parts that are used. */
final class Pages {
  private static final int BITS = 10;
  private static final int SIZE = 1 << BITS;

  private final Budget budget;
  private final long[][] pages;
  private long bytes;

  /** Zero for each of so many terms. */
  Pages(Budget budget, long count) {
    this.budget = budget;
    this.pages = new long[Math.toIntExact((count + SIZE - 1) >>> BITS)][];
    take((long) pages.length * Long.BYTES);
  }

  private void take(long more) {
    budget.memory(more);
    bytes += more;
  }

  long get(long term) {
    long[] page = pages[(int) (term >>> BITS)];
    return page == null ? 0 : page[(int) term & (SIZE - 1)];
  }

  void set(long term, long number) {
    int at = (int) (term >>> BITS);
    if (pages[at] == null) {
      pages[at] = new long[SIZE];
      take((long) SIZE * Long.BYTES);
    }
    pages[at][(int) term & (SIZE - 1)] = number;
  }

  /** Gives the memory back. */
  void close() {
    budget.memory(-bytes);
    bytes = 0;
  }
}
