/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Cell;
import io.tabularium.model.Condition;
import io.tabularium.model.Direction;
import io.tabularium.model.Errors;
import io.tabularium.model.Filter;
import io.tabularium.model.KeyColumnSchema;
import io.tabularium.model.Limits;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeyColumn;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.ReturnContent;
import io.tabularium.model.RowChange;
import io.tabularium.model.RowExistence;
import io.tabularium.model.RowSelection;
import io.tabularium.model.ServiceException;
import io.tabularium.model.TableOptions;
import io.tabularium.model.TimeRange;
import io.tabularium.model.Value;
import io.tabularium.model.ValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The checks of row operations. Those of the first half need the request alone and come before the
 * table is looked up; those of the second half hold a request against its table. Each throws the
 * {@link ServiceException} the client shall see. A valid request costs little and allocates
 * nothing.
 *
 * <p>The order in which the checks of one request are made is part of the protocol: names of
 * tables, structure, keys, cells, columns to get, filters and conditions, versions, limits, sizes;
 * then the table's existence, the keys against its schema, the cells against its options.
 */
public final class Validation {
  /** What {@link RowSelection#maxVersions} may also be: as many as there are. */
  private static final int ALL_VERSIONS = -1;

  /** What an explicit timestamp adds to a row's share of a batch's size. */
  private static final int TIMESTAMP_BYTES = 8;

  private Validation() {}

  // ---- names ------------------------------------------------------------------------------------

