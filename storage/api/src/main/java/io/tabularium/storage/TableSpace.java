/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The keyspaces and the log of one table. Thread-safe.
 *
 * <p>Keys order as unsigned bytes, shorter prefix first. Every key begins with its partition key,
 * an encoding in which no partition key is a prefix of another; nothing ever splits one partition
 * key over two places.
 *
 * <p>With {@link Durability#SYNC} no read returns what a crash could still take back. Readers see a
 * write as soon as its future is complete, and may not see it before; a {@link #transact} of the
 * same partition key sees it at once.
 *
 * <p>Futures may complete on a thread of the store. What depends on them should be short; it may
 * read and write, but not wait for another future. A write whose future fails may take effect all
 * the same, now or after a restart. Arrays handed over are not changed until the call returns, or,
 * inside a transaction, until its body returns.
 */
public interface TableSpace {

  /** The value of a key, or {@code null}. */
  byte[] get(Keyspace keyspace, byte[] key);

  /** The values of many keys, in the order asked, {@code null} where there is none. */
  List<byte[]> multiGet(Keyspace keyspace, List<byte[]> keys);

  /**
   * Opens a consistent view: every key that belongs to one row (keys sharing that row's key as a
   * prefix, in any keyspace) is seen as of one moment. An engine may promise more (RocksDB: the
   * whole store as of one moment), callers rely on no more. Close it soon.
   */
  ReadView view();

  /**
   * Atomic read-compute-write within one partition key. The body reads through and writes into the
   * {@link Transaction}; what it wrote takes effect together after it returns, or not at all if it
   * throws. The body may be run again on conflict and must have no other effect. It runs on the
   * calling thread.
   *
   * @param partitionKey the prefix every key written or read begins with
   * @return the body's result, complete once the write counts as done (or, if the body wrote
   *     nothing, once what it read is safe from a crash). Exceptions of the body are thrown
   *     directly
   */
  <R> CompletableFuture<R> transact(byte[] partitionKey, Function<Transaction, R> body);

  /**
   * Writes without reading. Entries of one partition key take effect together and in order; a write
   * never slips between the read and the write of a {@link #transact} on the same partition key.
   *
   * @return complete once the write counts as done
   */
  default CompletableFuture<Void> write(List<Mutation> mutations) {
    return writeIf(() -> true, mutations).thenApply(written -> null);
  }

  /**
   * As {@link #write}, if a condition holds at the moment of writing.
   *
   * @param condition asked once, when no other write to any of the partition keys can slip in any
   *     more, and before any {@link Mutation#source}. It must be quick and must not use the store
   * @return complete with {@code true} once the write counts as done, or with {@code false} if the
   *     condition did not hold and nothing was written
   */
  CompletableFuture<Boolean> writeIf(BooleanSupplier condition, List<Mutation> mutations);

  /**
   * Waits for the past: when this returns, every write and transaction that was under way when it
   * was called has taken effect or failed, and reads and views from now on show it. What the caller
   * did before is known to every condition, source and body asked afterwards. Quick, but not free.
   */
  void barrier();

  // ---- the log ----------------------------------------------------------------------------------

  /**
   * Reads records of the table's log, in order.
   *
   * <p>A table has one log for each shard number. Records are written by {@link Transaction#log}
   * and {@link Mutation.Kind#LOG}, atomically with what else is written there. Each record gets a
   * sequence number when it is written: above every number given in this shard before, and at least
   * as large as asked for. A caller that sends all records of a partition key to one shard finds
   * them in the order in which the writes took effect.
   *
   * <p>Reading never skips: once a record was returned, none with a smaller number will ever
   * appear. So records may be held back, for moments, until a write with a smaller number is done;
   * those of acknowledged writes are returned at the latest when every write of the shard that was
   * under way at that time is done, too.
   *
   * @param from the smallest sequence number to return; 0 or more
   * @param limit at most so many records; positive
   * @param maxBytes stop after so many bytes of records, but not before the first
   */
  LogPage readLog(int shard, long from, int limit, long maxBytes);

  /**
   * The smallest sequence number that records to come in this shard can have: above those of all
   * records there are, readable already or not. 0 for a log never written to.
   */
  long logEnd(int shard);

  /**
   * The smallest sequence number that may still be read: 0, or the number after the last record
   * that {@link #trimLog} removed.
   */
  long logStart(int shard);

  /** Removes the records below a sequence number. They must not be asked for any more. */
  void trimLog(int shard, long below);

  /** About how many bytes the logs of all shards take on disk and in memory. */
  long approximateLogBytes();

  /**
   * Part of a log.
   *
   * @param records in order
   * @param more whether reading stopped because of a limit rather than at what is the end for now
   * @param start {@link #logStart} after the reading: if it is larger than where the reading was to
   *     begin, records may be missing
   */
  record LogPage(List<LogRecord> records, boolean more, long start) {
    /** Nothing to read. */
    public static LogPage empty(long start) {
      return new LogPage(List.of(), false, start);
    }
  }

  /**
   * A record of a log.
   *
   * @param sequence its number
   * @param bytes what was logged
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared; copying would cost
  record LogRecord(long sequence, byte[] bytes) {}

  /**
   * Keys that cut a keyspace into parts of about {@code partBytes} stored bytes, ascending.
   *
   * @param limit at most so many keys
   */
  List<byte[]> splitPoints(Keyspace keyspace, long partBytes, int limit);

  /** About how many bytes a keyspace holds on disk and in memory. */
  long approximateBytes(Keyspace keyspace);

  /** A consistent view. Not thread-safe. */
  interface ReadView extends AutoCloseable {
    /** The value of a key, or {@code null}. */
    byte[] get(Keyspace keyspace, byte[] key);

    /**
     * Opens a cursor before the first key of a range.
     *
     * @param from inclusive lower bound, or {@code null} for the table's beginning
     * @param to exclusive upper bound, or {@code null} for the table's end
     * @param descending whether to go from the upper bound down
     */
    Cursor scan(Keyspace keyspace, byte[] from, byte[] to, boolean descending);

    @Override
    void close();
  }

  /** Steps over a range. The buffers are reused: valid until the next step. Not thread-safe. */
  interface Cursor extends AutoCloseable {
    /** Steps to the next key; {@code false} at the end. */
    boolean next();

    /** The array that holds the current key. */
    byte[] keyArray();

    /** Where in {@link #keyArray()} the key begins. */
    int keyOffset();

    /** How long the key is. */
    int keyLength();

    /** The array that holds the current value, from index 0. */
    byte[] valueArray();

    /** How long the value is. */
    int valueLength();

    @Override
    void close();
  }

  /** What the body of {@link #transact} works with. It sees its own writes. Not thread-safe. */
  interface Transaction {
    /** The value of a key, or {@code null}. */
    byte[] get(Keyspace keyspace, byte[] key);

    /** Opens a cursor, as {@link ReadView#scan}. It need not see this transaction's own writes. */
    Cursor scan(Keyspace keyspace, byte[] from, byte[] to, boolean descending);

    /** Sets a value. */
    void put(Keyspace keyspace, byte[] key, byte[] value);

    /** Adds bytes to the end of a value, or sets it if there is none. */
    void append(Keyspace keyspace, byte[] key, byte[] suffix);

    /** Removes a key. */
    void delete(Keyspace keyspace, byte[] key);

    /**
     * Adds a record to a log; several get their numbers in the order of the calls.
     *
     * @param shard not negative
     * @param floor the smallest sequence number it may get; asked when the number is given
     * @param record what to log
     */
    void log(int shard, LongSupplier floor, byte[] record);
  }

  /**
   * One blind write.
   *
   * @param kind what to do
   * @param keyspace where; {@code null} for a log
   * @param partitionKey the partition key that {@code key} begins with
   * @param key which key; {@code null} for a log
   * @param source gives the value, suffix or record; {@code null} for a deletion. Sources are asked
   *     once each, in the order of the mutations, at a moment when no other write to the partition
   *     key can slip in between, so that what they give may depend on the order of writes. They
   *     must be quick and must not use the store
   * @param log which log, or {@code null} for a write to a keyspace
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared; copying each key would cost
  record Mutation(
      Kind kind,
      Keyspace keyspace,
      byte[] partitionKey,
      byte[] key,
      Supplier<byte[]> source,
      LogTarget log) {

    /** A write to a keyspace. */
    public Mutation(
        Kind kind, Keyspace keyspace, byte[] partitionKey, byte[] key, Supplier<byte[]> source) {
      this(kind, keyspace, partitionKey, key, source, null);
    }

    /** A write whose value is known beforehand; {@code null} for a deletion. */
    public Mutation(Kind kind, Keyspace keyspace, byte[] partitionKey, byte[] key, byte[] value) {
      this(kind, keyspace, partitionKey, key, value == null ? null : () -> value, null);
    }

    /**
     * A record of a log, as {@link Transaction#log}.
     *
     * @param partitionKey the partition key whose lock orders it
     */
    public static Mutation log(
        byte[] partitionKey, int shard, LongSupplier floor, Supplier<byte[]> source) {
      return new Mutation(Kind.LOG, null, partitionKey, null, source, new LogTarget(shard, floor));
    }

    /** Asks for the value, suffix or record; {@code null} for a deletion. */
    public byte[] value() {
      return source == null ? null : source.get();
    }

    /** What a {@link Mutation} does. */
    public enum Kind {
      /** Set the value. */
      PUT,
      /** Add to the end of the value. */
      APPEND,
      /** Remove the key. */
      DELETE,
      /** Add a record to a log. */
      LOG
    }

    /**
     * Where a record goes.
     *
     * @param shard which log; not negative
     * @param floor the smallest sequence number it may get; asked when the number is given
     */
    public record LogTarget(int shard, LongSupplier floor) {}
  }
}
