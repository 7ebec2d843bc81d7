/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.query;

import io.tabularium.search.lucene.document.DateFormats;
import io.tabularium.search.schema.FieldType;
import io.tabularium.search.schema.IndexField;
import java.io.IOException;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.util.NumericUtils;

/** The values of a LONG, DOUBLE or DATE field in one leaf as doubles; dates in milliseconds. */
final class NumberColumn {
  private final SortedNumericDocValues values;
  private final FieldType type;

  NumberColumn(IndexField field, LeafReaderContext leaf) throws IOException {
    values = DocValues.getSortedNumeric(leaf.reader(), field.path());
    type = field.type();
  }

  /** Goes to a document; says how many values it has. */
  int advance(int doc) throws IOException {
    return values.advanceExact(doc) ? values.docValueCount() : 0;
  }

  /** The document's next value, smallest first. */
  double next() throws IOException {
    long bits = values.nextValue();
    return switch (type) {
      case DOUBLE -> NumericUtils.sortableLongToDouble(bits);
      case DATE -> (double) bits / DateFormats.NANOS_PER_MILLI;
      default -> bits;
    };
  }
}
