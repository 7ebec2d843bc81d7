/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec.search;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.tabularium.model.ByteSlice;
import io.tabularium.model.Errors;
import io.tabularium.model.Value;
import io.tabularium.search.query.GeoPoint;
import io.tabularium.wire.tablestore.codec.Variants;
import io.tabularium.wire.tablestore.codec.WireBuffer;
import java.util.ArrayList;
import java.util.List;

/** Values and places in search requests and replies. */
final class Operands {
  private Operands() {}

  /**
   * A value.
   *
   * @param field whose operand it is, for messages
   */
  static Value value(ByteString variant, String field) {
    Value value = Variants.readBare(ByteSlice.of(variant.toByteArray()), ByteSlice.utf8(field));
    return switch (value.type()) {
      case INTEGER, DOUBLE, BOOLEAN, STRING -> value;
      case BLOB, NULL, INF_MIN, INF_MAX, AUTO_INCREMENT -> throw Errors.searchQueryInvalid();
    };
  }

  /** A value, or {@code null} if there is none. */
  static Value valueOrNull(boolean present, ByteString variant, String field) {
    return present ? value(variant, field) : null;
  }

  /** Writes a number, truth value or string as a variant. */
  static ByteString variant(Value value) {
    ByteSlice bytes = value.asBytes();
    WireBuffer out = new WireBuffer(9 + bytes.length());
    out.putByte(value.type().code());
    switch (value.type()) {
      case INTEGER, DOUBLE -> out.putLong(value.rawBits());
      case BOOLEAN -> out.putByte((int) value.rawBits());
      case STRING -> {
        out.putInt(bytes.length());
        out.putBytes(bytes.array(), bytes.offset(), bytes.length());
      }
      case BLOB, NULL, INF_MIN, INF_MAX, AUTO_INCREMENT ->
          throw new IllegalArgumentException("not a result: " + value);
    }
    return UnsafeByteOperations.unsafeWrap(out.toByteArray());
  }

  /** A place written as text. */
  static GeoPoint point(String text) {
    GeoPoint point = GeoPoint.parse(text);
    if (point == null) {
      throw Errors.searchQueryInvalid();
    }
    return point;
  }

  /** Places written as text. */
  static List<GeoPoint> points(List<String> texts) {
    List<GeoPoint> points = new ArrayList<>(texts.size());
    texts.forEach(text -> points.add(point(text)));
    return points;
  }
}
