/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import io.tabularium.storage.TableSpace.LogPage;
import io.tabularium.storage.TableSpace.LogRecord;
import io.tabularium.storage.TableSpace.Mutation.LogTarget;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.WriteBatch;

/**
 * The logs of one table, in a column family of their own.
 *
 * <pre>
 * key    = table:4  shard:4  0:1                 value = start:8
 * key    = table:4  shard:4  1:1  sequence:8     value = previous:8  record
 * </pre>
 *
 * Numbers are big-endian. The first kind of key, one for each shard ever trimmed, tells where its
 * log begins; what is found below that is on its way out.
 */
final class TableLog {
  private static final VarHandle LONG_BE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final int SHARD = Keys.PREFIX + Integer.BYTES;
  private static final int SEQUENCE = SHARD + 1;
  private static final int KEY = SEQUENCE + Long.BYTES;
  private static final byte START = 0;
  private static final byte RECORD = 1;

  private final RocksTable table;
  private final Database database;
  private final Commits commits;
  private final Map<Integer, ShardLog> shards = new ConcurrentHashMap<>();

  TableLog(RocksTable table) {
    this.table = table;
    this.database = table.store().database();
    this.commits = table.store().commits();
  }

  // The callers are inside the gate.

  ShardLog shard(int shard) {
    ShardLog log = shards.get(shard);
    return log != null ? log : shards.computeIfAbsent(shard, this::load);
  }

  private ShardLog load(int shard) {
    if (shard < 0) {
      throw new IllegalArgumentException("a shard's number is not negative: " + shard);
    }
    try {
      byte[] mark = database.db().get(database.log(), database.latest(), startKey(shard));
      long start = mark == null ? 0 : (long) LONG_BE.get(mark, 0);
      return new ShardLog(Math.max(start - 1, lastBelow(shard, Long.MAX_VALUE)), start);
    } catch (RocksDBException e) {
      throw RocksErrors.of("open a log", e);
    }
  }

  /** The largest number below a bound that is in the database, or -1. */
  private long lastBelow(int shard, long below) throws RocksDBException {
    byte[] first = recordKey(shard, 0);
    try (Slice bound = new Slice(first);
        ReadOptions options = new ReadOptions(database.latest()).setIterateLowerBound(bound);
        RocksIterator iterator = database.db().newIterator(database.log(), options)) {
      byte[] from = recordKey(shard, below);
      iterator.seekForPrev(from);
      if (iterator.isValid() && Arrays.equals(iterator.key(), from)) {
        iterator.prev();
      }
      if (!iterator.isValid()) {
        iterator.status();
        return -1;
      }
      return (long) LONG_BE.get(iterator.key(), SEQUENCE);
    }
  }

  LogPage read(int shard, long from, int limit, long maxBytes) {
    ShardLog log = shard(shard);
    if (table.isDropped() || from >= log.end()) {
      return LogPage.empty(log.start());
    }
    List<LogRecord> records = new ArrayList<>();
    boolean more = false;
    ReadPoint point = commits.pointForView();
    byte[] end = recordKey(shard, Long.MAX_VALUE);
    try (Slice bound = new Slice(end);
        ReadOptions options = new ReadOptions(point.options()).setIterateUpperBound(bound);
        RocksIterator iterator = database.db().newIterator(database.log(), options)) {
      long seen = from - 1;
      long bytes = 0;
      for (iterator.seek(recordKey(shard, from)); iterator.isValid(); iterator.next()) {
        byte[] value = iterator.value();
        long sequence = (long) LONG_BE.get(iterator.key(), SEQUENCE);
        if (!log.connects(seen, (long) LONG_BE.get(value, 0), commits::isOver)) {
          break;
        }
        int length = value.length - Long.BYTES;
        if (records.size() == limit || (bytes + length > maxBytes && !records.isEmpty())) {
          more = true;
          break;
        }
        records.add(new LogRecord(sequence, Arrays.copyOfRange(value, Long.BYTES, value.length)));
        seen = sequence;
        bytes += length;
      }
      iterator.status();
    } catch (RocksDBException e) {
      throw RocksErrors.of("read a log", e);
    } finally {
      point.release();
    }
    // Only now: what is trimmed while it is read counts as trimmed.
    return new LogPage(records, more, log.start());
  }

  void trim(int shard, long below) {
    ShardLog log = shard(shard);
    try {
      long start = lastBelow(shard, Math.min(below, log.end())) + 1;
      if (table.isDropped() || start <= log.start()) {
        return;
      }
      log.trimmed(start);
      RocksDB db = database.db();
      byte[] mark = new byte[Long.BYTES];
      LONG_BE.set(mark, 0, start);
      // The mark first, and safely: when files go below, nothing may seem to begin there any more.
      db.put(database.log(), database.flushed(), startKey(shard), mark);
      byte[] first = recordKey(shard, 0);
      byte[] end = recordKey(shard, start);
      // Then whole files, and last what is left: as when a table is removed.
      db.deleteFilesInRanges(database.log(), List.of(first, end), false);
      db.deleteRange(database.log(), database.unflushed(), first, end);
    } catch (RocksDBException e) {
      throw table.store().writeFailure("trim a log", e);
    }
  }

  private byte[] startKey(int shard) {
    return key(shard, START, SEQUENCE);
  }

  private byte[] recordKey(int shard, long sequence) {
    byte[] key = key(shard, RECORD, KEY);
    LONG_BE.set(key, SEQUENCE, sequence);
    return key;
  }

  private byte[] key(int shard, byte kind, int length) {
    byte[] key = new byte[length];
    Keys.writeTableId(table.id(), key);
    key[Keys.PREFIX] = (byte) (shard >>> 24);
    key[Keys.PREFIX + 1] = (byte) (shard >>> 16);
    key[Keys.PREFIX + 2] = (byte) (shard >>> 8);
    key[Keys.PREFIX + 3] = (byte) shard;
    key[SHARD] = kind;
    return key;
  }

  /** The records of one batch: their numbers are given out, and in vain if it fails. */
  final class Draws {
    private final List<ShardLog.Draw> draws = new ArrayList<>(2);
    private boolean written;

    /** Gives a record its number and adds it to a batch. The caller holds the partition's lock. */
    void add(WriteBatch batch, LogTarget target, byte[] record) throws RocksDBException {
      ShardLog.Draw draw = shard(target.shard()).draw(target.floor());
      draws.add(draw);
      byte[] value = new byte[Long.BYTES + record.length];
      LONG_BE.set(value, 0, draw.previous());
      System.arraycopy(record, 0, value, Long.BYTES, record.length);
      batch.put(database.log(), recordKey(target.shard(), draw.sequence()), value);
    }

    /** The batch is in the database. */
    void written() {
      written = true;
    }

    /** Must follow, whatever happened. */
    void end() {
      if (!written) {
        long round = commits.nextRound();
        draws.forEach(draw -> draw.log().fail(draw, round));
      }
    }
  }
}
