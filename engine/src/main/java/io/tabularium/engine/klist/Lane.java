/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.klist;

import io.tabularium.model.klist.KlistCode;
import io.tabularium.storage.TableSpace;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes some of the rows, on one thread at a time. Writes wait in a bounded queue; those that have
 * gathered while the previous ones were made are made together.
 *
 * <p>The lane has a thread of its own, but whoever brings writes while it is free may make them
 * himself, in haste: that spares waking a thread and being woken by it. What would have to wait is
 * left to the lane's thread.
 */
final class Lane implements AutoCloseable {
  private static final long CLOSE_PATIENCE_MILLIS = 10_000;

  private final int capacity;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();

  // Guarded by the lock.
  private List<KlistWrite> waiting = new ArrayList<>();
  private boolean closed;

  /** Whether some thread makes writes, or has left some to the lane's thread. */
  private boolean busy;

  /** Whether the maker has been left with writes that are not made. */
  private boolean left;

  /** Writes that have been taken out of the queue, or never were in it, and are not made. */
  private int inHand;

  /** For whoever has made the lane busy. */
  private final LaneWork work;

  Lane(TableSpace space, Clock clock, TimeToLiveMark ttlMark, int capacity, String name) {
    this.work = new LaneWork(space, clock, ttlMark);
    this.capacity = capacity;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Queues writes in order; those for which there is no room fail at once. */
  void submit(List<KlistWrite> writes) {
    submit(writes, false);
  }

  /** As {@link #submit}, but makes them on the calling thread if the lane is free. */
  void submitInHaste(List<KlistWrite> writes) {
    submit(writes, work.isBrief(writes));
  }

  private void submit(List<KlistWrite> writes, boolean mayMake) {
    boolean make;
    int accepted;
    lock.lock();
    try {
      int room = closed ? 0 : capacity - inHand - waiting.size();
      accepted = Math.max(0, Math.min(room, writes.size()));
      make = mayMake && !busy && waiting.isEmpty() && accepted == writes.size();
      if (make) {
        busy = true;
        inHand = accepted;
      } else {
        for (int i = 0; i < accepted; i++) {
          waiting.add(writes.get(i));
        }
        wakeThread();
      }
    } finally {
      lock.unlock();
    }
    for (int i = accepted; i < writes.size(); i++) {
      KlistWrite refused = writes.get(i);
      refused.result(KlistCode.TEMPORARY_FAILURE);
      refused.finish();
    }
    if (make) {
      boolean made = false;
      try {
        made = work.makeInHaste(writes);
      } finally {
        leave(!made);
      }
    }
  }

  /** Has the lane's thread look around if there is something for it to do. */
  private void wakeThread() {
    if (left || closed || (!busy && !waiting.isEmpty())) {
      arrived.signal();
    }
  }

  /**
   * Lets others have the lane.
   *
   * @param unfinished whether the lane's thread has to go on first
   */
  private void leave(boolean unfinished) {
    lock.lock();
    try {
      left = unfinished;
      if (!unfinished) {
        busy = false;
        inHand = 0;
      }
      wakeThread();
    } finally {
      lock.unlock();
    }
  }

  /** Writes that wait. */
  int queued() {
    lock.lock();
    try {
      return waiting.size() + inHand;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    List<KlistWrite> batch = new ArrayList<>();
    while (take(batch)) {
      try {
        work.goOn();
        work.make(batch);
      } finally {
        batch.clear();
        leave(false);
      }
    }
  }

  /**
   * Waits until there is something to do, makes the lane busy and takes all writes there are;
   * {@code false} if there will be none any more.
   */
  private boolean take(List<KlistWrite> batch) {
    lock.lock();
    try {
      while (!left && (busy || waiting.isEmpty())) {
        if (closed && !busy) {
          return false;
        }
        arrived.awaitUninterruptibly();
      }
      busy = true;
      left = false;
      batch.addAll(waiting);
      waiting.clear();
      inHand += batch.size();
      return true;
    } finally {
      lock.unlock();
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
}
