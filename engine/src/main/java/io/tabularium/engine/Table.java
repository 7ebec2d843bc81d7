/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.DefinedColumn;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.TableDescription;
import io.tabularium.model.TableOptions;
import io.tabularium.model.ValueType;
import io.tabularium.storage.TableSpace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * One table as every request sees it. What a table is born with never changes; what can be altered
 * is replaced as a whole by the {@link Catalog}, so that a reader sees one consistent state without
 * a lock. A reader that needs two adjustable facts to agree takes {@link #options()} once.
 */
final class Table {
  /** The adjustable part, with what is derived from it. */
  private record Snapshot(
      TableState state, Map<ByteSlice, ValueType> definedColumns, WritePlan plan) {
    static Snapshot of(TableState state, TableIndexes indexes, WritePlan before) {
      Map<ByteSlice, ValueType> types = new HashMap<>();
      for (DefinedColumn column : state.meta().definedColumns()) {
        types.put(ByteSlice.utf8(column.name()), column.type());
      }
      return new Snapshot(state, types, WritePlan.of(state, indexes, before));
    }
  }

  private final int id;
  private final String instance;
  private final String name;
  private final TableSpace space;
  private final PrimaryKeySchema schema;
  private final ByteSlice[] keyNames;
  private final int keyNamesBytes;
  private final boolean localTransactions;
  private final boolean livesByRowTime;
  private final Table main;
  private final LongAdder changes = new LongAdder();
  private volatile Snapshot snapshot;
  private volatile boolean deleted;

  /** A table. */
  Table(int id, TableState state, TableSpace space) {
    this(id, state, space, null);
  }

  /**
   * A table or an index.
   *
   * @param main the table it is an index of, or {@code null} if it is none
   */
  Table(int id, TableState state, TableSpace space, Table main) {
    this.id = id;
    this.main = main;
    this.instance = state.instance();
    this.name = state.meta().name();
    this.space = space;
    this.schema = state.meta().primaryKey();
    this.keyNames =
        schema.columns().stream()
            .map(column -> ByteSlice.utf8(column.name()))
            .toArray(ByteSlice[]::new);
    int bytes = 0;
    for (ByteSlice keyName : keyNames) {
      bytes += keyName.length();
    }
    this.keyNamesBytes = bytes;
    this.localTransactions = state.localTransactions();
    this.livesByRowTime =
        main != null
            && state.index().keyColumns().stream()
                .anyMatch(column -> main.schema.indexOf(column) < 0);
    this.snapshot = Snapshot.of(state, null, null);
  }

  /** The number under which the store knows this table; never used twice. */
  int id() {
    return id;
  }

  /** The instance the table belongs to. */
  String instance() {
    return instance;
  }

  /** The table's name. */
  String name() {
    return name;
  }

  /** Where its rows are. */
  TableSpace space() {
    return space;
  }

  /** Its key. */
  PrimaryKeySchema schema() {
    return schema;
  }

  /** The options in force now; an index has those of its table. */
  TableOptions options() {
    return main == null ? snapshot.state.options() : main.options();
  }

  /** What a write has to do beside changing its row. */
  WritePlan plan() {
    return snapshot.plan;
  }

  /** Whether a plan is still the one to write by. Asked under the lock of the row's partition. */
  @SuppressWarnings("ReferenceEquality") // a plan that is equal is the same
  boolean follows(WritePlan plan) {
    return snapshot.plan == plan;
  }

  /** The table as DescribeTable shows it. */
  TableDescription description() {
    Snapshot now = snapshot;
    TableIndexes indexes = now.plan.indexes();
    TableState streamed = main != null && now.state.index().lastPoint() ? main.state() : now.state;
    return now.state.description(
        options(), streamed.stream().details(), indexes == null ? List.of() : indexes.metas());
  }

  /** The table this is an index of, or {@code null}. */
  Table main() {
    return main;
  }

  /** What is kept of an index, or {@code null} if this is none. */
  TableState.IndexState index() {
    return snapshot.state.index();
  }

  /**
   * Whether a row lives only as long as its own time allows, whatever its cells' times are: that is
   * so in an index on attributes, where the entry goes with the first cell it is made of.
   */
  boolean livesByRowTime() {
    return livesByRowTime;
  }

  /**
   * The table's indexes, or {@code null} if there are none. A write goes by what this says while it
   * holds its partition's lock.
   */
  TableIndexes indexes() {
    return snapshot.plan.indexes();
  }

  /** Has writes keep these indexes from now on; {@code null} for none. */
  void keepIndexes(TableIndexes newIndexes) {
    snapshot = Snapshot.of(snapshot.state, newIndexes, snapshot.plan);
  }

  /** The type a column is defined to have, or {@code null} if it is not defined. */
  ValueType definedColumnType(ByteSlice column) {
    return snapshot.definedColumns.get(column);
  }

  /** Whether any column is defined, so that types need be looked up at all. */
  boolean hasDefinedColumns() {
    return !snapshot.definedColumns.isEmpty();
  }

  /** Whether local transactions are allowed. */
  boolean localTransactions() {
    return localTransactions;
  }

  /** Whether some row may lie in pages rather than under one key. Once true, true for ever. */
  boolean hasPagedRows() {
    return snapshot.state.pagedRows();
  }

  /** Whether the table has been deleted while the caller was holding on to it. */
  boolean isDeleted() {
    return deleted;
  }

  /** Whether an attribute may not have this name because a key column has it. */
  boolean isKeyColumn(ByteSlice column) {
    for (ByteSlice keyName : keyNames) {
      if (keyName.equals(column)) {
        return true;
      }
    }
    return false;
  }

  /** The logical bytes of the names of the key columns. */
  int keyNamesBytes() {
    return keyNamesBytes;
  }

  /** Whether more than one version of a cell is kept. */
  boolean keepsVersions() {
    return options().maxVersions() > 1;
  }

  /**
   * The smallest position the record of a change may get. Asked once for each record, when it is
   * given its position, and so counts the change, too.
   *
   * @param nowMicros the server's clock
   */
  LongSupplier floor(WritePlan plan, LongSupplier nowMicros) {
    return () -> {
      changes.increment();
      return Math.max(nowMicros.getAsLong(), plan.firstPosition());
    };
  }

  /** How many changes were recorded since this process began. */
  long changes() {
    return changes.sum();
  }

  /** What the catalogue keeps of this table. */
  TableState state() {
    return snapshot.state;
  }

  /** Makes an alteration visible; the catalogue has stored it already. */
  void become(TableState state) {
    snapshot = Snapshot.of(state, snapshot.plan.indexes(), snapshot.plan);
  }

  /** Tells whoever still holds this table that it is gone. */
  void markDeleted() {
    deleted = true;
  }

  @Override
  public String toString() {
    return instance + "/" + name + "#" + id;
  }
}
