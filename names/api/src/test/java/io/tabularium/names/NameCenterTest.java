/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a Name Center answers as its registry and its servers change. */
final class NameCenterTest {
  private static final ProxyAddress A = new ProxyAddress("10.0.0.1", 6688);
  private static final ProxyAddress B = new ProxyAddress("10.0.0.2", 6688);
  private static final long BID = 10086;
  private static final Duration LONG = Duration.ofSeconds(30);

  private final FakeRegistry registry = new FakeRegistry();
  private final Set<ProxyAddress> dead = ConcurrentHashMap.newKeySet();
  private final NameCenter center =
      NameCenter.following(
          registry,
          server -> CompletableFuture.completedFuture(!dead.contains(server)),
          Duration.ofMillis(5));

  @AfterEach
  void close() {
    center.close();
  }

  @Test
  void aloneItNamesItselfForItsBids() {
    try (NameCenter alone = NameCenter.alone(Set.of(BID), A)) {
      NameList list = alone.list(BID).orElseThrow();
      assertThat(list.proxies()).containsExactly(A);
      assertThat(list.degraded()).isFalse();
      assertThat(alone.list(BID + 1)).isEmpty();
      assertThat(alone.informed()).isTrue();
    }
  }

  @Test
  void aloneWithoutBidsItNamesItselfForAll() {
    try (NameCenter alone = NameCenter.alone(Set.of(), A)) {
      assertThat(alone.list(NameList.BID_MAX).orElseThrow().proxies()).containsExactly(A);
      assertThat(alone.list(0).orElseThrow().bid()).isZero();
    }
  }

  @Test
  void beforeTheRegistryHasToldNothingIsKnown() {
    assertThat(center.informed()).isFalse();
    registry.tell(Map.of());
    assertThat(center.informed()).isTrue();
    assertThat(center.list(BID)).isEmpty();
  }

  @Test
  void itFollowsTheRegistry() {
    registry.tell(Map.of(BID, Set.of(A)));
    NameList one = center.list(BID).orElseThrow();
    registry.tell(Map.of(BID, Set.of(B, A)));
    NameList two = center.list(BID).orElseThrow();
    assertThat(two.proxies()).containsExactly(A, B);
    assertThat(two.version()).isNotEqualTo(one.version());
    registry.tell(Map.of(BID, Set.of(A)));
    assertThat(center.list(BID)).as("the same content has the same version").hasValue(one);
  }

  @Test
  void whoWaitsIsToldOfTheChange() throws Exception {
    registry.tell(Map.of(BID, Set.of(A)));
    long version = center.list(BID).orElseThrow().version();
    CompletableFuture<Optional<NameList>> change = center.changed(BID, version, LONG);
    registry.tell(Map.of(BID, Set.of(A), 7L, Set.of(B)));
    assertThat(change).as("another business' change").isNotDone();
    registry.tell(Map.of(BID, Set.of(B)));
    assertThat(change.get(5, TimeUnit.SECONDS).orElseThrow().proxies()).containsExactly(B);
  }

  @Test
  void whoHasAnOldVersionIsToldAtOnce() {
    registry.tell(Map.of(BID, Set.of(A)));
    assertThat(center.changed(BID, 0, LONG)).isCompleted();
    assertThat(center.changed(BID, 1, LONG)).isCompleted();
    assertThat(center.changed(BID + 1, 0, LONG)).isCompletedWithValue(Optional.empty());
  }

  @Test
  void whoWaitsInVainIsToldTheSameAgain() throws Exception {
    registry.tell(Map.of(BID, Set.of(A)));
    NameList list = center.list(BID).orElseThrow();
    assertThat(center.changed(BID, list.version(), Duration.ofMillis(20)).get(5, TimeUnit.SECONDS))
        .hasValue(list);
  }

  @Test
  void tooManyWhoWaitAreToldAtOnce() {
    registry.tell(Map.of(BID, Set.of(A)));
    long version = center.list(BID).orElseThrow().version();
    for (int i = 0; i < NameCenter.WAITING_MAX; i++) {
      assertThat(center.changed(BID, version, LONG)).isNotDone();
    }
    assertThat(center.changed(BID, version, LONG)).isCompleted();
  }

  @Test
  void itTellsHowItFares() {
    assertThat(center.figures()).isEqualTo(new NameCenterFigures(0, 0, 0, 0, 0, 0, 0));
    registry.tell(Map.of(BID, Set.of(A, B), 7L, Set.of(B)));
    assertThat(center.figures()).isEqualTo(new NameCenterFigures(2, 0, 2, 0, 0, 2, 0));
    dead.add(B);
    awaitList(List.of(A), false);
    assertThat(center.figures()).isEqualTo(new NameCenterFigures(2, 1, 2, 1, 0, 4, 0));
    long version = center.list(BID).orElseThrow().version();
    for (int i = 0; i < NameCenter.WAITING_MAX + 3; i++) {
      var unused = center.changed(BID, version, LONG);
    }
    assertThat(center.figures())
        .isEqualTo(new NameCenterFigures(2, 1, 2, 1, NameCenter.WAITING_MAX, 4, 3));
    assertThat(center.registryState().leaseSecondsLeft()).isEqualTo(4.5);
    try (NameCenter alone = NameCenter.alone(Set.of(), A)) {
      assertThat(alone.registryState()).isEqualTo(Registry.State.NONE);
      assertThat(alone.hasRegistry()).isFalse();
    }
  }

