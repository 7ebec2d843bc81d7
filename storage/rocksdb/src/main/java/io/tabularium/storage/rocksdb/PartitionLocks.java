/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import io.tabularium.storage.Haste;
import io.tabularium.storage.StorageException;
import io.tabularium.storage.StorageException.Kind;
import io.tabularium.storage.TableSpace.Mutation;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One lock for each partition key, shared by those that hash alike. A lock also remembers until
 * when what was written under it may be lost, so that a transaction knows whether what it read is
 * safe.
 */
final class PartitionLocks {
  private static final int COUNT = 4096;

  private final Lock[] locks = new Lock[COUNT];
  private final long patienceNanos;

  PartitionLocks(Duration patience) {
    this.patienceNanos = patience.toNanos();
    Arrays.setAll(locks, i -> new Lock());
  }

  /** Locks one partition key. */
  Lock lock(int tableId, byte[] partitionKey) {
    Lock lock = locks[index(tableId, partitionKey)];
    if (!lock.tryLock()) {
      acquire(lock, System.nanoTime() + patienceNanos);
    }
    return lock;
  }

  /** Locks the partition keys of all mutations, always in the same order, each lock once. */
  Lock[] lockAll(int tableId, List<Mutation> mutations) {
    int[] indexes = new int[mutations.size()];
    for (int i = 0; i < indexes.length; i++) {
      indexes[i] = index(tableId, mutations.get(i).partitionKey());
    }
    Arrays.sort(indexes);
    int distinct = 0;
    for (int i = 0; i < indexes.length; i++) {
      if (i == 0 || indexes[i] != indexes[i - 1]) {
        indexes[distinct++] = indexes[i];
      }
    }
    Lock[] held = new Lock[distinct];
    long deadline = System.nanoTime() + patienceNanos;
    int acquired = 0;
    try {
      for (; acquired < distinct; acquired++) {
        Lock lock = locks[indexes[acquired]];
        if (!lock.tryLock()) {
          acquire(lock, deadline);
        }
        held[acquired] = lock;
      }
    } finally {
      if (acquired < distinct) {
        unlockAll(Arrays.copyOf(held, acquired));
      }
    }
    return held;
  }

  static void unlockAll(Lock[] held) {
    for (int i = held.length - 1; i >= 0; i--) {
      held[i].unlock();
    }
  }

  /** Returns when everyone who held a lock at the time of the call has let go of it. */
  @SuppressWarnings("LockNotBeforeTry") // nothing happens under the lock
  void passThroughAll() {
    for (Lock lock : locks) {
      lock.lock();
      lock.unlock();
    }
  }

  private static int index(int tableId, byte[] partitionKey) {
    return Keys.hash(tableId, partitionKey) & (COUNT - 1);
  }

  private static void acquire(Lock lock, long deadline) {
    Haste.beforeWaiting();
    try {
      if (lock.tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageException(
          Kind.BUSY, "The thread was interrupted while it waited for a partition key.", e);
    }
    throw new StorageException(
        Kind.BUSY, "Another write to the same partition key takes too long.", null);
  }

  /** The lock of some partition keys. */
  static final class Lock extends ReentrantLock {
    private static final long serialVersionUID = 1L;

    /**
     * The round of flushing that makes everything written under this lock safe. Guarded by this.
     */
    private long safeAfter;

    long safeAfter() {
      return safeAfter;
    }

    void wrote(long safeAfter) {
      this.safeAfter = safeAfter;
    }
  }
}
