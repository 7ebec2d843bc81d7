/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

/**
 * Which changes a tunnel shall deliver.
 *
 * @param earliest whether from the oldest change there is, rather than from the tunnel's creation
 *     on; not looked at if there is a start
 * @param startNanos the time of the first change, in nanoseconds since 1970; 0 for none
 * @param endNanos the time that all changes are before, in nanoseconds since 1970; 0 for none
 */
public record StreamRange(boolean earliest, long startNanos, long endNanos) {
  /** From the tunnel's creation on, without end. */
  public static final StreamRange LATEST = new StreamRange(false, 0, 0);
}
