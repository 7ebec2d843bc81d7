/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.client.wtable;

import io.tabularium.client.wtable.WTableException.Kind;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/**
 * The operations on one database. Each waits for its result; {@link #async} has the same with
 * futures.
 *
 * <p>A record has a key (table, row and column), a value and a score. A row has two spaces that
 * know nothing of each other: the default space, whose records are ordered by column, and the Z
 * space, whose records are ordered by column and also by score. Operations whose names begin with z
 * (or zm) are those of the Z space and otherwise the same.
 *
 * <p>Operations on many keys (m...) have a result for each key, in the order of the keys; that one
 * fails is told by its {@link KeyReply#errCode} and does not touch the others. They are not atomic.
 * There may be any number of keys: they are sent in parts of at most 100, which is what servers
 * take. Only if nothing at all could be done, an exception is thrown.
 *
 * <p>Every operation throws {@link WTableException} if it fails, {@link CasMismatchException} among
 * them. It must not be called by what hangs on a future of {@link AsyncWTable}: that would make a
 * network thread wait for itself, and is refused.
 *
 * <p>Thread-safe.
 */
public final class WTable {
  private final AsyncWTable async;
  private final Pool pool;

  WTable(AsyncWTable async, Pool pool) {
    this.async = async;
    this.pool = pool;
  }

  /** The same operations with futures. */
  public AsyncWTable async() {
    return async;
  }

  // ---- one record

  /** Reads a record. That there is none is no failure: see {@link GetReply#exists}. */
  public GetReply get(Key key) {
    return await(async.get(key));
  }

  /**
   * Reads a record.
   *
   * @param cas {@link Cas#LOCK} to write it later only if nobody else has, {@link Cas#MASTER} to
   *     see every acknowledged write
   */
  public GetReply get(Key key, Cas cas) {
    return await(async.get(key, cas));
  }

  /** {@link #get(Key)} in the Z space. */
  public GetReply zGet(Key key) {
    return await(async.zGet(key));
  }

  /** {@link #get(Key, Cas)} in the Z space. */
  public GetReply zGet(Key key, Cas cas) {
    return await(async.zGet(key, cas));
  }

  /**
   * Reads a record with the time it has left to live. GoTable's own server does not know times to
   * live.
   */
  public GetReply getWithTtl(Key key) {
    return await(async.getWithTtl(key));
  }

  /** {@link #getWithTtl} in the Z space. */
  public GetReply zGetWithTtl(Key key) {
    return await(async.zGetWithTtl(key));
  }

  /** Writes a record with score 0, in place of any other, and for ever. */
  public void set(Key key, byte[] value) {
    var unused = await(async.set(key, value));
  }

  /** Writes a record in place of any other, and for ever. */
  public void set(Key key, byte[] value, long score) {
    var unused = await(async.set(key, value, score));
  }

  /**
   * Writes a record in place of any other, and for ever.
   *
   * @param cas the number a read returned: if the record was written since, this fails
   */
  public void set(Key key, byte[] value, long score, Cas cas) {
    var unused = await(async.set(key, value, score, cas));
  }

  /** {@link #set(Key, byte[], long)} in the Z space. */
  public void zSet(Key key, byte[] value, long score) {
    var unused = await(async.zSet(key, value, score));
  }

  /** {@link #set(Key, byte[], long, Cas)} in the Z space. */
  public void zSet(Key key, byte[] value, long score, Cas cas) {
    var unused = await(async.zSet(key, value, score, cas));
  }

  /**
   * Writes a record in place of any other, and only for some time.
   *
   * @param ttlSeconds how long it lives; 0 for ever
   */
  public void setEx(Key key, byte[] value, long score, int ttlSeconds) {
    var unused = await(async.setEx(key, value, score, ttlSeconds));
  }

  /** {@link #setEx(Key, byte[], long, int)}, only if nobody has written the record since a read. */
  public void setEx(Key key, byte[] value, long score, int ttlSeconds, Cas cas) {
    var unused = await(async.setEx(key, value, score, ttlSeconds, cas));
  }

  /** {@link #setEx(Key, byte[], long, int)} in the Z space. */
  public void zSetEx(Key key, byte[] value, long score, int ttlSeconds) {
    var unused = await(async.zSetEx(key, value, score, ttlSeconds));
  }

  /** {@link #setEx(Key, byte[], long, int, Cas)} in the Z space. */
  public void zSetEx(Key key, byte[] value, long score, int ttlSeconds, Cas cas) {
    var unused = await(async.zSetEx(key, value, score, ttlSeconds, cas));
  }

  /**
   * Changes how long a record lives.
   *
   * @param ttlSeconds from now on; 0 for ever
   * @return whether there is such a record
   */
  public boolean expire(Key key, int ttlSeconds) {
    return await(async.expire(key, ttlSeconds));
  }

