/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.names.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcd.jetcd.Client;
import io.etcd.jetcd.options.PutOption;
import io.tabularium.names.ProxyAddress;
import io.tabularium.names.Registry;
import io.tabularium.names.RegistryProvider;
import io.tabularium.names.RegistryProvider.Settings;
import io.tabularium.names.etcd.testkit.EtcdServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Entries in a real etcd. */
final class EtcdRegistryTest {
  private static final ProxyAddress A = new ProxyAddress("10.0.0.1", 6688);
  private static final ProxyAddress B = new ProxyAddress("10.0.0.2", 6688);
  private static final Duration LEASE = Duration.ofSeconds(1);
  private static final AtomicInteger PREFIXES = new AtomicInteger();

  private static EtcdServer etcd;

  private final String prefix = "/test/" + PREFIXES.incrementAndGet() + "/";
  private final List<AutoCloseable> opened = new ArrayList<>();
  private volatile Map<Long, Set<ProxyAddress>> told;

  @BeforeEach
  void start() {
    if (etcd == null) {
      etcd = EtcdServer.start();
    }
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable resource : opened) {
      resource.close();
    }
  }

  @AfterAll
  static void stop() {
    if (etcd != null) {
      etcd.close();
    }
  }

  private Registry open() {
    Registry registry =
        ServiceLoader.load(RegistryProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(provider -> provider.name().equals("etcd"))
            .findFirst()
            .orElseThrow()
            .open(settings(etcd.endpoint()));
    opened.add(registry);
    return registry;
  }

  private Settings settings(String endpoint) {
    return new Settings(List.of(endpoint), prefix, LEASE, null, null);
  }

  private Client client() {
    Client client = Client.builder().endpoints(etcd.endpoint()).build();
    opened.add(client);
    return client;
  }

  private void follow() {
    open().follow(entries -> told = entries);
  }

  private void awaitTold(Map<Long, Set<ProxyAddress>> wanted) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(() -> assertThat(told).isEqualTo(wanted));
  }

  @Test
  void whatIsEnteredIsTold() {
    open().register(Set.of(7L, 4_294_967_295L), A);
    follow();
    awaitTold(Map.of(7L, Set.of(A), 4_294_967_295L, Set.of(A)));
    open().register(Set.of(7L), B);
    awaitTold(Map.of(7L, Set.of(A, B), 4_294_967_295L, Set.of(A)));
  }

  @Test
  void anEmptyRegistryIsTold() {
    follow();
    awaitTold(Map.of());
  }

  @Test
  void closingTakesTheEntryBackAtOnce() {
    Registry leaving =
        new EtcdRegistryProvider()
            .open(
                new Settings(List.of(etcd.endpoint()), prefix, Duration.ofMinutes(5), null, null));
    leaving.register(Set.of(7L), A);
    follow();
    awaitTold(Map.of(7L, Set.of(A)));
    leaving.close();
    awaitTold(Map.of());
  }

  @Test
  void anEntryOutlivesItsLeaseWhileItsServerRuns() throws Exception {
    open().register(Set.of(7L), A);
    follow();
    awaitTold(Map.of(7L, Set.of(A)));
    List<Map<Long, Set<ProxyAddress>>> all = new ArrayList<>();
    open().follow(entries -> all.add(entries));
    // Two leases later.
    TimeUnit.MILLISECONDS.sleep(2 * LEASE.toMillis() + 500);
    assertThat(all).isNotEmpty().containsOnly(Map.of(7L, Set.of(A)));
  }

  @Test
  void anEntryWhoseServerIsSilentVanishesWithItsLease() throws Exception {
    follow();
    long lease = client().getLeaseClient().grant(1).get().getID();
    client()
        .getKVClient()
        .put(
            EtcdRegistry.bytes(prefix + "7/" + A),
            EtcdRegistry.bytes(""),
            PutOption.builder().withLeaseId(lease).build())
        .get();
    awaitTold(Map.of(7L, Set.of(A)));
    awaitTold(Map.of());
  }

  @Test
  void aLostLeaseIsReplaced() throws Exception {
    open().register(Set.of(7L), A);
    follow();
    awaitTold(Map.of(7L, Set.of(A)));
    long lease =
        client()
            .getKVClient()
            .get(EtcdRegistry.bytes(prefix + "7/" + A))
            .get()
            .getKvs()
            .get(0)
            .getLease();
    var unused = client().getLeaseClient().revoke(lease).get();
    awaitTold(Map.of());
    awaitTold(Map.of(7L, Set.of(A)));
  }

  @Test
  void anEtcdThatForgetsEverythingIsToldAgain() throws Exception {
    open().register(Set.of(7L), A);
    follow();
    awaitTold(Map.of(7L, Set.of(A)));
    etcd.kill();
    TimeUnit.MILLISECONDS.sleep(LEASE.toMillis());
    assertThat(told).as("while etcd is away").isEqualTo(Map.of(7L, Set.of(A)));
    etcd.restartEmpty();
    awaitTold(Map.of(7L, Set.of(A)));
    open().register(Set.of(7L), B);
    awaitTold(Map.of(7L, Set.of(A, B)));
  }

  @Test
  void itTellsHowItsTasksFare() throws Exception {
    Registry registry = open();
    assertThat(registry.state()).isEqualTo(Registry.State.NONE);
    registry.register(Set.of(7L), A);
    registry.follow(entries -> told = entries);
    awaitTold(Map.of(7L, Set.of(A)));
    Registry.State well = registry.state();
    assertThat(well.entered()).isTrue();
    assertThat(well.entries()).isEqualTo(1);
    assertThat(well.leaseSecondsLeft()).isBetween(0.0, 1.0);
    assertThat(well.following()).isTrue();
    assertThat(well.interruptions()).isZero();
    etcd.kill();
    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> !registry.state().entered() && !registry.state().following());
    assertThat(registry.state().leaseSecondsLeft()).isZero();
    etcd.restartEmpty();
    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> registry.state().entered() && registry.state().following());
    assertThat(registry.state().entries()).isEqualTo(2);
    assertThat(registry.state().interruptions()).isEqualTo(1);
    registry.close();
    assertThat(registry.state().entered()).isFalse();
  }

  @Test
  void keysThatAreNoEntriesAreIgnored() throws Exception {
    follow();
    for (String key : List.of("", "7", "7/", "7/x", "x/a:1", "-1/a:1", "4294967296/a:1", "/a:1")) {
      var unused =
          client()
              .getKVClient()
              .put(EtcdRegistry.bytes(prefix + key), EtcdRegistry.bytes("x"))
              .get();
    }
    open().register(Set.of(7L), A);
    awaitTold(Map.of(7L, Set.of(A)));
  }

  @Test
  void anEtcdThatIsNotThereYetIsWaitedFor() {
    etcd.kill();
    open().register(Set.of(7L), A);
    follow();
    assertThat(told).isNull();
    etcd.restartEmpty();
    awaitTold(Map.of(7L, Set.of(A)));
  }

  @Test
  void impossibleSettingsAreRefused() {
    EtcdRegistryProvider provider = new EtcdRegistryProvider();
    for (String bad :
        List.of("", "127.0.0.1:2379", "http://", "http://a", "ftp://a:1", "http://a b:1")) {
      assertThatThrownBy(() -> provider.open(settings(bad)))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("http://HOST:PORT");
    }
    assertThatThrownBy(() -> provider.open(new Settings(List.of(), prefix, LEASE, null, null)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
