/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

/**
 * Which numbers the groups of another tree of the same request have in this one.
 *
 * @param numbers the number here of each group there, or -1 for those that are not wanted here
 * @param size how many numbers there are here
 */
record Renumbering(int[] numbers, int size) {
  /** The one group of all rows. */
  static final Renumbering ALL = new Renumbering(new int[1], 1);

  /** How many groups there are in the other tree. */
  int count() {
    return numbers.length;
  }

  /** The number here of a group there, or -1. */
  int of(int group) {
    return numbers[group];
  }

  /** Takes in what is known of a group there. */
  @FunctionalInterface
  interface Pair {
    /** Takes in. */
    void take(int there, int here);
  }

  /**
   * Goes through the groups there that are wanted here.
   *
   * @param known only the first so many groups there have anything to take in
   */
  void each(int known, Budget budget, Pair pair) {
    int count = Math.min(numbers.length, known);
    budget.steps(count);
    for (int there = 0; there < count; there++) {
      if (numbers[there] >= 0) {
        pair.take(there, numbers[there]);
      }
    }
  }
}
