/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import io.tabularium.storage.Keyspace;
import io.tabularium.storage.TableSpace.Cursor;
import io.tabularium.storage.TableSpace.Mutation.Kind;
import io.tabularium.storage.TableSpace.Mutation.LogTarget;
import io.tabularium.storage.TableSpace.Transaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * What a body reads and writes. It reads the latest state, which the partition's lock keeps still,
 * under its own writes; those are kept in order and go to the database together.
 */
final class RocksTransaction implements Transaction, AutoCloseable {
  /** From so many writes on, the last write to a key is found through a map. */
  private static final int INDEX_FROM = 12;

  private final RocksTable table;
  private final List<Write> writes = new ArrayList<>(4);
  private final List<Logged> logged = new ArrayList<>(0);
  private Map<KeyRef, Write> lastWrites;
  private List<Cursor> cursors;

  RocksTransaction(RocksTable table) {
    this.table = table;
  }

  boolean hasWrites() {
    return !writes.isEmpty() || !logged.isEmpty();
  }

  @Override
  public byte[] get(Keyspace keyspace, byte[] key) {
    Write write = writes.isEmpty() ? null : lastWrite(keyspace, key);
    if (write == null) {
      return table.getLatest(keyspace, key);
    }
    int appended = 0;
    Write base = write;
    for (; base != null && base.kind == Kind.APPEND; base = base.previous) {
      appended += base.value.length;
    }
    byte[] start = base == null ? table.getLatest(keyspace, key) : base.value;
    if (appended == 0 && write.kind != Kind.APPEND) {
      return start == null ? null : start.clone();
    }
    int length = start == null ? 0 : start.length;
    byte[] value = start == null ? new byte[appended] : Arrays.copyOf(start, length + appended);
    int end = value.length;
    for (Write w = write; w != null && w.kind == Kind.APPEND; w = w.previous) {
      end -= w.value.length;
      System.arraycopy(w.value, 0, value, end, w.value.length);
    }
    return value;
  }

  @Override
  public Cursor scan(Keyspace keyspace, byte[] from, byte[] to, boolean descending) {
    Cursor cursor = table.scanLatest(keyspace, from, to, descending);
    if (cursors == null) {
      cursors = new ArrayList<>(2);
    }
    if (cursors.size() >= 64) {
      cursors.removeIf(each -> each instanceof RocksCursor closed && closed.isFreed());
    }
    cursors.add(cursor);
    return cursor;
  }

  @Override
  public void put(Keyspace keyspace, byte[] key, byte[] value) {
    add(Kind.PUT, keyspace, key, value);
  }

  @Override
  public void append(Keyspace keyspace, byte[] key, byte[] suffix) {
    add(Kind.APPEND, keyspace, key, suffix);
  }

  @Override
  public void delete(Keyspace keyspace, byte[] key) {
    add(Kind.DELETE, keyspace, key, null);
  }

  @Override
  public void log(int shard, LongSupplier floor, byte[] record) {
    logged.add(new Logged(new LogTarget(shard, floor), record));
  }

  private void add(Kind kind, Keyspace keyspace, byte[] key, byte[] value) {
    Write write = new Write(kind, keyspace, key, value, lastWrite(keyspace, key));
    writes.add(write);
    if (lastWrites != null) {
      lastWrites.put(new KeyRef(keyspace, key), write);
    } else if (writes.size() == INDEX_FROM) {
      lastWrites = new HashMap<>();
      for (Write w : writes) {
        lastWrites.put(new KeyRef(w.keyspace, w.key), w);
      }
    }
  }

  private Write lastWrite(Keyspace keyspace, byte[] key) {
    if (lastWrites != null) {
      return lastWrites.get(new KeyRef(keyspace, key));
    }
    for (int i = writes.size() - 1; i >= 0; i--) {
      Write write = writes.get(i);
      if (write.keyspace == keyspace && Arrays.equals(write.key, key)) {
        return write;
      }
    }
    return null;
  }

  /** Writes everything together. */
  void commit() {
    if (writes.size() == 1 && logged.isEmpty()) {
      Write write = writes.get(0);
      table.apply(write.kind, write.keyspace, write.key, write.value);
      return;
    }
    TableLog.Draws draws = table.log().new Draws();
    try (WriteBatch batch = new WriteBatch()) {
      for (Write write : writes) {
        table.add(batch, write.kind, write.keyspace, write.key, write.value);
      }
      for (Logged each : logged) {
        draws.add(batch, each.target, each.record);
      }
      table.apply(batch);
      draws.written();
    } catch (RocksDBException e) {
      throw table.store().writeFailure("write", e);
    } finally {
      draws.end();
    }
  }

  @Override
  public void close() {
    if (cursors != null) {
      cursors.forEach(Cursor::close);
    }
  }

  /** One write, and the one before it to the same key. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Write(Kind kind, Keyspace keyspace, byte[] key, byte[] value, Write previous) {}

  /** One record of a log. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Logged(LogTarget target, byte[] record) {}

  /** A key as the key of a map. */
  private static final class KeyRef {
    private final Keyspace keyspace;
    private final byte[] key;
    private final int hash;

    KeyRef(Keyspace keyspace, byte[] key) {
      this.keyspace = keyspace;
      this.key = key;
      this.hash = Keys.hash(keyspace.code(), key);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(Object o) {
      return o instanceof KeyRef other
          && keyspace == other.keyspace
          && Arrays.equals(key, other.key);
    }
  }
}
