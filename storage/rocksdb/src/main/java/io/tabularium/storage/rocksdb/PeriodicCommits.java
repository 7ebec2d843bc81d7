/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import io.tabularium.storage.StorageException;
import io.tabularium.storage.StorageException.Kind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Acknowledged at once, on disk within a period. The operating system has every acknowledged write,
 * so the end of the process alone loses nothing; the end of the machine may lose the last period.
 */
final class PeriodicCommits implements Commits {
  private static final Logger LOG = LoggerFactory.getLogger(PeriodicCommits.class);

  private final RocksDB db;
  private final LogFlush log;
  private final long periodNanos;
  private final ReadPoint latest = ReadPoint.latest();
  private final ReentrantLock oneFlush = new ReentrantLock();
  private final Thread flushing;

  private volatile boolean dirty;
  private volatile StorageException failure;
  private volatile boolean closing;

  PeriodicCommits(RocksDB db, LogFlush log, Duration period) {
    this.db = db;
    this.log = log;
    this.periodNanos = period.toNanos();
    this.flushing = Threads.daemon("tabularium-log-flush", this::flushPeriodically);
    flushing.start();
  }

  @Override
  public void admit() {
    StorageException failed = failure;
    if (failed != null) {
      throw new StorageException(failed.kind(), failed.getMessage(), failed);
    }
  }

  @Override
  public void withdraw() {}

  @Override
  public long nextRound() {
    return 0;
  }

  @Override
  public <R> CompletableFuture<R> written(R result) {
    if (!dirty) {
      dirty = true;
    }
    return CompletableFuture.completedFuture(result);
  }

  @Override
  public <R> CompletableFuture<R> readSafely(long round, R result) {
    return CompletableFuture.completedFuture(result);
  }

  @Override
  public boolean isOver(long round) {
    return true;
  }

  @Override
  public void awaitSafe(long round) {}

  @Override
  public ReadPoint pointForGet() {
    return latest;
  }

  @Override
  public ReadPoint pointForView() {
    return ReadPoint.now(db);
  }

  @Override
  public void flush() {
    oneFlush.lock();
    try {
      // Written before the flag was set again means flushed by the next round at the latest.
      dirty = false;
      log.flush();
      if (failure != null) {
        LOG.info("The disk takes writes again.");
        failure = null;
      }
    } catch (RocksDBException e) {
      throw failed(RocksErrors.of("flush the log", e));
    } catch (RuntimeException | Error e) {
      throw failed(new StorageException(Kind.UNAVAILABLE, "Could not flush the log.", e));
    } finally {
      oneFlush.unlock();
    }
  }

  /** Refuses writes until everything in memory could be written out, which the next round tries. */
  private StorageException failed(StorageException e) {
    if (failure == null) {
      LOG.error("Writes are refused until the disk takes them again.", e);
    }
    failure = e;
    dirty = true;
    return e;
  }

  private void flushPeriodically() {
    long next = System.nanoTime() + periodNanos;
    while (!closing) {
      long wait = next - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(this, wait);
        continue;
      }
      next = System.nanoTime() + periodNanos;
      if (dirty) {
        try {
          flush();
        } catch (StorageException e) {
          LOG.debug("The log could not be flushed.", e);
        }
      }
    }
  }

  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(flushing);
    Threads.join(flushing);
    try {
      flush();
    } finally {
      latest.closeLatest();
    }
  }
}
