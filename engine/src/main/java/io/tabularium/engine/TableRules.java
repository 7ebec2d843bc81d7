/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.model.DefinedColumn;
import io.tabularium.model.EncryptionSpec;
import io.tabularium.model.Errors;
import io.tabularium.model.IndexMeta;
import io.tabularium.model.KeyColumnSchema;
import io.tabularium.model.KeyType;
import io.tabularium.model.Limits;
import io.tabularium.model.PartitionRange;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.ReservedThroughput;
import io.tabularium.model.StreamSpec;
import io.tabularium.model.TableMeta;
import io.tabularium.model.TableOptions;
import io.tabularium.model.TableOptionsChange;
import io.tabularium.model.TableSpec;
import io.tabularium.model.Value;
import io.tabularium.model.ValueType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a table may look like. Checks requests about tables before the catalogue is asked. */
final class TableRules {
  /** Asks for the user's own encryption key, which then has to be named. */
  private static final int OWN_KEY = 2;

  private TableRules() {}

  /** Checks all that CreateTable says, in the order clients expect. */
  static void create(TableSpec spec, EngineConfig config) {
    TableMeta meta = spec.meta();
    Validation.tableName(meta.name());
    primaryKey(meta, spec.localTransactions());
    definedColumns(meta);
    createOptions(spec.options(), config);
    createThroughput(spec.throughput());
    partitions(spec.partitions(), meta.primaryKey().column(0).type());
    if (spec.stream() != null) {
      stream(spec.stream());
      if (spec.stream().enabled() && spec.stream().expirationHours() == null) {
        throw Errors.streamExpirationMissing();
      }
    }
    encryption(spec.encryption(), config);
    for (IndexMeta index : spec.indexes()) {
      indexShape(index);
    }
    indexCount(spec.indexes().size());
    for (IndexMeta index : spec.indexes()) {
      indexColumns(index, meta);
    }
    if (!spec.indexes().isEmpty()) {
      indexedOptions(initialOptions(spec.options()));
    }
  }

  /** Checks all that UpdateTable says, as far as it does not depend on the table. */
  static void update(
      TableOptionsChange options,
      ReservedThroughput throughput,
      StreamSpec stream,
      EngineConfig config) {
    if (options == null && throughput == null && stream == null) {
      throw Errors.nothingToUpdate();
    }
    if (options != null) {
      if (options.updateFullRow() != null) {
        throw Errors.fullRowInUpdateTable();
      }
      if (options.timeToLiveSeconds() == null
          && options.maxVersions() == null
          && options.maxTimeDeviationSeconds() == null
          && options.allowUpdate() == null) {
        throw Errors.noTableOption();
      }
      options(options, config);
    }
    if (throughput != null) {
      updateThroughput(throughput);
    }
    if (stream != null) {
      stream(stream);
    }
  }

  /** Checks the columns of AddDefinedColumn, as far as it does not depend on the table. */
  static void definedColumns(List<DefinedColumn> columns) {
    if (columns.isEmpty()) {
      throw Errors.noDefinedColumn();
    }
    if (columns.size() > Limits.DEFINED_COLUMNS) {
      throw Errors.definedColumnCount();
    }
    columns.forEach(TableRules::definedColumn);
  }

  /**
   * The defined columns after an addition. A column that is there already with the same type is
   * added by doing nothing.
   */
  static List<DefinedColumn> withColumns(TableMeta meta, List<DefinedColumn> added) {
    List<DefinedColumn> all = new ArrayList<>(meta.definedColumns());
    for (DefinedColumn column : added) {
      if (meta.primaryKey().indexOf(column.name()) >= 0) {
        throw Errors.duplicatedWithPrimaryKey(column.name());
      }
      DefinedColumn present = find(all, column.name());
      if (present == null) {
        all.add(column);
      } else if (present.type() != column.type()) {
        throw Errors.definedColumnExists(column.name());
      }
    }
    if (all.size() > Limits.DEFINED_COLUMNS) {
      throw Errors.definedColumnCount();
    }
    return all;
  }

