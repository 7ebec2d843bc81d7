/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.names.etcd;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that does one step after another. A step that fails unforeseen is logged. */
final class Loop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
  private static final int PATIENCE_SECONDS = 10;

  private final ScheduledExecutorService thread;

  /** What a thread does next; interrupted when the loop is closed. */
  @FunctionalInterface
  interface Step {
    void run() throws InterruptedException;
  }

  Loop(String name) {
    thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread made = new Thread(task, name);
              made.setDaemon(true);
              return made;
            });
  }

  void now(Step step) {
    after(Duration.ZERO, step);
  }

  void after(Duration pause, Step step) {
    try {
      var unused = thread.schedule(() -> run(step), pause.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // Closed: there are no more steps.
    }
  }

  private static void run(Step step) {
    try {
      step.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("a step failed", e);
    }
  }

  /** Ends the step that is under way and waits for it; there will be no other. */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("a step does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
