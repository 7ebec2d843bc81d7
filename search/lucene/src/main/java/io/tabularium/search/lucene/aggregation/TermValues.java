/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import java.io.IOException;
import java.util.function.LongUnaryOperator;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.BytesRefHash;

/**
 * The strings a field has in a document, as numbers: each different string has one, whichever
 * segments it is in.
 */
final class TermValues implements Loader {
  /** About what a string takes besides its bytes. */
  private static final int OVERHEAD = 16;

  private final Budget budget;
  private final SegmentStrings segment;
  private final BytesRefHash strings = new BytesRefHash();
  private final BytesRef left = new BytesRef();
  private final BytesRef right = new BytesRef();

  TermValues(String field, Budget budget, Pace pace) {
    this.budget = budget;
    this.segment = new SegmentStrings(field, Long.MAX_VALUE, budget, pace, this::number, null);
  }

  @Override
  public void leaf(LeafReaderContext leaf) throws IOException {
    segment.leaf(leaf);
  }

  @Override
  public boolean isSingle() {
    return segment.isSingle();
  }

  @Override
  public int load(Batch batch, int from, Column numbers) throws IOException {
    return segment.load(batch, from, numbers);
  }

  /** The number of a string, which may be new. */
  long number(BytesRef string) {
    int number = strings.add(string);
    if (number < 0) {
      return -1L - number;
    }
    budget.memory(string.length + OVERHEAD);
    return number;
  }

  /**
   * Makes numbers of strings those the same strings have elsewhere.
   *
   * @param from where the numbers are from; {@code null}, as {@code to}, if there are no strings
   */
  static LongUnaryOperator translation(TermValues from, TermValues to) {
    if (from == null) {
      return LongUnaryOperator.identity();
    }
    int[] numbers = new int[from.strings.size()];
    for (int i = 0; i < numbers.length; i++) {
      to.budget.step();
      numbers[i] = (int) to.number(from.string(i));
    }
    return number -> numbers[(int) number];
  }

  /** The string with a number; good until the next call. */
  BytesRef string(long number) {
    return strings.get((int) number, left);
  }

  /** Compares two strings byte by byte. */
  int compare(long a, long b) {
    return a == b ? 0 : strings.get((int) a, left).compareTo(strings.get((int) b, right));
  }
}
