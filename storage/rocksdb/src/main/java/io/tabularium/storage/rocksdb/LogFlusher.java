/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import java.io.File;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;

/**
 * Makes what has been written durable, and counts how often and how long. One thread at a time
 * flushes.
 *
 * <p>Usually that is a flush of the log, beside the writers and without holding them up. After the
 * log could not be written or flushed, it is not touched again: what a failed flush has dropped
 * from the page cache, a second one would not write, either, however successful it looks. Instead,
 * everything in memory is written out into files, after which the log is not needed.
 *
 * <p>RocksDB resumes by itself when a full disk has room again, but not after the log of a failed
 * write was flushed in spite of it. Since a flush beside the writers can come between the failure
 * of a write and the news of it, flushes join the queue of writers while the disk is nearly full.
 */
final class LogFlusher implements LogFlush {
  private static final long NEARLY_FULL_BYTES = 256L << 20;
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Database database;
  private final File directory;
  private final AtomicLong breaks = new AtomicLong();
  private final LongAdder count = new LongAdder();
  private final LongAdder nanos = new LongAdder();
  private final LongAdder failures = new LongAdder();

  /** Breaks of the log that writing out the memory has made good. */
  private volatile long repaired;

  private volatile boolean nearlyFull;
  private volatile long looked;

  LogFlusher(Database database) {
    this.database = database;
    this.directory = database.directory().toFile();
    look(System.nanoTime());
  }

  /** Is to be told of every write that failed. */
  void writeFailed(RocksDBException e) {
    Status status = e.getStatus();
    if (status == null || status.getCode() == Status.Code.IOError) {
      breaks.incrementAndGet();
    }
  }

  @Override
  public void flush() throws RocksDBException {
    long broken = breaks.get();
    if (broken != repaired) {
      writeOutMemory();
      repaired = broken;
      return;
    }
    long start = System.nanoTime();
    if (start - looked > LOOK_AGAIN_NANOS) {
      look(start);
    }
    try {
      // Either way, of all live log files: a memtable being written out has left its own behind.
      if (nearlyFull) {
        try (WriteBatch nothing = new WriteBatch()) {
          database.db().write(database.flushed(), nothing);
        }
      } else {
        database.db().syncWal();
      }
    } catch (RocksDBException e) {
      failures.increment();
      breaks.incrementAndGet();
      throw e;
    }
    nanos.add(System.nanoTime() - start);
    count.increment();
  }

  private void look(long now) {
    looked = now;
    nearlyFull = directory.getUsableSpace() < NEARLY_FULL_BYTES;
  }

  private void writeOutMemory() throws RocksDBException {
    try (FlushOptions options = new FlushOptions().setWaitForFlush(true)) {
      database.db().flush(options, database.families());
    }
  }

  /** Flushes of the log so far. */
  long count() {
    return count.sum();
  }

  /** Nanoseconds spent in them. */
  long nanos() {
    return nanos.sum();
  }

  /** Flushes that failed. */
  long failures() {
    return failures.sum();
  }
}
