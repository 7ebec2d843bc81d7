/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Errors;
import io.tabularium.model.Value;
import io.tabularium.model.ValueType;

/**
 * Values as type byte and payload: inside a PlainBuffer cell behind a length, or bare in filters
 * and in the bounds of pre-split tables.
 */
public final class Variants {
  private Variants() {}

  /**
   * Checks that a stretch of bytes has the shape of exactly one value, without looking at what the
   * value is.
   *
   * @return the type
   */
  static ValueType checkShape(byte[] bytes, int offset, int length) {
    if (length < 1) {
      throw Errors.malformedData();
    }
    ValueType type = ValueType.ofCode(bytes[offset]);
    if (type == null) {
      throw Errors.unknownVariant();
    }
    int payload = length - 1;
    switch (type) {
      case INTEGER, DOUBLE -> checkLength(payload, 8);
      case BOOLEAN -> {
        if (payload != 1) {
          throw Errors.booleanLength(payload);
        }
      }
      case STRING, BLOB -> {
        if (payload < 4) {
          throw Errors.malformedData();
        }
        int inner = (int) WireBuffer.INT.get(bytes, offset + 1);
        if (inner < 0 || inner > payload - 4) {
          throw Errors.stringLength(inner);
        }
        checkLength(payload - 4, inner);
      }
      case NULL, INF_MIN, INF_MAX, AUTO_INCREMENT -> checkLength(payload, 0);
    }
    return type;
  }

  private static void checkLength(int actual, int expected) {
    if (actual < expected) {
      throw Errors.malformedData();
    }
    if (actual > expected) {
      throw Errors.trailingCellData();
    }
  }

  /**
   * The value in bytes whose shape has been checked; strings and blobs are slices of {@code bytes}.
   *
   * @param nameLength together with name and nameOffset says whose value it is, for messages
   */
  static Value read(
      ValueType type,
      byte[] bytes,
      int offset,
      int length,
      byte[] name,
      int nameOffset,
      int nameLength) {
    int payload = offset + 1;
    return switch (type) {
      case INTEGER -> Value.integer((long) WireBuffer.LONG.get(bytes, payload));
      case DOUBLE -> {
        double number = Double.longBitsToDouble((long) WireBuffer.LONG.get(bytes, payload));
        if (Double.isNaN(number)) {
          throw Errors.notANumber();
        }
        if (Double.isInfinite(number)) {
          throw Errors.infinity();
        }
        yield Value.real(number);
      }
      case BOOLEAN -> {
        byte truth = bytes[payload];
        if ((truth & ~1) != 0) {
          throw Errors.malformedData();
        }
        yield Value.bool(truth == 1);
      }
      case STRING -> {
        if (!Utf8.isValid(bytes, payload + 4, length - 5)) {
          throw Errors.notUtf8(ByteSlice.of(name, nameOffset, nameLength).toUtf8());
        }
        yield Value.string(ByteSlice.of(bytes, payload + 4, length - 5));
      }
      case BLOB -> Value.blob(ByteSlice.of(bytes, payload + 4, length - 5));
      case NULL -> Value.NULL;
      case INF_MIN -> Value.INF_MIN;
      case INF_MAX -> Value.INF_MAX;
      case AUTO_INCREMENT -> Value.AUTO_INCREMENT;
    };
  }

  /**
   * Reads a bare value.
   *
   * @param column whose value it is, for messages
   */
  public static Value readBare(ByteSlice bytes, ByteSlice column) {
    ValueType type = checkShape(bytes.array(), bytes.offset(), bytes.length());
    return read(
        type,
        bytes.array(),
        bytes.offset(),
        bytes.length(),
        column.array(),
        column.offset(),
        column.length());
  }
}
