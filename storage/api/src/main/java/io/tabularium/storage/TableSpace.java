/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The keyspaces of one table. Thread-safe.
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
  CompletableFuture<Void> write(List<Mutation> mutations);

  /**
   * Returns when every transaction and write under way at the time of the call has ended, and views
   * opened from now on see what they wrote. Whoever changed something that the bodies of
   * transactions and the sources of mutations look at knows then that nobody goes by the old state
   * any more.
   */
  void settle();

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

  /**
   * What the body of {@link #transact} works with. It sees its own writes. Not thread-safe.
   *
   * <p>A transaction may also write to companions: other tables in which each key belongs to one
   * partition key of this table and is written by transactions on that one alone, so that its lock
   * guards them, too. What goes to companions takes effect together with the rest. An engine whose
   * atomicity ends with the partition (a cluster) can promise this only for keys that begin with
   * the transaction's own partition key, and refuses others; one that can write to all tables
   * together (RocksDB) takes any. What is written to a companion that has been dropped is
   * forgotten.
   */
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

    /** The value of a key in a companion, or {@code null}. */
    byte[] getBeside(int companionId, Keyspace keyspace, byte[] key);

    /** Sets a value in a companion. */
    void putBeside(int companionId, Keyspace keyspace, byte[] key, byte[] value);

    /** Removes a key from a companion. */
    void deleteBeside(int companionId, Keyspace keyspace, byte[] key);
  }

  /**
   * One blind write.
   *
   * @param kind what to do
   * @param keyspace where
   * @param partitionKey the partition key that {@code key} begins with
   * @param key which key
   * @param source gives the value or suffix; a deletion needs none, and what it gives is not used.
   *     It is asked once, at a moment when no other write to the partition key can slip in between,
   *     so that what it gives may depend on the order of writes. It must be quick and must not use
   *     the store. If it throws, nothing of its {@link #write} takes effect and the exception comes
   *     out of it
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared; copying each key would cost
  record Mutation(
      Kind kind, Keyspace keyspace, byte[] partitionKey, byte[] key, Supplier<byte[]> source) {

    /** A write whose value is known beforehand; {@code null} for a deletion. */
    public Mutation(Kind kind, Keyspace keyspace, byte[] partitionKey, byte[] key, byte[] value) {
      this(kind, keyspace, partitionKey, key, value == null ? null : () -> value);
    }

    /** Asks for the value or suffix; {@code null} if there is no source. */
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
      DELETE
    }
  }
}
