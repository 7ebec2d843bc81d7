/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage;

import java.time.Duration;

/**
 * When a write counts as done.
 *
 * @param period {@code null} if a write is acknowledged only when it is on disk (concurrent writes
 *     share one flush); otherwise writes are acknowledged at once and flushed this often
 */
public record Durability(Duration period) {
  /** Acknowledged means on disk. */
  public static final Durability SYNC = new Durability(null);

  /** Acknowledged at once; a crash of the machine may lose the last {@code period}. */
  public static Durability periodic(Duration period) {
    if (period.isNegative() || period.isZero()) {
      throw new IllegalArgumentException("period must be positive: " + period);
    }
    return new Durability(period);
  }

  /** Whether acknowledged writes are always on disk. */
  public boolean isSync() {
    return period == null;
  }
}
