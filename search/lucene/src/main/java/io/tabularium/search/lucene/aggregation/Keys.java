/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import org.apache.lucene.util.ArrayUtil;

/** The keys of one document, in no particular order. */
final class Keys {
  private long[] values = new long[8];
  private int size;

  /** Forgets all. */
  void clear() {
    size = 0;
  }

  /** Adds one. */
  void add(long key) {
    if (size == values.length) {
      values = ArrayUtil.grow(values, size + 1);
    }
    values[size++] = key;
  }

  /** Adds one unless it is there. */
  void addNew(long key) {
    for (int i = 0; i < size; i++) {
      if (values[i] == key) {
        return;
      }
    }
    add(key);
  }

  /** How many. */
  int size() {
    return size;
  }

  /** One of them. */
  long get(int i) {
    return values[i];
  }
}
