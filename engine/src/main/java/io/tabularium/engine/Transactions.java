/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.engine.row.KeyCodec;
import io.tabularium.model.ByteSlice;
import io.tabularium.model.Errors;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.Value;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;

/**
 * The open local transactions and the partition keys they lock.
 *
 * <p>A lock is taken, and looked at by every other writer, inside a storage transaction on its
 * partition key. So a write either is complete before the lock is taken or meets the lock.
 *
 * <p>An id names its table and carries a checksum over itself and the instance: an id that was
 * never given out here is told from one that has ended.
 */
final class Transactions {
  private static final int MAX_OPEN = 100_000;
  private static final int RANDOM_BYTES = 16;
  private static final int ID_BYTES = 4 + RANDOM_BYTES + 4;

  /** What all open transactions together may hold back in memory. */
  private static final long MAX_HELD_BYTES =
      Math.min(256L << 20, Runtime.getRuntime().maxMemory() / 8);

  private record LockKey(int tableId, ByteSlice partitionKey) {}

  private final Catalog catalog;
  private final VersionClock clock;
  private final SecureRandom random = new SecureRandom();
  private final AtomicLong heldBytes = new AtomicLong();
  private final Map<String, LocalTransaction> open = new ConcurrentHashMap<>();
  private final Map<LockKey, LocalTransaction> locks = new ConcurrentHashMap<>();

  Transactions(Catalog catalog, VersionClock clock) {
    this.catalog = catalog;
    this.clock = clock;
  }

  CompletableFuture<String> start(String instance, String tableName, PrimaryKey key) {
    Validation.tableName(tableName);
    if (key.size() > 1) {
      throw Errors.transactionKeyCount();
    }
    Validation.pointKey(key, false);
    Table table = catalog.table(instance, tableName);
    requireEnabled(table);
    Validation.partitionKeyFits(key, table.schema());
    if (open.size() >= MAX_OPEN) {
      throw Errors.busy();
    }
    Value value = key.value(0);
    byte[] partitionKey = KeyCodec.encodePartitionKey(value);
    LocalTransaction transaction =
        new LocalTransaction(newId(instance, table.id()), table, value, partitionKey, clock.now());
    CompletableFuture<Void> locked =
        table
            .space()
            .transact(
                partitionKey,
                storage -> {
                  lock(table, partitionKey, transaction);
                  return null;
                });
    // Readers see what is safe from a crash; so what was written before the lock becomes safe
    // first.
    return locked.handle(
        (nothing, failure) -> {
          if (failure != null) {
            end(transaction);
            throw Failures.toService(failure);
          }
          open.put(transaction.id(), transaction);
          return transaction.id();
        });
  }

  private void lock(Table table, byte[] partitionKey, LocalTransaction transaction) {
    checkUnlocked(table, partitionKey);
    locks.put(new LockKey(table.id(), ByteSlice.of(partitionKey)), transaction);
  }

  static void requireEnabled(Table table) {
    if (!table.localTransactions()) {
      throw Errors.transactionsDisabled();
    }
  }

  /** Refuses if a transaction holds this partition key. Call inside a storage transaction on it. */
  void checkUnlocked(Table table, byte[] partitionKey) {
    if (!table.localTransactions()) {
      return;
    }
    LocalTransaction holder = locks.get(new LockKey(table.id(), ByteSlice.of(partitionKey)));
    if (holder != null && !dropIfExpired(holder)) {
      throw Errors.rowConflict();
    }
  }

  /**
   * The open transaction with this id, entered; {@link LocalTransaction#leave} it afterwards.
   *
   * @param table the table of the request, or {@code null} if it names none
   */
  LocalTransaction enter(String instance, String id, Table table) {
    int tableId = parse(instance, id);
    if (table != null) {
      requireEnabled(table);
    }
    LocalTransaction transaction = open.get(id);
    if (transaction == null || dropIfExpired(transaction) || transaction.table().isDeleted()) {
      throw Errors.transactionNotExist();
    }
    if (table != null && table.id() != tableId) {
      throw Errors.transactionOtherTable();
    }
    if (!transaction.tryEnter()) {
      throw open.containsKey(id) ? Errors.transactionBusy() : Errors.transactionNotExist();
    }
    if (!open.containsKey(id)) { // ended between the look-up and the entry
      transaction.leave();
      throw Errors.transactionNotExist();
    }
    transaction.touch(clock.now());
    return transaction;
  }

  CompletableFuture<Void> commit(String instance, String id) {
    LocalTransaction transaction = enter(instance, id, null);
    try {
      long now = clock.now();
      CompletableFuture<Void> done =
          transaction
              .table()
              .space()
              .transact(
                  transaction.partitionKey(),
                  storage -> {
                    transaction.writeTo(catalog, storage, now, clock::nowMicros);
                    return null;
                  });
      end(transaction);
      return done;
    } finally {
      transaction.leave();
    }
  }

  void abort(String instance, String id) {
    LocalTransaction transaction = enter(instance, id, null);
    end(transaction);
    transaction.leave();
  }

  private void end(LocalTransaction transaction) {
    if (open.remove(transaction.id(), transaction)) {
      heldBytes.addAndGet(-transaction.heldBytes());
    }
    locks.remove(
        new LockKey(transaction.table().id(), ByteSlice.of(transaction.partitionKey())),
        transaction);
  }

  /** Makes room for a write of so many bytes, or refuses it. The caller has entered. */
  void reserve(LocalTransaction transaction, long bytes) {
    transaction.checkRoom(bytes);
    if (heldBytes.addAndGet(bytes) > MAX_HELD_BYTES) {
      heldBytes.addAndGet(-bytes);
      throw Errors.busy();
    }
    transaction.addWritten(bytes);
  }

  /** Keeps the record of a change until the commit. The caller has entered. */
  void hold(LocalTransaction transaction, byte[] record) {
    // No further check: a record is about as large as the change that has just been reserved.
    heldBytes.addAndGet(record.length);
    transaction.addRecord(record);
  }

  /** Ends what has been open or idle for too long. */
  void dropExpired() {
    open.values().forEach(this::dropIfExpired);
  }

  private boolean dropIfExpired(LocalTransaction transaction) {
    // Whoever drops it enters it, for ever: no request can be at work with it, or come to be.
    if (!transaction.isExpired(clock.now()) || !transaction.tryEnter()) {
      return false;
    }
    end(transaction);
    return true;
  }

  private String newId(String instance, int tableId) {
    byte[] randomBytes = new byte[RANDOM_BYTES];
    random.nextBytes(randomBytes);
    ByteBuffer id = ByteBuffer.allocate(ID_BYTES).putInt(tableId).put(randomBytes);
    id.putInt(checksum(instance, id.array()));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(id.array());
  }

  private static int parse(String instance, String id) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(id.getBytes(StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw Errors.invalidTransactionId();
    }
    if (bytes.length != ID_BYTES
        || ByteBuffer.wrap(bytes).getInt(ID_BYTES - 4) != checksum(instance, bytes)) {
      throw Errors.invalidTransactionId();
    }
    return ByteBuffer.wrap(bytes).getInt(0);
  }

  private static int checksum(String instance, byte[] id) {
    CRC32 crc = new CRC32();
    crc.update(id, 0, ID_BYTES - 4);
    crc.update(instance.getBytes(StandardCharsets.UTF_8));
    return (int) crc.getValue();
  }
}
