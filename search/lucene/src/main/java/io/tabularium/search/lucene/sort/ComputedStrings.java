/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.sort;

import java.io.IOException;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.FieldComparator;
import org.apache.lucene.search.FieldComparatorSource;
import org.apache.lucene.search.Pruning;
import org.apache.lucene.search.SortField;
import org.apache.lucene.util.BytesRef;

/** Sorts by strings computed for each document. */
final class ComputedStrings {
  /** Where the strings come from. */
  @FunctionalInterface
  interface Source {
    /** The strings of one leaf. */
    Strings leaf(LeafReaderContext leaf) throws IOException;
  }

  /** The string of a document. */
  abstract static class Strings extends BinaryDocValues {
    private int doc = -1;
    private BytesRef value;

    /** Computes the string, asked for in ascending order of documents; {@code null} for none. */
    abstract BytesRef compute(int target) throws IOException;

    @Override
    public BytesRef binaryValue() {
      return value;
    }

    @Override
    public boolean advanceExact(int target) throws IOException {
      // A comparator looks at a document several times; what is computed goes forwards only.
      if (doc != target) {
        doc = target;
        value = compute(target);
      }
      return value != null;
    }

    @Override
    public int docID() {
      return doc;
    }

    @Override
    public int nextDoc() {
      throw new UnsupportedOperationException("computed values are not iterated");
    }

    @Override
    public int advance(int target) {
      throw new UnsupportedOperationException("computed values are not iterated");
    }

    @Override
    public long cost() {
      return 0;
    }
  }

  private ComputedStrings() {}

  static SortField sortField(Source source, boolean missingLargest, boolean reverse) {
    return new SortField(
        "#computed",
        new FieldComparatorSource() {
          @Override
          public FieldComparator<?> newComparator(
              String field, int hits, Pruning pruning, boolean reversed) {
            return new FieldComparator.TermValComparator(hits, "#computed", missingLargest) {
              @Override
              protected BinaryDocValues getBinaryDocValues(LeafReaderContext leaf, String name)
                  throws IOException {
                return source.leaf(leaf);
              }
            };
          }
        },
        reverse);
  }
}
