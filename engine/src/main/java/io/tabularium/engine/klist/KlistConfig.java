/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.klist;

import io.tabularium.model.klist.KlistLimits;

/**
 * Settings of the klist model.
 *
 * @param lanes threads that write; rows are spread over them
 * @param laneCapacity writes that may wait for one lane; more are told to come back later
 * @param scanRecords records of one page of a scan
 * @param sweepIntervalMillis how long after a search for expired records the next one begins
 */
public record KlistConfig(int lanes, int laneCapacity, int scanRecords, long sweepIntervalMillis) {
  /** What a server uses unless configured otherwise. */
  public static final KlistConfig DEFAULT =
      new KlistConfig(
          Math.max(1, Math.min(16, Runtime.getRuntime().availableProcessors() / 2)),
          65_536,
          KlistLimits.SCAN_RECORDS,
          600_000);

  /** The same with pages of another size. */
  public KlistConfig withScanRecords(int records) {
    return new KlistConfig(lanes, laneCapacity, records, sweepIntervalMillis);
  }

  /** The same with another pause between searches for expired records. */
  public KlistConfig withSweepIntervalMillis(long millis) {
    return new KlistConfig(lanes, laneCapacity, scanRecords, millis);
  }
}
