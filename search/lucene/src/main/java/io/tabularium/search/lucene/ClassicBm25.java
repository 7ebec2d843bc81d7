/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import org.apache.lucene.index.FieldInvertState;
import org.apache.lucene.search.CollectionStatistics;
import org.apache.lucene.search.TermStatistics;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.search.similarities.Similarity;

/**
 * BM25 with the factor k1 + 1 that its authors gave it. Lucene leaves it out, since it changes no
 * order; clients of the service see it in scores.
 */
final class ClassicBm25 extends Similarity {
  private static final float K1 = 1.2f;
  private static final float B = 0.75f;

  private final BM25Similarity bm25 = new BM25Similarity(K1, B);

  @Override
  public long computeNorm(FieldInvertState state) {
    return bm25.computeNorm(state);
  }

  @Override
  public SimScorer scorer(float boost, CollectionStatistics collection, TermStatistics... terms) {
    return bm25.scorer(boost * (K1 + 1), collection, terms);
  }
}
