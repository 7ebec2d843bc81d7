/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.client.wtable;

/**
 * Where a server is.
 *
 * @param host a name or an address, IPv6 without its brackets
 * @param port 1 to 65535
 */
record Endpoint(String host, int port) {

  /**
   * Reads {@code HOST:PORT} or {@code [IPV6]:PORT}.
   *
   * @throws IllegalArgumentException if the text is neither
   */
  static Endpoint parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      host = "";
    }
    String digits = text.substring(colon + 1);
    if (!host.isBlank() && digits.matches("[0-9]{1,5}")) {
      int port = Integer.parseInt(digits);
      if (port >= 1 && port <= 65_535) {
        return new Endpoint(host, port);
      }
    }
    throw new IllegalArgumentException("an address is HOST:PORT, not \"" + text + "\"");
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