  /** A letter or underscore, then letters, digits and underscores; at most 255. */
  public static void tableName(String name) {
    int length = name.length();
    boolean valid = length >= 1 && length <= Limits.NAME_BYTES && !isDigit(name.charAt(0));
    for (int i = 0; i < length && valid; i++) {
      char c = name.charAt(i);
      valid = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c) || c == '_';
    }
    if (!valid) {
      throw Errors.invalidTableName(name);
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Anything of 1 to 255 UTF-8 bytes that does not begin with a number sign. */
  public static void columnName(String name) {
    // Three bytes a character are the most there can be, so most names need no counting.
    boolean valid =
        !name.isEmpty()
            && name.charAt(0) != '#'
            && (name.length() <= Limits.NAME_BYTES / 3 || utf8Length(name) <= Limits.NAME_BYTES);
    if (!valid) {
      throw Errors.invalidColumnName(name);
    }
  }

  private static void columnName(ByteSlice name) {
    boolean valid =
        name.length() >= 1
            && name.length() <= Limits.NAME_BYTES
            && name.array()[name.offset()] != '#';
    if (!valid) {
      throw Errors.invalidColumnName(name.toUtf8());
    }
  }

  /** How many bytes a text has in UTF-8. */
  static int utf8Length(String text) {
    int length = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        // A surrogate pair is two characters and four bytes.
        length += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
      }
    }
    return length;
  }

  // ---- keys -------------------------------------------------------------------------------------

  /** How many columns the keys of a table may have, which is more if it is an index. */
  @FunctionalInterface
  interface KeyColumns {
    /** The limit for a key of this table. */
    int of(String table, PrimaryKey key);
  }

  /**
   * The key of a single row of an ordinary table.
   *
   * @param write whether the key may hold the auto-increment placeholder
   */
  public static void pointKey(PrimaryKey key, boolean write) {
    pointKey(key, write, Limits.PRIMARY_KEY_COLUMNS);
  }

  /**
   * The key of a single row.
   *
   * @param write whether the key may hold the auto-increment placeholder
   * @param maxColumns how many columns it may have
   */
  static void pointKey(PrimaryKey key, boolean write, int maxColumns) {
    keyNames(key, maxColumns);
    for (int i = 0; i < key.size(); i++) {
      Value value = key.value(i);
      switch (value.type()) {
        case INTEGER -> {}
        case STRING, BLOB -> keyLength(key.column(i));
        case AUTO_INCREMENT -> {
          if (!write) {
            throw Errors.autoIncrementInRead();
          }
        }
        default -> throw Errors.invalidKeyValueType(value.type());
      }
    }
  }

  /** A bound of a range of an ordinary table, which may hold INF_MIN and INF_MAX. */
  public static void rangeKey(PrimaryKey key) {
    rangeKey(key, Limits.PRIMARY_KEY_COLUMNS);
  }

  private static void rangeKey(PrimaryKey key, int maxColumns) {
    keyNames(key, maxColumns);
    for (int i = 0; i < key.size(); i++) {
      Value value = key.value(i);
      switch (value.type()) {
        case INTEGER, INF_MIN, INF_MAX -> {}
        case STRING, BLOB -> keyLength(key.column(i));
        case AUTO_INCREMENT -> throw Errors.autoIncrementInRead();
        default -> throw Errors.invalidKeyValueType(value.type());
      }
    }
  }

  private static void keyNames(PrimaryKey key, int maxColumns) {
    if (key.size() == 0) {
      throw Errors.emptyKey();
    }
    if (key.size() > maxColumns) {
      throw Errors.primaryKeyColumnCount();
    }
    for (int i = 0; i < key.size(); i++) {
      String name = key.name(i);
      columnName(name);
      for (int j = 0; j < i; j++) {
        if (key.name(j).equals(name)) {
          throw Errors.duplicatedPrimaryKey(name);
        }
      }
    }
  }

  private static void keyLength(PrimaryKeyColumn column) {
    int length = column.value().asBytes().length();
    if (length > Limits.PRIMARY_KEY_VALUE_BYTES) {
      throw Errors.keyValueTooLong(column.name(), length);
    }
  }

  // ---- writes -----------------------------------------------------------------------------------

  /** PutRow, UpdateRow or DeleteRow on an ordinary table. */
  static void change(RowChange change) {
    change(change, Limits.PRIMARY_KEY_COLUMNS);
  }

  /**
   * PutRow, UpdateRow or DeleteRow.
   *
   * @param keyColumns how many columns the key may have
   */
  static void change(RowChange change, int keyColumns) {
    if (change.type() == RowChange.Type.UPDATE && change.cells().isEmpty()) {
      pointKey(change.key(), true, keyColumns);
      throw Errors.attributeMissing();
    }
    rowOfBatch(change, keyColumns);
    long size = change.type() == RowChange.Type.DELETE ? 0 : changeSize(change);
    if (size > Limits.WRITE_BYTES) {
      throw Errors.writeTooLarge(
          change.type() == RowChange.Type.PUT ? "PutRow" : "UpdateRow", size);
    }
  }

  /**
   * What concerns every write. Inside a batch the size is limited as a whole, and an update without
   * cells is its row's failure only ({@link #batchedChangeFits}).
   */
  private static void rowOfBatch(RowChange change, int keyColumns) {
    pointKey(change.key(), true, keyColumns);
    switch (change.type()) {
      case PUT -> putCells(change.cells());
      case UPDATE -> updateCells(change.cells());
      case DELETE -> {
        if (!change.cells().isEmpty()) {
          throw Errors.cellsInDelete();
        }
      }
    }
    if (change.condition().columnCondition() != null) {
      FilterRules.check(change.condition().columnCondition(), false);
    }
    returnContent(change);
  }

  private static void putCells(List<Cell> cells) {
    for (Cell cell : cells) {
      columnName(cell.name());
      if (cell.operation() != Cell.Operation.PUT) {
        throw Errors.operationInPut(cell.nameText());
      }
      if (cell.value() == null) {
        throw Errors.putWithoutValue();
      }
      attributeType(cell.value());
      timestamp(cell);
    }
    cellCount(cells);
    cellLengths(cells);
  }

  private static void updateCells(List<Cell> cells) {
    boolean increments = false;
    for (Cell cell : cells) {
      columnName(cell.name());
      switch (cell.operation()) {
        case PUT -> {
          valuePresent(cell);
          attributeType(cell.value());
        }
        case DELETE_ONE_VERSION -> {
          valueAbsent(cell);
          if (!cell.hasTimestamp()) {
            throw Errors.timestampMissing();
          }
        }
        case DELETE_ALL_VERSIONS -> {
          valueAbsent(cell);
          if (cell.hasTimestamp()) {
            throw Errors.timestampInDeleteAll();
          }
        }
        case INCREMENT -> {
          valuePresent(cell);
          if (cell.value().type() != ValueType.INTEGER) {
            throw Errors.incrementType(cell.nameText(), cell.value().type());
          }
          if (cell.hasTimestamp()) {
            throw Errors.timestampInIncrement();
          }
          increments = true;
        }
      }
      timestamp(cell);
    }
    cellCount(cells);
    cellLengths(cells);
    if (increments && cells.size() > 1) {
      incrementsAlone(cells);
    }
  }

  private static void valuePresent(Cell cell) {
    if (cell.value() == null) {
      throw Errors.attributeValueMissing(cell.nameText());
    }
  }

  private static void valueAbsent(Cell cell) {
    if (cell.value() != null) {
      throw Errors.valueInDelete();
    }
  }

  private static void attributeType(Value value) {
    if (!value.type().isAttributeType()) {
      throw Errors.invalidAttributeType(value.type());
    }
  }

  private static void timestamp(Cell cell) {
    if (cell.hasTimestamp() && !isTimestamp(cell.timestamp())) {
      throw Errors.timestampRange();
    }
  }

  private static boolean isTimestamp(long millis) {
    return millis >= 0 && millis < Limits.TIMESTAMP_END;
  }

  private static void cellCount(List<Cell> cells) {
    if (cells.size() > Limits.CELLS_PER_WRITE) {
      throw Errors.tooManyCells(cells.size());
    }
  }

  private static void cellLengths(List<Cell> cells) {
    for (Cell cell : cells) {
      if (cell.value() != null && cell.value().type().isBytes()) {
        attributeLength(cell.value(), cell.name());
      }
    }
  }

  /** A value of an attribute, or one to compare an attribute with. */
  static void attributeLength(Value value, Object name) {
    int length = value.asBytes().length();
    if (length > Limits.ATTRIBUTE_VALUE_BYTES) {
      throw Errors.attributeTooLong(name.toString(), length);
    }
  }

  /** A column that is incremented may occur only once. */
  private static void incrementsAlone(List<Cell> cells) {
    Map<ByteSlice, Boolean> incremented = new HashMap<>();
    for (Cell cell : cells) {
      boolean increment = cell.operation() == Cell.Operation.INCREMENT;
      Boolean before = incremented.put(cell.name(), increment);
      if (before != null && (before || increment)) {
        throw Errors.incrementRepeated(cell.nameText());
      }
    }
  }

  private static void returnContent(RowChange change) {
    ReturnContent content = change.returnContent();
    switch (content.type()) {
      case NONE -> {}
      case PRIMARY_KEY -> {
        if (!content.columns().isEmpty()) {
          throw Errors.invalidReturnType(content.type());
        }
      }
      case AFTER_MODIFY -> {
        if (change.type() != RowChange.Type.UPDATE) {
          throw Errors.invalidReturnType(content.type());
        }
        for (String column : content.columns()) {
          columnName(column);
          ByteSlice name = ByteSlice.utf8(column);
          boolean incremented =
              change.cells().stream()
                  .anyMatch(
                      cell ->
                          cell.operation() == Cell.Operation.INCREMENT && cell.name().equals(name));
          if (!incremented) {
            throw Errors.returnColumnNotIncremented(column);
          }
        }
      }
    }
  }

  /** Logical bytes of a key: names and values. */
  static long keySize(PrimaryKey key) {
    long size = 0;
    for (int i = 0; i < key.size(); i++) {
      size += utf8Length(key.name(i)) + key.value(i).size();
    }
    return size;
  }

  /** Logical bytes of a write: key and cells; a cell that deletes counts its name. */
  static long changeSize(RowChange change) {
    long size = keySize(change.key());
    for (Cell cell : change.cells()) {
      size += cell.size();
    }
    return size;
  }

  /** What a write adds to the size of a batch: explicit timestamps count as well. */
  static long batchSize(RowChange change) {
    long size = changeSize(change);
    for (Cell cell : change.cells()) {
      if (cell.hasTimestamp()) {
        size += TIMESTAMP_BYTES;
      }
    }
    return size;
  }

  // ---- reads ------------------------------------------------------------------------------------

  /**
   * What a read wants of each row.
   *
   * @param batchGet whether the read is a BatchGetRow, which words one message differently
   */
  static CompiledSelection selection(RowSelection selection, boolean batchGet) {
    List<String> columns = selection.columns();
    if (columns.size() > Limits.COLUMNS_TO_GET) {
      throw Errors.tooManyColumnsToGet(columns.size());
    }
    for (String column : columns) {
      columnName(column);
    }
    CompiledFilter filter = null;
    int paginationOffset = -1;
    int paginationLimit = -1;
    if (selection.filter() != null) {
      FilterRules.check(selection.filter(), true);
      if (selection.filter() instanceof Filter.Pagination pagination) {
        paginationOffset = pagination.offset();
        paginationLimit = pagination.limit();
      } else {
        filter = CompiledFilter.of(selection.filter());
      }
    }
    TimeRange range = selection.timeRange();
    Integer maxVersions = selection.maxVersions();
    versions(range, maxVersions, batchGet);
    long minTimestamp = 0;
    long maxTimestamp = Long.MAX_VALUE;
    if (range != null && range.specific() != null) {
      minTimestamp = range.specific();
      maxTimestamp = range.specific() + 1;
    } else if (range != null && range.start() != null) {
      minTimestamp = range.start();
      maxTimestamp = range.end();
    }
    byte[] token = selection.token();
    return new CompiledSelection(
        columns,
        selection.startColumn() == null ? null : ByteSlice.utf8(selection.startColumn()),
        selection.endColumn() == null ? null : ByteSlice.utf8(selection.endColumn()),
        minTimestamp,
        maxTimestamp,
        maxVersions == null || maxVersions == ALL_VERSIONS ? Integer.MAX_VALUE : maxVersions,
        filter,
        paginationOffset,
        paginationLimit,
        token == null || token.length == 0 ? null : token);
  }

  private static void versions(TimeRange range, Integer maxVersions, boolean batchGet) {
    boolean specific = range != null && range.specific() != null;
    boolean start = range != null && range.start() != null;
    boolean end = range != null && range.end() != null;
    if (!specific && !start && !end && maxVersions == null) {
      throw batchGet ? Errors.noVersionConditionInBatch() : Errors.noVersionCondition();
    }
    if (specific && (start || end) && maxVersions != null) {
      throw Errors.specificTimeRangeAndVersions();
    }
    if (specific && maxVersions != null) {
      throw Errors.specificTimeAndVersions();
    }
    if (specific && (start || end)) {
      throw Errors.specificTimeAndRange();
    }
    if (start != end) {
      throw Errors.halfTimeRange();
    }
    if (specific) {
      if (range.specific() < 0) {
        throw Errors.specificTimeNegative();
      }
      if (!isTimestamp(range.specific())) {
        throw Errors.timestampRange();
      }
    }
    if (start) {
      timeRange(range.start(), range.end());
    }
    if (maxVersions != null && maxVersions <= 0 && maxVersions != ALL_VERSIONS) {
      throw Errors.maxVersionsNotPositive(maxVersions);
    }
  }

  private static void timeRange(long start, long end) {
    // The end is exclusive, so it may lie one beyond the last timestamp; clients that want no end
    // send the largest number there is.
    boolean endless = end == Long.MAX_VALUE;
    if (!isTimestamp(start) || end < 0 || (end > Limits.TIMESTAMP_END && !endless)) {
      throw Errors.timestampRange();
    }
    if (start > end) {
      throw Errors.timeRangeBackwards(start, end);
    }
  }

  /** A GetRange or BulkExport on an ordinary table. */
  static CompiledSelection rangeRead(RangeRead range) {
    return rangeRead(range, Limits.PRIMARY_KEY_COLUMNS);
  }

  /**
   * A GetRange or BulkExport; answers what to select of each row.
   *
   * @param keyColumns how many columns the bounds may have
   */
  static CompiledSelection rangeRead(RangeRead range, int keyColumns) {
    rangeKey(range.start(), keyColumns);
    rangeKey(range.end(), keyColumns);
    CompiledSelection selection = selection(range.selection(), false);
    if (range.limit() != null && range.limit() <= 0) {
      throw Errors.limitNotPositive();
    }
    rangeOrder(range);
    return selection;
  }

  private static void rangeOrder(RangeRead range) {
    PrimaryKey start = range.start();
    PrimaryKey end = range.end();
    if (start.size() != end.size()) {
      return; // At least one does not fit the table, which is what the client will hear.
    }
    int order = 0;
    for (int i = 0; i < start.size() && order == 0; i++) {
      Value from = start.value(i);
      Value to = end.value(i);
      if (from.type() != to.type() && !isInfinite(from) && !isInfinite(to)) {
        return; // As above.
      }
      order = from.compareAsKey(to);
    }
    if (range.direction() == Direction.FORWARD) {
      if (order >= 0) {
        throw Errors.beginNotLessThanEnd();
      }
    } else if (order <= 0) {
      throw Errors.beginNotMoreThanEnd();
    }
  }

  private static boolean isInfinite(Value value) {
    return value.type() == ValueType.INF_MIN || value.type() == ValueType.INF_MAX;
  }

  // ---- batches ----------------------------------------------------------------------------------

  /** A BatchGetRow from ordinary tables. */
  static List<CompiledSelection> batchGet(List<TableKeys> tables) {
    return batchGet(tables, (table, key) -> Limits.PRIMARY_KEY_COLUMNS);
  }

  /** A BatchGetRow; answers what to select for each of its tables. */
  static List<CompiledSelection> batchGet(List<TableKeys> tables, KeyColumns keyColumns) {
    for (TableKeys table : tables) {
      tableName(table.table());
    }
    if (tables.isEmpty()) {
      throw Errors.noRowInBatchGet();
    }
    int rows = 0;
    for (TableKeys table : tables) {
      rows += table.keys().size();
    }
    if (rows > Limits.BATCH_GET_ROWS) {
      throw Errors.tooManyRows(Limits.BATCH_GET_ROWS);
    }
    for (TableKeys table : tables) {
      for (PrimaryKey key : table.keys()) {
        pointKey(key, false, keyColumns.of(table.table(), key));
      }
    }
    List<CompiledSelection> selections = new ArrayList<>(tables.size());
    for (TableKeys table : tables) {
      selections.add(selection(table.selection(), true));
    }
    return selections;
  }

  /** A BatchWriteRow to ordinary tables. */
  static void batchWrite(List<TableChanges> tables) {
    batchWrite(tables, (table, key) -> Limits.PRIMARY_KEY_COLUMNS);
  }

  /** A BatchWriteRow. */
  static void batchWrite(List<TableChanges> tables, KeyColumns keyColumns) {
    for (TableChanges table : tables) {
      tableName(table.table());
    }
    if (tables.isEmpty()) {
      throw Errors.noRowInBatchWrite();
    }
    writeStructure(tables);
    long size = 0;
    for (TableChanges table : tables) {
      for (RowChange change : table.changes()) {
        rowOfBatch(change, keyColumns.of(table.table(), change.key()));
        size += batchSize(change);
      }
    }
    if (size > Limits.WRITE_BYTES) {
      throw Errors.batchWriteTooLarge(size);
    }
  }

  /** A BulkImport to an ordinary table. */
  static void bulkImport(TableChanges changes) {
    bulkImport(changes, (table, key) -> Limits.PRIMARY_KEY_COLUMNS);
  }

  /** A BulkImport. */
  static void bulkImport(TableChanges changes, KeyColumns keyColumns) {
    tableName(changes.table());
    writeStructure(List.of(changes));
    for (RowChange change : changes.changes()) {
      rowOfBatch(change, keyColumns.of(changes.table(), change.key()));
    }
  }

  private static void writeStructure(List<TableChanges> tables) {
    int rows = 0;
    for (TableChanges table : tables) {
      if (table.changes().isEmpty()) {
        throw Errors.noOperationForTable(table.table());
      }
      rows += table.changes().size();
    }
    if (rows > Limits.BATCH_WRITE_ROWS) {
      throw Errors.tooManyRows(Limits.BATCH_WRITE_ROWS);
    }
  }

  /**
   * Which rows of one table in a batch fail because their key occurs more than once. Repetition as
   * such is allowed; but of a key that is repeated every row with a condition fails, and if any of
   * its rows increments, all rows after the first fail.
   *
   * @return for each row why it fails, or {@code null} where it does not; {@code null} as a whole
   *     if none does
   */
  static ServiceException[] repeatedRows(List<RowChange> changes, Table table) {
    return hasSecondary(table) ? repeatedIndexedRows(changes) : repeatedRows(changes);
  }

  private static boolean hasSecondary(Table table) {
    return table.indexes() != null && !table.indexes().secondary().isEmpty();
  }

  /** On a table with secondary indexes every row of a key that is repeated fails. */
  private static ServiceException[] repeatedIndexedRows(List<RowChange> changes) {
    Map<PrimaryKey, Integer> occurrences = new HashMap<>();
    for (RowChange change : changes) {
      if (change.key().indexOf(ValueType.AUTO_INCREMENT) < 0) {
        occurrences.merge(change.key(), 1, Integer::sum);
      }
    }
    ServiceException[] errors = null;
    for (int i = 0; i < changes.size(); i++) {
      if (occurrences.getOrDefault(changes.get(i).key(), 1) > 1) {
        errors = errors == null ? new ServiceException[changes.size()] : errors;
        errors[i] = Errors.repeatedRowWithIndex();
      }
    }
    return errors;
  }

  /** Whether rows for a table with secondary indexes name one key more than once. */
  static boolean repeatsIndexedRow(List<RowChange> changes, Table table) {
    return hasSecondary(table) && repeatedIndexedRows(changes) != null;
  }

  /** As {@link #repeatedRows(List, Table)}, on a table without secondary indexes. */
  static ServiceException[] repeatedRows(List<RowChange> changes) {
    if (!anyMindsRepetition(changes)) {
      return null;
    }
    Map<PrimaryKey, Integer> occurrences = new HashMap<>();
    Set<PrimaryKey> incremented = new HashSet<>();
    for (RowChange change : changes) {
      occurrences.merge(change.key(), 1, Integer::sum);
      if (increments(change)) {
        incremented.add(change.key());
      }
    }
    ServiceException[] errors = null;
    Set<PrimaryKey> seen = new HashSet<>();
    for (int i = 0; i < changes.size(); i++) {
      PrimaryKey key = changes.get(i).key();
      boolean first = seen.add(key);
      boolean generated = key.indexOf(ValueType.AUTO_INCREMENT) >= 0;
      if (occurrences.get(key) == 1 || generated) {
        continue; // Every placeholder becomes a key of its own.
      }
      Condition condition = changes.get(i).condition();
      ServiceException error = null;
      if (condition.rowExistence() != RowExistence.IGNORE) {
        error = Errors.repeatedRowExpectation();
      } else if (condition.columnCondition() != null) {
        error = Errors.repeatedRowCondition();
      } else if (!first && incremented.contains(key)) {
        error = Errors.repeatedRowIncrement();
      }
      if (error != null) {
        errors = errors == null ? new ServiceException[changes.size()] : errors;
        errors[i] = error;
      }
    }
    return errors;
  }

  private static boolean anyMindsRepetition(List<RowChange> changes) {
    for (RowChange change : changes) {
      if (!change.condition().isNone() || increments(change)) {
        return true;
      }
    }
    return false;
  }

  private static boolean increments(RowChange change) {
    if (change.type() == RowChange.Type.UPDATE) {
      for (Cell cell : change.cells()) {
        if (cell.operation() == Cell.Operation.INCREMENT) {
          return true;
        }
      }
    }
    return false;
  }

  // ---- keys against the table -------------------------------------------------------------------

  /** A key to read or a range's bound; INF_MIN and INF_MAX fit every column. */
  static void fits(PrimaryKey key, PrimaryKeySchema schema) {
    if (key.size() != schema.size()) {
      throw Errors.keySize(key.size(), schema.size());
    }
    for (int i = 0; i < key.size(); i++) {
      KeyColumnSchema column = schema.column(i);
      keyColumnFits(key.column(i), column);
    }
  }

  /** Both bounds of a range. */
  static void rangeFits(RangeRead range, PrimaryKeySchema schema) {
    fits(range.start(), schema);
    fits(range.end(), schema);
  }

  /** A transaction's key: the partition key alone. */
  static void partitionKeyFits(PrimaryKey key, PrimaryKeySchema schema) {
    keyColumnFits(key.column(0), schema.column(0));
  }

  private static void keyColumnFits(PrimaryKeyColumn column, KeyColumnSchema meta) {
    if (!column.name().equals(meta.name())) {
      throw Errors.keyName(column.name(), meta.name());
    }
    ValueType type = column.value().type();
    ValueType expected = meta.type().valueType();
    boolean fits =
        type == expected
            || type == ValueType.INF_MIN
            || type == ValueType.INF_MAX
            || (type == ValueType.AUTO_INCREMENT && meta.autoIncrement());
    if (!fits) {
      throw Errors.keyType(type, expected);
    }
  }

  /**
   * A single write against its table.
   *
   * @param nowMillis the server's clock
   */
  static void changeFits(RowChange change, Table table, long nowMillis) {
    writeKeyFits(change, table.schema());
    cellsFit(change, table, nowMillis);
  }

  /**
   * A write of a batch against its table; a failure concerns this row only.
   *
   * @param nowMillis the server's clock
   */
  static void batchedChangeFits(RowChange change, Table table, long nowMillis) {
    if (change.type() == RowChange.Type.UPDATE && change.cells().isEmpty()) {
      throw Errors.updateWithoutCells();
    }
    changeFits(change, table, nowMillis);
  }

  /** The key of a write, together with what its condition means for a generated key. */
  private static void writeKeyFits(RowChange change, PrimaryKeySchema schema) {
    PrimaryKey key = change.key();
    fits(key, schema);
    int generated = schema.autoIncrementIndex();
    if (generated < 0) {
      return;
    }
    RowExistence expectation = change.condition().rowExistence();
    if (key.value(generated).type() != ValueType.AUTO_INCREMENT) {
      if (expectation == RowExistence.EXPECT_NOT_EXIST) {
        throw Errors.autoIncrementSpecificRow(expectation);
      }
      return;
    }
    if (change.type() == RowChange.Type.DELETE) {
      throw Errors.autoIncrementDelete();
    }
    if (expectation == RowExistence.EXPECT_EXIST) {
      throw Errors.autoIncrementExpectation(expectation);
    }
    if (change.condition().columnCondition() != null) {
      throw Errors.autoIncrementCondition();
    }
  }

  // ---- cells against the table ------------------------------------------------------------------

  /** A write's cells against the options and defined columns. */
  private static void cellsFit(RowChange change, Table table, long nowMillis) {
    TableOptions options = table.options();
    boolean update = change.type() == RowChange.Type.UPDATE;
    if (update && !options.allowUpdate()) {
      throw Errors.updateNotAllowed();
    }
    boolean replaces = update && options.updateFullRow();
    boolean typed = table.hasDefinedColumns();
    TableIndexes indexes = hasSecondary(table) ? table.indexes() : null;
    List<Cell> cells = change.cells();
    for (int i = 0; i < cells.size(); i++) {
      Cell cell = cells.get(i);
      if (table.isKeyColumn(cell.name())) {
        throw Errors.duplicatedWithPrimaryKey(cell.nameText());
      }
      if (replaces && cell.operation() != Cell.Operation.PUT) {
        throw Errors.cellInFullRowUpdate(cell.nameText());
      }
      if (cell.operation() == Cell.Operation.PUT && cell.hasTimestamp()) {
        if (indexes != null) {
          throw Errors.timestampWithIndex(cell.nameText());
        }
        timestampNear(cell, options, nowMillis);
      }
      if (indexes != null) {
        indexKeyLength(cell, indexes);
      }
      if (typed && cell.value() != null) {
        ValueType defined = table.definedColumnType(cell.name());
        if (defined != null && defined != cell.value().type()) {
          throw Errors.definedColumnType(cell.nameText(), defined, cell.value().type());
        }
      }
    }
  }

  /** What becomes part of an index's key may be no longer than what is part of the table's. */
  private static void indexKeyLength(Cell cell, TableIndexes indexes) {
    Value value = cell.value();
    if (value != null
        && value.type().isBytes()
        && value.asBytes().length() > Limits.PRIMARY_KEY_VALUE_BYTES
        && indexes.isKey(cell.name())) {
      throw Errors.keyValueTooLong(cell.nameText(), value.asBytes().length());
    }
  }

  private static void timestampNear(Cell cell, TableOptions options, long nowMillis) {
    // In whole seconds, as the options are. Neither sum nor difference can overflow: a deviation is
    // at most a thousandth of the largest number of milliseconds.
    long now = Math.floorDiv(nowMillis, 1000L);
    long seconds = cell.timestamp() / 1000;
    long deviation = options.maxTimeDeviationSeconds();
    int timeToLive = options.timeToLiveSeconds();
    boolean near =
        seconds >= now - deviation
            && seconds < now + deviation
            && (timeToLive == TableOptions.FOREVER || seconds >= now - timeToLive);
    if (!near) {
      throw Errors.timestampDeviation(cell.nameText());
    }
  }
}
