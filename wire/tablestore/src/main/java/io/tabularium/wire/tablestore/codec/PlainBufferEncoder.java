/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Cell;
import io.tabularium.model.Crc8;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeyColumn;
import io.tabularium.model.Row;
import io.tabularium.model.Value;
import java.util.List;

/**
 * Writes keys and rows that are at hand as objects. For rows on their way out of a read there is
 * {@link PlainBufferRowSink}.
 */
public final class PlainBufferEncoder {
  private PlainBufferEncoder() {}

  /** A row that has this primary key and nothing else. */
  public static byte[] key(PrimaryKey key) {
    return encode(key, List.of(), false);
  }

  /** A row as a write answers it. Every cell has a value and a timestamp. */
  public static byte[] row(Row row) {
    return encode(row.key(), row.cells(), false);
  }

  /**
   * A row with any cells: also what a client sends, deletions and increments included.
   *
   * @param deleteMarker whether to mark the row as deleted
   */
  static byte[] encode(PrimaryKey key, List<Cell> cells, boolean deleteMarker) {
    WireBuffer out = new WireBuffer(256);
    out.putInt(PlainBuffer.HEADER);
    out.putByte(PlainBuffer.ROW_PK);
    int rowCrc = 0;
    for (int i = 0; i < key.size(); i++) {
      PrimaryKeyColumn column = key.column(i);
      ByteSlice name = ByteSlice.utf8(column.name());
      int crc = Crc8.update(0, name.array(), name.offset(), name.length());
      putName(out, name);
      putValue(out, column.value());
      rowCrc = putChecksum(out, column.value().crc8(crc), rowCrc);
    }
    if (!cells.isEmpty()) {
      out.putByte(PlainBuffer.ROW_DATA);
    }
    for (Cell cell : cells) {
      int crc = cell.contentCrc();
      putName(out, cell.name());
      if (cell.value() != null) {
        putValue(out, cell.value());
      }
      if (cell.operation() != Cell.Operation.PUT) {
        out.putByte(PlainBuffer.CELL_TYPE);
        out.putByte(cell.operation().code());
      }
      if (cell.hasTimestamp()) {
        out.putByte(PlainBuffer.CELL_TIMESTAMP);
        out.putLong(cell.timestamp());
        crc = Crc8.updateLong(crc, cell.timestamp());
      }
      if (cell.operation() != Cell.Operation.PUT) {
        crc = Crc8.update(crc, (byte) cell.operation().code());
      }
      rowCrc = putChecksum(out, crc, rowCrc);
    }
    if (deleteMarker) {
      out.putByte(PlainBuffer.DELETE_ROW_MARKER);
    }
    out.putByte(PlainBuffer.ROW_CHECKSUM);
    out.putByte(Crc8.update(rowCrc, (byte) (deleteMarker ? 1 : 0)));
    return out.toByteArray();
  }

  private static void putName(WireBuffer out, ByteSlice name) {
    out.putByte(PlainBuffer.CELL);
    out.putByte(PlainBuffer.CELL_NAME);
    out.putInt(name.length());
    out.putBytes(name.array(), name.offset(), name.length());
  }

  private static void putValue(WireBuffer out, Value value) {
    out.putByte(PlainBuffer.CELL_VALUE);
    ByteSlice bytes = value.asBytes();
    switch (value.type()) {
      case INTEGER, DOUBLE -> {
        out.putInt(9);
        out.putByte(value.type().code());
        out.putLong(value.rawBits());
      }
      case BOOLEAN -> {
        out.putInt(2);
        out.putByte(value.type().code());
        out.putByte((int) value.rawBits());
      }
      case STRING, BLOB -> {
        out.putInt(5 + bytes.length());
        out.putByte(value.type().code());
        out.putInt(bytes.length());
        out.putBytes(bytes.array(), bytes.offset(), bytes.length());
      }
      case NULL, INF_MIN, INF_MAX, AUTO_INCREMENT -> {
        out.putInt(1);
        out.putByte(value.type().code());
      }
    }
  }

  private static int putChecksum(WireBuffer out, int crc, int rowCrc) {
    out.putByte(PlainBuffer.CELL_CHECKSUM);
    out.putByte(crc);
    return Crc8.update(rowCrc, (byte) crc);
  }
}
