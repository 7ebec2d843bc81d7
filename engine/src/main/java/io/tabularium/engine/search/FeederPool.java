/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.search;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the steps of all indexes on a few threads: in turn while there is work, and otherwise when
 * an index's rest is over or somebody wakes it. Threads that have nothing to do help those that do.
 */
final class FeederPool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FeederPool.class);

  /** Commits that may wait; there is one of each index at most. */
  private static final int COMMITS_WAITING = 1000;

  private final ScheduledThreadPoolExecutor executor;

  /** Makes commits. They wait for the disk, and should not keep a thread from its work by that. */
  private final ThreadPoolExecutor committer;

  private final Crew crew;
  private final Map<Long, Turn> turns = new ConcurrentHashMap<>();

  FeederPool(int threads) {
    AtomicInteger number = new AtomicInteger();
    executor =
        new ScheduledThreadPoolExecutor(
            threads, work -> daemon(work, "tabularium-search-" + number.incrementAndGet()));
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    executor.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    committer =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(COMMITS_WAITING),
            work -> daemon(work, "tabularium-search-commit"),
            new ThreadPoolExecutor.CallerRunsPolicy());
    crew = new Crew(threads, executor, committer);
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Begins to run an index's steps. */
  void add(LiveIndex index) {
    Turn turn = new Turn(index);
    turns.put(index.id(), turn);
    turn.wake();
  }

  /** Has an index look for work now. */
  void wake(LiveIndex index) {
    Turn turn = turns.get(index.id());
    if (turn != null) {
      turn.wake();
    }
  }

  /** Runs no more steps of an index; one that runs goes on to its end. */
  void remove(LiveIndex index) {
    Turn turn = turns.remove(index.id());
    if (turn != null) {
      turn.over = true;
    }
  }

  /** Lets steps that run end by themselves: an interrupted one could spoil its index's files. */
  @Override
  public void close() {
    executor.shutdown();
    committer.shutdown();
    try {
      if (!executor.awaitTermination(30, TimeUnit.SECONDS)) {
        LOG.warn("A search index still works on its last step");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** An index's place in the queue: it stands there at most once. */
  private final class Turn implements Runnable {
    private static final int RESTING = 0;
    private static final int QUEUED = 1;
    private static final int RUNNING = 2;
    private static final int RUNNING_AND_WOKEN = 3;

    private final LiveIndex index;
    private final AtomicInteger state = new AtomicInteger(RESTING);

    /** Counts rests, so that the end of one that was cut short wakes nobody. */
    private final AtomicInteger rests = new AtomicInteger();

    private volatile boolean over;

    private Turn(LiveIndex index) {
      this.index = index;
    }

    void wake() {
      int now = state.get();
      if (now == RUNNING) {
        if (!state.compareAndSet(RUNNING, RUNNING_AND_WOKEN)) {
          wake();
        }
      } else if (now == RESTING && state.compareAndSet(RESTING, QUEUED)) {
        executor.execute(this);
      }
    }

    @Override
    public void run() {
      if (over) {
        return;
      }
      state.set(RUNNING);
      Duration rest;
      try {
        rest = index.step(crew);
      } catch (Error e) {
        LOG.error("{} could not take a step", index, e);
        rest = Duration.ofSeconds(1);
      }
      if (over) {
        return;
      }
      if (rest.isZero()) {
        state.set(QUEUED);
        executor.execute(this);
        return;
      }
      int mine = rests.incrementAndGet();
      if (!state.compareAndSet(RUNNING, RESTING)) {
        state.set(QUEUED);
        executor.execute(this);
        return;
      }
      var unused =
          executor.schedule(
              () -> {
                if (rests.get() == mine) {
                  wake();
                }
              },
              rest.toNanos(),
              TimeUnit.NANOSECONDS);
    }
  }
}
