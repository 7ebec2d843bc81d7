/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PointValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.IndexOrDocValuesQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.IndexSortSortedNumericDocValuesRangeQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.SortedNumericSortField;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopFieldDocs;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.NumericUtils;

/**
 * Finds the first rows in the order of a number by beginning at the front of the order.
 *
 * <p>A range is searched by collecting all rows that are in it, and only then are the first of them
 * looked for: for the ten newest of a million rows a million are collected. So where a range has
 * many rows, those at the front of the order are taken first, so many that about eight times as
 * many fit as are wanted, and are compared with the range one by one. If enough of them fit, the
 * rest cannot be among the first.
 */
final class FrontSearch {
  /** How many rows that fit are to be expected at the front for each that is wanted. */
  private static final int SPARE = 8;

  /** How many times as many rows as there are at the front a query has to have at least. */
  private static final int GAIN = 8;

  /** The same, where the front turns out to have more rows than it had to. */
  private static final int LEAST_GAIN = 3;

  /** How often the end of the front is guessed. */
  private static final int GUESSES = 8;

  /** What a node of points that the end of the front is in counts for at most. */
  private static final int ROUGH = 1024;

  private final IndexSearcher searcher;
  private final Query query;
  private final Sort sort;
  private final SortedNumericSortField first;
  private final List<PointValues> points = new ArrayList<>();
  private long least = Long.MAX_VALUE;
  private long most = Long.MIN_VALUE;

  private FrontSearch(
      IndexSearcher searcher, Query query, Sort sort, SortedNumericSortField first) {
    this.searcher = searcher;
    this.query = query;
    this.sort = sort;
    this.first = first;
  }

  /**
   * The first rows, or {@code null} if they cannot be told in this way, or not sooner.
   *
   * @param after the row to go on behind, or {@code null}
   * @param wanted how many rows; fewer are not returned
   */
  static TopFieldDocs run(
      IndexSearcher searcher, Query query, Sort sort, FieldDoc after, int wanted)
      throws IOException {
    if (!(sort.getSort()[0] instanceof SortedNumericSortField first)
        || !isNumber(first.getNumericType())) {
      return null;
    }
    Query rewritten = searcher.rewrite(query);
    return Shape.of(rewritten).suits()
        ? new FrontSearch(searcher, rewritten, sort, first).run(after, wanted)
        : null;
  }

  private static boolean isNumber(SortField.Type type) {
    return type == SortField.Type.LONG || type == SortField.Type.DOUBLE;
  }

  private TopFieldDocs run(FieldDoc after, int wanted) throws IOException {
    Weight weight = searcher.createWeight(query, ScoreMode.COMPLETE_NO_SCORES, 1);
    if (!mayPay(weight, wanted)) {
      return null;
    }
    look();
    long cost = cost(weight);
    double front = front(wanted, points.stream().mapToLong(PointValues::getDocCount).sum(), cost);
    if (front * GAIN > cost) {
      return null;
    }
    long start = after == null ? edge() : number(after.fields[0]);
    Long end = end(Math.max(least, Math.min(most, start)), front, cost);
    if (end == null || !isBeyond(missing(), end)) {
      return null;
    }
    Query atFront =
        new BooleanQuery.Builder()
            .add(query, Occur.MUST)
            .add(
                LongPoint.newRangeQuery(
                    first.getField(), Math.min(start, end), Math.max(start, end)),
                Occur.FILTER)
            .build();
    TopFieldDocs found =
        searcher.search(atFront, new TopFieldCollectorManager(sort, wanted, after, 1));
    if (found.scoreDocs.length < wanted) {
      return null;
    }
    // Of a row with several numbers another one may be at the front than it is ordered by.
    FieldDoc last = (FieldDoc) found.scoreDocs[wanted - 1];
    return isBeyond(number(last.fields[0]), end) ? null : found;
  }

  /** How many rows the front should have, where of so many a query has about so many. */
  private static double front(int wanted, double all, long found) {
    return SPARE * wanted * Math.max(1, all / Math.max(1, found));
  }

