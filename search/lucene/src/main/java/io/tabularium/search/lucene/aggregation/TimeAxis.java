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

/**
 * Steps of time. A step is its beginning in milliseconds. The range goes from the step its lower
 * bound lies in up to, not including, the step its upper bound lies in, as the service has it.
 */
final class TimeAxis extends Axis {
  /** 1970-01-01 was a Thursday, weeks begin on Monday. */
  private static final long MONDAY = 4 * Unit.DAY.millis();

  private static final int MONTHS_PER_YEAR = 12;

  private final Unit unit;
  private final long length;
  private final int months;

  /** What is added to a moment so that steps begin as they would at offset 0 in UTC. */
  private final long shift;

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
    long begin;
    if (unit.isCalendar()) {
      LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(local, Unit.DAY.millis()));
      LocalDate month = day.withDayOfMonth(1);
      begin = begin(month.minusMonths((month.getMonthValue() - 1) % months));
    } else {
      long phase = unit == Unit.WEEK ? MONDAY : 0;
      begin = Math.floorDiv(local - phase, length) * length + phase;
    }
    return begin - shift;
  }

  private static long begin(LocalDate day) {
    return day.toEpochDay() * Unit.DAY.millis();
  }

  @Override
  long next(long step) {
    if (!unit.isCalendar()) {
      return step + length;
    }
    LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(step + shift, Unit.DAY.millis()));
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
