/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.search.aggregation.NumberRange;
import io.tabularium.search.query.GeoPoint;
import java.io.IOException;
import java.util.List;
import org.apache.lucene.geo.GeoEncodingUtils;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.util.SloppyMath;

/** What documents are grouped by. */
final class KeySources {
  private KeySources() {}

  /** A source of keys made of numbers. */
  private abstract static class OfNumbers implements KeySource {
    private final NumberValues values;

    OfNumbers(NumberValues values) {
      this.values = values;
    }

    @Override
    public final void leaf(LeafReaderContext leaf) throws IOException {
      values.leaf(leaf);
    }

    @Override
    public final void load(int doc, Keys found) throws IOException {
      int count = values.load(doc);
      for (int i = 0; i < count; i++) {
        add(values.get(i), found);
      }
    }

    /** Puts in the keys of one number unless they are there. */
    abstract void add(long number, Keys found);
  }

  /** The numbers themselves. */
  static KeySource numbers(NumberValues values) {
    return new OfNumbers(values) {
      @Override
      void add(long number, Keys found) {
        // They come in order.
        if (found.size() == 0 || found.get(found.size() - 1) != number) {
          found.add(number);
        }
      }
    };
  }

  /** The strings' numbers. */
  static KeySource terms(TermValues values) {
    return new KeySource() {
      @Override
      public void leaf(LeafReaderContext leaf) throws IOException {
        values.leaf(leaf);
      }

      @Override
      public void load(int doc, Keys found) throws IOException {
        values.load(doc, found);
      }
    };
  }

  /** The places of the ranges a number lies in. */
  static KeySource ranges(NumberValues values, List<NumberRange> ranges) {
    return new OfNumbers(values) {
      @Override
      void add(long number, Keys found) {
        addPlaces(values.real(number), ranges, found);
      }
    };
  }

  /** The places of the ranges the distance of a place from another lies in. */
  static KeySource distances(NumberValues values, GeoPoint origin, List<NumberRange> ranges) {
    return new OfNumbers(values) {
      @Override
      void add(long place, Keys found) {
        double metres =
            SloppyMath.haversinMeters(
                GeoEncodingUtils.decodeLatitude((int) (place >>> Integer.SIZE)),
                GeoEncodingUtils.decodeLongitude((int) place),
                origin.latitude(),
                origin.longitude());
        addPlaces(metres, ranges, found);
      }
    };
  }

  private static void addPlaces(double number, List<NumberRange> ranges, Keys found) {
    for (int i = 0; i < ranges.size(); i++) {
      if (ranges.get(i).contains(number)) {
        found.addNew(i);
      }
    }
  }

  /** The steps of an axis. */
  static KeySource steps(NumberValues values, Axis axis) {
    return new OfNumbers(values) {
      @Override
      void add(long number, Keys found) {
        long step = axis.step(number);
        if (axis.holds(step)) {
          found.addNew(step);
        }
      }
    };
  }

  /** The cells of a grid. */
  static KeySource cells(NumberValues values, GeoHash grid) {
    return new OfNumbers(values) {
      @Override
      void add(long place, Keys found) {
        found.addNew(grid.cell(place));
      }
    };
  }

  /** The places of the queries that find a row. */
  static KeySource filters(List<RowFilter> filters) {
    return new KeySource() {
      @Override
      public void leaf(LeafReaderContext leaf) throws IOException {
        for (RowFilter filter : filters) {
          filter.leaf(leaf);
        }
      }

      @Override
      public void load(int doc, Keys found) throws IOException {
        for (int i = 0; i < filters.size(); i++) {
          if (filters.get(i).finds(doc)) {
            found.add(i);
          }
        }
      }
    };
  }
}