  /** The defined columns after a removal; naming a column twice removes it once. */
  static List<DefinedColumn> withoutColumns(TableMeta meta, List<String> removed) {
    List<DefinedColumn> left = new ArrayList<>(meta.definedColumns());
    for (String name : new HashSet<>(removed)) {
      if (!left.removeIf(column -> column.name().equals(name))) {
        throw Errors.columnNotDefined(name);
      }
    }
    return left;
  }

  /** The options a new table gets: what was asked for, and defaults for the rest. */
  static TableOptions initialOptions(TableOptionsChange asked) {
    return changed(TableOptions.DEFAULT, asked);
  }

  /** Options after a change; what the change is silent about stays. */
  static TableOptions changed(TableOptions before, TableOptionsChange change) {
    return new TableOptions(
        or(change.timeToLiveSeconds(), before.timeToLiveSeconds()),
        or(change.maxVersions(), before.maxVersions()),
        or(change.maxTimeDeviationSeconds(), before.maxTimeDeviationSeconds()),
        or(change.allowUpdate(), before.allowUpdate()),
        or(change.updateFullRow(), before.updateFullRow()));
  }

  /** The points between the parts of a pre-split table; the ranges have been checked. */
  static List<Value> splitPoints(List<PartitionRange> ranges) {
    return ranges.stream().skip(1).map(PartitionRange::begin).toList();
  }

  private static <T> T or(T asked, T otherwise) {
    return asked == null ? otherwise : asked;
  }

  private static void primaryKey(TableMeta meta, boolean localTransactions) {
    PrimaryKeySchema schema = meta.primaryKey();
    if (schema.size() < 1 || schema.size() > Limits.PRIMARY_KEY_COLUMNS) {
      throw Errors.primaryKeyColumnCount();
    }
    Set<String> names = new HashSet<>();
    int generated = 0;
    for (KeyColumnSchema column : schema.columns()) {
      Validation.columnName(column.name());
      if (!names.add(column.name())) {
        throw Errors.duplicatedPrimaryKey(column.name());
      }
      if (column.autoIncrement()) {
        generated++;
      }
    }
    if (generated == 0) {
      return;
    }
    if (generated > 1) {
      throw Errors.autoIncrementCount();
    }
    if (schema.autoIncrementIndex() == 0) {
      throw Errors.autoIncrementFirst(meta.name());
    }
    if (schema.column(schema.autoIncrementIndex()).type() != KeyType.INTEGER) {
      throw Errors.autoIncrementType();
    }
    if (localTransactions) {
      throw Errors.autoIncrementWithTransactions();
    }
  }

  private static void definedColumns(TableMeta meta) {
    if (meta.definedColumns().size() > Limits.DEFINED_COLUMNS) {
      throw Errors.definedColumnCount();
    }
    Set<String> names = new HashSet<>();
    for (DefinedColumn column : meta.definedColumns()) {
      definedColumn(column);
      if (meta.primaryKey().indexOf(column.name()) >= 0) {
        throw Errors.duplicatedWithPrimaryKey(column.name());
      }
      if (!names.add(column.name())) {
        throw Errors.duplicatedDefinedColumn(column.name());
      }
    }
  }

  private static void definedColumn(DefinedColumn column) {
    Validation.columnName(column.name());
    if (column.type() == null || !column.type().isAttributeType()) {
      throw Errors.invalidDefinedColumnType(column.type());
    }
  }

  private static DefinedColumn find(List<DefinedColumn> columns, String name) {
    for (DefinedColumn column : columns) {
      if (column.name().equals(name)) {
        return column;
      }
    }
    return null;
  }

  private static void createOptions(TableOptionsChange options, EngineConfig config) {
    if (options == null || options.timeToLiveSeconds() == null) {
      throw Errors.timeToLiveMissing();
    }
    if (options.maxVersions() == null) {
      throw Errors.maxVersionsMissing();
    }
    options(options, config);
  }

