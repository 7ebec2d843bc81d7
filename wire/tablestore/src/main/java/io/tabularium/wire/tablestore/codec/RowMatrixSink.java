/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Crc8;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.RowSink;
import io.tabularium.model.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Writes rows as a simple row matrix: column names once, then for each row one value per column,
 * without timestamps. Of a column with several versions the newest is taken; a missing one is NULL.
 *
 * <pre>
 * int32 "SRM0", int32 offset of the data, int32 offset of the options,
 * int32 key columns, int32 attribute columns, names (int16 length, bytes) in that order
 * options: 0A, byte: are all key columns there?   03, int32: rows
 * data:    for each row 02, for each column type byte and payload
 * footer:  01, checksum over everything before it
 * </pre>
 *
 * <p>Key columns come first, in the table's order; then attribute columns as they were asked for.
 * The names need the table's key, so {@link #schema} has to be called even if there are no rows.
 */
public final class RowMatrixSink implements RowSink {
  private static final int MAGIC = 0x304d5253;
  private static final int TAG_CHECKSUM = 0x01;
  private static final int TAG_ROW = 0x02;
  private static final int TAG_ROW_COUNT = 0x03;
  private static final int TAG_ENTIRE_KEY = 0x0a;
  private static final int DATA_OFFSET_AT = 4;
  private static final int OPTIONS_OFFSET_AT = 8;

  /** A reply is a page of at most some megabytes, so there is no use in starting small. */
  private static final int INITIAL_BYTES = 64 << 10;

  private final List<String> requested;
  private final boolean wholeKey;
  private final WireBuffer out = new WireBuffer(INITIAL_BYTES);
  private PrimaryKeySchema schema;
  private boolean[] keyWanted;
  private int rowCountAt;
  private int rows;

  // Attribute columns: in the order of their names, as the engine delivers them, with the position
  // each has in the request; and where the current row's values are in the scratch buffer.
  private ByteSlice[] sortedNames;
  private int[] slotOfSorted;
  private int cursor;
  private final WireBuffer scratch = new WireBuffer();
  private int[] valueStart;
  private int[] valueEnd;

  /**
   * A sink for these columns.
   *
   * @param columns names of key and attribute columns; duplicates count once
   * @param wholeKey whether to write all key columns, rather than those among {@code columns}
   */
  public RowMatrixSink(List<String> columns, boolean wholeKey) {
    this.requested = List.copyOf(new LinkedHashSet<>(columns));
    this.wholeKey = wholeKey;
  }

  /** Whether {@link #schema} has been called. */
  public boolean hasSchema() {
    return schema != null;
  }

  @Override
  public void schema(PrimaryKeySchema newSchema) {
    if (schema != null) {
      return;
    }
    schema = newSchema;
    keyWanted = new boolean[schema.size()];
    List<String> keyNames = new ArrayList<>();
    for (int i = 0; i < keyWanted.length; i++) {
      String name = schema.column(i).name();
      keyWanted[i] = wholeKey || requested.contains(name);
      if (keyWanted[i]) {
        keyNames.add(name);
      }
    }
    List<String> attributeNames =
        requested.stream().filter(name -> schema.indexOf(name) < 0).toList();

    out.putInt(MAGIC);
    out.putInt(0);
    out.putInt(0);
    out.putInt(keyNames.size());
    out.putInt(attributeNames.size());
    keyNames.forEach(this::putName);
    attributeNames.forEach(this::putName);
    out.setInt(OPTIONS_OFFSET_AT, out.size());
    out.putByte(TAG_ENTIRE_KEY);
    out.putByte(keyNames.size() == schema.size() ? 1 : 0);
    out.putByte(TAG_ROW_COUNT);
    rowCountAt = out.size();
    out.putInt(0);
    out.setInt(DATA_OFFSET_AT, out.size());

    int attributes = attributeNames.size();
    valueStart = new int[attributes];
    valueEnd = new int[attributes];
    ByteSlice[] names = attributeNames.stream().map(ByteSlice::utf8).toArray(ByteSlice[]::new);
    sortedNames = names.clone();
    Arrays.sort(sortedNames);
    slotOfSorted = new int[attributes];
    for (int slot = 0; slot < attributes; slot++) {
      slotOfSorted[Arrays.binarySearch(sortedNames, names[slot])] = slot;
    }
  }

  private void putName(String name) {
    ByteSlice bytes = ByteSlice.utf8(name);
    out.putShort(bytes.length());
    out.putBytes(bytes.array());
  }

  @Override
  public void beginRow() {
    out.putByte(TAG_ROW);
    scratch.reset();
    cursor = 0;
    Arrays.fill(valueEnd, 0);
  }

  @Override
  public void keyInteger(int column, long value) {
    if (keyWanted[column]) {
      out.putByte(ValueType.INTEGER.code());
      out.putLong(value);
    }
  }

  @Override
  public void keyBytes(int column, byte[] bytes, int offset, int length) {
    if (keyWanted[column]) {
      out.putByte(schema.column(column).type().valueType().code());
      out.putInt(length);
      out.putBytes(bytes, offset, length);
    }
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
    int slot = slot(name, nameOffset, nameLength);
    if (slot < 0) {
      return;
    }
    valueStart[slot] = scratch.size();
    scratch.putByte(type.code());
    if (type == ValueType.BOOLEAN) {
      scratch.putByte((int) bits);
    } else {
      scratch.putLong(bits);
    }
    valueEnd[slot] = scratch.size();
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
    int slot = slot(name, nameOffset, nameLength);
    if (slot < 0) {
      return;
    }
    valueStart[slot] = scratch.size();
    scratch.putByte(type.code());
    scratch.putInt(valueLength);
    scratch.putBytes(value, valueOffset, valueLength);
    valueEnd[slot] = scratch.size();
  }

  /** The position of the column in the request, or -1 if it is not wanted or already there. */
  private int slot(byte[] name, int offset, int length) {
    while (cursor < sortedNames.length) {
      int order = sortedNames[cursor].compareTo(name, offset, length);
      if (order == 0) {
        // The next cell of the same name is an older version and finds the cursor past it.
        return slotOfSorted[cursor++];
      }
      if (order > 0) {
        return -1;
      }
      cursor++;
    }
    return -1;
  }

  @Override
  public void endRow() {
    for (int slot = 0; slot < valueEnd.length; slot++) {
      if (valueEnd[slot] == 0) {
        out.putByte(ValueType.NULL.code());
      } else {
        out.putBytes(scratch.array(), valueStart[slot], valueEnd[slot] - valueStart[slot]);
      }
    }
    rows++;
  }

  /** Ends the block and answers all of it. */
  public WireBuffer finish() {
    if (schema == null) {
      throw new IllegalStateException("the key columns are not known");
    }
    out.setInt(rowCountAt, rows);
    out.putByte(TAG_CHECKSUM);
    out.putByte(Crc8.update(0, out.array(), 0, out.size()));
    return out;
  }
}
