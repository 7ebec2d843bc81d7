/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Decides which failures of an outage are logged: while the store cannot be used every request
 * fails, all for the same reason, and a stack trace of each would fill the disk on top of it. So
 * one in a second is, the others are counted.
 */
final class OutageLog {
  /** What {@link #next} answers for a failure that is only counted. */
  static final long COUNTED = -1;

  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final LongSupplier nanos;
  private final AtomicLong notBefore;
  private final AtomicLong counted = new AtomicLong();

  /**
   * A log that has seen nothing.
   *
   * @param nanos a clock like {@link System#nanoTime}
   */
  OutageLog(LongSupplier nanos) {
    this.nanos = nanos;
    this.notBefore = new AtomicLong(nanos.getAsLong());
  }

  /**
   * Takes note of a failure.
   *
   * @return if it is to be logged, how many were not since the last that was; else {@link #COUNTED}
   */
  long next() {
    long now = nanos.getAsLong();
    long due = notBefore.get();
    if (now - due >= 0 && notBefore.compareAndSet(due, now + INTERVAL_NANOS)) {
      return counted.getAndSet(0);
    }
    counted.incrementAndGet();
    return COUNTED;
  }
}
