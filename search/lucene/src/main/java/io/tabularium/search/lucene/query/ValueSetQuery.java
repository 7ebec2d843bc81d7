/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.query;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.ConstantScoreScorer;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.TwoPhaseIterator;
import org.apache.lucene.search.Weight;

/**
 * Documents that have any of some values in a field that is indexed and has a column of its values.
 *
 * <p>So there are several ways to find out, and each segment takes the one that costs least beside
 * the query's other clauses. How many documents the values have is estimated, from a few looks
 * however many values there are: to look all of them up would cost more than to search, where other
 * clauses leave a hundred candidates.
 */
abstract class ValueSetQuery extends Query {
  /** Segments this small are not worth a look: they cost what they have at most. */
  static final int SMALL = 1 << 10;

  /** About what moving to a document and comparing its number in the column takes; nanoseconds. */
  static final double VISIT_NANOS = 30;

  /** About what a document takes that is found without its column. */
  static final double FOUND_NANOS = 4;

  private final String field;
  private final int hash;

  /**
   * A set of values.
   *
   * @param valuesHash a hash of the values, whatever their order
   */
  ValueSetQuery(String field, int valuesHash) {
    this.field = field;
    this.hash = 31 * (31 * classHash() + field.hashCode()) + valuesHash;
  }

  final String field() {
    return field;
  }

  /** Whether a set of the same kind has the same values. */
  abstract boolean hasSameValues(ValueSetQuery other);

  @Override
  public abstract SetWeight createWeight(IndexSearcher searcher, ScoreMode mode, float boost);

  /** How many values have to be compared where other clauses leave so many candidates. */
  static double compared(long candidates, int documents, long values) {
    return (double) Math.min(candidates, documents) * values / Math.max(1, documents);
  }

  /** Searches segments, each in its own way. */
  abstract class SetWeight extends ConstantScoreWeight {
    private final IndexSearcher searcher;
    private final ScoreMode mode;

    SetWeight(IndexSearcher searcher, ScoreMode mode, float boost) {
      super(ValueSetQuery.this, boost);
      this.searcher = searcher;
      this.mode = mode;
    }

    final IndexSearcher searcher() {
      return searcher;
    }

    /** Looks at candidates one by one. */
    final Scorer checks(TwoPhaseIterator candidates) {
      return new ConstantScoreScorer(this, score(), mode, candidates);
    }

    @Override
    public final Scorer scorer(LeafReaderContext leaf) throws IOException {
      ScorerSupplier supplier = scorerSupplier(leaf);
      return supplier == null ? null : supplier.get(Long.MAX_VALUE);
    }

    @Override
    public final boolean isCacheable(LeafReaderContext leaf) {
      return true;
    }

    /** A segment that may have some of the values. */
    abstract static class Segment extends ScorerSupplier {
      private long cost = -1;

      /** About how many documents the values have. */
      abstract long estimate() throws IOException;

      /**
       * Searches in the cheapest way.
       *
       * @param candidates how many documents other clauses leave at most
       */
      abstract Scorer search(long candidates) throws IOException;

      @Override
      public final Scorer get(long leadCost) throws IOException {
        // Where nothing else leaves fewer, this clause leads. Its column would not: that has every
        // document as a candidate.
        boolean follows = leadCost < Long.MAX_VALUE && leadCost < cost();
        return search(follows ? leadCost : Long.MAX_VALUE);
      }

      @Override
      public final long cost() {
        if (cost < 0) {
          try {
            cost = estimate();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
        return cost;
      }
    }

    /** Another query for the same documents. It is made when a segment first wants it. */
    final class Way {
      private final Supplier<Query> query;
      private Weight weight;

      Way(Supplier<Query> query) {
        this.query = query;
      }

      Scorer scorer(LeafReaderContext leaf) throws IOException {
        Scorer found = weight().scorer(leaf);
        return found == null
            ? new ConstantScoreScorer(SetWeight.this, score(), mode, DocIdSetIterator.empty())
            : found;
      }

      private synchronized Weight weight() throws IOException {
        if (weight == null) {
          weight = searcher.rewrite(query.get()).createWeight(searcher, mode, score());
        }
        return weight;
      }
    }
  }

  @Override
  public final void visit(QueryVisitor visitor) {
    if (visitor.acceptField(field)) {
      visitor.visitLeaf(this);
    }
  }

  @Override
  public final boolean equals(Object o) {
    return sameClassAs(o)
        && field.equals(((ValueSetQuery) o).field)
        && hasSameValues((ValueSetQuery) o);
  }

  @Override
  public final int hashCode() {
    return hash;
  }
}
