/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.query;

import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.IndexSearcher;

/** How scores of a query are changed. */
interface ScoreAdjustment {
  /** Not at all. */
  ScoreAdjustment NONE = searcher -> leaf -> (doc, score) -> score;

  /** Prepares for one search. */
  ForSearch prepare(IndexSearcher searcher) throws IOException;

  /** Prepared for one search. */
  @FunctionalInterface
  interface ForSearch {
    /** Prepares for one leaf. */
    ForLeaf leaf(LeafReaderContext leaf) throws IOException;
  }

  /** Prepared for one leaf. */
  @FunctionalInterface
  interface ForLeaf {
    /** The score of a document, asked for in ascending order. */
    double score(int doc, double score) throws IOException;
  }
}
