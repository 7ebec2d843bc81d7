/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.row;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.RowSink;
import io.tabularium.model.Value;
import io.tabularium.model.ValueType;
import java.util.Arrays;

/**
 * Cells as columns of arrays rather than as objects, so that reading a row allocates nothing: each
 * cell is an index, its bytes stay where they were read. Reused from row to row.
 */
public final class CellBuffer {
  private static final int KEEP_CELLS = 1 << 16;

  int size;
  byte[][] array = new byte[32][];
  int[] nameOffset = new int[32];
  int[] nameLength = new int[32];
  byte[] type = new byte[32];
  int[] valueOffset = new int[32];
  int[] valueLength = new int[32];
  long[] timestamp = new long[32];
  byte[] crc = new byte[32];

  /** Forgets all cells. */
  public void clear() {
    Arrays.fill(array, 0, size, null);
    size = 0;
    if (array.length > KEEP_CELLS) {
      resize(32);
    }
  }

  /** How many cells there are. */
  public int size() {
    return size;
  }

  int next() {
    if (size == array.length) {
      resize(size * 2);
    }
    return size++;
  }

  private void resize(int capacity) {
    array = Arrays.copyOf(array, capacity);
    nameOffset = Arrays.copyOf(nameOffset, capacity);
    nameLength = Arrays.copyOf(nameLength, capacity);
    type = Arrays.copyOf(type, capacity);
    valueOffset = Arrays.copyOf(valueOffset, capacity);
    valueLength = Arrays.copyOf(valueLength, capacity);
    timestamp = Arrays.copyOf(timestamp, capacity);
    crc = Arrays.copyOf(crc, capacity);
  }

  /** Adds a cell of another buffer. */
  public void add(CellBuffer from, int cell) {
    int to = next();
    array[to] = from.array[cell];
    nameOffset[to] = from.nameOffset[cell];
    nameLength[to] = from.nameLength[cell];
    type[to] = from.type[cell];
    valueOffset[to] = from.valueOffset[cell];
    valueLength[to] = from.valueLength[cell];
    timestamp[to] = from.timestamp[cell];
    crc[to] = from.crc[cell];
  }

  /** Drops the cells from this index on. */
  public void truncate(int newSize) {
    Arrays.fill(array, newSize, size, null);
    size = newSize;
  }

  /** The version of a cell. */
  public long timestamp(int cell) {
    return timestamp[cell];
  }

  /** The array a cell's name and value are in. */
  public byte[] array(int cell) {
    return array[cell];
  }

  /** Where in {@link #array(int)} a cell's name begins. */
  public int nameOffset(int cell) {
    return nameOffset[cell];
  }

  /** How long a cell's name is. */
  public int nameLength(int cell) {
    return nameLength[cell];
  }

  /** The column name of a cell. */
  public ByteSlice name(int cell) {
    return ByteSlice.of(array[cell], nameOffset[cell], nameLength[cell]);
  }

  /** Whether two cells, of this and another buffer, are of one column. */
  public boolean sameName(int cell, CellBuffer other, int otherCell) {
    return Arrays.equals(
        array[cell],
        nameOffset[cell],
        nameOffset[cell] + nameLength[cell],
        other.array[otherCell],
        other.nameOffset[otherCell],
        other.nameOffset[otherCell] + other.nameLength[otherCell]);
  }

  /** Whether a cell's column has this name. */
  public boolean nameEquals(int cell, byte[] name, int offset, int length) {
    return nameLength[cell] == length
        && Arrays.equals(
            array[cell],
            nameOffset[cell],
            nameOffset[cell] + length,
            name,
            offset,
            offset + length);
  }

  int compareName(int cell, byte[] name, int offset, int length) {
    return Arrays.compareUnsigned(
        array[cell],
        nameOffset[cell],
        nameOffset[cell] + nameLength[cell],
        name,
        offset,
        offset + length);
  }

  /** Column name and value, as limits and capacity count them. */
  public int logicalSize(int cell) {
    return nameLength[cell] + valueLength[cell];
  }

  /** The value of a cell, sharing the stored bytes. */
  public Value value(int cell) {
    ValueType t = ValueType.ofCode(type[cell]);
    return switch (t) {
      case INTEGER -> Value.integer(ByteWriter.getLong(array[cell], valueOffset[cell]));
      case DOUBLE ->
          Value.real(Double.longBitsToDouble(ByteWriter.getLong(array[cell], valueOffset[cell])));
      case BOOLEAN -> Value.bool(array[cell][valueOffset[cell]] != 0);
      case STRING -> Value.string(ByteSlice.of(array[cell], valueOffset[cell], valueLength[cell]));
      case BLOB -> Value.blob(ByteSlice.of(array[cell], valueOffset[cell], valueLength[cell]));
      default -> throw new IllegalStateException("stored cell of type " + t);
    };
  }

  /** Hands a cell to a sink. */
  public void emit(int cell, RowSink sink) {
    byte[] bytes = array[cell];
    ValueType t = ValueType.ofCode(type[cell]);
    if (t.isBytes()) {
      sink.cell(
          bytes,
          nameOffset[cell],
          nameLength[cell],
          t,
          bytes,
          valueOffset[cell],
          valueLength[cell],
          timestamp[cell],
          crc[cell] & 0xff);
    } else {
      long bits =
          t == ValueType.BOOLEAN
              ? bytes[valueOffset[cell]]
              : ByteWriter.getLong(bytes, valueOffset[cell]);
      sink.cell(
          bytes, nameOffset[cell], nameLength[cell], t, bits, timestamp[cell], crc[cell] & 0xff);
    }
  }
}
