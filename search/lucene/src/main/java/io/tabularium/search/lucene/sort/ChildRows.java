/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.sort;

import io.tabularium.search.lucene.document.Mapping;
import io.tabularium.search.lucene.query.QueryCompiler;
import io.tabularium.search.query.GeoPoint;
import io.tabularium.search.query.MatchAllQuery;
import io.tabularium.search.schema.FieldType;
import io.tabularium.search.schema.IndexField;
import io.tabularium.search.sort.FieldSort;
import io.tabularium.search.sort.GeoDistanceSort;
import io.tabularium.search.sort.NestedFilter;
import io.tabularium.search.sort.SortMode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.geo.GeoEncodingUtils;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.join.BitSetProducer;
import org.apache.lucene.search.join.QueryBitSetProducer;
import org.apache.lucene.search.join.ToChildBlockJoinQuery;
import org.apache.lucene.util.BitSet;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.NumericUtils;
import org.apache.lucene.util.SloppyMath;

/**
 * The one value a row is sorted by, out of several of its own or of its child rows, or of another
 * field if it has none.
 */
final class ChildRows {
  private static final double METERS_PER_DEGREE = 111_194.926_644_558_7;

  private final Mapping mapping;
  private final QueryCompiler queries;

  ChildRows(Mapping mapping, QueryCompiler queries) {
    this.mapping = mapping;
    this.queries = queries;
  }

  /** The documents that have a row's values: itself, or those of its child rows that count. */
  private final class Holders {
    private final BitSet rows;
    private final BitSet holders;
    private int next;
    private int end;

    Holders(IndexField field, NestedFilter filter, LeafReaderContext leaf) throws IOException {
      if (field.nestedPath() == null) {
        rows = null;
        holders = null;
      } else {
        rows = mapping.documents(null).getBitSet(leaf);
        holders = holders(field.nestedPath(), filter).getBitSet(leaf);
      }
    }

    void row(int doc) {
      if (rows == null) {
        next = doc;
        end = doc + 1;
      } else {
        next = doc == 0 ? 0 : rows.prevSetBit(doc - 1) + 1;
        end = doc;
      }
    }

    /** The next document, or -1. */
    int next() {
      if (next >= end) {
        return -1;
      }
      if (rows == null) {
        return next++;
      }
      if (holders == null) {
        return -1;
      }
      int found = holders.nextSetBit(next, end);
      if (found >= end) {
        next = end;
        return -1;
      }
      next = found + 1;
      return found;
    }
  }

  private BitSetProducer holders(String path, NestedFilter filter) {
    if (filter == null || filter.filter() == null || filter.filter() instanceof MatchAllQuery) {
      return mapping.documents(path);
    }
    Query counted = queries.children(filter.filter(), filter.path());
    if (!filter.path().equals(path)) {
      counted =
          new BooleanQuery.Builder()
              .add(
                  new ToChildBlockJoinQuery(counted, mapping.documents(filter.path())),
                  Occur.FILTER)
              .add(Mapping.pathFilter(path), Occur.FILTER)
              .build();
    }
    return new QueryBitSetProducer(counted);
  }

  /** The numbers a field is sorted by. */
  ComputedNumbers.Numbers numbers(FieldSort sort, IndexField field, LeafReaderContext leaf)
      throws IOException {
    List<NumberPicker> pickers = new ArrayList<>();
    pickers.add(new NumberPicker(sort, field, leaf));
    for (String missing : sort.missingFields()) {
      pickers.add(new NumberPicker(sort, mapping.fields().find(missing), leaf));
    }
    return new ComputedNumbers.Numbers() {
      @Override
      boolean compute(int doc) throws IOException {
        for (NumberPicker picker : pickers) {
          if (picker.pick(doc)) {
            return found(picker.picked);
          }
        }
        return false;
      }
    };
  }

  /** Picks one number of a row. */
  private final class NumberPicker {
    private final Holders holders;
    private final SortedNumericDocValues values;
    private final SortMode mode;
    private final boolean real;
    private long picked;

    NumberPicker(FieldSort sort, IndexField field, LeafReaderContext leaf) throws IOException {
      holders = new Holders(field, sort.nestedFilter(), leaf);
      values = DocValues.getSortedNumeric(leaf.reader(), field.path());
      mode = sort.effectiveMode();
      real = field.type() == FieldType.DOUBLE;
    }

