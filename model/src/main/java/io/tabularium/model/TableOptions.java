/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

/**
 * A table's adjustable properties.
 *
 * @param timeToLiveSeconds how long a version lives, or -1 for ever
 * @param maxVersions how many of the newest versions of a column are kept
 * @param maxTimeDeviationSeconds how far an explicit timestamp may be from the server's clock
 * @param allowUpdate whether UpdateRow is allowed
 * @param updateFullRow whether UpdateRow replaces the whole row
 */
public record TableOptions(
    int timeToLiveSeconds,
    int maxVersions,
    long maxTimeDeviationSeconds,
    boolean allowUpdate,
    boolean updateFullRow) {

  /** The time to live of a table whose cells never expire. */
  public static final int FOREVER = -1;

  /** The deviation a table gets when its creator names none: one day. */
  public static final long DEFAULT_MAX_TIME_DEVIATION_SECONDS = 86_400;

  /** One version for ever: what the SDKs' own defaults amount to. */
  public static final TableOptions DEFAULT =
      new TableOptions(FOREVER, 1, DEFAULT_MAX_TIME_DEVIATION_SECONDS, true, false);

  /** The same options with another number of versions. */
  public TableOptions withMaxVersions(int versions) {
    return new TableOptions(
        timeToLiveSeconds, versions, maxTimeDeviationSeconds, allowUpdate, updateFullRow);
  }

  /** The same options with another time to live. */
  public TableOptions withTimeToLiveSeconds(int seconds) {
    return new TableOptions(
        seconds, maxVersions, maxTimeDeviationSeconds, allowUpdate, updateFullRow);
  }
}
