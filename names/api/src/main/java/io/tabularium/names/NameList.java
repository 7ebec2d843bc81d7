/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.names;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The servers of one business.
 *
 * @param bid the business
 * @param version a number that differs whenever the rest does, from 1 to 2<sup>48</sup>. It is a
 *     fingerprint of the content and not a count, so that Name Centers that know nothing of each
 *     other give the same list the same version.
 * @param degraded whether none of the servers seems to be well, so that these are the last known
 * @param proxies their addresses in ascending order; never empty
 */
public record NameList(long bid, long version, boolean degraded, List<ProxyAddress> proxies) {
  /** The largest bid: they are unsigned 32-bit numbers. */
  public static final long BID_MAX = 0xFFFF_FFFFL;

  private static final int VERSION_BYTES = 6;

  /** A list with its version. */
  static NameList of(long bid, boolean degraded, Collection<ProxyAddress> proxies) {
    if (proxies.isEmpty()) {
      throw new IllegalArgumentException("a list of no servers");
    }
    List<ProxyAddress> sorted = proxies.stream().distinct().sorted().toList();
    return new NameList(bid, fingerprint(bid, degraded, sorted), degraded, sorted);
  }

  private static long fingerprint(long bid, boolean degraded, List<ProxyAddress> proxies) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((bid + "/" + degraded).getBytes(StandardCharsets.UTF_8));
      for (ProxyAddress proxy : proxies) {
        digest.update(("/" + proxy).getBytes(StandardCharsets.UTF_8));
      }
      byte[] hash = digest.digest();
      long number = 0;
      for (int i = 0; i < VERSION_BYTES; i++) {
        number = number << 8 | (hash[i] & 0xFF);
      }
      return number + 1; // 0 is what a client says that has no list
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The list as a JSON object in one line: {@code bid}, {@code version}, {@code degraded} and
   * {@code proxies}, an array of {@code HOST:PORT}.
   */
  public String toJson() {
    // Neither a host name nor an address has a character JSON would want escaped.
    return proxies.stream()
        .map(proxy -> "\"" + proxy + "\"")
        .collect(
            Collectors.joining(
                ",",
                "{\"bid\":"
                    + bid
                    + ",\"version\":"
                    + version
                    + ",\"degraded\":"
                    + degraded
                    + ",\"proxies\":[",
                "]}"));
  }
}