  private static void options(TableOptionsChange options, EngineConfig config) {
    Integer timeToLive = options.timeToLiveSeconds();
    if (timeToLive != null && timeToLive != TableOptions.FOREVER) {
      if (timeToLive <= 0) {
        throw Errors.timeToLiveNotPositive();
      }
      if (timeToLive < Limits.MIN_TIME_TO_LIVE_SECONDS && !config.allowShortTimeToLive()) {
        throw Errors.timeToLiveTooShort();
      }
    }
    if (options.maxVersions() != null && options.maxVersions() <= 0) {
      throw Errors.tableMaxVersionsNotPositive();
    }
    Long deviation = options.maxTimeDeviationSeconds();
    if (deviation != null && (deviation < 0 || deviation > Limits.MAX_TIME_DEVIATION_SECONDS)) {
      throw Errors.deviationRange();
    }
  }

  private static void createThroughput(ReservedThroughput throughput) {
    capacityUnit(throughput == null || throughput.read() == null ? -1 : throughput.read());
    capacityUnit(throughput == null || throughput.write() == null ? -1 : throughput.write());
  }

  private static void updateThroughput(ReservedThroughput throughput) {
    int read = or(throughput.read(), -1);
    int write = or(throughput.write(), -1);
    if (read < 0 && write < 0) {
      throw Errors.capacityUnitUpdate(read, write);
    }
    if (throughput.read() != null) {
      capacityUnit(read);
    }
    if (throughput.write() != null) {
      capacityUnit(write);
    }
  }

  private static void capacityUnit(int units) {
    if (units < 0) {
      throw Errors.capacityUnitNegative(units);
    }
    if (units > Limits.RESERVED_CAPACITY_UNITS) {
      throw Errors.capacityUnitTooHigh(units);
    }
  }

  private static void partitions(List<PartitionRange> ranges, KeyType type) {
    if (ranges.isEmpty()) {
      return;
    }
    if (ranges.size() > Limits.PARTITIONS) {
      throw Errors.tooManyPartitions();
    }
    int last = ranges.size() - 1;
    for (int i = 0; i <= last; i++) {
      if (i > 0) {
        partitionPoint(ranges.get(i).begin(), type);
      }
      if (i < last) {
        partitionPoint(ranges.get(i).end(), type);
      }
    }
    boolean contiguous =
        ranges.get(0).begin().equals(Value.INF_MIN) && ranges.get(last).end().equals(Value.INF_MAX);
    for (int i = 0; i <= last && contiguous; i++) {
      PartitionRange range = ranges.get(i);
      contiguous =
          range.begin().compareAsKey(range.end()) < 0
              && (i == 0 || ranges.get(i - 1).end().equals(range.begin()));
    }
    if (!contiguous) {
      throw Errors.partitionsNotContiguous();
    }
  }

  /** Checks a point to split a table at. */
  static void partitionPoint(Value point, KeyType type) {
    if (point.type() != type.valueType()) {
      throw Errors.partitionType();
    }
    if (type == KeyType.INTEGER) {
      if (point.asLong() == Long.MIN_VALUE || point.asLong() == Long.MAX_VALUE) {
        throw Errors.partitionExtreme();
      }
      return;
    }
    int length = point.asBytes().length();
    if (length == 0) {
      throw point.type() == ValueType.STRING
          ? Errors.partitionEmptyString()
          : Errors.partitionEmptyBinary();
    }
    if (length > Limits.PARTITION_VALUE_BYTES) {
      throw Errors.partitionTooLong(length);
    }
  }

  private static void stream(StreamSpec stream) {
    if (!stream.enabled()) {
      return;
    }
    Integer hours = stream.expirationHours();
    if (hours != null && (hours < 1 || hours > Limits.STREAM_EXPIRATION_HOURS)) {
      throw Errors.streamExpirationRange(hours);
    }
    originColumnCount(stream.originColumns().size());
    stream.originColumns().forEach(Validation::columnName);
  }

  /** Checks how many columns' old values accompany each change of a stream. */
  static void originColumnCount(int count) {
    if (count > Limits.COLUMNS_TO_GET) {
      throw Errors.tooManyColumnsToGet(count);
    }
  }

  private static void encryption(EncryptionSpec encryption, EngineConfig config) {
    if (encryption == null || !encryption.enabled()) {
      return;
    }
    Integer type = encryption.keyType();
    if (type == null || type < 1 || type > OWN_KEY) {
      throw Errors.encryptionKeyType(type);
    }
    if (type == OWN_KEY && (encryption.keyId() == null || encryption.roleArn() == null)) {
      throw Errors.encryptionKeyMissing();
    }
    if (!config.acceptEncryption()) {
      throw Errors.encryptionUnsupported();
    }
  }