  @Test
  void closingAnswersWhoWaits() throws Exception {
    registry.tell(Map.of(BID, Set.of(A)));
    NameList list = center.list(BID).orElseThrow();
    CompletableFuture<Optional<NameList>> waiting = center.changed(BID, list.version(), LONG);
    center.close();
    assertThat(waiting.get(5, TimeUnit.SECONDS)).hasValue(list);
    assertThat(center.changed(BID, list.version(), LONG)).isCompleted();
    assertThat(registry.closed).isTrue();
  }

  @Test
  void aServerThatFailsIsLeftOutUntilItAnswers() {
    registry.tell(Map.of(BID, Set.of(A, B)));
    dead.add(A);
    awaitList(List.of(B), false);
    dead.remove(A);
    awaitList(List.of(A, B), false);
  }

  @Test
  void fewerFailuresThanThreeAreForgiven() {
    FakeRegistry other = new FakeRegistry();
    AtomicInteger number = new AtomicInteger();
    Probe failsTwiceInThree =
        server -> CompletableFuture.completedFuture(number.getAndIncrement() % 3 == 2);
    try (NameCenter forgiving =
        NameCenter.following(other, failsTwiceInThree, Duration.ofMillis(1))) {
      other.tell(Map.of(BID, Set.of(A)));
      NameList list = forgiving.list(BID).orElseThrow();
      while (number.get() < 100) {
        assertThat(forgiving.list(BID)).hasValue(list);
      }
    }
  }

  @Test
  void whenAllFailTheLastListIsGivenAsDegraded() {
    registry.tell(Map.of(BID, Set.of(A, B)));
    dead.add(A);
    dead.add(B);
    awaitList(List.of(A, B), true);
    dead.clear();
    awaitList(List.of(A, B), false);
  }

  @Test
  void whenAllVanishTheLastListIsGivenAsDegraded() {
    registry.tell(Map.of(BID, Set.of(A)));
    registry.tell(Map.of());
    NameList list = center.list(BID).orElseThrow();
    assertThat(list.degraded()).isTrue();
    assertThat(list.proxies()).containsExactly(A);
    registry.tell(Map.of(BID, Set.of(B)));
    assertThat(center.list(BID).orElseThrow().degraded()).isFalse();
  }

  /** Random changes, each waited for: nobody who waits for a change misses one or gets it twice. */
  @Test
  void noChangeIsMissed() throws Exception {
    Random random = new Random(42);
    List<ProxyAddress> all = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      all.add(new ProxyAddress("host" + i, 1000 + i));
    }
    Map<Long, CompletableFuture<Optional<NameList>>> waits = new HashMap<>();
    Map<Long, Set<ProxyAddress>> told = new HashMap<>();
    for (int step = 0; step < 3000; step++) {
      long bid = random.nextInt(4);
      Set<ProxyAddress> servers = new TreeSet<>();
      all.forEach(
          server -> {
            if (random.nextInt(3) == 0) {
              servers.add(server);
            }
          });
      Optional<NameList> before = center.list(bid);
      told.put(bid, servers);
      registry.tell(told);
      Optional<NameList> after = center.list(bid);
      if (!servers.isEmpty()) {
        assertThat(after.orElseThrow().proxies()).containsExactlyElementsOf(servers);
      }
      CompletableFuture<Optional<NameList>> wait = waits.get(bid);
      if (wait != null && !after.equals(before)) {
        assertThat(wait.get(5, TimeUnit.SECONDS)).isEqualTo(after);
      } else if (wait != null) {
        assertThat(wait).isNotDone();
      }
      if (after.isPresent() && (wait == null || wait.isDone())) {
        waits.put(bid, center.changed(bid, after.get().version(), LONG));
      }
    }
  }

  @Test
  void listsAreWrittenAsJson() {
    NameList list = NameList.of(7, true, List.of(B, A, new ProxyAddress("::1", 1)));
    assertThat(list.toJson())
        .isEqualTo(
            "{\"bid\":7,\"version\":"
                + list.version()
                + ",\"degraded\":true,\"proxies\":[\"10.0.0.1:6688\",\"10.0.0.2:6688\",\"[::1]:1\"]}");
    assertThat(list.version()).isBetween(1L, 1L << 48);
  }

  @Test
  void addressesAreReadStrictly() {
    for (String good : List.of("a:1", "10.1.2.3:65535", "[::1]:80", "[fe80::1]:80")) {
      assertThat(ProxyAddress.parse(good)).hasToString(good);
    }
    for (String bad :
        List.of(
            "", ":", "a", "a:", ":1", "a:0", "a:65536", "::1:80", "[a:1", "a b:1", "\"a:1",
            "a:1 ")) {
      assertThatThrownBy(() -> ProxyAddress.parse(bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private void awaitList(List<ProxyAddress> servers, boolean degraded) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(2))
        .untilAsserted(
            () -> {
              NameList list = center.list(BID).orElseThrow();
              assertThat(list.proxies()).isEqualTo(servers);
              assertThat(list.degraded()).isEqualTo(degraded);
            });
  }

  /** A registry the test speaks for. */
  private static final class FakeRegistry implements Registry {
    private Consumer<Map<Long, Set<ProxyAddress>>> listener;
    private boolean closed;

    void tell(Map<Long, Set<ProxyAddress>> entries) {
      listener.accept(entries);
    }

    @Override
    public void register(Set<Long> bids, ProxyAddress address) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void follow(Consumer<Map<Long, Set<ProxyAddress>>> theListener) {
      listener = theListener;
    }

    @Override
    public State state() {
      return new State(true, 1, 4.5, true, 0);
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
