/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.engine.row.ChangeCodec;
import io.tabularium.engine.row.KeyCodec;
import io.tabularium.engine.row.RowCodec;
import io.tabularium.model.ByteSlice;
import io.tabularium.model.ConsumedCapacity;
import io.tabularium.model.Errors;
import io.tabularium.model.Filter;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.RowChange;
import io.tabularium.model.ServiceException;
import io.tabularium.model.Value;
import io.tabularium.model.ValueType;
import io.tabularium.storage.Keyspace;
import io.tabularium.storage.TableSpace;
import io.tabularium.storage.TableSpace.Mutation;
import io.tabularium.storage.TableSpace.ReadView;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * PutRow, UpdateRow, DeleteRow, BatchWriteRow and BulkImport.
 *
 * <p>A write that depends on nothing goes to storage blindly: a put replaces the row's value, an
 * update appends a fragment. Everything else is a storage transaction on the partition key, and so
 * is every write to a table with indexes, whose entries change along with the row.
 */
final class WriteOperations {
  /** A larger fragment is folded into the row at once. */
  private static final int MAX_BLIND_FRAGMENT_BYTES = 4 * 1024;

  private final Catalog catalog;
  private final Transactions transactions;
  private final VersionClock clock;

  WriteOperations(Catalog catalog, Transactions transactions, VersionClock clock) {
    this.catalog = catalog;
    this.transactions = transactions;
    this.clock = clock;
  }

  // ---- one row ----------------------------------------------------------------------------------

  CompletableFuture<WriteResult> write(
      String instance, String tableName, RowChange change, String transactionId) {
    Validation.tableName(tableName);
    Validation.change(change, catalog.keyColumns(instance, tableName, change.key()));
    CompiledFilter condition = condition(change);
    Table table = catalog.writable(instance, tableName);
    Validation.changeFits(change, table, clock.now());
    if (transactionId == null) {
      return write(table, change, condition);
    }
    LocalTransaction transaction = transactions.enter(instance, transactionId, table);
    try (ReadView view = table.space().view()) {
      return CompletableFuture.completedFuture(writeInside(transaction, change, condition, view));
    } finally {
      transaction.leave();
    }
  }

  private static CompiledFilter condition(RowChange change) {
    Filter filter = change.condition().columnCondition();
    return filter == null ? null : CompiledFilter.of(filter);
  }

  private CompletableFuture<WriteResult> write(
      Table table, RowChange change, CompiledFilter condition) {
    WritePlan plan = table.plan();
    List<Mutation> blind = blindMutations(table, plan, change);
    if (blind == null) {
      return writeLocked(table, change, condition);
    }
    WriteResult result = blindResult(change);
    CompletableFuture<Boolean> done = table.space().writeIf(() -> table.follows(plan), blind);
    if (done.isDone() && !done.isCompletedExceptionally()) {
      return done.join()
          ? CompletableFuture.completedFuture(result)
          : writeLocked(table, change, condition);
    }
    return done.thenApply(
        written -> {
          if (!written) {
            throw Errors.busy(); // a refusal is known at once, so this cannot be
          }
          return result;
        });
  }

  /** Looks at the row under its lock, which every so often is needed only to fold it. */
  private CompletableFuture<WriteResult> writeLocked(
      Table table, RowChange change, CompiledFilter condition) {
    byte[] partitionKey = KeyCodec.encodePartitionKey(change.key().value(0));
    return table
        .space()
        .transact(
            partitionKey,
            storage -> {
              transactions.checkUnlocked(table, partitionKey);
              Rows rows = new Rows(table, partitionKey, storage);
              WriteResult result = rows.apply(change, condition);
              rows.finish();
              return result;
            });
  }

  private static WriteResult blindResult(RowChange change) {
    return new WriteResult(
        RowWriter.consumed(change, change.key()),
        RowWriter.row(change.returnContent(), change.key(), List.of()));
  }

