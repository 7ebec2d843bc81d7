/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import java.util.Arrays;
import org.apache.lucene.util.ArrayUtil;

/** Some groups' numbers: those one document is counted in. */
final class Groups {
  private int[] numbers = new int[8];
  private int size;

  /** Forgets all. */
  void clear() {
    size = 0;
  }

  /** Adds one. */
  void add(int number) {
    if (size == numbers.length) {
      numbers = ArrayUtil.grow(numbers, size + 1);
    }
    numbers[size++] = number;
  }

  /** Adds all of others. */
  void addAll(Groups others) {
    for (int i = 0; i < others.size; i++) {
      add(others.numbers[i]);
    }
  }

  /** Takes one out if it is there. */
  void remove(int number) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (numbers[i] != number) {
        numbers[kept++] = numbers[i];
      }
    }
    size = kept;
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
