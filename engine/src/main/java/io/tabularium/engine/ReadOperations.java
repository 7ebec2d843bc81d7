/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.engine.row.KeyCodec;
import io.tabularium.engine.row.RowCodec;
import io.tabularium.engine.tunnel.TunnelTable;
import io.tabularium.model.ConsumedCapacity;
import io.tabularium.model.Direction;
import io.tabularium.model.Errors;
import io.tabularium.model.Limits;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.RowSelection;
import io.tabularium.model.RowSink;
import io.tabularium.model.ServiceException;
import io.tabularium.storage.Keyspace;
import io.tabularium.storage.StorageException;
import io.tabularium.storage.TableSpace;
import io.tabularium.storage.TableSpace.Cursor;
import io.tabularium.storage.TableSpace.ReadView;
import java.util.ArrayList;
import java.util.List;

/** GetRow, BatchGetRow, GetRange and BulkExport. */
final class ReadOperations {
  /**
   * The widest row a range read returns. A range never hands out a token: clients that do not know
   * of it would take the part for the whole or start over for ever, and the Java SDK's own
   * continuation of a range without a limit never completes. A GetRow reads wider rows piece by
   * piece.
   */
  static final int RANGE_ROW_BYTES = 64 << 20;

  /**
   * How much one BatchGetRow returns. Rows beyond it fail as if the server were busy, which makes
   * every SDK ask for just those rows again.
   */
  private static final long BATCH_BYTES = 32 << 20;

  /** How many rows without content a page may pass over before it ends early. */
  private static final int MAX_SKIPPED = 100_000;

  /** All columns, all versions. */
  private static final CompiledSelection EVERYTHING =
      Validation.selection(
          new RowSelection(List.of(), null, null, null, Integer.MAX_VALUE, null, null), false);

  private static final ReadResult NOTHING = new ReadResult(Capacity.ONE_READ, null);

  private final Catalog catalog;
  private final Transactions transactions;
  private final VersionClock clock;
  private final EngineConfig config;

  ReadOperations(
      Catalog catalog, Transactions transactions, VersionClock clock, EngineConfig config) {
    this.catalog = catalog;
    this.transactions = transactions;
    this.clock = clock;
    this.config = config;
  }

  // ---- single rows ------------------------------------------------------------------------------

  ReadResult getRow(
      String instance,
      String tableName,
      PrimaryKey key,
      RowSelection rowSelection,
      String transactionId,
      RowSink sink) {
    Validation.tableName(tableName);
    Validation.pointKey(key, false, catalog.keyColumns(instance, tableName, key));
    CompiledSelection selection = Validation.selection(rowSelection, false);
    Table table = catalog.readable(instance, tableName);
    Validation.fits(key, table.schema());
    if (transactionId == null) {
      return getRow(table, key, selection, selection.token, null, sink);
    }
    LocalTransaction transaction = transactions.enter(instance, transactionId, table);
    try {
      return getRow(table, key, selection, selection.token, transaction, sink);
    } finally {
      transaction.leave();
    }
  }

  private ReadResult getRow(
      Table table,
      PrimaryKey key,
      CompiledSelection selection,
      byte[] token,
      LocalTransaction transaction,
      RowSink sink) {
    byte[] rowKey = KeyCodec.encode(key);
    TableSpace space = table.space();
    byte[] head = space.get(Keyspace.ROWS, rowKey);
    if (transaction != null) {
      head = transaction.head(rowKey, head);
    }
    if (head == null) {
      return NOTHING;
    }
    if (!RowCodec.isPaged(head, head.length)) {
      RowReader reader = new RowReader(table, selection, null, config.rowResponseBytes(), now());
      return emit(reader, rowKey, head, token, sink, table);
    }
    // Head and pages must be of one moment, so the head is read again along with them.
    try (ReadView view = space.view()) {
      head = view.get(Keyspace.ROWS, rowKey);
      if (transaction != null) {
        head = transaction.head(rowKey, head);
      }
      if (head == null) {
        return NOTHING;
      }
      RowReader reader =
          new RowReader(table, selection, view::scan, config.rowResponseBytes(), now());
      return emit(reader, rowKey, head, token, sink, table);
    }
  }

  private static ReadResult emit(
      RowReader reader, byte[] rowKey, byte[] head, byte[] token, RowSink sink, Table table) {
    reader.read(rowKey, 0, rowKey.length, head, head.length, token);
    if (!reader.isWanted(token != null)) {
      return NOTHING;
    }
    sink.schema(table.schema());
    reader.emit(sink);
    return new ReadResult(
        Capacity.read(reader.keyBytes() + reader.cellBytes()), reader.nextToken());
  }

  private long now() {
    return clock.now();
  }