  // ---- indexes ----------------------------------------------------------------------------------

  /** Checks an index's name and the number and names of its columns. */
  static void indexShape(IndexMeta index) {
    Validation.tableName(index.name());
    int keys = index.keyColumns().size();
    if (keys < 1 || keys > Limits.PRIMARY_KEY_COLUMNS) {
      throw Errors.indexKeyColumnCount();
    }
    if (index.attributeColumns().size() > Limits.DEFINED_COLUMNS) {
      throw Errors.indexAttributeColumnCount();
    }
    Set<String> names = new HashSet<>();
    for (String column : index.keyColumns()) {
      Validation.columnName(column);
      if (!names.add(column)) {
        throw Errors.duplicatedPrimaryKey(column);
      }
    }
    for (String column : index.attributeColumns()) {
      Validation.columnName(column);
      // What is in the key as well may be named, and is then found there.
      if (!names.add(column) && !index.keyColumns().contains(column)) {
        throw Errors.duplicatedDefinedColumn(column);
      }
    }
  }

  /** Checks how many indexes a table would have. */
  static void indexCount(int count) {
    if (count > Limits.INDEXES_PER_TABLE) {
      throw Errors.tooManyIndexes();
    }
  }

  /** Checks an index's columns against its table. */
  static void indexColumns(IndexMeta index, TableMeta meta) {
    PrimaryKeySchema key = meta.primaryKey();
    for (String column : index.keyColumns()) {
      if (key.indexOf(column) >= 0) {
        continue;
      }
      DefinedColumn defined = find(meta.definedColumns(), column);
      if (defined == null) {
        throw Errors.columnNotDefined(column);
      }
      if (TableIndex.keyType(defined.type()) == null) {
        throw Errors.keyColumnType();
      }
    }
    for (String column : index.attributeColumns()) {
      if (find(meta.definedColumns(), column) == null) {
        throw Errors.columnNotDefined(column);
      }
    }
    String first = index.keyColumns().get(0);
    if (index.local() && !first.equals(key.column(0).name())) {
      throw Errors.localIndexPartitionKey(index.name(), key.column(0).name());
    }
    if (key.indexOf(first) >= 0 && key.column(key.indexOf(first)).autoIncrement()) {
      throw Errors.indexAutoIncrementFirst(index.name());
    }
  }

  /** Checks the names of a last-point index and its columns. */
  static void lastPointShape(String index, List<String> keyColumns) {
    Validation.tableName(index);
    if (keyColumns.isEmpty()) {
      throw Errors.lastPointKeyMissing();
    }
    keyColumns.forEach(Validation::columnName);
  }

  /** Checks a last-point index's columns against its table: they are what its key begins with. */
  static void lastPointColumns(List<String> keyColumns, TableMeta meta) {
    List<String> key = meta.primaryKey().columns().stream().map(KeyColumnSchema::name).toList();
    if (keyColumns.size() > key.size() || !key.subList(0, keyColumns.size()).equals(keyColumns)) {
      throw Errors.lastPointKeyNotPrefix(key);
    }
  }

  /** Checks that a table with these options may have these indexes. */
  static void indexedOptions(TableOptions options, TableIndexes indexes) {
    if (indexes != null && !indexes.secondary().isEmpty()) {
      indexedOptions(options);
    }
    if (indexes != null && !indexes.lastPoints().isEmpty()) {
      lastPointOptions(options);
    }
  }

  /** Checks that a table with these options may have a last-point index. */
  static void lastPointOptions(TableOptions options) {
    if (options.allowUpdate()) {
      throw Errors.lastPointAllowUpdate();
    }
  }

  /** Checks that a table with these options may have a secondary index. */
  static void indexedOptions(TableOptions options) {
    if (options.maxVersions() != 1) {
      throw Errors.indexMaxVersions(options.maxVersions());
    }
    if (options.timeToLiveSeconds() != TableOptions.FOREVER
        && options.allowUpdate()
        && !options.updateFullRow()) {
      throw Errors.indexTimeToLive();
    }
  }
}
