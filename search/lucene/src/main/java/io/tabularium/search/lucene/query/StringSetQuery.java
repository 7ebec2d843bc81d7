/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.query;

import java.io.IOException;
import java.util.Set;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MultiTermQuery;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.util.BytesRef;

/**
 * Documents that have any of some strings, in a field with both terms and a column of values.
 *
 * <p>There are three ways to find out. By the terms: all documents of all strings are put together.
 * By the column's numbers: each string is looked up once, and then numbers are compared. By the
 * column's strings: the strings of each candidate are looked up, and the set is never touched; a
 * thousand strings that half of all rows have then cost next to nothing beside a clause that leaves
 * a hundred candidates.
 */
final class StringSetQuery extends ValueSetQuery {
  /** Up to so many strings are looked up in each segment to learn how many documents they have. */
  private static final int FEW = 4;

  /** So many of more strings are looked up in one segment, from which the others are judged. */
  private static final int SAMPLES = 64;

  /** About what looking up a string in the column's dictionary takes, either way; nanoseconds. */
  private static final double LOOKUP_NANOS = 1000;

  private final Set<BytesRef> strings;

  /**
   * A set of strings.
   *
   * @param strings at least one; not changed any more
   */
  StringSetQuery(String field, Set<BytesRef> strings) {
    super(field, strings.hashCode());
    this.strings = strings;
  }

  @Override
  public SetWeight createWeight(IndexSearcher searcher, ScoreMode mode, float boost) {
    return new StringsWeight(searcher, mode, boost);
  }

  private final class StringsWeight extends SetWeight {
    private final Way byTerms = new Way(() -> new TermInSetQuery(field(), strings));
    private final Way byNumbers =
        new Way(() -> new TermInSetQuery(MultiTermQuery.DOC_VALUES_REWRITE, field(), strings));
    private double share = -1;

    StringsWeight(IndexSearcher searcher, ScoreMode mode, float boost) {
      super(searcher, mode, boost);
    }

    @Override
    public ScorerSupplier scorerSupplier(LeafReaderContext leaf) throws IOException {
      Terms terms = leaf.reader().terms(field());
      long cost = terms == null ? 0 : cost(terms);
      return cost == 0
          ? null
          : new Segment() {
            @Override
            long estimate() {
              return cost;
            }

            @Override
            Scorer search(long candidates) throws IOException {
              return StringsWeight.this.search(leaf, terms, cost, candidates);
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
      for (LeafReaderContext leaf : searcher().getIndexReader().leaves()) {
        Terms terms = leaf.reader().terms(field());
        if (terms != null && (largest == null || terms.getDocCount() > largest.getDocCount())) {
          largest = terms;
        }
      }
      double looked = Math.min(SAMPLES, strings.size());
      return largest == null
          ? 0
          : documents(largest, SAMPLES) / looked / Math.max(1, largest.getDocCount());
    }

    private Scorer search(LeafReaderContext leaf, Terms terms, long cost, long candidates)
        throws IOException {
      double values = compared(candidates, terms.getDocCount(), terms.getSumDocFreq());
      double onTerms = LOOKUP_NANOS * strings.size() + FOUND_NANOS * cost;
      double onNumbers = LOOKUP_NANOS * strings.size() + VISIT_NANOS * values;
      double onStrings = (LOOKUP_NANOS + VISIT_NANOS) * values;
      if (onStrings < Math.min(onTerms, onNumbers)) {
        return checks(new StringsInSet(DocValues.getSortedSet(leaf.reader(), field()), strings));
      }
      return onNumbers < onTerms ? byNumbers.scorer(leaf) : byTerms.scorer(leaf);
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
  boolean hasSameValues(ValueSetQuery other) {
    return strings.equals(((StringSetQuery) other).strings);
  }

  @Override
  public String toString(String defaultField) {
    return field() + ":" + strings.size() + " strings";
  }
}
