/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import java.util.Arrays;

/** Some groups' numbers: those one document is counted in, perhaps more than once. */
final class Groups {
  private final Budget budget;
  private int[] numbers = new int[0];
  private int size;

  Groups(Budget budget) {
    this.budget = budget;
  }

  /** Forgets all. */
  void clear() {
    size = 0;
  }

  /** Adds one. */
  void add(int number) {
    if (size == numbers.length) {
      numbers = budget.grow(numbers, size + 1);
    }
    numbers[size++] = number;
  }

  /** Leaves one of each. */
  void distinct() {
    if (size > 1) {
      Arrays.sort(numbers, 0, size);
      int kept = 1;
      for (int i = 1; i < size; i++) {
        if (numbers[i] != numbers[kept - 1]) {
          numbers[kept++] = numbers[i];
        }
      }
      size = kept;
    }
  }

  /** How many. */
  int size() {
    return size;
  }

  /** One of them. */
  int get(int i) {
    return numbers[i];
  }
}