  /**
   * The change as writes that need no look at the row, or {@code null} if it needs one: what
   * becomes of the row, and the record of it if the plan wants one.
   */
  private List<Mutation> blindMutations(Table table, WritePlan plan, RowChange change) {
    if (!RowWriter.isBlind(change)
        || plan.indexes() != null
        || table.localTransactions()
        || !plan.originals().isEmpty()
        || change.key().indexOf(ValueType.AUTO_INCREMENT) >= 0) {
      return null;
    }
    byte[] key = KeyCodec.encode(change.key());
    byte[] partitionKey =
        change.key().size() == 1
            ? key
            : Arrays.copyOf(key, KeyCodec.partitionKeyLength(change.key().value(0)));
    boolean asPut = RowWriter.replaces(table, change);
    Mutation.Kind kind;
    if (asPut || change.type() == RowChange.Type.DELETE) {
      // Where rows may have pages, they must be found and removed along with the row.
      if (table.hasPagedRows()
          || (asPut && RowCodec.sizeBound(change.cells()) > RowCodec.PAGED_ROW_BYTES)) {
        return null;
      }
      kind = asPut ? Mutation.Kind.PUT : Mutation.Kind.DELETE;
    } else {
      // Chance decides which update looks at the row and folds it: no row escapes for long, and
      // there is nothing to keep for each.
      if (RowCodec.sizeBound(change.cells()) > MAX_BLIND_FRAGMENT_BYTES
          || ThreadLocalRandom.current().nextInt(StoredRow.BLIND_APPENDS) == 0) {
        return null;
      }
      kind = Mutation.Kind.APPEND;
    }
    BlindWrite write = new BlindWrite(table, change, key, plan.isStreamed());
    Mutation row =
        new Mutation(
            kind,
            Keyspace.ROWS,
            partitionKey,
            key,
            kind == Mutation.Kind.DELETE ? null : (Supplier<byte[]>) write::row);
    if (!plan.isLogged()) {
      return List.of(row);
    }
    return List.of(
        row,
        Mutation.log(
            partitionKey,
            plan.shardOf(partitionKey),
            table.floor(plan, clock::nowMicros),
            write::record));
  }

  /** The bytes of a blind write, made under the lock: versions must not overtake each other. */
  private final class BlindWrite {
    private final Table table;
    private final RowChange change;
    private final byte[] key;
    private final boolean streamed;
    private long version;
    private byte[] fragment;

    BlindWrite(Table table, RowChange change, byte[] key, boolean streamed) {
      this.table = table;
      this.change = change;
      this.key = key;
      this.streamed = streamed;
    }

    /** The value of the row, or what is appended to it. */
    byte[] row() {
      version = version(table, key);
      if (RowWriter.replaces(table, change)) {
        return RowWriter.base(table, change, version);
      }
      fragment = RowCodec.encodeFragment(change.cells(), version);
      return fragment;
    }

    /** The record; asked after {@link #row}. */
    byte[] record() {
      if (!streamed) {
        return ChangeCodec.encodeKey(key);
      }
      return fragment == null
          ? RowWriter.record(table, change.type(), key, change.cells(), version, null)
          : ChangeCodec.encode(RowChange.Type.UPDATE, key, fragment, null);
    }
  }

  private long version(Table table, byte[] rowKey) {
    return clock.next(rowKey, table.options().maxVersions() > 1);
  }

  private WriteResult writeInside(
      LocalTransaction transaction, RowChange change, CompiledFilter condition, ReadView view) {
    checkScope(transaction, change);
    transactions.reserve(transaction, Validation.changeSize(change));
    byte[] rowKey = KeyCodec.encode(change.key());
    Table table = transaction.table();
    RowWriter.Applied applied =
        RowWriter.apply(
            table,
            table.plan().asStreamed(), // whether it is, the commit will know
            change,
            condition,
            change.key(),
            transaction.row(rowKey, view),
            version(table, rowKey),
            clock.now());
    if (applied.record() != null) {
      transactions.hold(transaction, applied.record());
    }
    return applied.result();
  }

