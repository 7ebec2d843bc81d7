/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.query;

import io.tabularium.search.lucene.document.Names;
import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.search.ConstantScoreScorer;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.BytesRef;

/**
 * Rows behind a row key, in an index whose rows are kept in the order of keys: found by bisection,
 * so that the ten-thousandth page begins as fast as the first.
 */
public final class KeyAfterQuery extends Query {
  private final BytesRef key;
  private final boolean descending;

  /**
   * Rows behind a key.
   *
   * @param descending whether rows are kept, and behind means, from the largest key downwards
   */
  public KeyAfterQuery(BytesRef key, boolean descending) {
    this.key = BytesRef.deepCopyOf(key);
    this.descending = descending;
  }

  @Override
  public Weight createWeight(IndexSearcher searcher, ScoreMode mode, float boost) {
    return new ConstantScoreWeight(this, boost) {
      @Override
      public Scorer scorer(LeafReaderContext leaf) throws IOException {
        SortedDocValues keys = leaf.reader().getSortedDocValues(Names.KEY);
        if (keys == null) {
          return null;
        }
        int first = first(leaf, keys);
        int end = leaf.reader().maxDoc();
        return first >= end
            ? null
            : new ConstantScoreScorer(this, score(), mode, DocIdSetIterator.range(first, end));
      }

      @Override
      public boolean isCacheable(LeafReaderContext leaf) {
        return false;
      }
    };
  }

  /** The first document behind the key: the ordinals of keys go up, or down, with documents. */
  private int first(LeafReaderContext leaf, SortedDocValues keys) throws IOException {
    int found = keys.lookupTerm(key);
    int low = 0;
    int high = leaf.reader().maxDoc();
    while (low < high) {
      int middle = (low + high) >>> 1;
      // Doc values go forwards only; each probe takes fresh ones, which are cheap.
      SortedDocValues probe = leaf.reader().getSortedDocValues(Names.KEY);
      boolean behind = probe.advanceExact(middle) && isBehind(probe.ordValue(), found);
      if (behind) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private boolean isBehind(int ordinal, int found) {
    if (descending) {
      int bound = found >= 0 ? found : -found - 1;
      return ordinal < bound;
    }
    int bound = found >= 0 ? found + 1 : -found - 1;
    return ordinal >= bound;
  }

  @Override
  public void visit(QueryVisitor visitor) {
    visitor.visitLeaf(this);
  }

  @Override
  public String toString(String field) {
    return "key " + (descending ? "<" : ">") + key;
  }

  @Override
  public boolean equals(Object o) {
    return sameClassAs(o)
        && key.equals(((KeyAfterQuery) o).key)
        && descending == ((KeyAfterQuery) o).descending;
  }

  @Override
  public int hashCode() {
    return classHash() + key.hashCode() * 2 + (descending ? 1 : 0);
  }
}
