/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.NumericUtils;

/**
 * The largest groups of a string field with the sum of a number, as one would write them by hand on
 * Lucene for this one purpose: counts and sums by ordinal, and each segment's strings read once, in
 * their order.
 */
final class PlainGroups {
  private PlainGroups() {}

  /** A group. */
  static final class Group {
    private final String key;
    private long count;
    private double sum;

    private Group(String key) {
      this.key = key;
    }

    String key() {
      return key;
    }

    double sum() {
      return sum;
    }
  }

  /** The first groups by the number of documents, then by key. */
  static List<Group> top(IndexSearcher searcher, Query query, String field, String number, int size)
      throws IOException {
    Segments segments = new Segments(field, number);
    searcher.search(
        query,
        new CollectorManager<Segments, Void>() {
          @Override
          public Segments newCollector() {
            return segments;
          }

          @Override
          public Void reduce(Collection<Segments> all) {
            return null;
          }
        });
    List<Group> groups = new ArrayList<>(segments.groups.values());
    groups.sort(
        Comparator.<Group>comparingLong(group -> -group.count).thenComparing(group -> group.key));
    return groups.subList(0, Math.min(size, groups.size()));
  }

  private static final class Segments extends SimpleCollector {
    private final String field;
    private final String number;
    private final Map<BytesRef, Group> groups = new HashMap<>();
    private SortedDocValues strings;
    private SortedNumericDocValues numbers;
    private long[] counts;
    private double[] sums;

    Segments(String field, String number) {
      this.field = field;
      this.number = number;
    }

    @Override
    protected void doSetNextReader(LeafReaderContext leaf) throws IOException {
      strings = DocValues.unwrapSingleton(DocValues.getSortedSet(leaf.reader(), field));
      numbers = DocValues.getSortedNumeric(leaf.reader(), number);
      counts = new long[strings.getValueCount()];
      sums = new double[strings.getValueCount()];
    }

    @Override
    public void collect(int doc) throws IOException {
      if (strings.advanceExact(doc)) {
        int ordinal = strings.ordValue();
        counts[ordinal]++;
        if (numbers.advanceExact(doc)) {
          sums[ordinal] += NumericUtils.sortableLongToDouble(numbers.nextValue());
        }
      }
    }

    @Override
    public void finish() throws IOException {
      for (int ordinal = 0; ordinal < counts.length; ordinal++) {
        if (counts[ordinal] > 0) {
          BytesRef string = strings.lookupOrd(ordinal);
          Group group = groups.get(string);
          if (group == null) {
            group = new Group(string.utf8ToString());
            groups.put(BytesRef.deepCopyOf(string), group);
          }
          group.count += counts[ordinal];
          group.sum += sums[ordinal];
        }
      }
    }

    @Override
    public ScoreMode scoreMode() {
      return ScoreMode.COMPLETE_NO_SCORES;
    }
  }
}