  private static void checkScope(LocalTransaction transaction, RowChange change) {
    Value partition = change.key().value(0);
    if (!partition.equals(transaction.partitionValue())) {
      throw Errors.transactionOutOfRange(transaction.partitionValue(), partition);
    }
  }

  /** The rows of one partition key inside one storage transaction. */
  private final class Rows {
    private final Table table;
    private final byte[] partitionKey;
    private final TableSpace.Transaction storage;
    private final WritePlan plan;
    private final IndexChanges indexes;
    private final Map<ByteSlice, StoredRow> rows = new HashMap<>(2);

    /** Made under the lock of the partition, by the plan there is then. */
    Rows(Table table, byte[] partitionKey, TableSpace.Transaction storage) {
      this.table = table;
      this.partitionKey = partitionKey;
      this.storage = storage;
      this.plan = table.plan();
      this.indexes = new IndexChanges(table, storage);
    }

    WriteResult apply(RowChange change, CompiledFilter condition) {
      PrimaryKey key = change.key();
      int generated = key.indexOf(ValueType.AUTO_INCREMENT);
      if (generated >= 0) {
        key = key.with(generated, Value.integer(nextKeyValue(key, generated)));
      }
      byte[] rowKey = KeyCodec.encode(key);
      long version = version(table, rowKey);
      StoredRow row =
          rows.computeIfAbsent(
              ByteSlice.of(rowKey),
              k -> new StoredRow(table, catalog, storage, rowKey, clock.now(), indexes));
      RowWriter.Applied applied =
          RowWriter.apply(table, plan, change, condition, key, row, version, clock.now());
      if (applied.record() != null) {
        storage.log(
            plan.shardOf(partitionKey), table.floor(plan, clock::nowMicros), applied.record());
      }
      return applied.result();
    }

    /**
     * The next value of an auto-increment column: the clock in microseconds, but above every value
     * given out under this partition key before, and free.
     */
    private long nextKeyValue(PrimaryKey key, int column) {
      byte[] last = storage.get(Keyspace.SEQUENCES, partitionKey);
      long next = clock.now() * 1000;
      if (last != null) {
        next = Math.max(next, ByteBuffer.wrap(last).getLong() + 1);
      }
      while (storage.get(Keyspace.ROWS, KeyCodec.encode(key.with(column, Value.integer(next))))
          != null) {
        next++;
      }
      storage.put(
          Keyspace.SEQUENCES, partitionKey, ByteBuffer.allocate(Long.BYTES).putLong(next).array());
      return next;
    }

    void finish() {
      rows.values().forEach(StoredRow::finish);
      indexes.finish();
    }
  }

  // ---- batches ----------------------------------------------------------------------------------

  CompletableFuture<List<List<Outcome<WriteResult>>>> batchWriteRow(
      String instance, List<TableChanges> tables, String transactionId, boolean atomic) {
    Validation.batchWrite(tables, (table, key) -> catalog.keyColumns(instance, table, key));
    List<List<Outcome<WriteResult>>> outcomes = new ArrayList<>(tables.size());
    if (transactionId != null) {
      batchInside(instance, tables, transactionId, outcomes);
      return CompletableFuture.completedFuture(outcomes);
    }
    if (atomic) {
      return writeAtomically(instance, tables);
    }
    List<CompletableFuture<Void>> pending = new ArrayList<>();
    for (TableChanges changes : tables) {
      List<Outcome<WriteResult>> rows = new ArrayList<>(changes.changes().size());
      outcomes.add(rows);
      new TableBatch(changes, rows, pending, false).run(instance);
    }
    return whenAll(pending).thenApply(ignored -> outcomes);
  }

  CompletableFuture<List<Outcome<WriteResult>>> bulkImport(String instance, TableChanges changes) {
    Validation.bulkImport(changes, (table, key) -> catalog.keyColumns(instance, table, key));
    List<Outcome<WriteResult>> rows = new ArrayList<>(changes.changes().size());
    List<CompletableFuture<Void>> pending = new ArrayList<>();
    new TableBatch(changes, rows, pending, true).run(instance);
    return whenAll(pending).thenApply(ignored -> rows);
  }