  List<List<Outcome<ReadResult>>> batchGetRow(
      String instance, List<TableKeys> tables, BatchSink sink) {
    List<CompiledSelection> selections =
        Validation.batchGet(tables, (table, key) -> catalog.keyColumns(instance, table, key));
    List<List<Outcome<ReadResult>>> outcomes = new ArrayList<>(tables.size());
    long bytes = 0;
    for (int t = 0; t < tables.size(); t++) {
      List<Outcome<ReadResult>> rows =
          batchGetTable(instance, tables.get(t), t, selections.get(t), BATCH_BYTES - bytes, sink);
      for (Outcome<ReadResult> row : rows) {
        bytes += bytesOf(row);
      }
      outcomes.add(rows);
    }
    return outcomes;
  }

  private List<Outcome<ReadResult>> batchGetTable(
      String instance,
      TableKeys request,
      int tableIndex,
      CompiledSelection selection,
      long maxBytes,
      BatchSink sink) {
    List<PrimaryKey> keys = request.keys();
    List<Outcome<ReadResult>> outcomes = new ArrayList<>(keys.size());
    Table table;
    try {
      table = catalog.readable(instance, request.table());
    } catch (ServiceException e) {
      for (int i = 0; i < keys.size(); i++) {
        outcomes.add(Outcome.failed(e));
      }
      return outcomes;
    }
    List<byte[]> rowKeys = new ArrayList<>(keys.size());
    for (PrimaryKey key : keys) {
      try {
        Validation.fits(key, table.schema());
        rowKeys.add(KeyCodec.encode(key));
        outcomes.add(null);
      } catch (ServiceException e) {
        outcomes.add(Outcome.failed(e));
      }
    }
    List<byte[]> heads =
        rowKeys.isEmpty() ? List.of() : table.space().multiGet(Keyspace.ROWS, rowKeys);
    long bytes = 0;
    for (int i = 0, h = 0; i < keys.size(); i++) {
      if (outcomes.get(i) != null) {
        continue;
      }
      Outcome<ReadResult> outcome =
          bytes >= maxBytes
              ? Outcome.failed(Errors.busy())
              : batchGetOne(
                  table,
                  keys.get(i),
                  rowKeys.get(h),
                  heads.get(h),
                  selection,
                  token(request, i),
                  sink.row(tableIndex, i));
      bytes += bytesOf(outcome);
      outcomes.set(i, outcome);
      h++;
    }
    return outcomes;
  }

  private static byte[] token(TableKeys request, int row) {
    byte[] token = row < request.tokens().size() ? request.tokens().get(row) : null;
    return token == null || token.length == 0 ? null : token;
  }

  /** About how many bytes a row took, by what it cost. */
  private static long bytesOf(Outcome<ReadResult> outcome) {
    return outcome.isOk() ? 4096L * outcome.result().consumed().readUnits() : 0;
  }

  private Outcome<ReadResult> batchGetOne(
      Table table,
      PrimaryKey key,
      byte[] rowKey,
      byte[] head,
      CompiledSelection selection,
      byte[] token,
      RowSink sink) {
    try {
      if (head == null) {
        return Outcome.ok(NOTHING);
      }
      if (RowCodec.isPaged(head, head.length)) {
        return Outcome.ok(getRow(table, key, selection, token, null, sink));
      }
      RowReader reader = new RowReader(table, selection, null, config.rowResponseBytes(), now());
      return Outcome.ok(emit(reader, rowKey, head, token, sink, table));
    } catch (ServiceException e) {
      return Outcome.failed(e);
    } catch (StorageException e) {
      return Outcome.failed(Failures.toService(e));
    }
  }

  // ---- ranges -----------------------------------------------------------------------------------

  RangeResult getRange(
      String instance, String tableName, RangeRead range, String transactionId, RowSink sink) {
    Validation.tableName(tableName);
    CompiledSelection selection =
        Validation.rangeRead(range, catalog.keyColumns(instance, tableName, longer(range)));
    Table table = catalog.readable(instance, tableName);
    Validation.rangeFits(range, table.schema());
    if (transactionId == null) {
      return readRange(table, range, selection, null, sink, false);
    }
    LocalTransaction transaction = transactions.enter(instance, transactionId, table);
    try {
      return readRange(table, range, selection, transaction, sink, false);
    } finally {
      transaction.leave();
    }
  }

  RangeResult bulkExport(String instance, String tableName, RangeRead request, RowSink sink) {
    Validation.tableName(tableName);
    RowSelection asked = request.selection();
    RowSelection latest =
        new RowSelection(asked.columns(), null, null, null, 1, asked.filter(), null);
    RangeRead range =
        new RangeRead(Direction.FORWARD, request.start(), request.end(), null, latest);
    CompiledSelection selection =
        Validation.rangeRead(range, catalog.keyColumns(instance, tableName, longer(range)));
    Table table = catalog.readable(instance, tableName);
    Validation.rangeFits(range, table.schema());
    return readRange(table, range, selection, null, sink, true);
  }