    boolean pick(int doc) throws IOException {
      holders.row(doc);
      long count = 0;
      double sum = 0;
      long least = Long.MAX_VALUE;
      long most = Long.MIN_VALUE;
      for (int holder = holders.next(); holder >= 0; holder = holders.next()) {
        if (values.advanceExact(holder)) {
          for (int i = values.docValueCount(); i > 0; i--) {
            long value = values.nextValue();
            count++;
            sum += real ? NumericUtils.sortableLongToDouble(value) : value;
            least = Math.min(least, value);
            most = Math.max(most, value);
          }
        }
      }
      if (count == 0) {
        return false;
      }
      if (mode == SortMode.AVG) {
        picked = Double.doubleToRawLongBits(sum / count);
      } else {
        long value = mode == SortMode.MIN ? least : most;
        picked =
            real ? Double.doubleToRawLongBits(NumericUtils.sortableLongToDouble(value)) : value;
      }
      return true;
    }
  }

  /** The strings a field is sorted by. */
  ComputedStrings.Strings strings(
      FieldSort sort, IndexField field, BytesRef missing, LeafReaderContext leaf)
      throws IOException {
    List<StringPicker> pickers = new ArrayList<>();
    pickers.add(new StringPicker(sort, field, leaf));
    for (String name : sort.missingFields()) {
      pickers.add(new StringPicker(sort, mapping.fields().find(name), leaf));
    }
    return new ComputedStrings.Strings() {
      @Override
      BytesRef compute(int doc) throws IOException {
        for (StringPicker picker : pickers) {
          BytesRef value = picker.pick(doc);
          if (value != null) {
            return value;
          }
        }
        return missing;
      }
    };
  }

  /** Picks one string of a row. */
  private final class StringPicker {
    private final Holders holders;
    private final SortedSetDocValues values;
    private final boolean least;

    StringPicker(FieldSort sort, IndexField field, LeafReaderContext leaf) throws IOException {
      holders = new Holders(field, sort.nestedFilter(), leaf);
      values = DocValues.getSortedSet(leaf.reader(), field.path());
      least = sort.effectiveMode() == SortMode.MIN;
    }

    BytesRef pick(int doc) throws IOException {
      holders.row(doc);
      long picked = -1;
      for (int holder = holders.next(); holder >= 0; holder = holders.next()) {
        if (values.advanceExact(holder)) {
          for (int i = values.docValueCount(); i > 0; i--) {
            long ordinal = values.nextOrd();
            if (picked < 0 || (least ? ordinal < picked : ordinal > picked)) {
              picked = ordinal;
            }
          }
        }
      }
      return picked < 0 ? null : values.lookupOrd(picked);
    }
  }

  /** The distances a place is sorted by. */
  ComputedNumbers.Numbers distances(GeoDistanceSort sort, IndexField field, LeafReaderContext leaf)
      throws IOException {
    Holders holders = new Holders(field, sort.nestedFilter(), leaf);
    SortedNumericDocValues places = DocValues.getSortedNumeric(leaf.reader(), field.path());
    return new ComputedNumbers.Numbers() {
      @Override
      boolean compute(int doc) throws IOException {
        holders.row(doc);
        long count = 0;
        double sum = 0;
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (int holder = holders.next(); holder >= 0; holder = holders.next()) {
          int places1 = places.advanceExact(holder) ? places.docValueCount() : 0;
          for (int i = 0; i < places1; i++) {
            long place = places.nextValue();
            for (GeoPoint point : sort.points()) {
              double distance = distance(sort.distance(), place, point);
              count++;
              sum += distance;
              least = Math.min(least, distance);
              most = Math.max(most, distance);
            }
          }
        }
        if (count == 0) {
          return false;
        }
        double picked =
            switch (sort.effectiveMode()) {
              case MIN -> least;
              case MAX -> most;
              case AVG -> sum / count;
            };
        return found(Double.doubleToRawLongBits(picked));
      }
    };
  }

  private static double distance(GeoDistanceSort.Distance kind, long place, GeoPoint from) {
    double latitude = GeoEncodingUtils.decodeLatitude((int) (place >>> Integer.SIZE));
    double longitude = GeoEncodingUtils.decodeLongitude((int) place);
    if (kind == GeoDistanceSort.Distance.ARC) {
      return SloppyMath.haversinMeters(latitude, longitude, from.latitude(), from.longitude());
    }
    double middle = Math.toRadians((latitude + from.latitude()) / 2);
    double x = (longitude - from.longitude()) * Math.cos(middle);
    double y = latitude - from.latitude();
    return Math.sqrt(x * x + y * y) * METERS_PER_DEGREE;
  }
}
