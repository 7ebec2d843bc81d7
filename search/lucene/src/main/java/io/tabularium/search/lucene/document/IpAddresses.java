/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.document;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Reads IP addresses without ever asking a name server. */
public final class IpAddresses {
  private static final int IPV4_BYTES = 4;

  private IpAddresses() {}

  /** The address written so, or {@code null}. An IPv4 address mapped into IPv6 is the IPv4 one. */
  public static InetAddress parse(String text) {
    try {
      if (text.indexOf(':') < 0) {
        byte[] bytes = ipv4(text);
        return bytes == null ? null : InetAddress.getByAddress(bytes);
      }
      // With a colon it is an address or nothing, never a name; a zone has no meaning here.
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c != ':' && c != '.' && Character.digit(c, 16) < 0) {
          return null;
        }
      }
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      return null;
    }
  }

  private static byte[] ipv4(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != IPV4_BYTES) {
      return null;
    }
    byte[] bytes = new byte[IPV4_BYTES];
    for (int i = 0; i < IPV4_BYTES; i++) {
      String part = parts[i];
      if (part.isEmpty()
          || part.length() > 3
          || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return null;
      }
      int number = Integer.parseInt(part);
      if (number > 255) {
        return null;
      }
      bytes[i] = (byte) number;
    }
    return bytes;
  }
}
