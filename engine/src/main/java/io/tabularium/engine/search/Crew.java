/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.search;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/**
 * Does the parts of one piece of work on several threads: on the caller's, and on those of an
 * executor that have time. The caller never waits for a thread that has not begun, so it may be one
 * of the executor's itself. Thread-safe.
 */
final class Crew {
  /** Does everything on the caller's thread. */
  static final Crew ALONE = new Crew(1, Runnable::run);

  private final int threads;
  private final Executor helpers;
  private final Executor aside;

  /** A crew whose helpers also do what is to be done meanwhile. */
  Crew(int threads, Executor helpers) {
    this(threads, helpers, helpers);
  }

  /**
   * A crew.
   *
   * @param threads the most that work on one piece, the caller's included
   * @param helpers runs the others, or drops them
   * @param aside runs what is done {@linkplain #meanwhile}, or drops it
   */
  Crew(int threads, Executor helpers, Executor aside) {
    this.threads = threads;
    this.helpers = helpers;
    this.aside = aside;
  }

  /** One that works on a piece alone, with the same others to do something meanwhile. */
  Crew single() {
    return new Crew(1, helpers, aside);
  }

  /**
   * Does all parts, in any order, and returns when all are done. After a failure parts not begun
   * are left out.
   *
   * @param work is given the number of each part, from 0
   * @throws RuntimeException the first failure of a part, as it is
   */
  void each(int parts, IntConsumer work) {
    Job job = new Job(parts, work);
    for (int i = 1; i < Math.min(threads, parts); i++) {
      helpers.execute(job);
    }
    job.finish();
  }

  /**
   * Has another thread do something while the caller goes on. The caller must {@linkplain
   * Job#finish finish} it some time, since a busy executor may not come to it, or drop it.
   */
  Job meanwhile(Runnable work) {
    Job job = new Job(1, part -> work.run());
    aside.execute(job);
    return job;
  }

  /** Parts of work that several threads share. */
  static final class Job implements Runnable {
    private final int parts;
    private final IntConsumer work;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final CountDownLatch done;

    private Job(int parts, IntConsumer work) {
      this.parts = parts;
      this.work = work;
      this.done = new CountDownLatch(parts);
    }

    @Override
    public void run() {
      for (int part = next.getAndIncrement(); part < parts; part = next.getAndIncrement()) {
        try {
          if (failure.get() == null) {
            work.accept(part);
          }
        } catch (RuntimeException | Error e) {
          failure.compareAndSet(null, e);
        } finally {
          done.countDown();
        }
      }
    }

    /** Whether all parts are done, or left out after a failure. */
    boolean isDone() {
      return done.getCount() == 0;
    }

    /**
     * Does what nobody has begun, and waits for the rest.
     *
     * @throws RuntimeException the first failure of a part, as it is
     */
    void finish() {
      run();
      await();
    }

    /**
     * Parts that others have begun must not go on behind the caller's back: it cannot be hurried.
     */
    private void await() {
      boolean interrupted = false;
      while (true) {
        try {
          done.await();
          break;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      Throwable first = failure.get();
      if (first instanceof Error e) {
        throw e;
      }
      if (first != null) {
        throw (RuntimeException) first;
      }
    }
  }
}
