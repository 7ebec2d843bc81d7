/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.query;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.SortedNumericDocValuesField;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PointValues;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.util.bkd.BKDConfig;

/**
 * Documents that have any of some numbers, in a field with both points and a column of values. They
 * are found by the points, all documents of all numbers at once, or by the column, one candidate
 * after the other.
 *
 * <p>It is what Lucene has for sets of numbers, except that Lucene looks all of them up in each
 * segment to decide between the two.
 */
final class NumberSetQuery extends ValueSetQuery {
  /** The whole index is judged by about so many parts of its points. */
  private static final int PARTS = 64;

  /** No part is made smaller. */
  private static final int LEAST_PART = 1 << 14;

  /** So many numbers of an index are followed to the end. */
  private static final int SAMPLES = 16;

  /** About what finding and reading a leaf of the points takes; nanoseconds. */
  private static final double LEAF_NANOS = 3000;

  private final long[] numbers;

  /**
   * A set of numbers.
   *
   * @param numbers at least one, as they are in the column, each once and the smallest first; not
   *     changed any more
   */
  NumberSetQuery(String field, long[] numbers) {
    super(field, Arrays.hashCode(numbers));
    this.numbers = numbers;
  }

  @Override
  public SetWeight createWeight(IndexSearcher searcher, ScoreMode mode, float boost) {
    return new NumbersWeight(searcher, mode, boost);
  }

  private final class NumbersWeight extends SetWeight {
    private final Way byPoints = new Way(() -> LongPoint.newSetQuery(field(), numbers));
    private final Way byColumn =
        new Way(() -> SortedNumericDocValuesField.newSlowSetQuery(field(), numbers));

    NumbersWeight(IndexSearcher searcher, ScoreMode mode, float boost) {
      super(searcher, mode, boost);
    }

    @Override
    public ScorerSupplier scorerSupplier(LeafReaderContext leaf) throws IOException {
      PointValues points = leaf.reader().getPointValues(field());
      int within = points == null ? 0 : PointEstimate.within(points, numbers);
      return within == 0
          ? null
          : new Segment() {
            @Override
            long estimate() throws IOException {
              return NumbersWeight.this.estimate(leaf, points);
            }

            @Override
            Scorer search(long candidates) throws IOException {
              double leaves = (double) points.size() / BKDConfig.DEFAULT_MAX_POINTS_IN_LEAF_NODE;
              double lookups = LEAF_NANOS * Math.min(within, leaves + 1);
              int documents = points.getDocCount();
              double onColumn = VISIT_NANOS * compared(candidates, documents, points.size());
              // If the column loses against all documents, nobody asks how many the numbers have.
              boolean column =
                  onColumn < lookups + FOUND_NANOS * documents
                      && onColumn < lookups + FOUND_NANOS * cost();
              return (column ? byColumn : byPoints).scorer(leaf);
            }
          };
    }

    private long estimate(LeafReaderContext leaf, PointValues points) throws IOException {
      if (points.getDocCount() <= SMALL) {
        return points.getDocCount();
      }
      // A small segment of a large index gets few looks, so that many segments cost no more.
      double share = (double) leaf.reader().maxDoc() / searcher().getIndexReader().maxDoc();
      long part = Math.max((long) (points.size() / share / PARTS), LEAST_PART);
      int samples = (int) (SAMPLES * share) + 1;
      long found = PointEstimate.of(points, numbers, part, samples);
      return Math.min(Math.max(1, found), points.getDocCount());
    }
  }

  @Override
  boolean hasSameValues(ValueSetQuery other) {
    return Arrays.equals(numbers, ((NumberSetQuery) other).numbers);
  }

  @Override
  public String toString(String defaultField) {
    return field() + ":" + numbers.length + " numbers";
  }
}
