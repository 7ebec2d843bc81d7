/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.names.etcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import io.tabularium.names.ProxyAddress;
import io.tabularium.names.Registry;
import io.tabularium.names.RegistryProvider.Settings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** A registry in etcd: an {@link Entry} and a {@link Follower} that share a connection. */
final class EtcdRegistry implements Registry {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);

  private final Settings settings;
  private final Client client;
  private volatile Entry entry;
  private volatile Follower follower;

  EtcdRegistry(Settings settings) {
    this.settings = settings;
    ClientBuilder builder =
        Client.builder()
            .endpoints(settings.endpoints().toArray(String[]::new))
            .connectTimeout(CONNECT_TIMEOUT)
            .keepaliveTime(KEEP_ALIVE)
            .keepaliveTimeout(CONNECT_TIMEOUT)
            // We try again ourselves, knowing what is still wanted.
            .retryMaxAttempts(1)
            .waitForReady(false);
    if (settings.user() != null) {
      builder.user(bytes(settings.user())).password(bytes(settings.password()));
    }
    this.client = builder.build();
  }

  @Override
  public synchronized void register(Set<Long> bids, ProxyAddress address) {
    if (entry != null) {
      throw new IllegalStateException("registered already");
    }
    entry = new Entry(client, settings, Set.copyOf(bids), address);
    entry.start();
  }

  @Override
  public synchronized void follow(Consumer<Map<Long, Set<ProxyAddress>>> listener) {
    if (follower != null) {
      throw new IllegalStateException("followed already");
    }
    follower = new Follower(client, settings.prefix(), listener);
    follower.start();
  }

  @Override
  public State state() {
    // Without the lock, which closing holds while it waits for etcd.
    Entry ours = entry;
    Follower others = follower;
    double left = ours == null ? 0 : ours.leaseSecondsLeft();
    return new State(
        left > 0,
        ours == null ? 0 : ours.entries(),
        left,
        others != null && others.isFollowing(),
        others == null ? 0 : others.interruptions());
  }

  @Override
  public synchronized void close() {
    if (follower != null) {
      follower.close();
    }
    if (entry != null) {
      entry.close();
    }
    client.close();
  }

  static ByteSequence bytes(String text) {
    return ByteSequence.from(text, StandardCharsets.UTF_8);
  }
}
