/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import java.util.concurrent.TimeUnit;

/**
 * How often an index is refreshed. Where changes come late anyway it matters little whether they
 * are found a second sooner or later, but refreshing would take as much time as taking them in, and
 * leave small segments for merges to clear away. Used by one thread at a time.
 */
final class RefreshPace {
  /** From which lag on changes come late. */
  private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** How many times as long as a refresh took nothing is refreshed after it. */
  private static final int RESTS = 9;

  /** The part of the lag that is added to it. */
  private static final int LAG_PARTS = 4;

  private static final long SHORTEST_REST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST_REST_NANOS = TimeUnit.SECONDS.toNanos(15);

  private final long intervalNanos;
  private long endedNanos;
  private long tookNanos;
  private boolean hasBegun;

  /**
   * A pace.
   *
   * @param intervalNanos the time from the beginning of one refresh to that of the next while
   *     changes come in time
   */
  RefreshPace(long intervalNanos) {
    this.intervalNanos = intervalNanos;
  }

  /** Tells when a refresh began and ended. */
  void refreshed(long beganNanos, long nowNanos) {
    endedNanos = nowNanos;
    tookNanos = nowNanos - beganNanos;
    hasBegun = true;
  }

  /**
   * Whether a refresh has to wait yet.
   *
   * @param lagNanos how late changes come
   */
  boolean waits(long nowNanos, long lagNanos) {
    if (lagNanos < LATE_NANOS || !hasBegun) {
      return false;
    }
    long rest = Math.max(SHORTEST_REST_NANOS, Math.max(RESTS * tookNanos, lagNanos / LAG_PARTS));
    return nowNanos - endedNanos < Math.min(LONGEST_REST_NANOS, rest);
  }

  /**
   * How long after a look at what has changed the next one is due: an interval from beginning to
   * beginning, but a third of the time is left to others.
   *
   * @param tookNanos how long the look took, with a refresh if there was one
   */
  long nextLook(long tookNanos) {
    return Math.max(intervalNanos - tookNanos, tookNanos / 2);
  }
}