  private static CompletableFuture<Void> whenAll(List<CompletableFuture<Void>> pending) {
    return pending.isEmpty()
        ? CompletableFuture.completedFuture(null)
        : CompletableFuture.allOf(pending.toArray(new CompletableFuture<?>[0]));
  }

  /** The rows of one table in a batch, each on its own. */
  private final class TableBatch {
    private final TableChanges request;
    private final List<Outcome<WriteResult>> outcomes;
    private final List<CompletableFuture<Void>> pending;
    private final boolean bulk;
    private List<Mutation> blind = new ArrayList<>();
    private List<Integer> blindRows = new ArrayList<>();
    private WritePlan plan;
    private Table table;

    TableBatch(
        TableChanges request,
        List<Outcome<WriteResult>> outcomes,
        List<CompletableFuture<Void>> pending,
        boolean bulk) {
      this.request = request;
      this.outcomes = outcomes;
      this.pending = pending;
      this.bulk = bulk;
    }

    void run(String instance) {
      List<RowChange> changes = request.changes();
      try {
        table = catalog.writable(instance, request.table());
      } catch (ServiceException e) {
        changes.forEach(change -> outcomes.add(Outcome.failed(e)));
        return;
      }
      plan = table.plan();
      ServiceException[] repeated = Validation.repeatedRows(changes, table);
      long now = clock.now();
      for (int i = 0; i < changes.size(); i++) {
        outcomes.add(null);
        if (repeated != null && repeated[i] != null) {
          outcomes.set(i, Outcome.failed(repeated[i]));
          continue;
        }
        try {
          add(i, changes.get(i), now);
        } catch (RuntimeException e) {
          outcomes.set(i, Outcome.failed(Failures.toService(e)));
        }
      }
      flush();
    }

    private void add(int index, RowChange change, long now) {
      Validation.batchedChangeFits(change, table, now);
      List<Mutation> mutations = blindMutations(table, plan, change);
      if (mutations != null) {
        blind.addAll(mutations);
        blindRows.add(index);
        outcomes.set(index, Outcome.ok(result(change, blindResult(change))));
        return;
      }
      // What stands before this row in the batch happens before it.
      flush();
      addLocked(index, change);
    }

    private void addLocked(int index, RowChange change) {
      CompletableFuture<WriteResult> done = writeLocked(table, change, condition(change));
      pending.add(
          done.handle(
              (result, failure) -> {
                synchronized (outcomes) {
                  outcomes.set(
                      index,
                      failure == null
                          ? Outcome.ok(result(change, result))
                          : Outcome.failed(Failures.toService(failure)));
                }
                return null;
              }));
    }

    private void flush() {
      if (blind.isEmpty()) {
        return;
      }
      List<Integer> rows = blindRows;
      List<Mutation> mutations = blind;
      blind = new ArrayList<>();
      blindRows = new ArrayList<>();
      WritePlan planned = plan;
      try {
        CompletableFuture<Boolean> done =
            table.space().writeIf(() -> table.follows(planned), mutations);
        if (done.isDone() && !done.isCompletedExceptionally() && !done.join()) {
          plan = table.plan();
          rows.forEach(this::writeAfterAll);
          return;
        }
        pending.add(
            done.handle(
                (ignored, failure) -> {
                  if (failure != null) {
                    fail(rows, failure);
                  }
                  return null;
                }));
      } catch (RuntimeException e) {
        fail(rows, e);
      }
    }

    /** Writes a row whose blind write came too late for its plan. */
    private void writeAfterAll(int row) {
      try {
        addLocked(row, request.changes().get(row));
      } catch (RuntimeException e) {
        fail(List.of(row), e);
      }
    }

    private void fail(List<Integer> rows, Throwable failure) {
      ServiceException error = Failures.toService(failure);
      synchronized (outcomes) {
        rows.forEach(row -> outcomes.set(row, Outcome.failed(error)));
      }
    }

