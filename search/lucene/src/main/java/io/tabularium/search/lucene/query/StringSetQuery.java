/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.query;

import java.io.IOException;
import java.util.Set;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.ConstantScoreScorer;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MultiTermQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.BytesRef;

/**
 * Documents that have any of some strings, in a field with both terms and a column of values.
 *
 * <p>There are three ways to find out, and each segment takes the one that costs least beside the
 * query's other clauses. By the terms: all documents of all strings are put together. By the
 * column's numbers: each string is looked up once, and then numbers are compared. By the column's
 * strings: the strings of each candidate are looked up, and the set is never touched; a thousand
 * strings that half of all rows have then cost next to nothing beside a clause that leaves a
 * hundred candidates.
 */
final class StringSetQuery extends Query {
  /** Up to so many strings are looked up in each segment to learn how many documents they have. */
  private static final int FEW = 4;

  /** So many of more strings are looked up in one segment, from which the others are judged. */
  private static final int SAMPLES = 64;

  /** Segments this small are not worth a look: they cost what they have at most. */
  private static final int SMALL = 1 << 10;

  /** About what looking up a string in the column's dictionary takes, either way; nanoseconds. */
  private static final double LOOKUP_NANOS = 1000;

  /** About what moving to a document and comparing its number takes. */
  private static final double VISIT_NANOS = 30;

  /** About what a document takes that is found by the terms. */
  private static final double POSTING_NANOS = 4;

  private final String field;
  private final Set<BytesRef> strings;
  private final int hash;

  /**
   * A set of strings.
   *
   * @param strings at least one; not changed any more
   */
  StringSetQuery(String field, Set<BytesRef> strings) {
    this.field = field;
    this.strings = strings;
    this.hash = 31 * (31 * classHash() + field.hashCode()) + this.strings.hashCode();
  }

  @Override
  public Weight createWeight(IndexSearcher searcher, ScoreMode mode, float boost) {
    return new SetWeight(searcher, mode, boost);
  }

  private final class SetWeight extends ConstantScoreWeight {
    private final IndexSearcher searcher;
    private final ScoreMode mode;
    private double share = -1;
    private Weight byTerms;
    private Weight byNumbers;

    SetWeight(IndexSearcher searcher, ScoreMode mode, float boost) {
      super(StringSetQuery.this, boost);
      this.searcher = searcher;
      this.mode = mode;
    }

    @Override
    public Scorer scorer(LeafReaderContext leaf) throws IOException {
      ScorerSupplier supplier = scorerSupplier(leaf);
      return supplier == null ? null : supplier.get(Long.MAX_VALUE);
    }

    @Override
    public ScorerSupplier scorerSupplier(LeafReaderContext leaf) throws IOException {
      Terms terms = leaf.reader().terms(field);
      if (terms == null) {
        return null;
      }
      long cost = cost(terms);
      SetWeight weight = this;
      return cost == 0
          ? null
          : new ScorerSupplier() {
            @Override
            public Scorer get(long leadCost) throws IOException {
              return weight.get(leaf, terms, cost, leadCost);
            }

            @Override
            public long cost() {
              return cost;
            }
          };
    }

    /** About how many documents the strings have, a document counted for each of its strings. */
    private long cost(Terms terms) throws IOException {
      if (terms.getDocCount() <= SMALL) {
        return terms.getDocCount();
      }
      if (strings.size() <= FEW) {
        return documents(terms, FEW);
      }
      double all = share() * strings.size() * terms.getDocCount();
      all = Math.min(terms.getSumDocFreq(), all);
      return Math.max(1, (long) all);
    }

    private synchronized double share() throws IOException {
      if (share < 0) {
        share = sampled();
      }
      return share;
    }

    /** Which part of the documents a string has, as the largest segment tells. */
    private double sampled() throws IOException {
      Terms largest = null;
      for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
        Terms terms = leaf.reader().terms(field);
        if (terms != null && (largest == null || terms.getDocCount() > largest.getDocCount())) {
          largest = terms;
        }
      }
      double looked = Math.min(SAMPLES, strings.size());
      return largest == null
          ? 0
          : documents(largest, SAMPLES) / looked / Math.max(1, largest.getDocCount());
    }

    private Scorer get(LeafReaderContext leaf, Terms terms, long cost, long leadCost)
        throws IOException {
      double each = (double) terms.getSumDocFreq() / Math.max(1, terms.getDocCount());
      double values = Math.min(leadCost, terms.getDocCount()) * each;
      double onTerms = LOOKUP_NANOS * strings.size() + POSTING_NANOS * cost;
      double onNumbers = LOOKUP_NANOS * strings.size() + VISIT_NANOS * values;
      double onStrings = (LOOKUP_NANOS + VISIT_NANOS) * values;
      if (onStrings < Math.min(onTerms, onNumbers)) {
        SortedSetDocValues column = DocValues.getSortedSet(leaf.reader(), field);
        return new ConstantScoreScorer(this, score(), mode, new StringsInSet(column, strings));
      }
      Scorer found = onNumbers < onTerms ? byNumbers().scorer(leaf) : byTerms().scorer(leaf);
      return found == null
          ? new ConstantScoreScorer(this, score(), mode, DocIdSetIterator.empty())
          : found;
    }

    private synchronized Weight byTerms() throws IOException {
      if (byTerms == null) {
        byTerms = weight(new TermInSetQuery(field, strings));
      }
      return byTerms;
    }

    private synchronized Weight byNumbers() throws IOException {
      if (byNumbers == null) {
        byNumbers = weight(new TermInSetQuery(MultiTermQuery.DOC_VALUES_REWRITE, field, strings));
      }
      return byNumbers;
    }

    private Weight weight(Query query) throws IOException {
      return searcher.rewrite(query).createWeight(searcher, mode, score());
    }

    @Override
    public boolean isCacheable(LeafReaderContext leaf) {
      return true;
    }
  }

  /** How many documents of a segment the first so many strings have together. */
  private long documents(Terms terms, int looks) throws IOException {
    TermsEnum sought = terms.iterator();
    int looked = 0;
    long found = 0;
    for (BytesRef string : strings) {
      if (looked == looks) {
        break;
      }
      looked++;
      if (sought.seekExact(string)) {
        found += sought.docFreq();
      }
    }
    return found;
  }

  @Override
  public void visit(QueryVisitor visitor) {
    if (visitor.acceptField(field)) {
      visitor.visitLeaf(this);
    }
  }

  @Override
  public String toString(String defaultField) {
    return field + ":" + strings.size() + " strings";
  }

  @Override
  public boolean equals(Object o) {
    return sameClassAs(o)
        && field.equals(((StringSetQuery) o).field)
        && strings.equals(((StringSetQuery) o).strings);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
