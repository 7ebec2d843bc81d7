/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import io.tabularium.storage.Keyspace;
import io.tabularium.storage.TableSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** The keyspaces of one table. */
final class RocksTable implements TableSpace {
  private final RocksStore store;
  private final int id;
  private final Gate gate;
  private final Database database;
  private final RocksDB db;
  private final Commits commits;
  private final PartitionLocks locks;
  private final TableLog log;

  /** Once set, the table is empty for readers, and what is still written to it is forgotten. */
  private volatile boolean dropped;

  RocksTable(RocksStore store, int id) {
    this.store = store;
    this.id = id;
    this.gate = store.gate();
    this.database = store.database();
    this.db = database.db();
    this.commits = store.commits();
    this.locks = store.locks();
    this.log = new TableLog(this);
  }

  int id() {
    return id;
  }

  RocksStore store() {
    return store;
  }

  /** Makes the table empty. When it returns, no write to the database is under way any more. */
  void drop() {
    dropped = true;
    locks.passThroughAll();
  }

  boolean isDropped() {
    return dropped;
  }

  @Override
  public byte[] get(Keyspace keyspace, byte[] key) {
    int cell = gate.enter();
    try {
      if (dropped) {
        return null;
      }
      ReadPoint point = commits.pointForGet();
      try {
        return db.get(database.family(keyspace), point.options(), Keys.physical(id, key));
      } finally {
        point.release();
      }
    } catch (RocksDBException e) {
      throw RocksErrors.of("read a key", e);
    } finally {
      gate.exit(cell);
    }
  }

  /** The present value of a key, whether it is safe or not. The caller is inside the gate. */
  byte[] getLatest(Keyspace keyspace, byte[] key) {
    if (dropped) {
      return null;
    }
    try {
      return db.get(database.family(keyspace), database.latest(), Keys.physical(id, key));
    } catch (RocksDBException e) {
      throw RocksErrors.of("read a key", e);
    }
  }

  /** A cursor over what there is now, safe or not. The caller is inside the gate. */
  Cursor scanLatest(Keyspace keyspace, byte[] from, byte[] to, boolean descending) {
    return dropped
        ? EmptyCursor.INSTANCE
        : new RocksCursor(store, database.latest(), id, keyspace, from, to, descending);
  }

  @Override
  public List<byte[]> multiGet(Keyspace keyspace, List<byte[]> keys) {
    List<byte[]> physical = new ArrayList<>(keys.size());
    for (byte[] key : keys) {
      physical.add(Keys.physical(id, key));
    }
    int cell = gate.enter();
    try {
      if (dropped || keys.isEmpty()) {
        return new ArrayList<>(Collections.nCopies(keys.size(), null));
      }
      ReadPoint point = commits.pointForGet();
      try {
        return multiGet(database.family(keyspace), point.options(), physical);
      } finally {
        point.release();
      }
    } catch (RocksDBException e) {
      throw RocksErrors.of("read keys", e);
    } finally {
      gate.exit(cell);
    }
  }

  private List<byte[]> multiGet(ColumnFamilyHandle family, ReadOptions options, List<byte[]> keys)
      throws RocksDBException {
    List<byte[]> values = Neighbours.read(db, family, options, keys);
    if (values.size() == keys.size()) {
      return values;
    }
    List<byte[]> left = keys.subList(values.size(), keys.size());
    List<byte[]> rest = db.multiGetAsList(options, Collections.nCopies(left.size(), family), left);
    if (values.isEmpty()) {
      return rest;
    }
    values.addAll(rest);
    return values;
  }

  @Override
  public ReadView view() {
    int cell = gate.enter();
    try {
      // The point first: a view that saw the table before it was dropped may hold its files.
      ReadPoint point = commits.pointForView();
      return new RocksView(this, point, dropped);
    } finally {
      gate.exit(cell);
    }
  }

