/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.search.lucene.document.DateFormats;
import io.tabularium.search.schema.FieldType;
import java.io.IOException;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.util.NumericUtils;

/**
 * The numbers a field has in a document, smallest first. They are longs that order like the values:
 * of a LONG field the value, of a DOUBLE field {@link NumericUtils#doubleToSortableLong}, of a DATE
 * field milliseconds or, if wanted so, nanoseconds; of a GEO_POINT field Lucene's two integers in
 * one.
 */
final class NumberValues {
  private final String field;
  private final FieldType type;
  private final long unit;
  private final Long missing;
  private SortedNumericDocValues several;
  private NumericDocValues single;
  private long[] values = new long[1];

  /**
   * Reads a field.
   *
   * @param nanos whether dates are wanted in nanoseconds
   * @param missing the number of documents that have none, or {@code null}
   */
  NumberValues(String field, FieldType type, boolean nanos, Long missing) {
    this.field = field;
    this.type = type;
    this.unit = type == FieldType.DATE && !nanos ? DateFormats.NANOS_PER_MILLI : 1;
    this.missing = missing;
  }

  /** Turns to a segment. */
  void leaf(LeafReaderContext leaf) throws IOException {
    several = DocValues.getSortedNumeric(leaf.reader(), field);
    single = DocValues.unwrapSingleton(several);
  }

  /** Turns to a document; returns how many numbers it has. */
  int load(int doc) throws IOException {
    if (single != null) {
      if (single.advanceExact(doc)) {
        values[0] = inUnit(single.longValue());
        return 1;
      }
    } else if (several.advanceExact(doc)) {
      int count = several.docValueCount();
      if (count > values.length) {
        values = new long[count];
      }
      for (int i = 0; i < count; i++) {
        values[i] = inUnit(several.nextValue());
      }
      return count;
    }
    if (missing == null) {
      return 0;
    }
    values[0] = missing;
    return 1;
  }

  private long inUnit(long value) {
    return unit == 1 ? value : value / unit;
  }

  /** One of the numbers. */
  long get(int i) {
    return values[i];
  }

  /** The value a number stands for. */
  double real(long number) {
    return type == FieldType.DOUBLE ? NumericUtils.sortableLongToDouble(number) : number;
  }
}
