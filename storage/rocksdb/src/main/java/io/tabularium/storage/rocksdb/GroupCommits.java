/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import io.tabularium.storage.StorageException;
import io.tabularium.storage.StorageException.Kind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Acknowledged means on disk. Writers share flushes of the log: one thread flushes round after
 * round, and each round makes safe whatever was written before it began.
 *
 * <p>Implementation note. A round (1) counts itself as begun, (2) takes all waiting futures, (3)
 * takes a snapshot, (4) flushes the log, (5) publishes the snapshot to readers and counts itself as
 * ended, (6) completes the futures. A write is in the log before its thread reads the number of
 * rounds begun, so the next round makes it safe; a future waits only after its write is in the log,
 * so the round that takes it makes it safe.
 *
 * <p>Readers read as of the last published snapshot. All of it is on disk, so no crash can take it
 * back, and it holds every acknowledged write, because publishing comes before completing. So
 * readers never wait for the disk, and writes leave no marks for readers to look at.
 *
 * <p>Futures complete on a thread of their own, so that what depends on them does not hold up the
 * next round. Dependents should be short; they may read and write, but must not wait for another
 * future of the same store.
 */
final class GroupCommits implements Commits {
  private static final Logger LOG = LoggerFactory.getLogger(GroupCommits.class);

  /** Writes that may wait for the disk at once, usually. */
  static final int MAX_WAITING = 65_536;

  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final RocksDB db;
  private final LogFlush log;
  private final Room room;
  private final long patienceNanos;

  /** Futures of the next round, the latest first. */
  private final AtomicReference<Waiting<?>> waiting = new AtomicReference<>();

  /** Rounds whose futures are to be completed. Bounded by the room there is for writes. */
  private final LinkedBlockingQueue<Round> over = new LinkedBlockingQueue<>();

  private final Thread flushing;
  private final Thread completing;

  private volatile long begun;
  private volatile long ended;
  private volatile ReadPoint safe;
  private volatile StorageException failure;
  private volatile boolean closing;

  /**
   * Starts with what is in the database.
   *
   * @param maxWaiting how many writes may wait for the disk at once
   * @param patience how long a write waits for its turn to wait
   */
  GroupCommits(RocksDB db, LogFlush log, int maxWaiting, Duration patience)
      throws RocksDBException {
    this.db = db;
    this.log = log;
    this.room = new Room(maxWaiting);
    this.patienceNanos = patience.toNanos();
    // What recovery read back from the log may never have reached the disk.
    log.flush();
    this.safe = ReadPoint.now(db);
    this.flushing = Threads.daemon("tabularium-log-flush", this::flushRounds);
    this.completing = Threads.daemon("tabularium-commit", this::completeRounds);
    flushing.start();
    completing.start();
  }

