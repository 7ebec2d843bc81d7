/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.engine.row.ChangeCodec;
import io.tabularium.engine.row.PagedRow;
import io.tabularium.model.Errors;
import io.tabularium.model.Limits;
import io.tabularium.model.Value;
import io.tabularium.storage.Keyspace;
import io.tabularium.storage.TableSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * One open local transaction: the writes it holds back, as segments to be laid over what is stored.
 * One request at a time works with it; {@link #tryEnter} sees to that.
 */
final class LocalTransaction {
  private final String id;
  private final Table table;
  private final Value partitionValue;
  private final byte[] partitionKey;
  private final long startedMillis;
  private final AtomicBoolean busy = new AtomicBoolean();
  private final NavigableMap<byte[], Held> rows = new TreeMap<>(Arrays::compareUnsigned);
  private final List<byte[]> records = new ArrayList<>();
  private volatile long lastUsedMillis;
  private long writtenBytes;
  private long recordBytes;

  /** What a row amounts to: {@code segments} instead of, or after, what is stored. */
  private record Held(boolean replaces, byte[] segments) {}

  LocalTransaction(
      String id, Table table, Value partitionValue, byte[] partitionKey, long nowMillis) {
    this.id = id;
    this.table = table;
    this.partitionValue = partitionValue;
    this.partitionKey = partitionKey;
    this.startedMillis = nowMillis;
    this.lastUsedMillis = nowMillis;
  }

  String id() {
    return id;
  }

  Table table() {
    return table;
  }

  Value partitionValue() {
    return partitionValue;
  }

  byte[] partitionKey() {
    return partitionKey;
  }

  boolean isExpired(long nowMillis) {
    long limit = Limits.TRANSACTION_SECONDS * 1000L;
    return nowMillis - startedMillis > limit || nowMillis - lastUsedMillis > limit;
  }

  /** Begins a request, or answers that another is at work: at most one runs at a time. */
  boolean tryEnter() {
    return busy.compareAndSet(false, true);
  }

  /** Notes that it was used; idle ones end earlier. */
  void touch(long nowMillis) {
    lastUsedMillis = nowMillis;
  }

  /** Ends a request. */
  void leave() {
    busy.set(false);
  }

  /** Refuses a write of so many more bytes if the transaction would grow too large. */
  void checkRoom(long bytes) {
    if (writtenBytes + bytes > Limits.WRITE_BYTES) {
      throw Errors.transactionTooLarge(writtenBytes + bytes);
    }
  }

  void addWritten(long bytes) {
    writtenBytes += bytes;
  }

  /** Keeps the record of a change until the commit. */
  void addRecord(byte[] record) {
    records.add(record);
    recordBytes += record.length;
  }

  /** What all it holds back takes in memory. */
  long heldBytes() {
    return writtenBytes + recordBytes;
  }

  /** The row's value as this transaction sees it. */
  byte[] head(byte[] rowKey, byte[] stored) {
    Held held = rows.get(rowKey);
    if (held == null) {
      return stored;
    }
    return held.replaces || stored == null
        ? held.segments
        : StoredRow.concat(stored, held.segments);
  }

  /** The keys this transaction has written within bounds, in order. */
  NavigableMap<byte[], ?> written(byte[] from, byte[] to, boolean descending) {
    NavigableMap<byte[], Held> part = rows;
    if (from != null) {
      part = part.tailMap(from, true);
    }
    if (to != null) {
      if (from != null && Arrays.compareUnsigned(from, to) >= 0) {
        return new TreeMap<>(Arrays::compareUnsigned);
      }
      part = part.headMap(to, false);
    }
    return descending ? part.descendingMap() : part;
  }

  /** A row as this transaction sees it, writes going into its buffer. */
  RowAccess row(byte[] rowKey, TableSpace.ReadView view) {
    return new RowAccess() {
      @Override
      public byte[] key() {
        return rowKey;
      }

      @Override
      public byte[] head() {
        return LocalTransaction.this.head(rowKey, view.get(Keyspace.ROWS, rowKey));
      }

      @Override
      public PagedRow.Pages pages() {
        return view::scan;
      }

      @Override
      public void replace(byte[] base) {
        rows.put(rowKey, new Held(true, base));
      }

      @Override
      public void delete() {
        rows.put(rowKey, new Held(true, null));
      }

      @Override
      public void append(byte[] fragment) {
        Held held = rows.get(rowKey);
        if (held == null) {
          rows.put(rowKey, new Held(false, fragment));
        } else {
          rows.put(
              rowKey,
              new Held(
                  held.replaces,
                  held.segments == null ? fragment : StoredRow.concat(held.segments, fragment)));
        }
      }
    };
  }

  /** Lays everything down in storage, with the records of what was done if they are wanted. */
  void writeTo(
      Catalog catalog, TableSpace.Transaction storage, long nowMillis, LongSupplier nowMicros) {
    IndexChanges indexes = new IndexChanges(table, storage);
    rows.forEach(
        (key, held) -> {
          StoredRow row = new StoredRow(table, catalog, storage, key, nowMillis, indexes);
          if (!held.replaces) {
            row.append(held.segments);
          } else if (held.segments == null) {
            row.delete();
          } else {
            row.replace(held.segments);
          }
          row.finish();
        });
    indexes.finish();
    WritePlan plan = table.plan();
    if (plan.isLogged()) {
      int shard = plan.shardOf(partitionKey);
      records.forEach(
          record ->
              storage.log(
                  shard,
                  table.floor(plan, nowMicros),
                  plan.isStreamed() ? record : ChangeCodec.withoutCells(record)));
    }
  }
}
