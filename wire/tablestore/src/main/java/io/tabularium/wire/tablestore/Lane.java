/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

/**
 * One operation and where its requests are served: on workers, or, while it is brief, right on the
 * network thread.
 *
 * <p>Implementation note: a request that crosses to a worker and back costs two wake-ups, which is
 * about half of all the processor time of a small read while the server is not so busy that its
 * threads stay awake (6,000 requests a second over 16 connections: 37 to 88 microseconds each with
 * a worker, 26 to 29 without; at full load 19 and 13). A network thread that reads from memory
 * loses nothing by doing it itself. But one that waits for a disk keeps all its connections
 * waiting, so the choice follows a running average of what the operation really takes, and a single
 * slow one sends the next few dozen to the workers.
 */
final class Lane {
  /** An operation that takes longer than this on average is not brief. */
  private static final long BRIEF_NANOS = 200_000;

  /**
   * No request counts for more than this. Where processors are few, a thread is now and then taken
   * off its processor for several milliseconds in the middle of a request; that says nothing about
   * the operation, and sending such requests to the workers only makes for more threads that wait.
   * Reads that go to a slow disk are frequent while they last, and add up all the same.
   */
  private static final long OUTLIER_NANOS = 1_000_000;

  /** Bodies above this are work enough for a worker before the operation has even begun. */
  private static final int BRIEF_BYTES = 16 * 1024;

  private final Operation operation;
  private final boolean brief;

  // Written by many threads without care: a lost update of an average does no harm. Where it begins
  // sends the first requests to the workers, until the code is warm.
  private volatile long averageNanos = OUTLIER_NANOS;

  Lane(Operation operation) {
    this.operation = operation;
    this.brief = operation.brief();
  }

  /** What is done here. */
  Operation operation() {
    return operation;
  }

  /** Whether a request with so large a body is best served on the thread that received it. */
  boolean servedAtOnce(int bodyBytes) {
    return brief && bodyBytes <= BRIEF_BYTES && averageNanos < BRIEF_NANOS;
  }

  /** Notes what serving a request took. */
  void took(long nanos) {
    if (brief) {
      long average = averageNanos;
      averageNanos = average + (Math.min(nanos, OUTLIER_NANOS) - average) / 32;
    }
  }
}
