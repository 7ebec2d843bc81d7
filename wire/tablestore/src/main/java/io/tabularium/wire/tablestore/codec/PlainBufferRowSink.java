/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

import io.tabularium.model.Cell;
import io.tabularium.model.ChangeSink;
import io.tabularium.model.Crc8;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.ValueType;
import java.util.Arrays;

/**
 * Writes the engine's rows as PlainBuffer while they are read: one header, then row after row; no
 * rows, no bytes. Result rows have their complete key, cells with value and timestamp and neither
 * cell types nor delete markers, because clients refuse anything else. Changes of a stream are rows
 * of another kind, of which clients expect just that, and their place in the stream behind the
 * cells.
 *
 * <p>One sink can hold several buffers in a row, as a BatchGetRow needs: {@link #startBuffer} ends
 * one and begins the next. Sinks keep their array for the thread's next request: {@link #borrow}
 * one and close it.
 */
public final class PlainBufferRowSink implements ChangeSink, AutoCloseable {
  private static final ThreadLocal<PlainBufferRowSink> SPARE = new ThreadLocal<>();

  /** Bytes of a cell beside name and payload, rounded up. */
  private static final int CELL_OVERHEAD = 32;

  private final WireBuffer out = new WireBuffer();
  private KeyLayout layout;
  private int bufferStart;
  private int[] rowEnds;
  private int rowCount;
  private boolean inCells;
  private int rowCrc;

  /** A sink with nothing in it yet. */
  public PlainBufferRowSink() {}

  /** This thread's sink, or a new one if it is lent already. */
  public static PlainBufferRowSink borrow() {
    PlainBufferRowSink sink = SPARE.get();
    if (sink == null) {
      return new PlainBufferRowSink();
    }
    SPARE.set(null);
    return sink;
  }

  /** Gives the sink back; what was written is gone. */
  @Override
  public void close() {
    out.reset();
    layout = null;
    bufferStart = 0;
    rowEnds = null;
    rowCount = 0;
    SPARE.set(this);
  }

  /** Everything written: array and size. */
  public WireBuffer bytes() {
    return out;
  }

  /**
   * Begins a new buffer, with a header of its own, behind what is there.
   *
   * @return where in {@link #bytes} it begins
   */
  public int startBuffer() {
    bufferStart = out.size();
    return bufferStart;
  }

  /** From now on every row is a buffer of its own. */
  public void separateRows() {
    rowEnds = new int[64];
    bufferStart = out.size();
  }

  /** How many separate rows there are. */
  int rowCount() {
    return rowCount;
  }

  /** Where in {@link #bytes} a separate row ends; the next one begins there. */
  int rowEnd(int row) {
    return rowEnds[row];
  }

  @Override
  public void schema(PrimaryKeySchema schema) {
    layout = KeyLayout.of(schema);
  }

  @Override
  public void beginRow() {
    if (out.size() == bufferStart) {
      out.putInt(PlainBuffer.HEADER);
    }
    out.putByte(PlainBuffer.ROW_PK);
    rowCrc = 0;
    inCells = false;
  }

  @Override
  public void keyInteger(int column, long value) {
    byte[] head = layout.cellHeads[column];
    out.ensure(head.length + CELL_OVERHEAD);
    out.putBytes(head);
    out.putInt(9);
    out.putByte(ValueType.INTEGER.code());
    out.putLong(value);
    endCell(Crc8.updateLong(layout.crcs[column], value));
  }

  @Override
  public void keyBytes(int column, byte[] bytes, int offset, int length) {
    byte[] head = layout.cellHeads[column];
    out.ensure(head.length + length + CELL_OVERHEAD);
    out.putBytes(head);
    putBytesValue(layout.typeCodes[column], bytes, offset, length);
    int crc = Crc8.updateInt(layout.crcs[column], length);
    endCell(Crc8.update(crc, bytes, offset, length));
  }

