/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import java.time.Instant;
import java.time.LocalDate;

/** Dates as the protocol's headers write them. */
final class Timestamps {
  /** What {@link #parse} and {@link #parseDay} answer for anything that is not a date. */
  static final long INVALID = Long.MIN_VALUE;

  /** Bytes of a date in a reply. */
  static final int LENGTH = 27;

  private static final int[] DAYS_OF_MONTH = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  // The whole second last written by this object, and its text.
  private long lastSecond = INVALID;
  private final byte[] lastText = new byte[LENGTH];

  /**
   * Reads {@code yyyy-MM-ddTHH:mm:ss}, an optional fraction of one to nine digits, and {@code Z}.
   * The fraction is not looked at: one client writes month, day and hour there.
   *
   * @return seconds since 1970, or {@link #INVALID}
   */
  static long parse(byte[] b, int from, int to) {
    if (to - from < 20 || b[to - 1] != 'Z') {
      return INVALID;
    }
    int fraction = to - 1 - (from + 19);
    if (fraction != 0) {
      if (b[from + 19] != '.' || fraction < 2 || fraction > 10) {
        return INVALID;
      }
      for (int i = from + 20; i < to - 1; i++) {
        if (b[i] < '0' || b[i] > '9') {
          return INVALID;
        }
      }
    }
    if (b[from + 4] != '-'
        || b[from + 7] != '-'
        || b[from + 10] != 'T'
        || b[from + 13] != ':'
        || b[from + 16] != ':') {
      return INVALID;
    }
    long day =
        day(
            Bytes.decimal(b, from, from + 4),
            Bytes.decimal(b, from + 5, from + 7),
            Bytes.decimal(b, from + 8, from + 10));
    long hour = Bytes.decimal(b, from + 11, from + 13);
    long minute = Bytes.decimal(b, from + 14, from + 16);
    long second = Bytes.decimal(b, from + 17, from + 19);
    if (day == INVALID
        || hour < 0
        || hour > 23
        || minute < 0
        || minute > 59
        || second < 0
        || second > 59) {
      return INVALID;
    }
    return day * 86_400 + hour * 3_600 + minute * 60 + second;
  }

  /**
   * Reads {@code yyyyMMdd}.
   *
   * @return days since 1970, or {@link #INVALID}
   */
  static long parseDay(byte[] b, int from, int to) {
    if (to - from != 8) {
      return INVALID;
    }
    return day(
        Bytes.decimal(b, from, from + 4),
        Bytes.decimal(b, from + 4, from + 6),
        Bytes.decimal(b, from + 6, from + 8));
  }

  private static long day(long year, long month, long day) {
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > DAYS_OF_MONTH[(int) month - 1]) {
      return INVALID;
    }
    boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    if (month == 2 && day == 29 && !leap) {
      return INVALID;
    }
    // Years counted from March, so that the leap day is the last of its year.
    long y = month <= 2 ? year - 1 : year;
    long m = month <= 2 ? month + 9 : month - 3;
    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719_468;
  }

  /** Writes {@code yyyy-MM-ddTHH:mm:ss.SSSSSSZ}. */
  void write(Instant instant, byte[] out, int at) {
    long second = instant.getEpochSecond();
    if (second != lastSecond) {
      writeSecond(second);
    }
    System.arraycopy(lastText, 0, out, at, LENGTH);
    digits(instant.getNano() / 1_000, out, at + 20, 6);
  }

  private void writeSecond(long second) {
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(second, 86_400L));
    int time = (int) Math.floorMod(second, 86_400L);
    byte[] text = lastText;
    digits(date.getYear(), text, 0, 4);
    text[4] = '-';
    digits(date.getMonthValue(), text, 5, 2);
    text[7] = '-';
    digits(date.getDayOfMonth(), text, 8, 2);
    text[10] = 'T';
    digits(time / 3_600, text, 11, 2);
    text[13] = ':';
    digits(time / 60 % 60, text, 14, 2);
    text[16] = ':';
    digits(time % 60, text, 17, 2);
    text[19] = '.';
    text[26] = 'Z';
    lastSecond = second;
  }

  private static void digits(int number, byte[] out, int at, int count) {
    int rest = number;
    for (int i = at + count - 1; i >= at; i--) {
      out[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }
}
