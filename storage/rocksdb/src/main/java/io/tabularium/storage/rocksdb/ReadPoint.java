/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import java.util.concurrent.atomic.AtomicInteger;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.Snapshot;

/** The database as of one moment, shared by readers and freed with the last of them. */
final class ReadPoint {
  private final RocksDB db;
  private final Snapshot snapshot;
  private final ReadOptions options;
  private final AtomicInteger holders = new AtomicInteger(1);

  private ReadPoint(RocksDB db, Snapshot snapshot, ReadOptions options) {
    this.db = db;
    this.snapshot = snapshot;
    this.options = options;
  }

  /** The database as it is now, held once. */
  static ReadPoint now(RocksDB db) {
    Snapshot snapshot = db.getSnapshot();
    return new ReadPoint(db, snapshot, new ReadOptions().setSnapshot(snapshot));
  }

  /** The database as it is whenever it is read; not counted. */
  static ReadPoint latest() {
    return new ReadPoint(null, null, new ReadOptions());
  }

  /** How to read as of this moment. Not to be changed or closed. */
  ReadOptions options() {
    return options;
  }

  /** Holds it once more, or returns {@code false} if it is gone. */
  boolean retain() {
    if (snapshot == null) {
      return true;
    }
    for (; ; ) {
      int count = holders.get();
      if (count == 0) {
        return false;
      }
      if (holders.compareAndSet(count, count + 1)) {
        return true;
      }
    }
  }

  /** Holds it once less. */
  void release() {
    if (snapshot != null && holders.decrementAndGet() == 0) {
      options.close();
      db.releaseSnapshot(snapshot);
    }
  }

  /** Frees one that is not counted. */
  void closeLatest() {
    options.close();
  }
}