  @Override
  public <R> CompletableFuture<R> transact(byte[] partitionKey, Function<Transaction, R> body) {
    int cell = gate.enter();
    try {
      commits.admit();
      boolean admitted = true;
      try (RocksTransaction transaction = new RocksTransaction(this)) {
        PartitionLocks.Lock lock = locks.lock(id, partitionKey);
        long readSafeAfter = lock.safeAfter();
        R result = null;
        RuntimeException thrown = null;
        try {
          try {
            result = body.apply(transaction);
          } catch (RuntimeException e) {
            thrown = e;
          }
          if (thrown == null && transaction.hasWrites()) {
            try {
              transaction.commit();
            } finally {
              lock.wrote(commits.nextRound());
            }
          }
        } finally {
          lock.unlock();
        }
        if (thrown != null) {
          // It may tell what the body read: let nobody learn what a crash could take back.
          commits.awaitSafe(readSafeAfter);
          throw thrown;
        }
        admitted = false;
        return transaction.hasWrites()
            ? commits.written(result)
            : commits.readSafely(readSafeAfter, result);
      } finally {
        if (admitted) {
          commits.withdraw();
        }
      }
    } finally {
      gate.exit(cell);
    }
  }

  @Override
  public CompletableFuture<Boolean> writeIf(BooleanSupplier condition, List<Mutation> mutations) {
    int cell = gate.enter();
    try {
      commits.admit();
      boolean admitted = true;
      try {
        boolean single = mutations.size() == 1 && mutations.get(0).kind() != Mutation.Kind.LOG;
        boolean written =
            single ? writeOne(condition, mutations.get(0)) : writeAll(condition, mutations);
        if (!written) {
          return CompletableFuture.completedFuture(false);
        }
        admitted = false;
        return commits.written(true);
      } finally {
        if (admitted) {
          commits.withdraw();
        }
      }
    } finally {
      gate.exit(cell);
    }
  }

  private boolean writeOne(BooleanSupplier condition, Mutation mutation) {
    PartitionLocks.Lock lock = locks.lock(id, mutation.partitionKey());
    try {
      if (!condition.getAsBoolean()) {
        return false;
      }
      apply(mutation.kind(), mutation.keyspace(), mutation.key(), mutation.value());
      return true;
    } finally {
      lock.wrote(commits.nextRound());
      lock.unlock();
    }
  }

  private boolean writeAll(BooleanSupplier condition, List<Mutation> mutations) {
    PartitionLocks.Lock[] held = locks.lockAll(id, mutations);
    TableLog.Draws draws = log.new Draws();
    try (WriteBatch batch = new WriteBatch()) {
      if (!condition.getAsBoolean()) {
        return false;
      }
      for (Mutation mutation : mutations) {
        if (mutation.kind() == Mutation.Kind.LOG) {
          draws.add(batch, mutation.log(), mutation.value());
        } else {
          add(batch, mutation.kind(), mutation.keyspace(), mutation.key(), mutation.value());
        }
      }
      apply(batch);
      draws.written();
      return true;
    } catch (RocksDBException e) {
      throw store.writeFailure("write", e);
    } finally {
      draws.end();
      long round = commits.nextRound();
      for (PartitionLocks.Lock lock : held) {
        lock.wrote(round);
      }
      PartitionLocks.unlockAll(held);
    }
  }

  @Override
  public void barrier() {
    int cell = gate.enter();
    try {
      locks.passThroughAll();
      commits.flush();
    } finally {
      gate.exit(cell);
    }
  }

  TableLog log() {
    return log;
  }

  @Override
  public LogPage readLog(int shard, long from, int limit, long maxBytes) {
    if (limit <= 0) {
      throw new IllegalArgumentException("limit must be positive: " + limit);
    }
    int cell = gate.enter();
    try {
      return log.read(shard, from, limit, maxBytes);
    } finally {
      gate.exit(cell);
    }
  }

  @Override
  public long logEnd(int shard) {
    int cell = gate.enter();
    try {
      return log.shard(shard).end();
    } finally {
      gate.exit(cell);
    }
  }

