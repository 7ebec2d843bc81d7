/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.document;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How dates of a field are written; a date is nanoseconds since 1970, never before. */
public final class DateFormats {
  /** Nanoseconds of a millisecond. */
  public static final long NANOS_PER_MILLI = 1_000_000L;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final List<DateTimeFormatter> patterns = new ArrayList<>();
  private long nanosPerUnit;

  /** Takes the formats of a schema that keeps the rules. */
  public DateFormats(List<String> formats) {
    for (String format : formats) {
      long unit =
          switch (format) {
            case "epoch_second" -> NANOS_PER_SECOND;
            case "epoch_millis" -> NANOS_PER_MILLI;
            case "epoch_micros" -> 1_000L;
            case "epoch_nanos" -> 1L;
            default -> 0L;
          };
      if (unit == 0) {
        patterns.add(formatter(format));
      } else if (nanosPerUnit == 0) {
        nanosPerUnit = unit;
      }
    }
  }

  private static DateTimeFormatter formatter(String pattern) {
    StringBuilder strict = new StringBuilder();
    StringBuilder letters = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      quoted ^= c == '\'';
      // Strict resolution knows no year of an unknown era.
      strict.append(c == 'y' && !quoted ? 'u' : c);
      if (!quoted) {
        letters.append(c);
      }
    }
    DateTimeFormatterBuilder builder =
        new DateTimeFormatterBuilder().parseCaseInsensitive().appendPattern(strict.toString());
    preset(builder, letters, "y", ChronoField.YEAR, 1970);
    preset(builder, letters, "M", ChronoField.MONTH_OF_YEAR, 1);
    preset(builder, letters, "d", ChronoField.DAY_OF_MONTH, 1);
    preset(builder, letters, "HK", ChronoField.HOUR_OF_DAY, 0);
    preset(builder, letters, "m", ChronoField.MINUTE_OF_HOUR, 0);
    preset(builder, letters, "s", ChronoField.SECOND_OF_MINUTE, 0);
    preset(builder, letters, "S", ChronoField.NANO_OF_SECOND, 0);
    return builder
        .toFormatter(Locale.ROOT)
        .withResolverStyle(ResolverStyle.STRICT)
        .withChronology(IsoChronology.INSTANCE);
  }

  private static void preset(
      DateTimeFormatterBuilder builder,
      StringBuilder letters,
      String any,
      ChronoField field,
      long value) {
    if (letters.chars().noneMatch(c -> any.indexOf(c) >= 0)) {
      builder.parseDefaulting(field, value);
    }
  }

  /** A number in a column, or {@code null} if the field's dates are not written as numbers. */
  public Long ofNumber(long number) {
    return nanosPerUnit == 0 ? null : nanos(number, nanosPerUnit);
  }

  /** A number in a query: in the field's unit, or else milliseconds. */
  public Long ofQueryNumber(long number) {
    return nanos(number, nanosPerUnit == 0 ? NANOS_PER_MILLI : nanosPerUnit);
  }

  private static Long nanos(long number, long unit) {
    return number < 0 || number > Long.MAX_VALUE / unit ? null : (Long) (number * unit);
  }

  /** A text in one of the field's formats, or {@code null} if it is in none. */
  public Long ofText(String text) {
    for (DateTimeFormatter pattern : patterns) {
      try {
        Long nanos = nanos(pattern.parse(text));
        if (nanos != null) {
          return nanos;
        }
      } catch (DateTimeException e) {
        // Perhaps the next one.
      }
    }
    return null;
  }

  /** A text in a query: in one of the field's formats, or a number in its unit. */
  public Long ofQueryText(String text) {
    Long date = ofText(text);
    if (date == null && nanosPerUnit != 0) {
      try {
        date = ofNumber(Long.parseLong(text));
      } catch (NumberFormatException e) {
        return null;
      }
    }
    return date;
  }

  private static Long nanos(TemporalAccessor parsed) {
    LocalDate date = parsed.query(TemporalQueries.localDate());
    LocalTime time = parsed.query(TemporalQueries.localTime());
    if (date == null) {
      return null;
    }
    ZoneId zone = parsed.query(TemporalQueries.zone());
    Instant instant =
        date.atTime(time == null ? LocalTime.MIDNIGHT : time)
            .atZone(zone == null ? ZoneOffset.UTC : zone)
            .toInstant();
    BigInteger nanos =
        BigInteger.valueOf(instant.getEpochSecond())
            .multiply(BigInteger.valueOf(NANOS_PER_SECOND))
            .add(BigInteger.valueOf(instant.getNano()));
    return nanos.signum() < 0 || nanos.bitLength() >= Long.SIZE ? null : (Long) nanos.longValue();
  }
}
