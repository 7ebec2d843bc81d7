/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;
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

  /** What is to be known of strings before documents are asked about, or {@code null}. */
  SegmentStrings segment() {
    return null;
  }

  /** Each string of a segment is read and hashed once. */
  private static final class OfStrings extends HashValues {
    /** More strings in a segment than this are hashed again whenever they come. */
    private static final int MOST_KEPT = 1 << 20;

    private final BytesRef missing;
    private final SegmentStrings segment;

    OfStrings(String field, BytesRef missing, Budget budget) {
      this.missing = missing;
      this.segment = new SegmentStrings(field, MOST_KEPT, budget, Hashes::of);
    }

    @Override
    SegmentStrings segment() {
      return segment;
    }

    @Override
    void leaf(LeafReaderContext leaf) throws IOException {
      segment.leaf(leaf);
    }

    @Override
    void load(int doc, Keys found) throws IOException {
      int before = found.size();
      segment.load(doc, found);
      if (found.size() == before && missing != null) {
        found.add(Hashes.of(missing));
      }
    }
  }
}
