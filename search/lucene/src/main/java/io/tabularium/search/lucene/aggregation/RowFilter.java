/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TwoPhaseIterator;
import org.apache.lucene.search.Weight;

/** Says of one row after the other whether a query finds it. */
final class RowFilter {
  private final Weight weight;
  private DocIdSetIterator candidates;
  private TwoPhaseIterator check;
  private int last;
  private boolean found;

  RowFilter(Weight weight) {
    this.weight = weight;
  }

  /** Turns to a segment. */
  void leaf(LeafReaderContext leaf) throws IOException {
    Scorer scorer = weight.scorer(leaf);
    last = -1;
    found = false;
    if (scorer == null) {
      candidates = DocIdSetIterator.empty();
      check = null;
    } else {
      check = scorer.twoPhaseIterator();
      candidates = check == null ? scorer.iterator() : check.approximation();
    }
  }

  /** Whether the query finds a row; rows are asked about in ascending order. */
  boolean finds(int doc) throws IOException {
    if (doc != last) {
      last = doc;
      if (candidates.docID() < doc) {
        candidates.advance(doc);
      }
      // Each row may be checked only once.
      found = candidates.docID() == doc && (check == null || check.matches());
    }
    return found;
  }
}
