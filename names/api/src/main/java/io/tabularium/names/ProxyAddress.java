/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.names;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a server answers the clients of a business.
 *
 * @param host a name or an address, IPv6 without its brackets
 * @param port 1 to 65535
 */
public record ProxyAddress(String host, int port) implements Comparable<ProxyAddress> {
  private static final int HOST_MAX = 253;
  private static final Pattern TEXT =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]{2,60})]|([A-Za-z0-9._-]+)):([0-9]{1,5})");
  private static final Comparator<ProxyAddress> ORDER =
      Comparator.comparing(ProxyAddress::host).thenComparingInt(ProxyAddress::port);

  /**
   * Reads {@code HOST:PORT} or {@code [IPV6]:PORT}.
   *
   * @throws IllegalArgumentException if the text is neither
   */
  public static ProxyAddress parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (matcher.matches()) {
      String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
      int port = Integer.parseInt(matcher.group(3));
      if (host.length() <= HOST_MAX && port >= 1 && port <= 65_535) {
        return new ProxyAddress(host, port);
      }
    }
    throw new IllegalArgumentException("not HOST:PORT: " + text);
  }

  /** By host, then by port. */
  @Override
  public int compareTo(ProxyAddress other) {
    return ORDER.compare(this, other);
  }

  /** {@code HOST:PORT}, with brackets around IPv6; {@link #parse} reads it. */
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
