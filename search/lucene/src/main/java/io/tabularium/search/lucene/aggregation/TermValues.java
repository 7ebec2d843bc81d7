/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.BytesRefHash;

/**
 * The strings a field has in a document, as numbers: each different string has one, whichever
 * segments it is in.
 */
final class TermValues {
  /** About what a string takes besides its bytes. */
  private static final int OVERHEAD = 16;

  private final Budget budget;
  private final SegmentStrings segment;
  private final BytesRefHash strings = new BytesRefHash();
  private final BytesRef left = new BytesRef();
  private final BytesRef right = new BytesRef();

  TermValues(String field, Budget budget) {
    this.budget = budget;
    this.segment = new SegmentStrings(field, Long.MAX_VALUE, budget, this::number);
  }

  /** What is known of the segment's strings; it is turned to the next segment with these values. */
  SegmentStrings segment() {
    return segment;
  }

  /** Turns to a segment. */
  void leaf(LeafReaderContext leaf) throws IOException {
    segment.leaf(leaf);
  }

  /** Puts in the numbers of a document's strings. */
  void load(int doc, Keys found) throws IOException {
    segment.load(doc, found);
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

  /** The string with a number; good until the next call. */
  BytesRef string(long number) {
    return strings.get((int) number, left);
  }

  /** Compares two strings byte by byte. */
  int compare(long a, long b) {
    return a == b ? 0 : strings.get((int) a, left).compareTo(strings.get((int) b, right));
  }
}
