/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.engine;

import java.time.Duration;

/** Waits for background work to end, so that one measurement does not pay for another. */
public final class Settling {
  private Settling() {}

  /** Says whether there is no background work right now. */
  @FunctionalInterface
  public interface Idle {
    /** Asks. */
    boolean isIdle() throws Exception;
  }

  /** Waits until all are idle for half a second, at most for the given time. */
  public static void await(Duration atMost, Idle... all) throws Exception {
    long deadline = System.nanoTime() + atMost.toNanos();
    int quiet = 0;
    while (quiet < 5 && System.nanoTime() < deadline) {
      boolean idle = true;
      for (Idle one : all) {
        idle &= one.isIdle();
      }
      quiet = idle ? quiet + 1 : 0;
      Thread.sleep(100);
    }
  }

  /** Tells a number that background work changes. */
  @FunctionalInterface
  public interface Figure {
    /** Asks. */
    long get() throws Exception;
  }

  /** Waits until a figure has stayed the same for a while, at most for the given time. */
  public static void awaitUnchanged(Duration atMost, Duration quiet, Figure figure)
      throws Exception {
    long[] last = {-1, System.nanoTime()};
    await(
        atMost,
        () -> {
          long value = figure.get();
          long now = System.nanoTime();
          if (value != last[0]) {
            last[0] = value;
            last[1] = now;
          }
          return now - last[1] > quiet.toNanos();
        });
  }
}
