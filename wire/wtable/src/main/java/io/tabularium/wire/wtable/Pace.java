/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.wtable;

/**
 * Tells whether what a network thread does itself has become slow. It takes many operations to
 * tell, for a thread that has to share its processor now and then stands still without any disk.
 * Not thread-safe.
 */
final class Pace {
  /**
   * Operations are looked at once they have taken so long together: several times as long as a
   * thread that clients on the same machine compete with may be kept off its processor at a time.
   */
  private static final long SAMPLE_NANOS = 50_000_000;

  /** Operations that take so long each, on average, wait for the disk. */
  private static final long SLOW_NANOS = 100_000;

  private long nanos;
  private int count;

  /** Notes how long some operations took, and tells whether they are slow. */
  boolean isSlow(int more, long took) {
    count += more;
    nanos += took;
    if (nanos < SAMPLE_NANOS) {
      return false;
    }
    boolean slow = nanos > SLOW_NANOS * count;
    count = 0;
    nanos = 0;
    return slow;
  }
}
