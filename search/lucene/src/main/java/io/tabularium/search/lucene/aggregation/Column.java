/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.search.lucene.aggregation.Scratch.Shared;

/** Numbers that documents have, of one document after the other: none, one or several each. */
final class Column extends Shared {
  private final int most;
  private long[] numbers = new long[0];
  private int[] ends = new int[0];
  private int size;
  private int documents;

  Column(Budget budget) {
    this(budget, Batch.MOST);
  }

  /**
   * A column.
   *
   * @param most so many numbers are enough
   */
  Column(Budget budget, int most) {
    super(budget);
    this.most = most;
  }

  @Override
  void clear() {
    size = 0;
    documents = 0;
  }

  /** Makes room for so many documents with one number each; numbers may be more. */
  void expect(int count) {
    numbers = budget().grow(numbers, count);
    ends = budget().grow(ends, count);
  }

  /** Adds a number of the document at hand. */
  void add(long number) {
    if (size == numbers.length) {
      numbers = budget().grow(numbers, size + 1);
    }
    numbers[size++] = number;
  }

  /** Adds a number of the document at hand unless it is there. */
  void addNew(long number) {
    for (int i = begin(documents); i < size; i++) {
      if (numbers[i] == number) {
        return;
      }
    }
    add(number);
  }

  /** Ends the document at hand; it is one of those expected. */
  void end() {
    ends[documents++] = size;
  }

  /** Whether it is large enough to be worked off before more is read. */
  boolean isFull() {
    return size >= most;
  }

  /** How many documents there are. */
  int documents() {
    return documents;
  }

  /** How many numbers there are. */
  int size() {
    return size;
  }

  /**
   * Takes over what was written into the arrays.
   *
   * @param documents how many documents there are now
   * @param size how many numbers there are now
   */
  void written(int documents, int size) {
    this.documents = documents;
    this.size = size;
  }

  /** Where the numbers of a document begin. */
  int begin(int document) {
    return document == 0 ? 0 : ends[document - 1];
  }

  /** Where the numbers of a document end. */
  int end(int document) {
    return ends[document];
  }

  /** The numbers. There may be more places than {@link #size}. */
  long[] numbers() {
    return numbers;
  }

  /** Where the numbers of each document end. There may be more places than documents. */
  int[] ends() {
    return ends;
  }
}
