/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import io.tabularium.storage.Haste;
import io.tabularium.storage.StorageException;
import io.tabularium.storage.StorageException.Kind;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * Bounds how long a write waits while RocksDB takes none, because compaction lags behind. Writes
 * ask not to be held up; one that is refused for that reason waits here and then asks again, ready
 * to be slowed down, which is bounded by itself.
 */
final class Stalls {
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final RocksDB db;
  private final Duration patience;

  Stalls(RocksDB db, Duration patience) {
    this.db = db;
    this.patience = patience;
  }

  /** Whether a write failed only because it did not want to be held up. */
  static boolean isStall(RocksDBException e) {
    return RocksErrors.isIncomplete(e);
  }

  /** Waits while writes are stopped, but not longer than the patience. */
  void await() throws RocksDBException {
    Haste.beforeWaiting();
    long deadline = System.nanoTime() + patience.toNanos();
    while (db.getLongProperty("rocksdb.is-write-stopped") != 0) {
      if (System.nanoTime() - deadline > 0) {
        throw new StorageException(
            Kind.BUSY, "The store takes no writes until compaction has caught up.", null);
      }
      LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
    }
  }
}
