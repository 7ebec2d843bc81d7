/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.query;

import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.Explanation;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TwoPhaseIterator;
import org.apache.lucene.search.Weight;

/**
 * The documents of another query with changed scores, without those whose score is too low. Each
 * instance equals only itself, so that nothing is ever remembered of it.
 */
final class AdjustedScoreQuery extends Query {
  private final Query inner;
  private final ScoreAdjustment adjustment;
  private final Double minScore;

  /**
   * Changes scores.
   *
   * @param minScore documents with less are left out, or {@code null} for none
   */
  AdjustedScoreQuery(Query inner, ScoreAdjustment adjustment, Number minScore) {
    this.inner = inner;
    this.adjustment = adjustment;
    this.minScore = minScore == null ? null : (Double) minScore.doubleValue();
  }

  @Override
  public Query rewrite(IndexSearcher searcher) throws IOException {
    Query rewritten = inner.rewrite(searcher);
    return rewritten.equals(inner) ? this : new AdjustedScoreQuery(rewritten, adjustment, minScore);
  }

  @Override
  public Weight createWeight(IndexSearcher searcher, ScoreMode mode, float boost)
      throws IOException {
    if (!mode.needsScores() && minScore == null) {
      return inner.createWeight(searcher, mode, boost);
    }
    Weight weight = inner.createWeight(searcher, ScoreMode.COMPLETE, 1);
    ScoreAdjustment.ForSearch prepared = adjustment.prepare(searcher);
    return new AdjustedWeight(weight, prepared, boost);
  }

  private final class AdjustedWeight extends Weight {
    private final Weight weight;
    private final ScoreAdjustment.ForSearch prepared;
    private final float boost;

    AdjustedWeight(Weight weight, ScoreAdjustment.ForSearch prepared, float boost) {
      super(AdjustedScoreQuery.this);
      this.weight = weight;
      this.prepared = prepared;
      this.boost = boost;
    }

    @Override
    public Scorer scorer(LeafReaderContext leaf) throws IOException {
      Scorer scorer = weight.scorer(leaf);
      return scorer == null ? null : new AdjustedScorer(this, scorer, prepared.leaf(leaf), boost);
    }

    @Override
    public Explanation explain(LeafReaderContext leaf, int doc) throws IOException {
      Scorer scorer = scorer(leaf);
      return scorer != null && scorer.iterator().advance(doc) == doc
          ? Explanation.match(scorer.score(), "adjusted")
          : Explanation.noMatch("no match");
    }

    @Override
    public boolean isCacheable(LeafReaderContext leaf) {
      return false;
    }
  }

  private final class AdjustedScorer extends Scorer {
    private final Scorer in;
    private final ScoreAdjustment.ForLeaf adjuster;
    private final float boost;
    private int scored = -1;
    private double score;

    AdjustedScorer(Weight weight, Scorer in, ScoreAdjustment.ForLeaf adjuster, float boost) {
      super(weight);
      this.in = in;
      this.adjuster = adjuster;
      this.boost = boost;
    }

    private double adjusted() throws IOException {
      if (scored != in.docID()) {
        scored = in.docID();
        score = adjuster.score(scored, in.score());
      }
      return score;
    }

    @Override
    public int docID() {
      return in.docID();
    }

    @Override
    public float score() throws IOException {
      return (float) (boost * adjusted());
    }

    @Override
    public float getMaxScore(int upTo) {
      return Float.POSITIVE_INFINITY;
    }

    @Override
    public DocIdSetIterator iterator() {
      TwoPhaseIterator phases = twoPhaseIterator();
      return phases == null ? in.iterator() : TwoPhaseIterator.asDocIdSetIterator(phases);
    }

    @Override
    public TwoPhaseIterator twoPhaseIterator() {
      TwoPhaseIterator phases = in.twoPhaseIterator();
      if (minScore == null) {
        return phases;
      }
      DocIdSetIterator approximation = phases == null ? in.iterator() : phases.approximation();
      return new TwoPhaseIterator(approximation) {
        @Override
        public boolean matches() throws IOException {
          return (phases == null || phases.matches()) && adjusted() >= minScore;
        }

        @Override
        public float matchCost() {
          return 100 + (phases == null ? 0 : phases.matchCost());
        }
      };
    }
  }

  @Override
  public void visit(QueryVisitor visitor) {
    inner.visit(visitor.getSubVisitor(org.apache.lucene.search.BooleanClause.Occur.MUST, this));
  }

  @Override
  public String toString(String field) {
    return "adjusted(" + inner.toString(field) + ")";
  }

  @Override
  public boolean equals(Object o) {
    return this == o;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
