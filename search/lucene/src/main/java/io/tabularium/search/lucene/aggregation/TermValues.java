/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import java.io.IOException;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.BytesRefHash;

/**
 * The strings a field has in a document, as numbers: each different string has one, whichever
 * segments it is in.
 */
final class TermValues {
  /** About what a string takes besides its bytes. */
  private static final int OVERHEAD = 16;

  private final String field;
  private final Budget budget;
  private final BytesRefHash strings = new BytesRefHash();
  private final BytesRef left = new BytesRef();
  private final BytesRef right = new BytesRef();
  private SortedSetDocValues several;
  private SortedDocValues single;
  private Pages known;

  TermValues(String field, Budget budget) {
    this.field = field;
    this.budget = budget;
  }

  /** Turns to a segment. */
  void leaf(LeafReaderContext leaf) throws IOException {
    several = DocValues.getSortedSet(leaf.reader(), field);
    single = DocValues.unwrapSingleton(several);
    if (known != null) {
      known.close();
    }
    known = new Pages(budget, several.getValueCount());
  }

  /** Puts in the numbers of a document's strings. */
  void load(int doc, Keys found) throws IOException {
    if (single != null) {
      if (single.advanceExact(doc)) {
        found.add(number(single.ordValue()));
      }
    } else if (several.advanceExact(doc)) {
      for (int i = several.docValueCount(); i > 0; i--) {
        found.add(number(several.nextOrd()));
      }
    }
  }

  private long number(long ordinal) throws IOException {
    long number = known.get(ordinal);
    if (number == 0) {
      BytesRef string =
          single != null ? single.lookupOrd((int) ordinal) : several.lookupOrd(ordinal);
      number = number(string) + 1;
      known.set(ordinal, number);
    }
    return number - 1;
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
