/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.engine.row.KeyCodec;
import io.tabularium.engine.row.RowCodec;
import io.tabularium.model.ByteSlice;
import io.tabularium.model.DefinedColumn;
import io.tabularium.model.KeyColumnSchema;
import io.tabularium.model.KeyType;
import io.tabularium.model.Limits;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.TableMeta;
import io.tabularium.model.Value;
import io.tabularium.model.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One index: which entry, if any, a row of its table has in it.
 *
 * <p>An entry is a row of the index's own table in the ordinary row format, written whole. Its key
 * is the declared columns and then the columns of the table's key that were not declared, so it
 * belongs to one row of the table. Its cells are the row's newest ones with their timestamps. Its
 * time says when it expires: with the oldest of the cells its key is made of, or, if there are
 * none, with the row.
 *
 * <p>What entry a row has follows from the stored row alone, not from the clock: what has expired
 * but is still stored is in both, and readers of either do not see it.
 */
final class TableIndex {
  private final Table table;
  private final boolean complete;

  /** For each column of the key: its place in the table's key, or {@code -1 - column}. */
  private final int[] keySources;

  private final ValueType[] keyTypes;

  /** Covered columns, ordered by name. */
  private final int[] covered;

  /**
   * Compiles an index.
   *
   * @param table the index
   * @param columns the numbers of the columns that the indexes of its table are made of
   */
  TableIndex(Table table, Map<ByteSlice, Integer> columns) {
    this.table = table;
    TableState.IndexState declared = table.index();
    this.complete = declared.complete();
    PrimaryKeySchema mainKey = table.main().schema();
    PrimaryKeySchema key = table.schema();
    this.keySources = new int[key.size()];
    this.keyTypes = new ValueType[key.size()];
    for (int i = 0; i < keySources.length; i++) {
      String name = key.column(i).name();
      int place = mainKey.indexOf(name);
      keySources[i] = place >= 0 ? place : -1 - columns.get(ByteSlice.utf8(name));
      keyTypes[i] = key.column(i).type().valueType();
    }
    this.covered =
        declared.attributeColumns().stream()
            .filter(column -> !declared.keyColumns().contains(column))
            .map(ByteSlice::utf8)
            .sorted()
            .mapToInt(columns::get)
            .toArray();
  }

  /** The columns of the table's rows, other than key columns, that an index is made of. */
  static List<ByteSlice> columnsOf(Table index) {
    List<ByteSlice> columns = new ArrayList<>();
    for (String column : index.index().keyColumns()) {
      if (index.main().schema().indexOf(column) < 0) {
        columns.add(ByteSlice.utf8(column));
      }
    }
    index.index().attributeColumns().forEach(column -> columns.add(ByteSlice.utf8(column)));
    return columns;
  }

  /**
   * What an index looks like as a table: the completed key, and the covered columns with their
   * types.
   *
   * @param main the table it is an index of; the columns have been checked
   */
  static TableMeta metaOf(
      TableMeta main, String name, List<String> keyColumns, List<String> attributeColumns) {
    Map<String, DefinedColumn> defined = new HashMap<>();
    main.definedColumns().forEach(column -> defined.put(column.name(), column));
    List<KeyColumnSchema> key = new ArrayList<>();
    for (String column : keyColumns) {
      int place = main.primaryKey().indexOf(column);
      key.add(
          KeyColumnSchema.of(
              column,
              place >= 0
                  ? main.primaryKey().column(place).type()
                  : keyType(defined.get(column).type())));
    }
    for (KeyColumnSchema column : main.primaryKey().columns()) {
      if (!keyColumns.contains(column.name())) {
        key.add(KeyColumnSchema.of(column.name(), column.type()));
      }
    }
    return new TableMeta(
        name,
        new PrimaryKeySchema(key),
        attributeColumns.stream()
            .filter(column -> !keyColumns.contains(column))
            .map(defined::get)
            .toList());
  }

  /** The type of key column a defined column can be, or {@code null}. */
  static KeyType keyType(ValueType type) {
    for (KeyType keyType : KeyType.values()) {
      if (keyType.valueType() == type) {
        return keyType;
      }
    }
    return null;
  }

  /** The index as a table. */
  Table table() {
    return table;
  }

  /** Whether all entries that should be there are: then one that stays need not be written. */
  boolean isComplete() {
    return complete;
  }

  /** The entry of a row, or {@code null} if it has none. */
  Entry entry(IndexedRow row) {
    if (!row.exists()) {
      return null;
    }
    byte[][] parts = new byte[keySources.length][];
    long time = Long.MAX_VALUE;
    int length = 0;
    for (int i = 0; i < parts.length; i++) {
      int source = keySources[i];
      if (source >= 0) {
        parts[i] = row.keyColumn(source);
      } else {
        Value value = row.value(-1 - source);
        if (value == null || value.type() != keyTypes[i] || isTooLong(value)) {
          return null;
        }
        parts[i] = new byte[KeyCodec.encodedLength(value)];
        KeyCodec.write(value, parts[i], 0);
        time = Math.min(time, row.timestamp(-1 - source));
      }
      length += parts[i].length;
    }
    byte[] key = new byte[length];
    int pos = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, key, pos, part.length);
      pos += part.length;
    }
    int[] cells = new int[covered.length];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = row.cell(covered[i]);
    }
    if (time == Long.MAX_VALUE) {
      time = row.lastWrite();
    }
    return new Entry(key, RowCodec.encodeBase(row.cells(), cells, time));
  }

  /** Writes refuse such values; rows from before the index may have them and stay out of it. */
  private static boolean isTooLong(Value value) {
    return value.type().isBytes() && value.asBytes().length() > Limits.PRIMARY_KEY_VALUE_BYTES;
  }

  /**
   * A row of an index as it is stored.
   *
   * @param key its encoded key
   * @param value its stored value
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by the methods below
  record Entry(byte[] key, byte[] value) {
    boolean isAt(Entry other) {
      return other != null && Arrays.equals(key, other.key);
    }

    boolean isSameAs(Entry other) {
      return isAt(other) && Arrays.equals(value, other.value);
    }
  }
}