  @Override
  public void admit() {
    StorageException failed = failure;
    if (failed != null) {
      throw new StorageException(failed.kind(), failed.getMessage(), failed);
    }
    if (room.tryAcquire()) {
      return;
    }
    if (Thread.currentThread() == completing) {
      // The thread that makes room cannot wait for it.
      room.reducePermits(1);
      return;
    }
    try {
      if (room.tryAcquire(patienceNanos, TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    throw new StorageException(Kind.BUSY, "Too many writes are waiting for the disk.", null);
  }

  @Override
  public void withdraw() {
    room.release();
  }

  @Override
  public long nextRound() {
    return begun + 1;
  }

  @Override
  public <R> CompletableFuture<R> written(R result) {
    Waiting<R> future = new Waiting<>(result, true);
    add(future);
    return future;
  }

  @Override
  public <R> CompletableFuture<R> readSafely(long round, R result) {
    if (round <= ended) {
      room.release();
      return CompletableFuture.completedFuture(result);
    }
    return written(result);
  }

  @Override
  public boolean isOver(long round) {
    return round <= ended;
  }

  @Override
  public void awaitSafe(long round) {
    if (round <= ended) {
      return;
    }
    Waiting<Void> future = new Waiting<>(null, false);
    add(future);
    try {
      future.get(patienceNanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (ExecutionException e) {
      throw new StorageException(Kind.UNAVAILABLE, e.getCause().getMessage(), e);
    } catch (TimeoutException e) {
      throw new StorageException(Kind.BUSY, "The disk takes too long.", e);
    }
  }

  private static StorageException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new StorageException(
        Kind.BUSY, "The thread was interrupted while it waited for the disk.", e);
  }

  private void add(Waiting<?> future) {
    Waiting<?> before;
    do {
      before = waiting.get();
      future.next = before;
    } while (!waiting.compareAndSet(before, future));
    if (before == null) {
      LockSupport.unpark(flushing);
    }
  }

  @Override
  public ReadPoint pointForGet() {
    for (; ; ) {
      ReadPoint point = safe;
      if (point.retain()) {
        return point;
      }
    }
  }

  @Override
  public ReadPoint pointForView() {
    return pointForGet();
  }

  @Override
  public void flush() {
    awaitSafe(nextRound());
  }

  private void flushRounds() {
    for (; ; ) {
      if (waiting.get() != null) {
        flushRound();
      } else if (closing) {
        return;
      } else {
        LockSupport.park(this);
      }
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // only this thread changes the counters
  private void flushRound() {
    begun++;
    Waiting<?> futures = waiting.getAndSet(null);
    ReadPoint point = null;
    try {
      point = ReadPoint.now(db);
      log.flush();
      if (failure != null) {
        LOG.info("The disk takes writes again.");
        failure = null;
      }
    } catch (RocksDBException | RuntimeException | Error e) {
      if (point != null) {
        point.release();
      }
      failed(futures, e);
      return;
    }
    ReadPoint previous = safe;
    safe = point;
    ended = begun;
    previous.release();
    over.add(new Round(futures, null, false));
  }

  /**
   * Refuses writes, and fails those that wait, until everything in memory could be written out. The
   * writes that fail here may or may not be found after a restart; until then no reader sees them.
   */
  private void failed(Waiting<?> futures, Throwable cause) {
    StorageException e =
        cause instanceof RocksDBException rocks
            ? RocksErrors.of("flush the log", rocks)
            : new StorageException(Kind.UNAVAILABLE, "Could not flush the log.", cause);
    if (failure == null) {
      LOG.error("Writes are refused until the disk takes them again.", e);
    }
    failure = e;
    over.add(new Round(futures, e, false));
    if (!closing) {
      LockSupport.parkNanos(this, RETRY_NANOS);
      // Nobody may be waiting, and it must be tried all the same.
      add(new Waiting<>(null, false));
    }
  }

  private void completeRounds() {
    try {
      for (Round round = over.take(); !round.last; round = over.take()) {
        round.complete(room);
      }
    } catch (InterruptedException e) {
      LOG.error("Nobody completes writes any more.", e);
    }
  }

  @Override
  public void close() {
    // Writes of dependents are not let in any more, so after this round nothing is waiting.
    add(new Waiting<>(null, false));
    closing = true;
    LockSupport.unpark(flushing);
    Threads.join(flushing);
    over.add(new Round(null, null, true));
    Threads.join(completing);
    safe.release();
  }

  /** Permits for writes that are not safe yet. */
  private static final class Room extends Semaphore {
    private static final long serialVersionUID = 1L;

    Room(int permits) {
      super(permits);
    }

    @Override
    public void reducePermits(int reduction) {
      super.reducePermits(reduction);
    }
  }

  /** A future that waits for a round to end. */
  private static final class Waiting<R> extends CompletableFuture<R> {
    private final R result;
    private final boolean admitted;
    private Waiting<?> next;

    Waiting(R result, boolean admitted) {
      this.result = result;
      this.admitted = admitted;
    }

    void end(StorageException failure) {
      if (failure == null) {
        complete(result);
      } else {
        completeExceptionally(failure);
      }
    }
  }

  /** The futures of a round, the latest first, and what became of it. */
  private record Round(Waiting<?> futures, StorageException failure, boolean last) {
    void complete(Room room) {
      Waiting<?> oldest = null;
      int admitted = 0;
      for (Waiting<?> future = futures; future != null; ) {
        Waiting<?> before = future.next;
        future.next = oldest;
        oldest = future;
        admitted += future.admitted ? 1 : 0;
        future = before;
      }
      room.release(admitted);
      while (oldest != null) {
        Waiting<?> next = oldest.next;
        // A future may live long: let it not hold on to the others.
        oldest.next = null;
        oldest.end(failure);
        oldest = next;
      }
    }
  }
}