  private static PrimaryKey longer(RangeRead range) {
    return range.start().size() < range.end().size() ? range.end() : range.start();
  }

  private RangeResult readRange(
      Table table,
      RangeRead range,
      CompiledSelection selection,
      LocalTransaction transaction,
      RowSink sink,
      boolean export) {
    boolean backward = range.direction() == Direction.BACKWARD;
    byte[] from =
        backward ? KeyCodec.positionAfter(range.end()) : KeyCodec.positionAt(range.start());
    byte[] to = backward ? KeyCodec.positionAfter(range.start()) : KeyCodec.positionAt(range.end());
    if (from == null) {
      // The bound lies behind every possible key.
      return new RangeResult(consumed(0, export), null);
    }
    sink.schema(table.schema());
    try (ReadView view = table.space().view();
        Cursor cursor = open(view, transaction, from, to, backward)) {
      RowReader reader = new RowReader(table, selection, view::scan, RANGE_ROW_BYTES, now());
      return page(table, range, selection, cursor, reader, sink, export);
    }
  }

  /**
   * Reads rows between two positions as they are, every version the table keeps, for consumers that
   * come back for what is left.
   *
   * @param from inclusive, or {@code null} for the beginning
   * @param to exclusive, or {@code null} for the end
   * @param maxRows at most so many rows
   * @param maxBytes no more rows than fit, but one
   */
  TunnelTable.RowsPage readAll(
      Table table, byte[] from, byte[] to, int maxRows, int maxBytes, RowSink sink) {
    sink.schema(table.schema());
    try (ReadView view = table.space().view();
        Cursor cursor = view.scan(Keyspace.ROWS, from, to, false)) {
      RowReader reader = new RowReader(table, EVERYTHING, view::scan, RANGE_ROW_BYTES, now());
      int rows = 0;
      long bytes = 0;
      for (int scanned = 0; cursor.next(); scanned++) {
        boolean exists = reader.read(cursor);
        long size = exists ? reader.keyBytes() + reader.cellBytes() : 0;
        if (rows >= maxRows || (rows > 0 && bytes + size > maxBytes) || scanned >= MAX_SKIPPED) {
          return new TunnelTable.RowsPage(keyOf(table, cursor), rows);
        }
        if (exists) {
          if (reader.nextToken() != null) {
            throw Errors.rowTooWideForRange(RANGE_ROW_BYTES);
          }
          reader.emit(sink);
          rows++;
          bytes += size;
        }
      }
      return new TunnelTable.RowsPage(null, rows);
    }
  }

  private static Cursor open(
      ReadView view, LocalTransaction transaction, byte[] from, byte[] to, boolean backward) {
    Cursor cursor = view.scan(Keyspace.ROWS, from, to, backward);
    return transaction == null
        ? cursor
        : new OverlayCursor(cursor, transaction, from, to, backward);
  }

  /**
   * One page: ends at the limit of rows returned, the limit of rows scanned or the limit of bytes
   * scanned, and then names the next row that exists.
   */
  private static RangeResult page(
      Table table,
      RangeRead range,
      CompiledSelection selection,
      Cursor cursor,
      RowReader reader,
      RowSink sink,
      boolean export) {
    int limit = range.limit() == null ? Integer.MAX_VALUE : range.limit();
    int returned = 0;
    int scanned = 0;
    long bytes = 0;
    int skipped = 0;
    while (cursor.next()) {
      boolean exists = reader.read(cursor);
      if (!exists) {
        // Left-overs of expired or deleted rows; a long stretch of them must not hold the page up.
        if (++skipped < MAX_SKIPPED) {
          continue;
        }
        return new RangeResult(consumed(bytes, export), keyOf(table, cursor));
      }
      boolean full =
          returned >= limit
              || scanned >= Limits.RANGE_PAGE_ROWS
              || bytes >= Limits.RANGE_PAGE_BYTES
              || (scanned > 0
                  && bytes + reader.keyBytes() + reader.cellBytes() > Limits.RANGE_PAGE_BYTES);
      if (full) {
        return new RangeResult(consumed(bytes, export), keyOf(table, cursor));
      }
      scanned++;
      bytes += reader.keyBytes() + reader.cellBytes();
      if (reader.isWanted(false)) {
        if (reader.nextToken() != null) {
          throw Errors.rowTooWideForRange(RANGE_ROW_BYTES);
        }
        reader.emit(sink);
        returned++;
      }
    }
    return new RangeResult(consumed(bytes, export), null);
  }

  private static PrimaryKey keyOf(Table table, Cursor cursor) {
    return KeyCodec.decode(table.schema(), cursor.keyArray(), cursor.keyOffset());
  }

  private static ConsumedCapacity consumed(long bytes, boolean export) {
    return export ? ConsumedCapacity.bytes(bytes, 0) : Capacity.read(bytes);
  }
}
