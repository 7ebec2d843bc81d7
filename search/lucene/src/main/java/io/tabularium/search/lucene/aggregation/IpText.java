/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import java.net.InetAddress;

/** IP addresses in their canonical form (RFC 5952). */
final class IpText {
  private static final int WORDS = 8;

  private IpText() {}

  /** The text of an address. */
  static String of(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length != WORDS * 2) {
      return address.getHostAddress();
    }
    int[] words = new int[WORDS];
    for (int i = 0; i < WORDS; i++) {
      words[i] = (bytes[2 * i] & 0xff) << 8 | (bytes[2 * i + 1] & 0xff);
    }
    // The first of the longest runs of zeros, if it is longer than one, is left out.
    int from = -1;
    int length = 1;
    for (int i = 0; i < WORDS; i++) {
      int end = i;
      while (end < WORDS && words[end] == 0) {
        end++;
      }
      if (end - i > length) {
        from = i;
        length = end - i;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < WORDS; i++) {
      if (i == from) {
        text.append("::");
        i += length - 1;
      } else {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(words[i]));
      }
    }
    return text.toString();
  }
}
