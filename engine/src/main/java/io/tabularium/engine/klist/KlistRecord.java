/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.klist;

import io.tabularium.model.klist.ColumnSpace;
import io.tabularium.model.klist.KlistLimits;

/**
 * A record that was found.
 *
 * @param table 0 to 255
 * @param row its row
 * @param space the list in which it was found
 * @param column its column
 * @param value its value, perhaps empty
 * @param score its score
 * @param deadline when it expires, in milliseconds since 1970, or 0 for never
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record KlistRecord(
    int table,
    byte[] row,
    ColumnSpace space,
    byte[] column,
    byte[] value,
    long score,
    long deadline) {
  /** Bytes of a record's optional fields: space, value's length, score, time to live. */
  private static final int LENGTH_BYTES = 4;

  /** The remaining seconds of its life, rounded up, at least 1; or 0 if it lives for ever. */
  public int secondsLeft(long now) {
    return secondsLeft(deadline, now);
  }

  /** The seconds until a deadline, as {@link #secondsLeft(long)} tells them. */
  public static int secondsLeft(long deadline, long now) {
    if (deadline == 0) {
      return 0;
    }
    long left = (deadline - now + 999) / 1000;
    return (int) Math.max(1, Math.min(KlistLimits.TTL_SECONDS, left));
  }

  /**
   * What it counts for in a page: the bytes it takes on the wire at most. The same sum as
   * GoTable's, so that pages are cut where clients are used to.
   */
  int pageBytes() {
    return 2
        + 1
        + row.length
        + 2
        + column.length
        + (value.length == 0 ? 0 : LENGTH_BYTES + value.length)
        + (score == 0 ? 0 : Long.BYTES)
        + (deadline == 0 ? 0 : LENGTH_BYTES);
  }
}