  @Override
  public long logStart(int shard) {
    int cell = gate.enter();
    try {
      return log.shard(shard).start();
    } finally {
      gate.exit(cell);
    }
  }

  @Override
  public void trimLog(int shard, long below) {
    int cell = gate.enter();
    try {
      log.trim(shard, below);
    } finally {
      gate.exit(cell);
    }
  }

  /** Makes one change. The caller holds the partition's lock. */
  void apply(Mutation.Kind kind, Keyspace keyspace, byte[] key, byte[] value) {
    if (dropped) {
      return;
    }
    byte[] physical = Keys.physical(id, key);
    ColumnFamilyHandle family = database.family(keyspace);
    try {
      try {
        apply(kind, family, database.impatient(), physical, value);
      } catch (RocksDBException e) {
        awaitIfStalled(e);
        apply(kind, family, database.unflushed(), physical, value);
      }
    } catch (RocksDBException e) {
      throw store.writeFailure("write", e);
    }
  }

  private void apply(
      Mutation.Kind kind,
      ColumnFamilyHandle family,
      WriteOptions options,
      byte[] physical,
      byte[] value)
      throws RocksDBException {
    switch (kind) {
      case PUT -> db.put(family, options, physical, value);
      case APPEND -> db.merge(family, options, physical, value);
      case DELETE -> db.delete(family, options, physical);
      case LOG -> throw new IllegalArgumentException("a record of a log goes in a batch");
    }
  }

  /** Makes the changes of a batch. The caller holds the partitions' locks. */
  void apply(WriteBatch batch) {
    if (dropped) {
      return;
    }
    try {
      try {
        db.write(database.impatient(), batch);
      } catch (RocksDBException e) {
        awaitIfStalled(e);
        db.write(database.unflushed(), batch);
      }
    } catch (RocksDBException e) {
      throw store.writeFailure("write", e);
    }
  }

  private void awaitIfStalled(RocksDBException e) throws RocksDBException {
    if (!Stalls.isStall(e)) {
      throw e;
    }
    store.stalls().await();
  }

  /** Adds one change to a batch. The caller holds the lock that guards the key. */
  void add(WriteBatch batch, Mutation.Kind kind, Keyspace keyspace, byte[] key, byte[] value)
      throws RocksDBException {
    if (dropped) {
      return;
    }
    byte[] physical = Keys.physical(id, key);
    ColumnFamilyHandle family = database.family(keyspace);
    switch (kind) {
      case PUT -> batch.put(family, physical, value);
      case APPEND -> batch.merge(family, physical, value);
      case DELETE -> batch.delete(family, physical);
      case LOG -> throw new IllegalArgumentException("a log is no keyspace");
    }
  }

  @Override
  public List<byte[]> splitPoints(Keyspace keyspace, long partBytes, int limit) {
    if (partBytes <= 0) {
      throw new IllegalArgumentException("partBytes must be positive: " + partBytes);
    }
    int cell = gate.enter();
    try {
      if (dropped) {
        return List.of();
      }
      SplitFinder finder = new SplitFinder(db, database.family(keyspace), database.latest());
      List<byte[]> cuts = finder.cut(Keys.tableStart(id), Keys.tableEnd(id), partBytes, limit);
      cuts.replaceAll(key -> Arrays.copyOfRange(key, Keys.PREFIX, key.length));
      return cuts;
    } catch (RocksDBException e) {
      throw RocksErrors.of("find split points", e);
    } finally {
      gate.exit(cell);
    }
  }

  @Override
  public long approximateBytes(Keyspace keyspace) {
    return approximateBytes(database.family(keyspace));
  }

  @Override
  public long approximateLogBytes() {
    return approximateBytes(database.log());
  }

  private long approximateBytes(ColumnFamilyHandle family) {
    int cell = gate.enter();
    try {
      return dropped
          ? 0
          : new SplitFinder(db, family, database.latest())
              .size(Keys.tableStart(id), Keys.tableEnd(id));
    } finally {
      gate.exit(cell);
    }
  }
}