  @Override
  public void cell(
      byte[] name,
      int nameOffset,
      int nameLength,
      ValueType type,
      long bits,
      long timestamp,
      int crc) {
    out.ensure(nameLength + CELL_OVERHEAD);
    beginCell(name, nameOffset, nameLength);
    if (type == ValueType.BOOLEAN) {
      out.putInt(2);
      out.putByte(type.code());
      out.putByte((int) bits);
    } else {
      out.putInt(9);
      out.putByte(type.code());
      out.putLong(bits);
    }
    out.putByte(PlainBuffer.CELL_TIMESTAMP);
    out.putLong(timestamp);
    endCell(crc);
  }

  @Override
  public void cell(
      byte[] name,
      int nameOffset,
      int nameLength,
      ValueType type,
      byte[] value,
      int valueOffset,
      int valueLength,
      long timestamp,
      int crc) {
    out.ensure(nameLength + valueLength + CELL_OVERHEAD);
    beginCell(name, nameOffset, nameLength);
    putBytesValue(type.code(), value, valueOffset, valueLength);
    out.putByte(PlainBuffer.CELL_TIMESTAMP);
    out.putLong(timestamp);
    endCell(crc);
  }

  @Override
  public void deleteAllVersions(byte[] name, int nameOffset, int nameLength) {
    out.ensure(nameLength + CELL_OVERHEAD);
    beginName(name, nameOffset, nameLength);
    putType(Cell.Operation.DELETE_ALL_VERSIONS);
    int crc = Crc8.update(0, name, nameOffset, nameLength);
    endCell(Crc8.update(crc, (byte) Cell.Operation.DELETE_ALL_VERSIONS.code()));
  }

  @Override
  public void deleteOneVersion(byte[] name, int nameOffset, int nameLength, long timestamp) {
    out.ensure(nameLength + CELL_OVERHEAD);
    beginName(name, nameOffset, nameLength);
    putType(Cell.Operation.DELETE_ONE_VERSION);
    out.putByte(PlainBuffer.CELL_TIMESTAMP);
    out.putLong(timestamp);
    int crc = Crc8.updateLong(Crc8.update(0, name, nameOffset, nameLength), timestamp);
    endCell(Crc8.update(crc, (byte) Cell.Operation.DELETE_ONE_VERSION.code()));
  }

  private void putType(Cell.Operation operation) {
    out.putByte(PlainBuffer.CELL_TYPE);
    out.putByte(operation.code());
  }

  @Override
  public void sequence(int epoch, long micros) {
    out.putByte(PlainBuffer.EXTENSION);
    out.putInt(1 + Integer.BYTES + PlainBuffer.SEQ_INFO_BYTES);
    out.putByte(PlainBuffer.SEQ_INFO);
    out.putInt(PlainBuffer.SEQ_INFO_BYTES);
    out.putByte(PlainBuffer.SEQ_INFO_EPOCH);
    out.putInt(epoch);
    out.putByte(PlainBuffer.SEQ_INFO_TIMESTAMP);
    out.putLong(micros);
    out.putByte(PlainBuffer.SEQ_INFO_ROW_INDEX);
    out.putInt(0);
  }

  @Override
  public void endRow() {
    out.putByte(PlainBuffer.ROW_CHECKSUM);
    out.putByte(Crc8.update(rowCrc, (byte) 0));
    if (rowEnds != null) {
      if (rowCount == rowEnds.length) {
        rowEnds = Arrays.copyOf(rowEnds, 2 * rowCount);
      }
      rowEnds[rowCount++] = startBuffer();
    }
  }

  private void beginCell(byte[] name, int offset, int length) {
    beginName(name, offset, length);
    out.putByte(PlainBuffer.CELL_VALUE);
  }

  private void beginName(byte[] name, int offset, int length) {
    if (!inCells) {
      inCells = true;
      out.putByte(PlainBuffer.ROW_DATA);
    }
    out.putByte(PlainBuffer.CELL);
    out.putByte(PlainBuffer.CELL_NAME);
    out.putInt(length);
    out.putBytes(name, offset, length);
  }

  private void putBytesValue(int typeCode, byte[] bytes, int offset, int length) {
    out.putInt(length + 5);
    out.putByte(typeCode);
    out.putInt(length);
    out.putBytes(bytes, offset, length);
  }

  private void endCell(int crc) {
    out.putByte(PlainBuffer.CELL_CHECKSUM);
    out.putByte(crc);
    rowCrc = Crc8.update(rowCrc, (byte) crc);
  }
}
