/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.config;

import io.tabularium.model.Limits;
import io.tabularium.model.klist.KlistLimits;
import io.tabularium.storage.Durability;
import io.tabularium.wire.tablestore.Access;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A type of setting: how its text is read and how to tell an operator what is expected.
 *
 * @param expectation ends the sentence "NAME must be ..."
 * @param parser the value, or {@code null} if the text is not one
 * @param <T> what it is read into
 */
public record Kind<T>(String expectation, Function<String, T> parser) {
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,12})\\s*([KMGT]i?B|B)?");
  private static final Pattern TIME = Pattern.compile("([0-9]{1,12})\\s*(ms|s|m|h|d)");
  private static final Pattern INSTANCE =
      Pattern.compile(
          "[A-Za-z][A-Za-z0-9-]{"
              + (Limits.INSTANCE_NAME_MIN - 2)
              + ","
              + (Limits.INSTANCE_NAME_MAX - 2)
              + "}[A-Za-z0-9]");
  private static final Duration DEFAULT_PERIOD = Duration.ofMillis(100);

  /** A century, which nanoseconds in 64 bits still hold. */
  private static final Duration LONGEST_TIME = Duration.ofDays(36_500);

  /** Any text that is not empty. */
  public static final Kind<String> TEXT =
      new Kind<>("text that is not empty", text -> text.isEmpty() ? null : text);

  /** A WTable password, which a packet's row has to hold. */
  public static final Kind<String> PASSWORD =
      new Kind<>(
          "text of 1 to " + KlistLimits.ROW_BYTES + " bytes",
          text -> {
            int length = text.getBytes(StandardCharsets.UTF_8).length;
            return length == 0 || length > KlistLimits.ROW_BYTES ? null : text;
          });

  /** A whole number of 32 bits without sign. */
  public static final Kind<Long> UNSIGNED =
      new Kind<>(
          "a whole number from 0 to 4294967295",
          text ->
              text.matches("[0-9]{1,10}") && Long.parseLong(text) <= 0xffff_ffffL
                  ? Long.valueOf(text)
                  : null);

  /** An access key's id, which stands before a colon in headers. */
  public static final Kind<String> KEY_ID =
      new Kind<>(
          "1 to 128 letters, digits or any of . _ - + = / @",
          text -> text.matches("[A-Za-z0-9._+=/@-]{1,128}") ? text : null);

  /** A file or directory. */
  public static final Kind<Path> PATH =
      new Kind<>(
          "a path",
          text -> {
            try {
              return text.isEmpty() ? null : Path.of(text);
            } catch (InvalidPathException e) {
              return null;
            }
          });

  /** {@code HOST:PORT}. */
  public static final Kind<Address> ADDRESS =
      new Kind<>("HOST:PORT, such as 127.0.0.1:8280 or [::1]:8280", Address::parse);

  /** A member of an etcd. */
  public static final Kind<String> ETCD =
      new Kind<>(
          "a URL such as http://127.0.0.1:2379",
          text ->
              text.startsWith("http://") && Address.parse(text.substring(7)) != null ? text : null);

  /** Yes or no. */
  public static final Kind<Boolean> BOOLEAN =
      new Kind<>(
          "true or false",
          text ->
              switch (text) {
                case "true" -> true;
                case "false" -> false;
                default -> null;
              });

  /** A number of bytes. */
  public static final Kind<Long> BYTES =
      new Kind<>("a size such as 512MiB, 2GiB or 65536", Kind::parseBytes);

  /** A number of bytes, or {@code auto}, which reads as -1. */
  public static final Kind<Long> BYTES_OR_AUTO =
      new Kind<>(
          "\"auto\" or a size such as 512MiB or 2GiB",
          text -> text.equals("auto") ? Long.valueOf(-1) : parseBytes(text));

  /** A length of time, a century at most. */
  public static final Kind<Duration> TIME_SPAN =
      new Kind<>("a time such as 500ms, 10s, 15m, 2h or 7d", Kind::parseTime);

  /** When a write counts as done. */
  public static final Kind<Durability> DURABILITY =
      new Kind<>(
          "\"sync\", \"periodic\" or \"periodic:MILLISECONDS\"",
          text -> {
            if (text.equals("sync")) {
              return Durability.SYNC;
            }
            if (text.equals("periodic")) {
              return Durability.periodic(DEFAULT_PERIOD);
            }
            Matcher matcher = Pattern.compile("periodic:([0-9]{1,8})").matcher(text);
            if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
              return null;
            }
            return Durability.periodic(Duration.ofMillis(Long.parseLong(matcher.group(1))));
          });

  /** The name of an instance. */
  public static final Kind<String> INSTANCE_NAME =
      new Kind<>(
          "an instance name: "
              + Limits.INSTANCE_NAME_MIN
              + " to "
              + Limits.INSTANCE_NAME_MAX
              + " letters, digits and hyphens, beginning with a letter and not ending with a hyphen",
          text -> INSTANCE.matcher(text).matches() ? text : null);

  /** Instance names with {@code *}. */
  public static final Kind<String> INSTANCE_PATTERN =
      new Kind<>(
          "an instance name in which * stands for any characters",
          text -> text.matches("[A-Za-z0-9*-]{1,64}") ? text : null);

  /** Table names with {@code *}. */
  public static final Kind<String> TABLE_PATTERN =
      new Kind<>(
          "a table name in which * stands for any characters",
          text -> text.matches("[A-Za-z0-9_*]{1,255}") ? text : null);

  /** What a grant permits. */
  public static final Kind<Access> ACCESS =
      new Kind<>(
          "one of read, write, admin",
          text ->
              switch (text) {
                case "read" -> Access.READ;
                case "write" -> Access.WRITE;
                case "admin" -> Access.ADMIN;
                default -> null;
              });

  /** How much is logged. */
  public static final Kind<String> LOG_LEVEL =
      choice("error", "warn", "info", "debug", "trace", "off");

  /** A whole number within bounds. */
  public static Kind<Integer> integer(int min, int max) {
    return new Kind<>(
        "a whole number from " + min + " to " + max,
        text -> {
          if (!text.matches("-?[0-9]{1,10}")) {
            return null;
          }
          long number = Long.parseLong(text);
          return number < min || number > max ? null : Integer.valueOf((int) number);
        });
  }

  /** A number of threads, or {@code auto}, which reads as 0. */
  public static Kind<Integer> threads(int max) {
    Kind<Integer> number = integer(1, max);
    return new Kind<>(
        "\"auto\" or " + number.expectation(),
        text -> text.equals("auto") ? Integer.valueOf(0) : number.parser().apply(text));
  }

  /** One of a few words. */
  public static Kind<String> choice(String... words) {
    List<String> choices = List.of(words);
    return new Kind<>(
        "one of " + String.join(", ", choices), text -> choices.contains(text) ? text : null);
  }

  /**
   * Reads text an operator gave.
   *
   * @param what the subject of the sentence if it is wrong, such as {@code --listen}
   */
  public T read(String what, String text) {
    T value = text == null ? null : parser.apply(text);
    if (value == null) {
      throw new ConfigException(wrong(what, text == null ? "nothing" : "\"" + text + "\""));
    }
    return value;
  }

  String wrong(String what, String found) {
    return what + " must be " + expectation + ", not " + found + ".";
  }

  private static Long parseBytes(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    long number = Long.parseLong(matcher.group(1));
    String unit = matcher.group(2) == null ? "B" : matcher.group(2).toUpperCase(Locale.ROOT);
    int power = " KMGT".indexOf(unit.charAt(0));
    long base = unit.length() == 3 ? 1024 : 1000;
    try {
      for (int i = 0; i < power; i++) {
        number = Math.multiplyExact(number, base);
      }
      return number;
    } catch (ArithmeticException e) {
      return null;
    }
  }

  private static Duration parseTime(String text) {
    Matcher matcher = TIME.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    long number = Long.parseLong(matcher.group(1));
    Duration time =
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(number);
          case "s" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          default -> Duration.ofDays(number);
        };
    return time.compareTo(LONGEST_TIME) > 0 ? null : time;
  }
}
