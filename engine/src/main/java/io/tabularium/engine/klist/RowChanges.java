/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.klist;

import io.tabularium.model.klist.KlistCode;
import io.tabularium.storage.Keyspace;
import io.tabularium.storage.TableSpace.Mutation;
import io.tabularium.storage.TableSpace.Transaction;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes to one row that are made together, in order. What each write means stands here.
 *
 * <p>Both lists of the Z space always hold the same records, expired ones included: whoever removes
 * or replaces a record in one does so in the other, in the same transaction.
 */
final class RowChanges {
  /** A transaction that has read and written so many bytes leaves the rest to the next. */
  private static final long STEP_BYTES = 4 << 20;

  private final byte[] partition;
  private final List<KlistWrite> writes = new ArrayList<>(4);
  private final StoredValue stored = new StoredValue();
  private boolean reads;

  /** The first write that is not made, and what it will be if the transaction takes effect. */
  private int made;

  private int next;

  RowChanges(byte[] partition) {
    this.partition = partition;
  }

  byte[] partition() {
    return partition;
  }

  void add(KlistWrite write) {
    writes.add(write);
    reads |= write.reads();
  }

  List<KlistWrite> writes() {
    return writes;
  }

  /** Whether any write needs to know what is stored. */
  boolean reads() {
    return reads;
  }

  /** The writes as mutations that need no reading. */
  void addTo(List<Mutation> mutations, long now) {
    for (KlistWrite write : writes) {
      byte[] key = KlistKeys.inDefault(partition, write.column);
      boolean set = write.kind == KlistWrite.Kind.SET;
      mutations.add(
          new Mutation(
              set ? Mutation.Kind.PUT : Mutation.Kind.DELETE,
              Keyspace.KLIST,
              partition,
              key,
              set ? encode(write, now) : null));
      write.result(KlistCode.OK);
    }
  }

  private static byte[] encode(KlistWrite write, long now) {
    return StoredValue.encode(write.value, write.score, deadline(write, now));
  }

  private static long deadline(KlistWrite write, long now) {
    return write.ttl == 0 ? 0 : now + 1000L * write.ttl;
  }

  /**
   * Makes the writes that are not made, or as many as one transaction should.
   *
   * @return the first write that is left, or the number of writes
   */
  int apply(Transaction transaction, long now) {
    long bytes = 0;
    next = made;
    while (next < writes.size() && bytes < STEP_BYTES) {
      KlistWrite write = writes.get(next++);
      bytes += write.z ? applyZ(transaction, write, now) : applyDefault(transaction, write, now);
    }
    return next;
  }

  /** How many writes are made. */
  int made() {
    return made;
  }

  boolean isMade() {
    return made == writes.size();
  }

  /** Notes that what was applied last is made; returns how many writes are now. */
  int confirm() {
    made = next;
    return made;
  }

  /** Notes that there is nothing more to make; returns how many writes there are. */
  int giveUp() {
    made = writes.size();
    return made;
  }

  // ---- the default space ------------------------------------------------------------------------

  private long applyDefault(Transaction transaction, KlistWrite write, long now) {
    byte[] key = KlistKeys.inDefault(partition, write.column);
    switch (write.kind) {
      case SET -> {
        transaction.put(Keyspace.KLIST, key, encode(write, now));
        write.result(KlistCode.OK);
        return write.value.length;
      }
      case DELETE -> {
        transaction.delete(Keyspace.KLIST, key);
        write.result(KlistCode.OK);
        return 0;
      }
      default -> {}
    }
    byte[] before = transaction.get(Keyspace.KLIST, key);
    boolean exists = before != null && !stored.read(before).isExpired(now);
    switch (write.kind) {
      case INCREMENT -> {
        byte[] value = exists ? stored.value() : new byte[0];
        long score = (exists ? stored.score() : 0) + write.score;
        long deadline = exists ? stored.deadline() : 0;
        if (!exists || write.score != 0) {
          transaction.put(Keyspace.KLIST, key, StoredValue.encode(value, score, deadline));
        }
        write.result(KlistCode.OK, value, score, 0);
      }
      case EXPIRE -> {
        if (exists) {
          transaction.put(
              Keyspace.KLIST,
              key,
              StoredValue.encode(stored.value(), stored.score(), deadline(write, now)));
        }
        write.result(exists ? KlistCode.OK : KlistCode.NOT_EXIST);
      }
      default -> read(write, exists);
    }
    return before == null ? 0 : 2L * before.length;
  }

