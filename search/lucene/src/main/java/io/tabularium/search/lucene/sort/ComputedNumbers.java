/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.sort;

import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.FieldComparator;
import org.apache.lucene.search.FieldComparatorSource;
import org.apache.lucene.search.LeafFieldComparator;
import org.apache.lucene.search.Pruning;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.comparators.DoubleComparator;
import org.apache.lucene.search.comparators.LongComparator;

/** Sorts by numbers computed for each document: longs, or the raw bits of doubles. */
final class ComputedNumbers {
  /** Where the numbers come from. */
  @FunctionalInterface
  interface Source {
    /** The numbers of one leaf. */
    Numbers leaf(LeafReaderContext leaf) throws IOException;
  }

  /** The number of a document. */
  abstract static class Numbers extends NumericDocValues {
    private int doc = -1;
    private boolean found;
    private long value;

    /** Computes the number, asked for in ascending order of documents. */
    abstract boolean compute(int target) throws IOException;

    /** Sets what {@link #compute} computed. */
    boolean found(long number) {
      value = number;
      return true;
    }

    @Override
    public long longValue() {
      return value;
    }

    @Override
    public boolean advanceExact(int target) throws IOException {
      // A comparator looks at a document several times; what is computed goes forwards only.
      if (doc != target) {
        doc = target;
        found = compute(target);
      }
      return found;
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

  private ComputedNumbers() {}

  static SortField sortField(Source source, boolean real, Object missing, boolean reverse) {
    return new SortField(
        "#computed",
        new FieldComparatorSource() {
          @Override
          public FieldComparator<?> newComparator(
              String field, int hits, Pruning pruning, boolean reversed) {
            return real
                ? new Doubles(source, hits, (Double) missing, reversed)
                : new Longs(source, hits, (Long) missing, reversed);
          }
        },
        reverse);
  }

  private static final class Longs extends LongComparator {
    private final Source source;

    Longs(Source source, int hits, Long missing, boolean reverse) {
      super(hits, "#computed", missing, reverse, Pruning.NONE);
      this.source = source;
    }

    @Override
    public LeafFieldComparator getLeafComparator(LeafReaderContext context) throws IOException {
      return new LongLeafComparator(context) {
        @Override
        protected NumericDocValues getNumericDocValues(LeafReaderContext leaf, String field)
            throws IOException {
          return source.leaf(leaf);
        }
      };
    }
  }

  private static final class Doubles extends DoubleComparator {
    private final Source source;

    Doubles(Source source, int hits, Double missing, boolean reverse) {
      super(hits, "#computed", missing, reverse, Pruning.NONE);
      this.source = source;
    }

    @Override
    public LeafFieldComparator getLeafComparator(LeafReaderContext context) throws IOException {
      return new DoubleLeafComparator(context) {
        @Override
        protected NumericDocValues getNumericDocValues(LeafReaderContext leaf, String field)
            throws IOException {
          return source.leaf(leaf);
        }
      };
    }
  }
}
