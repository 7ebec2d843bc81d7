/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.query;

/**
 * A stretch of time.
 *
 * @param value how many units; may be negative in an offset
 * @param unit of what
 */
public record DateInterval(int value, Unit unit) {
  /** Units of time. */
  public enum Unit {
    /** A calendar year. */
    YEAR(365 * 86_400_000L),
    /** Three calendar months. */
    QUARTER_YEAR(91 * 86_400_000L),
    /** A calendar month. */
    MONTH(30 * 86_400_000L),
    /** Seven days. */
    WEEK(7 * 86_400_000L),
    /** 24 hours. */
    DAY(86_400_000L),
    /** 60 minutes. */
    HOUR(3_600_000L),
    /** 60 seconds. */
    MINUTE(60_000L),
    /** 1000 milliseconds. */
    SECOND(1000L),
    /** The smallest unit. */
    MILLISECOND(1L);

    private final long millis;

    Unit(long millis) {
      this.millis = millis;
    }

    /** Its length; of a calendar unit about. */
    public long millis() {
      return millis;
    }

    /** Whether it is as long as the calendar makes it. */
    public boolean isCalendar() {
      return this == YEAR || this == QUARTER_YEAR || this == MONTH;
    }
  }

  /** Its length in milliseconds; with a calendar unit about. */
  public long millis() {
    return value * unit.millis();
  }
}