  // ---- the Z space ------------------------------------------------------------------------------

  private long applyZ(Transaction transaction, KlistWrite write, long now) {
    byte[] key = KlistKeys.byColumn(partition, write.column);
    byte[] before = transaction.get(Keyspace.KLIST_COLUMNS, key);
    if (before != null) {
      stored.read(before);
    }
    boolean exists = before != null && !stored.isExpired(now);
    switch (write.kind) {
      case SET -> {
        long deadline = deadline(write, now);
        boolean unchanged =
            exists
                && stored.deadline() == 0
                && deadline == 0
                && stored.score() == write.score
                && stored.hasValue(write.value);
        if (!unchanged) {
          replace(transaction, write.column, before, write.value, write.score, deadline);
        }
        write.result(KlistCode.OK);
      }
      case DELETE -> {
        if (before != null) {
          transaction.delete(Keyspace.KLIST_COLUMNS, key);
          transaction.delete(
              Keyspace.KLIST, KlistKeys.byScore(partition, stored.score(), write.column));
        }
        write.result(KlistCode.OK);
      }
      case INCREMENT -> {
        byte[] value = exists ? stored.value() : new byte[0];
        long score = (exists ? stored.score() : 0) + write.score;
        if (!exists || write.score != 0) {
          replace(transaction, write.column, before, value, score, exists ? stored.deadline() : 0);
        }
        write.result(KlistCode.OK, value, score, 0);
      }
      case EXPIRE -> {
        if (exists) {
          replace(
              transaction,
              write.column,
              before,
              stored.value(),
              stored.score(),
              deadline(write, now));
        }
        write.result(exists ? KlistCode.OK : KlistCode.NOT_EXIST);
      }
      case READ_FOR_UPDATE -> read(write, exists);
    }
    return 2L * ((before == null ? 0 : before.length) + write.value.length);
  }

  /** Puts a record into both lists; {@link #stored} has what was there before, expired or not. */
  private void replace(
      Transaction transaction,
      byte[] column,
      byte[] before,
      byte[] value,
      long score,
      long deadline) {
    if (before != null && stored.score() != score) {
      transaction.delete(Keyspace.KLIST, KlistKeys.byScore(partition, stored.score(), column));
    }
    transaction.put(
        Keyspace.KLIST_COLUMNS,
        KlistKeys.byColumn(partition, column),
        StoredValue.encode(value, score, deadline));
    transaction.put(
        Keyspace.KLIST,
        KlistKeys.byScore(partition, score, column),
        StoredValue.encode(value, 0, deadline));
  }

  private void read(KlistWrite write, boolean exists) {
    if (exists) {
      write.result(KlistCode.OK, stored.value(), stored.score(), stored.deadline());
    } else {
      write.result(KlistCode.NOT_EXIST);
    }
  }

  /** Removes a record if it has expired; for whoever cleans up. */
  static void purge(Transaction transaction, byte[] partition, boolean z, byte[] column, long now) {
    byte[] key = z ? KlistKeys.byColumn(partition, column) : KlistKeys.inDefault(partition, column);
    Keyspace keyspace = z ? Keyspace.KLIST_COLUMNS : Keyspace.KLIST;
    byte[] bytes = transaction.get(keyspace, key);
    if (bytes == null) {
      return;
    }
    StoredValue value = new StoredValue().read(bytes);
    if (value.isExpired(now)) {
      transaction.delete(keyspace, key);
      if (z) {
        transaction.delete(Keyspace.KLIST, KlistKeys.byScore(partition, value.score(), column));
      }
    }
  }
}