    private WriteResult result(RowChange change, WriteResult result) {
      return bulk
          ? new WriteResult(ConsumedCapacity.bytes(0, Validation.changeSize(change)), null)
          : result;
    }
  }

  private CompletableFuture<List<List<Outcome<WriteResult>>>> writeAtomically(
      String instance, List<TableChanges> tables) {
    List<RowChange> changes = new ArrayList<>();
    for (TableChanges part : tables) {
      if (!part.table().equals(tables.get(0).table())) {
        throw Errors.atomicOverTables();
      }
      changes.addAll(part.changes());
    }
    try {
      Table table = catalog.writable(instance, tables.get(0).table());
      long now = clock.now();
      if (Validation.repeatsIndexedRow(changes, table)) {
        throw Errors.repeatedRowWithIndex();
      }
      Value partition = changes.get(0).key().value(0);
      for (RowChange change : changes) {
        Validation.batchedChangeFits(change, table, now);
        if (!change.key().value(0).equals(partition)) {
          throw Errors.atomicOutOfScope(partition, change.key().value(0));
        }
      }
      byte[] partitionKey = KeyCodec.encodePartitionKey(partition);
      return table
          .space()
          .transact(
              partitionKey,
              storage -> {
                transactions.checkUnlocked(table, partitionKey);
                Rows rows = new Rows(table, partitionKey, storage);
                List<Outcome<WriteResult>> results = new ArrayList<>(changes.size());
                for (RowChange change : changes) {
                  results.add(Outcome.ok(rows.apply(change, condition(change))));
                }
                rows.finish();
                return results;
              })
          .handle(
              (results, failure) ->
                  split(tables, failure == null ? results : allFailed(changes, failure)));
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(split(tables, allFailed(changes, e)));
    }
  }

  /** Nothing was applied, so every row answers with the error of the one that failed. */
  private static List<Outcome<WriteResult>> allFailed(List<RowChange> changes, Throwable failure) {
    ServiceException error = Failures.toService(failure);
    List<Outcome<WriteResult>> outcomes = new ArrayList<>(changes.size());
    for (int i = 0; i < changes.size(); i++) {
      outcomes.add(Outcome.failed(error));
    }
    return outcomes;
  }

  private static List<List<Outcome<WriteResult>>> split(
      List<TableChanges> tables, List<Outcome<WriteResult>> flat) {
    List<List<Outcome<WriteResult>>> outcomes = new ArrayList<>(tables.size());
    int at = 0;
    for (TableChanges part : tables) {
      int end = at + part.changes().size();
      outcomes.add(flat.subList(at, end));
      at = end;
    }
    return outcomes;
  }

  private void batchInside(
      String instance,
      List<TableChanges> tables,
      String transactionId,
      List<List<Outcome<WriteResult>>> outcomes) {
    Table first = catalog.writable(instance, tables.get(0).table());
    LocalTransaction transaction = transactions.enter(instance, transactionId, first);
    try (ReadView view = first.space().view()) {
      long now = clock.now();
      for (TableChanges part : tables) {
        List<Outcome<WriteResult>> rows = new ArrayList<>(part.changes().size());
        outcomes.add(rows);
        if (Validation.repeatsIndexedRow(part.changes(), first)) {
          part.changes().forEach(row -> rows.add(Outcome.failed(Errors.repeatedRowWithIndex())));
          continue;
        }
        for (RowChange change : part.changes()) {
          rows.add(oneInside(instance, part.table(), transaction, change, view, now));
        }
      }
    } finally {
      transaction.leave();
    }
  }

  private Outcome<WriteResult> oneInside(
      String instance,
      String tableName,
      LocalTransaction transaction,
      RowChange change,
      ReadView view,
      long now) {
    try {
      if (catalog.writable(instance, tableName).id() != transaction.table().id()) {
        throw Errors.transactionOtherTable();
      }
      Validation.batchedChangeFits(change, transaction.table(), now);
      return Outcome.ok(writeInside(transaction, change, condition(change), view));
    } catch (RuntimeException e) {
      return Outcome.failed(Failures.toService(e));
    }
  }
}
