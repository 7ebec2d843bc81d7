/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.config;

import java.time.Duration;
import java.util.List;

/**
 * The Name Center.
 *
 * @param etcd where servers enter themselves and others are found; empty if this server is alone
 * @param user etcd's user, or {@code null}
 * @param password the user's password, or {@code null}
 * @param prefix what the keys in etcd begin with
 * @param lease how long a server that is cut off stays entered
 * @param advertise where clients are to find this server, or {@code null} for where it listens
 * @param bids the businesses this server serves; empty for those that have passwords
 */
public record NameCenterSettings(
    List<String> etcd,
    String user,
    String password,
    String prefix,
    Duration lease,
    Address advertise,
    List<Long> bids) {

  /** Copies the lists. */
  public NameCenterSettings {
    etcd = List.copyOf(etcd);
    bids = List.copyOf(bids);
  }

  /** Whether there is a registry to follow. */
  public boolean hasRegistry() {
    return !etcd.isEmpty();
  }

  /** The same with another registry. */
  public NameCenterSettings withEtcd(List<String> newEtcd) {
    return new NameCenterSettings(newEtcd, user, password, prefix, lease, advertise, bids);
  }

  /** The same with other businesses. */
  public NameCenterSettings withBids(List<Long> newBids) {
    return new NameCenterSettings(etcd, user, password, prefix, lease, advertise, newBids);
  }

  /** The same with other keys in etcd. */
  public NameCenterSettings withPrefix(String newPrefix) {
    return new NameCenterSettings(etcd, user, password, newPrefix, lease, advertise, bids);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "NameCenterSettings[etcd=" + etcd + ", prefix=" + prefix + ", bids=" + bids + "]";
  }
}
