/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.search.lucene.aggregation.Scratch.Shared;

/**
 * Documents of a segment in ascending order, each with a group it is counted in. One that is in
 * several groups comes as often, without another between; but a batch may end in between.
 */
final class Batch extends Shared {
  /** So many are worth being handed on. */
  static final int MOST = 1 << 16;

  private int[] docs = new int[0];
  private int[] groups = new int[0];
  private int size;
  private int largest = -1;

  Batch(Budget budget) {
    super(budget);
  }

  @Override
  void clear() {
    size = 0;
    largest = -1;
  }

  /** Makes room for so many in all. */
  void reserve(int count) {
    docs = budget().grow(docs, count);
    groups = budget().grow(groups, count);
  }

  /** Adds a document with one of its groups. */
  void add(int doc, int group) {
    if (size == docs.length) {
      reserve(size + 1);
    }
    docs[size] = doc;
    groups[size++] = group;
    largest = Math.max(largest, group);
  }

  /**
   * Takes over what was written into the arrays.
   *
   * @param size how many there are now
   * @param largest a number that no group's is above
   */
  void written(int size, int largest) {
    this.size = size;
    this.largest = largest;
  }

  /** Whether it is to be handed on before more are added. */
  boolean isFull() {
    return size >= MOST;
  }

  /** Takes a group out again behind a place. */
  void remove(int from, int group) {
    int kept = from;
    for (int i = from; i < size; i++) {
      if (groups[i] != group) {
        docs[kept] = docs[i];
        groups[kept++] = groups[i];
      }
    }
    size = kept;
  }

  int size() {
    return size;
  }

  /** The documents. There may be more places than {@link #size}. */
  int[] docs() {
    return docs;
  }

  /** The group of each. There may be more places than {@link #size}. */
  int[] groups() {
    return groups;
  }

  /** A number that no group's is above; -1 if there is none. */
  int largest() {
    return largest;
  }
}
