/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Where to listen.
 *
 * @param host a name or an address, IPv6 without its brackets
 * @param port 0 to 65535; 0 lets the system choose a free one
 */
public record Address(String host, int port) {

  /** Reads {@code HOST:PORT} or {@code [IPV6]:PORT}; {@code null} if the text is neither. */
  static Address parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= 0) {
      return null;
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      return null;
    }
    String digits = text.substring(colon + 1);
    if (host.isBlank() || !digits.matches("[0-9]{1,5}") || Integer.parseInt(digits) > 65_535) {
      return null;
    }
    return new Address(host, Integer.parseInt(digits));
  }

  /** Whether only programs on this machine can reach it. Names that do not resolve are not. */
  public boolean isLoopback() {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** The address to bind, resolved now; unresolved if its name is unknown. */
  public InetSocketAddress toSocketAddress() {
    return new InetSocketAddress(host, port);
  }

  /** The same host with another port. */
  public Address withPort(int newPort) {
    return new Address(host, newPort);
  }

  /** {@code HOST:PORT}, with brackets around IPv6, as it stands in a URL. */
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
