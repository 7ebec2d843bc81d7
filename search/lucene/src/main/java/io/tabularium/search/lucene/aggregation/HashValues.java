/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.util.BytesRef;

/** Hashes of the values a field has in a document; different values have different ones. */
final class HashValues {
  /** More strings in a segment than this are hashed again whenever they come. */
  private static final int MOST_KEPT = 1 << 20;

  private HashValues() {}

  /** Hashes of numbers. */
  static Loader of(NumberValues numbers) {
    return new Loader() {
      @Override
      public void leaf(LeafReaderContext leaf) throws IOException {
        numbers.leaf(leaf);
      }

      @Override
      public boolean isSingle() {
        return numbers.isSingle();
      }

      @Override
      public int load(Batch batch, int from, Column hashes) throws IOException {
        int end = numbers.load(batch, from, hashes);
        long[] values = hashes.numbers();
        for (int i = 0; i < hashes.size(); i++) {
          values[i] = Hashes.mix(values[i]);
        }
        return end;
      }
    };
  }

  /**
   * Hashes of strings; each string of a segment is read and hashed once.
   *
   * @param missing the string of documents that have none, or {@code null}
   */
  static Loader of(String field, BytesRef missing, Budget budget, Pace pace) {
    Long substitute = missing == null ? null : (Long) Hashes.of(missing);
    return new SegmentStrings(field, MOST_KEPT, budget, pace, Hashes::of, substitute);
  }
}
