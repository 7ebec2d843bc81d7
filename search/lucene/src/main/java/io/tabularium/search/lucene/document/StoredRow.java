/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.document;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Cell;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeyColumn;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.Value;
import io.tabularium.model.ValueType;
import io.tabularium.search.Document;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.lucene.store.ByteArrayDataInput;
import org.apache.lucene.store.ByteArrayDataOutput;
import org.apache.lucene.store.DataOutput;
import org.apache.lucene.util.BytesRef;

/**
 * A row as the index keeps it for being returned: one byte of format, the row key, the key's values
 * in the order of the table, then cells in the order of names. Lengths and counts are variable
 * integers. A value is its type's code and then eight bytes, one byte, or a length and bytes; a
 * cell is the length and bytes of its name, one more than its timestamp, and its value.
 *
 * @param rowKey see {@link Document#rowKey}
 * @param key the primary key
 * @param cells the cells kept
 */
public record StoredRow(ByteSlice rowKey, PrimaryKey key, List<Cell> cells) {
  private static final byte FORMAT = 1;

  /** The longest variable integers: of 32 and of 64 bits. */
  private static final int VINT_BYTES = 5;

  private static final int VLONG_BYTES = 10;

  /** Writes a row with the columns that are to be kept. */
  static BytesRef encode(Document row, Predicate<ByteSlice> kept) {
    List<Cell> cells = new ArrayList<>(row.cells().size());
    int most = 1 + VINT_BYTES + row.rowKey().length() + VINT_BYTES + VINT_BYTES;
    for (Cell cell : row.cells()) {
      if (kept.test(cell.name())) {
        cells.add(cell);
        most += VINT_BYTES + cell.name().length() + VLONG_BYTES + mostBytes(cell.value());
      }
    }
    for (int i = 0; i < row.key().size(); i++) {
      most += mostBytes(row.key().value(i));
    }
    byte[] encoded = new byte[most];
    ByteArrayDataOutput out = new ByteArrayDataOutput(encoded);
    try {
      out.writeByte(FORMAT);
      bytes(out, row.rowKey());
      out.writeVInt(row.key().size());
      for (int i = 0; i < row.key().size(); i++) {
        value(out, row.key().value(i));
      }
      out.writeVInt(cells.size());
      for (Cell cell : cells) {
        bytes(out, cell.name());
        out.writeVLong(cell.timestamp() + 1);
        value(out, cell.value());
      }
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot be written", e);
    }
    return new BytesRef(encoded, 0, out.getPosition());
  }

  private static int mostBytes(Value value) {
    return switch (value.type()) {
      case INTEGER, DOUBLE -> 1 + Long.BYTES;
      case BOOLEAN -> 1 + 1;
      default -> 1 + VINT_BYTES + value.asBytes().length();
    };
  }

  private static void bytes(DataOutput out, ByteSlice bytes) throws IOException {
    out.writeVInt(bytes.length());
    out.writeBytes(bytes.array(), bytes.offset(), bytes.length());
  }

  private static void value(DataOutput out, Value value) throws IOException {
    out.writeByte((byte) value.type().code());
    switch (value.type()) {
      case INTEGER, DOUBLE -> out.writeLong(value.rawBits());
      case BOOLEAN -> out.writeByte((byte) value.rawBits());
      default -> bytes(out, value.asBytes());
    }
  }

  /** Reads a row with the columns that are wanted. */
  public static StoredRow decode(
      byte[] encoded, PrimaryKeySchema schema, Predicate<ByteSlice> wanted) {
    ByteArrayDataInput in = new ByteArrayDataInput(encoded);
    byte format = in.readByte();
    if (format != FORMAT) {
      throw new IllegalStateException("a row of the unknown format " + format);
    }
    ByteSlice rowKey = bytes(in, encoded);
    PrimaryKeyColumn[] columns = new PrimaryKeyColumn[in.readVInt()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = new PrimaryKeyColumn(schema.column(i).name(), value(in, encoded));
    }
    int count = in.readVInt();
    List<Cell> cells = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ByteSlice name = bytes(in, encoded);
      long timestamp = in.readVLong() - 1;
      Value value = value(in, encoded);
      if (wanted.test(name)) {
        cells.add(Cell.of(name, Cell.Operation.PUT, value, timestamp));
      }
    }
    return new StoredRow(rowKey, PrimaryKey.of(columns), cells);
  }

  private static ByteSlice bytes(ByteArrayDataInput in, byte[] encoded) {
    int length = in.readVInt();
    ByteSlice bytes = ByteSlice.of(encoded, in.getPosition(), length);
    in.skipBytes(length);
    return bytes;
  }

  private static Value value(ByteArrayDataInput in, byte[] encoded) {
    ValueType type = ValueType.ofCode(in.readByte());
    return switch (type) {
      case INTEGER -> Value.integer(in.readLong());
      case DOUBLE -> Value.real(Double.longBitsToDouble(in.readLong()));
      case BOOLEAN -> Value.bool(in.readByte() != 0);
      case STRING -> Value.string(bytes(in, encoded));
      default -> Value.blob(bytes(in, encoded));
    };
  }

  /** The value of a column, or {@code null}. */
  public Value value(String column) {
    ByteSlice name = ByteSlice.utf8(column);
    for (Cell cell : cells) {
      if (cell.name().equals(name)) {
        return cell.value();
      }
    }
    for (PrimaryKeyColumn keyColumn : key.columns()) {
      if (keyColumn.name().equals(column)) {
        return keyColumn.value();
      }
    }
    return null;
  }
}
