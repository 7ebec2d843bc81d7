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
final class NumberValues implements Loader {
  private final String field;
  private final boolean real;
  private final boolean millis;
  private final boolean substitutes;
  private final long missing;
  private SortedNumericDocValues several;
  private NumericDocValues single;

  /**
   * Reads a field.
   *
   * @param nanos whether dates are wanted in nanoseconds
   * @param missing the number of documents that have none, or {@code null}
   */
  NumberValues(String field, FieldType type, boolean nanos, Long missing) {
    this.field = field;
    this.real = type == FieldType.DOUBLE;
    this.millis = type == FieldType.DATE && !nanos;
    this.substitutes = missing != null;
    this.missing = missing == null ? 0 : missing;
  }

  @Override
  public void leaf(LeafReaderContext leaf) throws IOException {
    several = DocValues.getSortedNumeric(leaf.reader(), field);
    single = DocValues.unwrapSingleton(several);
  }

  @Override
  public boolean isSingle() {
    return single != null;
  }

  @Override
  public int load(Batch batch, int from, Column numbers) throws IOException {
    numbers.expect(batch.size() - from);
    return single != null ? loadSingle(batch, from, numbers) : loadSeveral(batch, from, numbers);
  }

  private int loadSingle(Batch batch, int from, Column column) throws IOException {
    int[] docs = batch.docs();
    int end = batch.size();
    long[] numbers = column.numbers();
    int[] ends = column.ends();
    int size = 0;
    for (int i = from; i < end; i++) {
      if (single.advanceExact(docs[i])) {
        numbers[size++] = inUnit(single.longValue());
      } else if (substitutes) {
        numbers[size++] = missing;
      }
      ends[i - from] = size;
    }
    column.written(end - from, size);
    return end;
  }

  private int loadSeveral(Batch batch, int from, Column numbers) throws IOException {
    int[] docs = batch.docs();
    int end = batch.size();
    for (int i = from; i < end; i++) {
      if (numbers.isFull()) {
        return i;
      }
      if (several.advanceExact(docs[i])) {
        for (int left = several.docValueCount(); left > 0; left--) {
          numbers.add(inUnit(several.nextValue()));
        }
      } else if (substitutes) {
        numbers.add(missing);
      }
      numbers.end();
    }
    return end;
  }

  private long inUnit(long value) {
    return millis ? value / DateFormats.NANOS_PER_MILLI : value;
  }

  /** The value a number stands for. */
  double real(long number) {
    return real ? NumericUtils.sortableLongToDouble(number) : number;
  }
}
