/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.klist;

import io.tabularium.model.klist.KlistCode;
import io.tabularium.storage.StorageException;
import io.tabularium.storage.TableSpace;
import io.tabularium.storage.TableSpace.Mutation;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes some of the rows. Writes wait in a bounded queue; those that have
 * gathered while the previous ones were made go to the store together: what needs no reading as one
 * write, the rest as one transaction for each row.
 *
 * <p>With synchronous durability the thread does not wait for the disk. A write that is not safe
 * yet is seen by the transactions after it, and results are told when the store says so.
 */
final class Lane implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

  /** Writes that go to the store together, so that the first need not wait for many others. */
  private static final int BATCH = 256;

  private static final long CLOSE_PATIENCE_MILLIS = 10_000;

  private final TableSpace space;
  private final Clock clock;
  private final TimeToLiveMark ttlMark;
  private final int capacity;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private List<KlistWrite> waiting = new ArrayList<>();
  private boolean idle;
  private boolean closed;

  /** How many writes have been taken out of the queue and not been made; guarded by the lock. */
  private int taken;

  // For the lane's thread alone.
  private final CasNumbers numbers = new CasNumbers(System.nanoTime());
  private final Map<RowName, RowChanges> byRow = new HashMap<>();
  private final List<RowChanges> rows = new ArrayList<>();
  private final List<KlistWrite> finished = new ArrayList<>();

  Lane(TableSpace space, Clock clock, TimeToLiveMark ttlMark, int capacity, String name) {
    this.space = space;
    this.clock = clock;
    this.ttlMark = ttlMark;
    this.capacity = capacity;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Queues writes in order; those for which there is no room fail at once. */
  void submit(List<KlistWrite> writes) {
    int accepted;
    lock.lock();
    try {
      int room = closed ? 0 : capacity - taken - waiting.size();
      accepted = Math.max(0, Math.min(room, writes.size()));
      for (int i = 0; i < accepted; i++) {
        waiting.add(writes.get(i));
      }
      if (idle && accepted > 0) {
        arrived.signal();
      }
    } finally {
      lock.unlock();
    }
    for (int i = accepted; i < writes.size(); i++) {
      KlistWrite refused = writes.get(i);
      refused.result(KlistCode.TEMPORARY_FAILURE);
      refused.finish();
    }
  }

  /** Writes that wait. */
  int queued() {
    lock.lock();
    try {
      return waiting.size() + taken;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    List<KlistWrite> batch = new ArrayList<>();
    while (take(batch)) {
      List<KlistWrite> all = batch;
      for (int from = 0; from < all.size(); from += BATCH) {
        make(all.subList(from, Math.min(all.size(), from + BATCH)));
      }
      batch.clear();
    }
  }

  /** Waits for writes and takes all there are; {@code false} if there will be none any more. */
  private boolean take(List<KlistWrite> batch) {
    lock.lock();
    try {
      taken = 0;
      while (waiting.isEmpty()) {
        if (closed) {
          return false;
        }
        idle = true;
        arrived.awaitUninterruptibly();
        idle = false;
      }
      batch.addAll(waiting);
      waiting.clear();
      taken = batch.size();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void make(List<KlistWrite> batch) {
    try {
      group(batch);
      long now = clock.millis();
      writeBlindly(now);
      for (RowChanges row : rows) {
        if (row.reads()) {
          transact(row, now);
        }
      }
    } finally {
      byRow.clear();
      rows.clear();
      finished.forEach(Lane::finish);
      finished.clear();
    }
  }

  private static void finish(KlistWrite write) {
    try {
      write.finish();
    } catch (RuntimeException e) {
      LOG.error("The result of a write could not be told", e);
    }
  }

  /** Sorts writes by row; those that may not go ahead are finished instead. */
  private void group(List<KlistWrite> batch) {
    long nanos = System.nanoTime();
    RowChanges last = null;
    for (KlistWrite write : batch) {
      if (!admit(write, nanos)) {
        finished.add(write);
        continue;
      }
      // Neighbours often name the same row.
      if (last == null || !write.isInRow(last.partition())) {
        RowName name = new RowName(write.partition);
        last = byRow.get(name);
        if (last == null) {
          last = new RowChanges(write.partition);
          byRow.put(name, last);
          rows.add(last);
        }
      }
      last.add(write);
    }
  }

  private boolean admit(KlistWrite write, long nanos) {
    if (write.ttl != 0 && !markTimeToLive()) {
      write.result(KlistCode.WRITE_FAILED);
      return false;
    }
    if (write.kind == KlistWrite.Kind.READ_FOR_UPDATE) {
      int number = numbers.giveOut(write, nanos);
      write.giveOut(number);
      write.result(KlistCode.TEMPORARY_FAILURE);
      return number != 0;
    }
    boolean admitted = numbers.admit(write, nanos);
    if (!admitted) {
      write.result(KlistCode.CAS_NOT_MATCH);
    }
    return admitted;
  }

  private boolean markTimeToLive() {
    try {
      ttlMark.set();
      return true;
    } catch (StorageException e) {
      LOG.error("It could not be noted that there are records with a time to live", e);
      return false;
    }
  }

  private void writeBlindly(long now) {
    List<Mutation> mutations = new ArrayList<>();
    List<KlistWrite> writes = new ArrayList<>();
    for (RowChanges row : rows) {
      if (!row.reads()) {
        row.addTo(mutations, now);
        writes.addAll(row.writes());
      }
    }
    if (mutations.isEmpty()) {
      return;
    }
    try {
      finishWhenDone(space.write(mutations), writes);
    } catch (RuntimeException e) {
      finishFailed(writes, e);
    }
  }

  private void transact(RowChanges row, long now) {
    List<KlistWrite> writes = row.writes();
    int[] next = {0};
    while (next[0] < writes.size()) {
      int from = next[0];
      try {
        CompletableFuture<Integer> done =
            space.transact(
                row.partition(),
                transaction -> {
                  next[0] = row.apply(transaction, from, now);
                  return next[0];
                });
        finishWhenDone(done, writes.subList(from, next[0]));
      } catch (RuntimeException e) {
        // The writes from here on depend on each other only in that they are for one row, but what
        // one of them met, the others would meet, too.
        finishFailed(writes.subList(from, writes.size()), e);
        return;
      }
    }
  }

  private void finishWhenDone(CompletableFuture<?> done, List<KlistWrite> writes) {
    if (done.isDone() && !done.isCompletedExceptionally()) {
      finished.addAll(writes);
      return;
    }
    var unused =
        done.whenComplete(
            (result, failure) -> {
              if (failure != null) {
                fail(writes, failure);
              }
              writes.forEach(Lane::finish);
            });
  }

  private void finishFailed(List<KlistWrite> writes, RuntimeException failure) {
    fail(writes, failure);
    finished.addAll(writes);
  }

  private static void fail(List<KlistWrite> writes, Throwable failure) {
    KlistCode code = Klist.failure(failure, KlistCode.WRITE_FAILED);
    for (KlistWrite write : writes) {
      write.result(
          write.kind == KlistWrite.Kind.READ_FOR_UPDATE && code == KlistCode.WRITE_FAILED
              ? KlistCode.READ_FAILED
              : code);
    }
  }

  /** Makes the writes that wait, takes no more, and ends the thread. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      arrived.signal();
    } finally {
      lock.unlock();
    }
    try {
      thread.join(CLOSE_PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A partition key as the key of a map. */
  private static final class RowName {
    private final byte[] partition;
    private final int hash;

    RowName(byte[] partition) {
      this.partition = partition;
      this.hash = Arrays.hashCode(partition);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(Object o) {
      return o instanceof RowName other && Arrays.equals(partition, other.partition);
    }
  }
}
