/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.schema;

import java.time.format.DateTimeFormatter;

/** The patterns dates may be written in. */
public final class DatePattern {
  private static final String LETTERS = "yMdaKHmsSXx";

  private DatePattern() {}

  /**
   * Whether this is a pattern of the letters {@code y M d a K H m s S X x} and quoted text, such as
   * {@code yyyy-MM-dd'T'HH:mm:ss.SSSX}.
   */
  public static boolean isValid(String pattern) {
    boolean quoted = false;
    boolean some = false;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\'') {
        quoted = !quoted;
      } else if (!quoted && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) {
        if (LETTERS.indexOf(c) < 0) {
          return false;
        }
        some = true;
      }
    }
    if (quoted || !some) {
      return false;
    }
    try {
      return DateTimeFormatter.ofPattern(pattern.replace('y', 'u')) != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