  /** {@link #expire(Key, int)}, only if nobody has written the record since a read. */
  public boolean expire(Key key, int ttlSeconds, Cas cas) {
    return await(async.expire(key, ttlSeconds, cas));
  }

  /** {@link #expire(Key, int)} in the Z space. */
  public boolean zExpire(Key key, int ttlSeconds) {
    return await(async.zExpire(key, ttlSeconds));
  }

  /** {@link #expire(Key, int, Cas)} in the Z space. */
  public boolean zExpire(Key key, int ttlSeconds, Cas cas) {
    return await(async.zExpire(key, ttlSeconds, cas));
  }

  /** Removes a record, if there is one. */
  public void del(Key key) {
    var unused = await(async.del(key));
  }

  /** {@link #del(Key)}, only if nobody has written the record since a read. */
  public void del(Key key, Cas cas) {
    var unused = await(async.del(key, cas));
  }

  /** {@link #del(Key)} in the Z space. */
  public void zDel(Key key) {
    var unused = await(async.zDel(key));
  }

  /** {@link #del(Key, Cas)} in the Z space. */
  public void zDel(Key key, Cas cas) {
    var unused = await(async.zDel(key, cas));
  }

  /**
   * Adds to a record's score, in one step. A record that is not there is made, with no value. A sum
   * beyond 64 bits wraps around.
   */
  public IncrReply incr(Key key, long by) {
    return await(async.incr(key, by));
  }

  /** {@link #incr(Key, long)}, only if nobody has written the record since a read. */
  public IncrReply incr(Key key, long by, Cas cas) {
    return await(async.incr(key, by, cas));
  }

  /** {@link #incr(Key, long)} in the Z space. */
  public IncrReply zIncr(Key key, long by) {
    return await(async.zIncr(key, by));
  }

  /** {@link #incr(Key, long, Cas)} in the Z space. */
  public IncrReply zIncr(Key key, long by, Cas cas) {
    return await(async.zIncr(key, by, cas));
  }

  /** Asks a server whether it is there. */
  public void ping() {
    var unused = await(async.ping());
  }

  // ---- many records

  /** Reads many records; up to 100 of them at one moment. */
  public List<GetReply> mGet(List<Key> keys) {
    return await(async.mGet(keys));
  }

  /** {@link #mGet(List)}, all with the same {@link Cas}. */
  public List<GetReply> mGet(List<Key> keys, Cas cas) {
    return await(async.mGet(keys, cas));
  }

  /** {@link #mGet(List)} in the Z space. */
  public List<GetReply> zmGet(List<Key> keys) {
    return await(async.zmGet(keys));
  }

  /** {@link #mGet(List, Cas)} in the Z space. */
  public List<GetReply> zmGet(List<Key> keys, Cas cas) {
    return await(async.zmGet(keys, cas));
  }

  /** Writes many records. Of several with the same key the last one stays. */
  public List<WriteReply> mSet(List<SetArgs> records) {
    return await(async.mSet(records));
  }

  /** {@link #mSet} in the Z space. */
  public List<WriteReply> zmSet(List<SetArgs> records) {
    return await(async.zmSet(records));
  }

  /** Writes many records, each with its own time to live. */
  public List<WriteReply> mSetEx(List<SetArgs> records) {
    return await(async.mSetEx(records));
  }

  /** {@link #mSetEx} in the Z space. */
  public List<WriteReply> zmSetEx(List<SetArgs> records) {
    return await(async.zmSetEx(records));
  }

  /** Changes how long many records live. A key without a record has the code 1. */
  public List<WriteReply> mExpire(List<Key> keys, int ttlSeconds) {
    return await(async.mExpire(keys, ttlSeconds));
  }

  /** {@link #mExpire} in the Z space. */
  public List<WriteReply> zmExpire(List<Key> keys, int ttlSeconds) {
    return await(async.zmExpire(keys, ttlSeconds));
  }

  /** Removes many records. */
  public List<WriteReply> mDel(List<Key> keys) {
    return await(async.mDel(keys));
  }

  /** {@link #mDel} in the Z space. */
  public List<WriteReply> zmDel(List<Key> keys) {
    return await(async.zmDel(keys));
  }

  /** Adds to the scores of many records. */
  public List<IncrReply> mIncr(List<IncrArgs> changes) {
    return await(async.mIncr(changes));
  }

  /** {@link #mIncr} in the Z space. */
  public List<IncrReply> zmIncr(List<IncrArgs> changes) {
    return await(async.zmIncr(changes));
  }

  // ---- scanning

  /**
   * The first records of a row, by column.
   *
   * @param number at most so many, 1 to 65,535; servers may return fewer, and never more than some
   *     10,000
   */
  public ScanReply scan(int table, String row, Order order, int number) {
    return scan(table, Key.utf8(row), order, number);
  }

