/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.search.aggregation.NumberRange;
import io.tabularium.search.query.GeoPoint;
import java.io.IOException;
import java.util.List;
import org.apache.lucene.geo.GeoEncodingUtils;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.util.SloppyMath;

/** What documents are grouped by: keys, of one document each once. */
final class KeySources {
  private KeySources() {}

  /** A source of keys made of numbers. */
  private abstract static class OfNumbers implements Loader {
    private final NumberValues values;
    private final Scratch scratch;
    private final int mostOfOne;

    /**
     * A source.
     *
     * @param mostOfOne how many keys one number has at most
     */
    OfNumbers(NumberValues values, Scratch scratch, int mostOfOne) {
      this.mostOfOne = mostOfOne;
      this.values = values;
      this.scratch = scratch;
    }

    @Override
    public final void leaf(LeafReaderContext leaf) throws IOException {
      values.leaf(leaf);
    }

    @Override
    public final boolean isSingle() {
      return mostOfOne <= 1 && values.isSingle();
    }

    @Override
    public final int load(Batch batch, int from, Column keys) throws IOException {
      Column column = scratch.column();
      int end = values.load(batch, from, column);
      keys.expect(column.documents());
      long[] numbers = column.numbers();
      int[] ends = column.ends();
      int number = 0;
      for (int i = 0; i < column.documents(); i++) {
        for (; number < ends[i]; number++) {
          add(numbers[number], keys);
        }
        keys.end();
      }
      scratch.free(column);
      return end;
    }

    /** Puts in the keys of one number unless they are there. */
    abstract void add(long number, Column keys);
  }

  /** The numbers themselves. */
  static Loader numbers(NumberValues values, Scratch scratch) {
    Loader several =
        new OfNumbers(values, scratch, 1) {
          @Override
          void add(long number, Column keys) {
            keys.addNew(number);
          }
        };
    return new Loader() {
      @Override
      public void leaf(LeafReaderContext leaf) throws IOException {
        several.leaf(leaf);
      }

      @Override
      public boolean isSingle() {
        return values.isSingle();
      }

      @Override
      public int load(Batch batch, int from, Column keys) throws IOException {
        return values.isSingle() ? values.load(batch, from, keys) : several.load(batch, from, keys);
      }
    };
  }

  /** The places of the ranges a number lies in. */
  static Loader ranges(NumberValues values, List<NumberRange> ranges, Scratch scratch) {
    return new OfNumbers(values, scratch, ranges.size()) {
      @Override
      void add(long number, Column keys) {
        addPlaces(values.real(number), ranges, keys);
      }
    };
  }

  /** The places of the ranges the distance of a place from another lies in. */
  static Loader distances(
      NumberValues values, GeoPoint origin, List<NumberRange> ranges, Scratch scratch) {
    return new OfNumbers(values, scratch, ranges.size()) {
      @Override
      void add(long place, Column keys) {
        double metres =
            SloppyMath.haversinMeters(
                GeoEncodingUtils.decodeLatitude((int) (place >>> Integer.SIZE)),
                GeoEncodingUtils.decodeLongitude((int) place),
                origin.latitude(),
                origin.longitude());
        addPlaces(metres, ranges, keys);
      }
    };
  }

  private static void addPlaces(double number, List<NumberRange> ranges, Column keys) {
    for (int i = 0; i < ranges.size(); i++) {
      if (ranges.get(i).contains(number)) {
        keys.addNew(i);
      }
    }
  }

  /** The steps of an axis. */
  static Loader steps(NumberValues values, Axis axis, Scratch scratch) {
    return new OfNumbers(values, scratch, 1) {
      @Override
      void add(long number, Column keys) {
        long step = axis.step(number);
        if (axis.holds(step)) {
          keys.addNew(step);
        }
      }
    };
  }

  /** The cells of a grid. */
  static Loader cells(NumberValues values, GeoHash grid, Scratch scratch) {
    return new OfNumbers(values, scratch, 1) {
      @Override
      void add(long place, Column keys) {
        keys.addNew(grid.cell(place));
      }
    };
  }

  /** The places of the queries that find a row. */
  static Loader filters(List<RowFilter> filters) {
    return new Loader() {
      @Override
      public void leaf(LeafReaderContext leaf) throws IOException {
        for (RowFilter filter : filters) {
          filter.leaf(leaf);
        }
      }

      @Override
      public boolean isSingle() {
        return filters.size() <= 1;
      }

      @Override
      public int load(Batch batch, int from, Column keys) throws IOException {
        int[] docs = batch.docs();
        int end = batch.size();
        keys.expect(end - from);
        for (int i = from; i < end; i++) {
          for (int j = 0; j < filters.size(); j++) {
            if (filters.get(j).finds(docs[i])) {
              keys.add(j);
            }
          }
          keys.end();
        }
        return end;
      }
    };
  }
}