  /** Whether the largest segment gives hope; most searches end here, having looked at one only. */
  private boolean mayPay(Weight weight, int wanted) throws IOException {
    LeafReaderContext largest = null;
    for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
      if (largest == null || leaf.reader().maxDoc() > largest.reader().maxDoc()) {
        largest = leaf;
      }
    }
    PointValues values = largest == null ? null : largest.reader().getPointValues(first.getField());
    ScorerSupplier supplier = values == null ? null : weight.scorerSupplier(largest);
    if (supplier == null) {
      return false;
    }
    double share = (double) largest.reader().maxDoc() / searcher.getIndexReader().maxDoc();
    long found = supplier.cost();
    return front(wanted, values.getDocCount(), found) * GAIN * share <= 2.0 * found;
  }

  /** Looks at the numbers there are. */
  private void look() throws IOException {
    for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
      PointValues values = leaf.reader().getPointValues(first.getField());
      if (values != null && values.size() > 0) {
        points.add(values);
        least = Math.min(least, LongPoint.decodeDimension(values.getMinPackedValue(), 0));
        most = Math.max(most, LongPoint.decodeDimension(values.getMaxPackedValue(), 0));
      }
    }
  }

  private long edge() {
    return first.getReverse() ? most : least;
  }

  /** A number as it is among the points. */
  private static long number(Object value) {
    return value instanceof Double real
        ? NumericUtils.doubleToSortableLong(real)
        : ((Number) value).longValue();
  }

  /** What rows without a number are ordered by. */
  private long missing() {
    Object missing = first.getMissingValue();
    return missing == null ? 0 : number(missing);
  }

  /** Whether a number comes behind the front. */
  private boolean isBeyond(long number, long end) {
    return first.getReverse() ? number < end : number > end;
  }

  /** Where a front of about so many rows ends; {@code null} if that cannot be told. */
  private Long end(long start, double front, long cost) throws IOException {
    long last = first.getReverse() ? least : most;
    double width = Math.abs((double) last - start);
    long rest = count(start, last);
    double part = front / Math.max(1, rest);
    for (int i = 0; i < GUESSES && part < 1; i++) {
      long end = at(start, last, part * width);
      long count = count(start, end);
      if (count < front) {
        part *= Math.max(2, Math.min(64, front / Math.max(1, count)));
      } else if (count <= GAIN * front + (double) ROUGH * points.size()
          && count * LEAST_GAIN < cost) {
        return end;
      } else {
        part *= Math.max(1.0 / 64, 2 * front / count);
      }
    }
    return null;
  }

  private static long at(long start, long last, double width) {
    double end = start < last ? start + width : start - width;
    return Math.max(Math.min(start, last), Math.min(Math.max(start, last), (long) end));
  }

  /** About how many rows have a number between two, both included. */
  private long count(long one, long other) throws IOException {
    long from = Math.min(one, other);
    long to = Math.max(one, other);
    // Not by way of the searcher, whose cache takes what it is asked for as what it is used for.
    return cost(
        LongPoint.newRangeQuery(first.getField(), from, to)
            .createWeight(searcher, ScoreMode.COMPLETE_NO_SCORES, 1));
  }

  /** About how many rows a query has. */
  private long cost(Weight weight) throws IOException {
    long cost = 0;
    for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
      ScorerSupplier supplier = weight.scorerSupplier(leaf);
      cost += supplier == null ? 0 : supplier.cost();
    }
    return cost;
  }

  /**
   * What a query is made of. It suits if it has a range, which takes long to collect, and nothing
   * that would be collected as a whole even where few rows are asked for.
   */
  private static final class Shape extends QueryVisitor {
    private boolean ranges;
    private boolean others;

    static Shape of(Query query) {
      Shape shape = new Shape();
      query.visit(shape);
      return shape;
    }

    boolean suits() {
      return ranges && !others;
    }

    @Override
    public QueryVisitor getSubVisitor(Occur occur, Query parent) {
      if (parent instanceof IndexOrDocValuesQuery) {
        // It compares rows one by one where others leave few of them.
        ranges = true;
        return EMPTY_VISITOR;
      }
      return this;
    }

    @Override
    public void consumeTerms(Query query, Term... terms) {
      // Each term's rows are there already.
    }

    @Override
    public void visitLeaf(Query query) {
      // A range of numbers is one that may make use of the index's order, and then one that does
      // not.
      others |=
          !(query instanceof MatchAllDocsQuery
              || query instanceof FieldExistsQuery
              || query instanceof IndexSortSortedNumericDocValuesRangeQuery);
    }
  }
}
