/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

import java.util.HexFormat;

/**
 * One value of a primary-key or attribute column, or one of the markers that may stand in a key.
 *
 * <p>Integers, doubles and booleans are held as 64 bits; strings and blobs as a {@link ByteSlice}
 * that is shared with whoever made the value.
 */
public final class Value {
  /** The marker below every key value. */
  public static final Value INF_MIN = new Value(ValueType.INF_MIN, 0, ByteSlice.EMPTY);

  /** The marker above every key value. */
  public static final Value INF_MAX = new Value(ValueType.INF_MAX, 0, ByteSlice.EMPTY);

  /** The placeholder of an auto-increment key column. */
  public static final Value AUTO_INCREMENT =
      new Value(ValueType.AUTO_INCREMENT, 0, ByteSlice.EMPTY);

  /** No value. */
  public static final Value NULL = new Value(ValueType.NULL, 0, ByteSlice.EMPTY);

  private static final Value TRUE = new Value(ValueType.BOOLEAN, 1, ByteSlice.EMPTY);
  private static final Value FALSE = new Value(ValueType.BOOLEAN, 0, ByteSlice.EMPTY);

  private final ValueType type;
  private final long bits;
  private final ByteSlice bytes;

  private Value(ValueType type, long bits, ByteSlice bytes) {
    this.type = type;
    this.bits = bits;
    this.bytes = bytes;
  }

  /** An integer. */
  public static Value integer(long number) {
    return new Value(ValueType.INTEGER, number, ByteSlice.EMPTY);
  }

  /** A double. */
  public static Value real(double number) {
    return new Value(ValueType.DOUBLE, Double.doubleToRawLongBits(number), ByteSlice.EMPTY);
  }

  /** A boolean. */
  public static Value bool(boolean value) {
    return value ? TRUE : FALSE;
  }

  /** A string from text. */
  public static Value string(String text) {
    return new Value(ValueType.STRING, 0, ByteSlice.utf8(text));
  }

  /** A string from bytes that are known to be UTF-8. */
  public static Value string(ByteSlice utf8) {
    return new Value(ValueType.STRING, 0, utf8);
  }

  /** A blob (the protocol also says "binary"). */
  public static Value blob(byte[] bytes) {
    return new Value(ValueType.BLOB, 0, ByteSlice.of(bytes));
  }

  /** A blob. */
  public static Value blob(ByteSlice bytes) {
    return new Value(ValueType.BLOB, 0, bytes);
  }

  /** Which kind of value this is. */
  public ValueType type() {
    return type;
  }

  /** The number of an INTEGER. */
  public long asLong() {
    return bits;
  }

  /** The number of a DOUBLE. */
  public double asDouble() {
    return Double.longBitsToDouble(bits);
  }

  /** The truth of a BOOLEAN. */
  public boolean asBoolean() {
    return bits != 0;
  }

  /** The 64 bits of an INTEGER, DOUBLE (raw IEEE bits) or BOOLEAN (0 or 1). */
  public long rawBits() {
    return bits;
  }

  /** The bytes of a STRING or BLOB; empty for every other type. */
  public ByteSlice asBytes() {
    return bytes;
  }

  /** The text of a STRING. */
  public String asString() {
    return bytes.toUtf8();
  }

  /**
   * The logical size in bytes, as limits and capacity units count it: 8 for numbers, 1 for
   * booleans, the length of strings and blobs, 0 for markers.
   */
  public int size() {
    return switch (type) {
      case INTEGER, DOUBLE -> 8;
      case BOOLEAN -> 1;
      case STRING, BLOB -> bytes.length();
      case NULL, INF_MIN, INF_MAX, AUTO_INCREMENT -> 0;
    };
  }

  /** Continues a cell checksum over the type code and the payload, as the protocol orders them. */
  public int crc8(int crc) {
    int c = Crc8.update(crc, (byte) type.code());
    return switch (type) {
      case INTEGER, DOUBLE -> Crc8.updateLong(c, bits);
      case BOOLEAN -> Crc8.update(c, (byte) bits);
      case STRING, BLOB ->
          Crc8.update(
              Crc8.updateInt(c, bytes.length()), bytes.array(), bytes.offset(), bytes.length());
      case NULL, INF_MIN, INF_MAX, AUTO_INCREMENT -> c;
    };
  }

  /**
   * Compares two values of the same type: numbers by value, booleans false first, strings and blobs
   * by unsigned bytes.
   *
   * @throws IllegalArgumentException if the types differ
   */
  public int compareSameType(Value other) {
    if (type != other.type) {
      throw new IllegalArgumentException("cannot compare " + type + " with " + other.type);
    }
    return switch (type) {
      case INTEGER, BOOLEAN -> Long.compare(bits, other.bits);
      case DOUBLE -> Double.compare(asDouble(), other.asDouble());
      case STRING, BLOB -> bytes.compareTo(other.bytes);
      case NULL, INF_MIN, INF_MAX, AUTO_INCREMENT -> 0;
    };
  }

  /**
   * The order of key values in a range: {@link #INF_MIN} first, {@link #INF_MAX} last, values of
   * one type in their natural order between them. Values of different types order by type code;
   * callers that care have checked the schema before.
   */
  public int compareAsKey(Value other) {
    int mine = rank();
    int theirs = other.rank();
    if (mine != 0 || theirs != 0) {
      return Integer.compare(mine, theirs);
    }
    return type == other.type
        ? compareSameType(other)
        : Integer.compare(type.code(), other.type.code());
  }

  private int rank() {
    return type == ValueType.INF_MIN ? -1 : type == ValueType.INF_MAX ? 1 : 0;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Value other
        && type == other.type
        && bits == other.bits
        && bytes.equals(other.bytes);
  }

  @Override
  public int hashCode() {
    return (type.code() * 31 + Long.hashCode(bits)) * 31 + bytes.hashCode();
  }

  /** The value as error messages show it: numbers and text as they are, blobs in hexadecimal. */
  @Override
  public String toString() {
    return switch (type) {
      case INTEGER -> Long.toString(bits);
      case DOUBLE -> Double.toString(asDouble());
      case BOOLEAN -> Boolean.toString(bits != 0);
      case STRING -> bytes.toUtf8();
      case BLOB ->
          HexFormat.of().formatHex(bytes.array(), bytes.offset(), bytes.offset() + bytes.length());
      case NULL, INF_MIN, INF_MAX, AUTO_INCREMENT -> type.name();
    };
  }
}