  /** {@link #scan(int, String, Order, int)} of a row of any bytes. */
  public ScanReply scan(int table, byte[] row, Order order, int number) {
    return await(async.scan(table, row, order, number));
  }

  /**
   * The records of a row beyond a column, by column.
   *
   * @param column where to begin, exclusively; there need not be such a record
   */
  public ScanReply scanPivot(int table, String row, String column, Order order, int number) {
    return scanPivot(table, Key.utf8(row), Key.utf8(column), order, number);
  }

  /** {@link #scanPivot(int, String, String, Order, int)} with any bytes. */
  public ScanReply scanPivot(int table, byte[] row, byte[] column, Order order, int number) {
    return await(async.scanPivot(table, row, column, order, number));
  }

  /** The first records of a row's Z space, by score or by column. */
  public ScanReply zScan(int table, String row, ZOrder by, Order order, int number) {
    return zScan(table, Key.utf8(row), by, order, number);
  }

  /** {@link #zScan(int, String, ZOrder, Order, int)} of a row of any bytes. */
  public ScanReply zScan(int table, byte[] row, ZOrder by, Order order, int number) {
    return await(async.zScan(table, row, by, order, number));
  }

  /**
   * The records of a row's Z space beyond a score and column, or beyond a column.
   *
   * @param score where to begin; of no meaning {@link ZOrder#COLUMN by column}
   * @param column where to begin, exclusively
   */
  public ScanReply zScanPivot(
      int table, String row, long score, String column, ZOrder by, Order order, int number) {
    return zScanPivot(table, Key.utf8(row), score, Key.utf8(column), by, order, number);
  }

  /** {@link #zScanPivot(int, String, long, String, ZOrder, Order, int)} with any bytes. */
  public ScanReply zScanPivot(
      int table, byte[] row, long score, byte[] column, ZOrder by, Order order, int number) {
    return await(async.zScanPivot(table, row, score, column, by, order, number));
  }

  /**
   * The page after this one.
   *
   * @throws WTableException with code -23 if there is none, see {@link ScanReply#hasMore}
   */
  public ScanReply scanMore(ScanReply last) {
    return await(async.scanMore(last));
  }

  // ---- dumping

  /** The first records of the whole database, both spaces; go on with {@link #dumpMore}. */
  public DumpReply dumpDb() {
    return await(async.dumpDb());
  }

  /** {@link #dumpDb()} of some slots, of which there are 8,192, so that several can share it. */
  public DumpReply dumpDb(int firstSlot, int lastSlot) {
    return await(async.dumpDb(firstSlot, lastSlot));
  }

  /** The first records of a table, both spaces; go on with {@link #dumpMore}. */
  public DumpReply dumpTable(int table) {
    return await(async.dumpTable(table));
  }

  /** {@link #dumpTable(int)} of some slots. */
  public DumpReply dumpTable(int table, int firstSlot, int lastSlot) {
    return await(async.dumpTable(table, firstSlot, lastSlot));
  }

  /**
   * The page after this one.
   *
   * @throws WTableException with code -23 if there is none, see {@link DumpReply#hasMore}
   */
  public DumpReply dumpMore(DumpReply last) {
    return await(async.dumpMore(last));
  }

  // ---- reading and writing as one

  /**
   * Reads a record, asks what to do with it and does it, unless somebody has written it in between;
   * then everything begins again.
   *
   * @param change is given the record, or a reply without one, and may be asked several times
   * @return the record as it was before
   * @throws CasMismatchException if somebody was faster too often
   */
  public GetReply update(Key key, Function<GetReply, Update> change) {
    return await(async.update(key, change));
  }

  /** {@link #update} in the Z space. */
  public GetReply zUpdate(Key key, Function<GetReply, Update> change) {
    return await(async.zUpdate(key, change));
  }

  private <T> T await(CompletableFuture<T> future) {
    if (!future.isDone() && pool.transport().isOwnThread()) {
      throw new IllegalStateException(
          "a network thread must not wait for an operation; use the future");
    }
    try {
      return future.get();
    } catch (InterruptedException e) {
      boolean unused = future.cancel(false);
      Thread.currentThread().interrupt();
      throw WTableException.local(Kind.TIMEOUT, "interrupted while waiting", true, e);
    } catch (CancellationException e) {
      throw WTableException.local(Kind.CLOSED, "cancelled", true, e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      while (cause instanceof CompletionException && cause.getCause() != null) {
        cause = cause.getCause();
      }
      if (cause instanceof WTableException failure) {
        throw failure.again();
      }
      if (cause instanceof RuntimeException failure) {
        throw failure;
      }
      if (cause instanceof Error failure) {
        throw failure;
      }
      throw new IllegalStateException(cause);
    }
  }
}
