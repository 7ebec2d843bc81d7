/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

/** Tells whether bytes are UTF-8 as the standard has it: shortest forms, no surrogates. */
final class Utf8 {
  private static final long HIGH_BITS = 0x8080808080808080L;

  private Utf8() {}

  static boolean isValid(byte[] bytes, int offset, int length) {
    int i = offset;
    int end = offset + length;
    // Nearly all text is ASCII: look at eight bytes at a time for as long as it is.
    while (i + 8 <= end && ((long) WireBuffer.LONG.get(bytes, i) & HIGH_BITS) == 0) {
      i += 8;
    }
    while (i < end) {
      int b = bytes[i++];
      if (b >= 0) {
        continue;
      }
      int lead = b & 0xff;
      int following;
      int low = 0x80;
      int high = 0xbf;
      if (lead < 0xc2 || lead > 0xf4) {
        return false;
      } else if (lead < 0xe0) {
        following = 1;
      } else if (lead < 0xf0) {
        following = 2;
        if (lead == 0xe0) {
          low = 0xa0;
        } else if (lead == 0xed) {
          high = 0x9f;
        }
      } else {
        following = 3;
        if (lead == 0xf0) {
          low = 0x90;
        } else if (lead == 0xf4) {
          high = 0x8f;
        }
      }
      if (end - i < following) {
        return false;
      }
      int second = bytes[i] & 0xff;
      if (second < low || second > high) {
        return false;
      }
      for (int k = 1; k < following; k++) {
        if ((bytes[i + k] & 0xc0) != 0x80) {
          return false;
        }
      }
      i += following;
    }
    return true;
  }
}
