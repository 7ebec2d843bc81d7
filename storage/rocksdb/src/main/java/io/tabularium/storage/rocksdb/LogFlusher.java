/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** Flushes the write-ahead log to the disk and counts how often and how long. */
final class LogFlusher {
  private final RocksDB db;
  private final List<ColumnFamilyHandle> families;
  private final LongAdder count = new LongAdder();
  private final LongAdder nanos = new LongAdder();
  private final LongAdder failures = new LongAdder();

  LogFlusher(RocksDB db, List<ColumnFamilyHandle> families) {
    this.db = db;
    this.families = families;
  }

  /**
   * Flushes all live log files. A memtable that is being written out has left its log behind as a
   * second live file; RocksDB flushes both.
   */
  void flush() throws RocksDBException {
    long start = System.nanoTime();
    try {
      db.syncWal();
    } catch (RocksDBException e) {
      failures.increment();
      throw e;
    }
    nanos.add(System.nanoTime() - start);
    count.increment();
  }

  /**
   * Makes everything durable without the log, by writing out all memtables. The way back after the
   * log could not be flushed: what a failed flush has dropped from the page cache, a second flush
   * would not write, either, however successful it looks.
   */
  void writeOutMemory() throws RocksDBException {
    try (FlushOptions options = new FlushOptions().setWaitForFlush(true)) {
      db.flush(options, families);
    }
  }

  long count() {
    return count.sum();
  }

  long nanos() {
    return nanos.sum();
  }

  long failures() {
    return failures.sum();
  }
}
