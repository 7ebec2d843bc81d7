/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.model.Errors;
import io.tabularium.model.Limits;
import io.tabularium.model.Value;
import io.tabularium.search.aggregation.GroupByDateHistogram;
import io.tabularium.search.lucene.document.DateFormats;
import io.tabularium.search.lucene.query.Operands;
import io.tabularium.search.query.DateInterval;
import io.tabularium.search.query.DateInterval.Unit;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;

/**
 * Steps of time. A step is its beginning in milliseconds. The range goes from the step its lower
 * bound lies in up to, not including, the step its upper bound lies in, as the service has it.
 */
final class TimeAxis extends Axis {
  /** 1970-01-01 was a Thursday, weeks begin on Monday. */
  private static final long MONDAY = 4 * Unit.DAY.millis();

  private static final int MONTHS_PER_YEAR = 12;

  private static final long DAY = Unit.DAY.millis();

  /** Days whose steps are kept, a power of two: a few years. */
  private static final int DAYS_KEPT = 1 << 11;

  private final Unit unit;
  private final long length;
  private final int months;

  /** What is added to a moment so that steps begin as they would at offset 0 in UTC. */
  private final long shift;

  /** Of calendar units some days, and the steps they lie in; each day has one place. */
  private final long[] days;

  private final long[] begins;

  private final Long first;
  private final Long end;

  TimeAxis(GroupByDateHistogram request, DateFormats formats) {
    DateInterval interval = request.interval();
    this.unit = interval.unit();
    this.length = interval.millis();
    this.months =
        switch (unit) {
          case YEAR -> MONTHS_PER_YEAR;
          case QUARTER_YEAR -> 3;
          default -> 1;
        };
    this.shift = zone(request.timeZone()) - offset(request.offset());
    this.days = new long[unit.isCalendar() ? DAYS_KEPT : 0];
    this.begins = new long[days.length];
    Arrays.fill(days, Long.MIN_VALUE);
    this.first = request.min() == null ? null : (Long) step(millis(request.min(), formats));
    this.end = request.max() == null ? null : (Long) step(millis(request.max(), formats));
    if (first != null && end != null) {
      bound(request.tag());
    }
  }

  private static long zone(String zone) {
    return zone == null ? 0 : ZoneOffset.of(zone).getTotalSeconds() * Unit.SECOND.millis();
  }

  private static long offset(DateInterval offset) {
    if (offset == null) {
      return 0;
    }
    try {
      long millis = Math.multiplyExact((long) offset.value(), offset.unit().millis());
      if (Math.abs(millis) <= Long.MAX_VALUE / DateFormats.NANOS_PER_MILLI) {
        return millis;
      }
    } catch (ArithmeticException e) {
      // No moment can be moved so far.
    }
    throw Errors.searchQueryInvalid();
  }

  private static long millis(Value value, DateFormats formats) {
    return Operands.date(value, formats) / DateFormats.NANOS_PER_MILLI;
  }

  private void bound(String tag) {
    int count = 0;
    for (long step = first; step < end; step = next(step)) {
      if (++count > Limits.SEARCH_GROUPS) {
        throw Errors.aggregationBound(tag, "buckets", 0, Limits.SEARCH_GROUPS);
      }
    }
  }

  @Override
  long step(long millis) {
    long local = millis + shift;
    if (unit.isCalendar()) {
      return calendarStep(Math.floorDiv(local, DAY));
    }
    long phase = unit == Unit.WEEK ? MONDAY : 0;
    return Math.floorDiv(local - phase, length) * length + phase - shift;
  }

  /** The step a day lies in. The calendar takes long, and many rows are of the same days. */
  private long calendarStep(long day) {
    int at = (int) day & (DAYS_KEPT - 1);
    if (days[at] != day) {
      LocalDate month = LocalDate.ofEpochDay(day).withDayOfMonth(1);
      begins[at] = begin(month.minusMonths((month.getMonthValue() - 1) % months)) - shift;
      days[at] = day;
    }
    return begins[at];
  }

  private static long begin(LocalDate day) {
    return day.toEpochDay() * DAY;
  }

  @Override
  long next(long step) {
    if (!unit.isCalendar()) {
      return step + length;
    }
    LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(step + shift, DAY));
    return begin(day.plusMonths(months)) - shift;
  }

  @Override
  boolean holds(long step) {
    return (first == null || step >= first) && (end == null || step < end);
  }

  @Override
  Long first() {
    return first;
  }

  @Override
  boolean ends() {
    return end != null;
  }

  @Override
  String text(long step) {
    return Long.toString(step);
  }
}
