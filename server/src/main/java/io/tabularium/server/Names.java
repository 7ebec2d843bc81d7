/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server;

import io.tabularium.names.NameCenter;
import io.tabularium.names.PingProbe;
import io.tabularium.names.ProxyAddress;
import io.tabularium.names.Registry;
import io.tabularium.names.RegistryProvider;
import io.tabularium.server.config.Address;
import io.tabularium.server.config.ConfigException;
import io.tabularium.server.config.NameCenterSettings;
import io.tabularium.server.config.ServerSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Deque;
import java.util.HashSet;
import java.util.ServiceLoader;
import java.util.Set;

/** Wires the Name Center: who this server is, for whom, and which registry knows the others. */
final class Names {
  private static final String ETCD = "etcd";

  private Names() {}

  /**
   * Enters this server, if it has WTable clients and there is a registry, and begins to answer.
   *
   * @param settings what the operator chose
   * @param listening where WTable clients connect, or {@code null} if they cannot
   * @param opened receives what has to be closed
   * @return the Name Center, or {@code null} if there is nothing it could tell
   */
  static NameCenter open(ServerSettings settings, Address listening, Deque<AutoCloseable> opened) {
    NameCenterSettings chosen = settings.names();
    Set<Long> bids = bids(settings);
    if (!chosen.hasRegistry()) {
      if (listening == null) {
        return null;
      }
      NameCenter alone = NameCenter.alone(bids, self(chosen, listening));
      opened.push(alone);
      return alone;
    }
    Registry registry = registry(chosen);
    PingProbe probe = new PingProbe();
    opened.push(probe);
    NameCenter following = NameCenter.following(registry, probe);
    opened.push(following);
    if (listening != null) {
      registry.register(bids, self(chosen, listening));
    }
    return following;
  }

  /**
   * Refuses settings under which nobody would find this server.
   *
   * @throws ConfigException with the reason
   */
  static void refuseContradictions(ServerSettings settings) {
    NameCenterSettings chosen = settings.names();
    if (!chosen.hasRegistry() || !settings.wtable().enabled()) {
      return;
    }
    if (bids(settings).isEmpty()) {
      throw new ConfigException(
          "There is a registry, but no business to enter this server for: give"
              + " name-center.bids or wtable.businesses in a --config file.");
    }
    if (chosen.advertise() == null && isWildcard(settings.wtable().listen())) {
      throw new ConfigException(
          "This server listens on all addresses for WTable clients, so it cannot know by which"
              + " they reach it: give name-center.advertise in a --config file.");
    }
  }

  private static Set<Long> bids(ServerSettings settings) {
    Set<Long> bids = new HashSet<>(settings.names().bids());
    if (bids.isEmpty()) {
      settings
          .wtable()
          .passwords()
          .businesses()
          .keySet()
          .forEach(bid -> bids.add(Integer.toUnsignedLong(bid)));
    }
    return bids;
  }

  private static Registry registry(NameCenterSettings chosen) {
    for (RegistryProvider provider : ServiceLoader.load(RegistryProvider.class)) {
      if (provider.name().equals(ETCD)) {
        try {
          return provider.open(
              new RegistryProvider.Settings(
                  chosen.etcd(),
                  chosen.prefix(),
                  chosen.lease(),
                  chosen.user(),
                  chosen.password()));
        } catch (IllegalArgumentException e) {
          throw new StartupException(e.getMessage(), e);
        }
      }
    }
    throw new StartupException("This build has no registry called " + ETCD + ".", null);
  }

  private static ProxyAddress self(NameCenterSettings chosen, Address listening) {
    if (chosen.advertise() != null) {
      int port = chosen.advertise().port() == 0 ? listening.port() : chosen.advertise().port();
      return new ProxyAddress(chosen.advertise().host(), port);
    }
    String host = listening.host();
    if (isWildcard(listening)) {
      try {
        host = InetAddress.getLocalHost().getHostAddress();
      } catch (UnknownHostException e) {
        host = InetAddress.getLoopbackAddress().getHostAddress();
      }
    }
    return new ProxyAddress(host, listening.port());
  }

  private static boolean isWildcard(Address address) {
    InetAddress resolved = address.toSocketAddress().getAddress();
    return resolved != null && resolved.isAnyLocalAddress();
  }
}
