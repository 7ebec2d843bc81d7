/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A {@link RowSink} that builds {@link Row} objects: for in-process callers and tests. */
public final class RowCollector implements RowSink {
  private final List<Row> rows = new ArrayList<>();
  private PrimaryKeySchema schema;
  private List<PrimaryKeyColumn> key = new ArrayList<>();
  private List<Cell> cells = new ArrayList<>();

  /** The rows received so far. */
  public List<Row> rows() {
    return rows;
  }

  /** The only row, or {@code null} if none came. */
  public Row row() {
    return rows.isEmpty() ? null : rows.get(0);
  }

  @Override
  public void schema(PrimaryKeySchema newSchema) {
    schema = newSchema;
  }

  @Override
  public void beginRow() {
    key = new ArrayList<>();
    cells = new ArrayList<>();
  }

  @Override
  public void keyInteger(int column, long value) {
    key.add(new PrimaryKeyColumn(schema.column(column).name(), Value.integer(value)));
  }

  @Override
  public void keyBytes(int column, byte[] bytes, int offset, int length) {
    ByteSlice copy = ByteSlice.of(Arrays.copyOfRange(bytes, offset, offset + length));
    KeyColumnSchema columnSchema = schema.column(column);
    key.add(
        new PrimaryKeyColumn(
            columnSchema.name(),
            columnSchema.type() == KeyType.STRING ? Value.string(copy) : Value.blob(copy)));
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
    Value value =
        switch (type) {
          case INTEGER -> Value.integer(bits);
          case DOUBLE -> Value.real(Double.longBitsToDouble(bits));
          case BOOLEAN -> Value.bool(bits != 0);
          default -> throw new IllegalArgumentException("not a fixed-width type: " + type);
        };
    add(name, nameOffset, nameLength, value, timestamp);
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
    ByteSlice copy =
        ByteSlice.of(Arrays.copyOfRange(value, valueOffset, valueOffset + valueLength));
    add(
        name,
        nameOffset,
        nameLength,
        type == ValueType.STRING ? Value.string(copy) : Value.blob(copy),
        timestamp);
  }

  private void add(byte[] name, int nameOffset, int nameLength, Value value, long timestamp) {
    ByteSlice copy = ByteSlice.of(Arrays.copyOfRange(name, nameOffset, nameOffset + nameLength));
    cells.add(Cell.of(copy, Cell.Operation.PUT, value, timestamp));
  }

  @Override
  public void endRow() {
    rows.add(new Row(PrimaryKey.of(key), List.copyOf(cells)));
  }
}
