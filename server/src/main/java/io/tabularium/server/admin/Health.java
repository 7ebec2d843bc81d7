/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.admin;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Whether the server should be sent requests. Besides its own state it asks the storage, on a
 * thread of its own and not more than once at a time, so that a disk that hangs makes the server
 * unhealthy rather than its health check endless.
 */
public final class Health {
  /** Where the server is in its life. */
  public enum State {
    /** Opening the store. */
    STARTING,
    /** Serving. */
    READY,
    /** Finishing what it has, taking no more. */
    STOPPING
  }

  /**
   * An answer.
   *
   * @param healthy whether to send requests
   * @param text one line
   */
  public record Report(boolean healthy, String text) {}

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Object lock = new Object();
  private volatile State state = State.STARTING;
  private volatile Runnable probe = () -> {};
  private CompletableFuture<Void> running;

  /** Enters another state. */
  public void enter(State next) {
    state = next;
  }

  /** Whether the server is on its way out. */
  public boolean isStopping() {
    return state == State.STOPPING;
  }

  /** Sets what is run to see whether the storage works; it throws if not. */
  public void probe(Runnable storageProbe) {
    probe = storageProbe;
  }

  /** Asks. Takes no more than some seconds. */
  public Report check() {
    return switch (state) {
      case STARTING -> new Report(false, "starting");
      case STOPPING -> new Report(false, "stopping");
      case READY -> storage();
    };
  }

  private static void runAside(Runnable task) {
    Thread thread = new Thread(task, "tabularium-health");
    thread.setDaemon(true);
    thread.start();
  }

  private Report storage() {
    CompletableFuture<Void> asked;
    synchronized (lock) {
      if (running == null || running.isDone()) {
        running = CompletableFuture.runAsync(probe, Health::runAside);
      }
      asked = running;
    }
    try {
      asked.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return new Report(true, "ok");
    } catch (ExecutionException e) {
      return new Report(false, "storage failed: " + e.getCause().getMessage());
    } catch (TimeoutException e) {
      return new Report(false, "storage does not answer");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Report(false, "interrupted");
    }
  }
}
