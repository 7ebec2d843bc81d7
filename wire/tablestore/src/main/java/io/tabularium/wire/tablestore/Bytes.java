/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import java.nio.charset.StandardCharsets;

/** Small work on ASCII in byte arrays. */
final class Bytes {
  private Bytes() {}

  /** Whether all of {@code expected} stands in the array at the offset. */
  static boolean equal(byte[] expected, byte[] array, int offset) {
    // Names share the prefix "x-ots-", so differences show from the end.
    for (int i = expected.length - 1; i >= 0; i--) {
      if (expected[i] != array[offset + i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether the range is this lower-case ASCII text, in any case. */
  static boolean equalIgnoreCase(String lowerCase, byte[] array, int from, int to) {
    if (to - from != lowerCase.length()) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (lower(array[i]) != lowerCase.charAt(i - from)) {
        return false;
      }
    }
    return true;
  }

  /** A letter of ASCII in lower case, anything else as it is. */
  static byte lower(byte b) {
    return b >= 'A' && b <= 'Z' ? (byte) (b + ('a' - 'A')) : b;
  }

  /**
   * A number of decimal digits only.
   *
   * @return the number, or -1 if the range is anything else or longer than 18 digits
   */
  static long decimal(byte[] array, int from, int to) {
    if (from >= to || to - from > 18) {
      return -1;
    }
    long number = 0;
    for (int i = from; i < to; i++) {
      int digit = array[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  /** The range as text, byte by byte. */
  static String latin1(byte[] array, int from, int to) {
    return new String(array, from, to - from, StandardCharsets.ISO_8859_1);
  }

  /**
   * What a client sent, fit to stand in messages and logs: cut after 256 characters, anything but
   * printable ASCII replaced.
   */
  static String printable(byte[] array, int from, int to) {
    int length = Math.min(to - from, 256);
    byte[] copy = new byte[length];
    for (int i = 0; i < length; i++) {
      byte b = array[from + i];
      copy[i] = b >= 0x20 && b < 0x7f ? b : (byte) '?';
    }
    return new String(copy, StandardCharsets.US_ASCII);
  }
}
