/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

/**
 * Estimates how large a regular expression becomes when its counted repetitions are written out,
 * without writing them out: {@code ((a{1000}){1000}){1000}} is short, but its program would fill
 * the memory. The estimate is never much too small for an expression that is valid; for one that is
 * not it does not matter.
 */
final class RegexSize {
  private final String regex;
  private int at;

  private RegexSize(String regex) {
    this.regex = regex;
  }

  /** The estimate; {@code Long.MAX_VALUE} at most. */
  static long of(String regex) {
    return new RegexSize(regex).sequence();
  }

  /** Everything up to the group's closing bracket, alternatives included. */
  private long sequence() {
    long total = 1;
    while (at < regex.length() && regex.charAt(at) != ')') {
      if (regex.startsWith("\\Q", at)) {
        total = add(total, literal());
      } else {
        total = add(total, repeated(atom()));
      }
    }
    return total;
  }

  /** A stretch between \Q and \E; only its last character could be repeated. */
  private long literal() {
    int begin = at + 2;
    int end = regex.indexOf("\\E", begin);
    at = end < 0 ? regex.length() : end + 2;
    int length = (end < 0 ? regex.length() : end) - begin;
    return add(length, repeated(1));
  }

  private long atom() {
    char c = regex.charAt(at++);
    switch (c) {
      case '(' -> {
        long size = sequence();
        at++;
        return add(size, 2);
      }
      case '[' -> characterClass();
      case '\\' -> escape();
      default -> {}
    }
    return 1;
  }

  private void escape() {
    if (at >= regex.length()) {
      return;
    }
    char kind = regex.charAt(at++);
    boolean braces = at < regex.length() && regex.charAt(at) == '{';
    if ((kind == 'p' || kind == 'P' || kind == 'x') && braces) {
      int end = regex.indexOf('}', at);
      at = end < 0 ? regex.length() : end + 1;
    }
  }

  private void characterClass() {
    if (at < regex.length() && regex.charAt(at) == '^') {
      at++;
    }
    boolean first = true;
    while (at < regex.length()) {
      char c = regex.charAt(at);
      if (c == ']' && !first) {
        at++;
        return;
      }
      first = false;
      if (c == '\\') {
        at = Math.min(at + 2, regex.length());
      } else if (regex.startsWith("[:", at) && regex.indexOf(":]", at + 2) >= 0) {
        at = regex.indexOf(":]", at + 2) + 2;
      } else {
        at++;
      }
    }
  }

  /** The size of an atom together with the repetitions that follow it. */
  private long repeated(long size) {
    long total = size;
    while (at < regex.length()) {
      char c = regex.charAt(at);
      if (c == '*' || c == '+' || c == '?') {
        total = add(total, 1);
        at++;
        continue;
      }
      long times = c == '{' ? count() : -1;
      if (times < 0) {
        break;
      }
      // One step more for each copy that is optional.
      total = times == 0 ? 1 : multiply(add(total, 1), times);
    }
    return total;
  }

  /** Reads {@code {n}}, {@code {n,}} or {@code {n,m}}; -1, and nothing read, if it is none. */
  private long count() {
    int end = regex.indexOf('}', at);
    if (end < 0) {
      return -1;
    }
    String[] bounds = regex.substring(at + 1, end).split(",", -1);
    if (bounds.length > 2 || !isNumber(bounds[0])) {
      return -1;
    }
    long times = Long.parseLong(bounds[0]);
    if (bounds.length == 2 && !bounds[1].isEmpty()) {
      if (!isNumber(bounds[1])) {
        return -1;
      }
      times = Math.max(times, Long.parseLong(bounds[1]));
    } else if (bounds.length == 2) {
      times++;
    }
    at = end + 1;
    return times;
  }

  private static boolean isNumber(String text) {
    // Longer numbers are no valid repetition; the compiler will say so.
    return !text.isEmpty() && text.length() <= 9 && text.chars().allMatch(Character::isDigit);
  }

  private static long add(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  private static long multiply(long a, long b) {
    return a > Long.MAX_VALUE / b ? Long.MAX_VALUE : a * b;
  }
}
