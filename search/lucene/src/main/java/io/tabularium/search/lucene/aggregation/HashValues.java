/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import java.io.IOException;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.util.BytesRef;

/** Hashes of the values a field has in a document; different values have different ones. */
abstract class HashValues {
  /** Turns to a segment. */
  abstract void leaf(LeafReaderContext leaf) throws IOException;

  /** Puts in the hashes of a document's values. */
  abstract void load(int doc, Keys found) throws IOException;

  /** Hashes of numbers. */
  static HashValues of(NumberValues numbers) {
    return new HashValues() {
      @Override
      void leaf(LeafReaderContext leaf) throws IOException {
        numbers.leaf(leaf);
      }

      @Override
      void load(int doc, Keys found) throws IOException {
        int count = numbers.load(doc);
        for (int i = 0; i < count; i++) {
          found.add(Hashes.mix(numbers.get(i)));
        }
      }
    };
  }

  /**
   * Hashes of strings.
   *
   * @param missing the string of documents that have none, or {@code null}
   */
  static HashValues of(String field, BytesRef missing, Budget budget) {
    return new OfStrings(field, missing, budget);
  }

  /** Each string of a segment is read and hashed once. */
  private static final class OfStrings extends HashValues {
    /** More strings in a segment than this are hashed again whenever they come. */
    private static final int MOST_KEPT = 1 << 20;

    private final String field;
    private final BytesRef missing;
    private final Budget budget;
    private SortedSetDocValues strings;
    private Pages known;

    OfStrings(String field, BytesRef missing, Budget budget) {
      this.field = field;
      this.missing = missing;
      this.budget = budget;
    }

    @Override
    void leaf(LeafReaderContext leaf) throws IOException {
      strings = DocValues.getSortedSet(leaf.reader(), field);
      if (known != null) {
        known.close();
      }
      known =
          strings.getValueCount() > MOST_KEPT ? null : new Pages(budget, strings.getValueCount());
    }

    @Override
    void load(int doc, Keys found) throws IOException {
      if (strings.advanceExact(doc)) {
        for (int i = strings.docValueCount(); i > 0; i--) {
          found.add(hash(strings.nextOrd()));
        }
      } else if (missing != null) {
        found.add(Hashes.of(missing));
      }
    }

    private long hash(long ordinal) throws IOException {
      if (known == null) {
        return Hashes.of(strings.lookupOrd(ordinal));
      }
      long hash = known.get(ordinal);
      if (hash == 0) {
        hash = Hashes.of(strings.lookupOrd(ordinal));
        known.set(ordinal, hash);
      }
      return hash;
    }
  }
}
