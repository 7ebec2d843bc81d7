/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.names;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers which servers serve a business, and tells when that changes.
 *
 * <p>With a registry it follows what is entered there and asks every server once a second whether
 * it is well: one that fails three times in a row is left out until it answers again. A business
 * whose servers all fail, or have all vanished, keeps the list last known, marked as degraded:
 * clients are better judges of what they can reach than nobody. Without a registry the answer is
 * this server alone.
 */
public final class NameCenter implements AutoCloseable {
  /** So many may wait for a change at the same time; others are told the present list at once. */
  public static final int WAITING_MAX = 4096;

  /** So many failures in a row make a server bad. */
  static final int FAILURES = 3;

  private static final Logger LOG = LoggerFactory.getLogger(NameCenter.class);
  private static final Duration PROBE_INTERVAL = Duration.ofSeconds(1);

  private final Registry registry;
  private final Probe probe;
  private final ScheduledThreadPoolExecutor clock;

  /** Whom everyone is sent to who asks for a bid nobody has named, or {@code null}. */
  private final ProxyAddress forEveryone;

  // All below is guarded by this.
  private Map<Long, Set<ProxyAddress>> entered = Map.of();
  private final Map<ProxyAddress, Integer> failures = new HashMap<>();
  private final Set<ProxyAddress> beingAsked = new HashSet<>();
  private final Map<Long, NameList> lists = new HashMap<>();
  private final Map<Long, List<Waiter>> waiting = new HashMap<>();
  private int waitingCount;
  private long changes;
  private long turnedAway;
  private boolean informed;
  private boolean closed;

  /** Someone who wants to know when a list is no longer of this version. */
  private static final class Waiter {
    final long since;
    final CompletableFuture<Optional<NameList>> answer = new CompletableFuture<>();
    Future<?> patience;

    Waiter(long since) {
      this.since = since;
    }

    void tell(Optional<NameList> list) {
      boolean unused = patience.cancel(false);
      boolean first = answer.complete(list);
    }
  }

  private NameCenter(Registry registry, Probe probe, ProxyAddress forEveryone) {
    this.registry = registry;
    this.probe = probe;
    this.forEveryone = forEveryone;
    this.clock =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "tabularium-names");
              thread.setDaemon(true);
              return thread;
            });
    clock.setRemoveOnCancelPolicy(true);
  }

  /**
   * A Name Center that knows one server.
   *
   * @param bids the businesses it serves; if there are none, it serves all
   * @param self where it answers their clients
   */
  public static NameCenter alone(Set<Long> bids, ProxyAddress self) {
    NameCenter center = new NameCenter(null, null, bids.isEmpty() ? self : null);
    Map<Long, Set<ProxyAddress>> entries = new HashMap<>();
    bids.forEach(bid -> entries.put(bid, Set.of(self)));
    center.update(entries);
    return center;
  }

  /**
   * A Name Center that follows a registry and closes it in the end.
   *
   * @param probe asks the servers that are entered
   */
  public static NameCenter following(Registry registry, Probe probe) {
    return following(registry, probe, PROBE_INTERVAL);
  }

  static NameCenter following(Registry registry, Probe probe, Duration interval) {
    NameCenter center = new NameCenter(registry, probe, null);
    registry.follow(center::update);
    long nanos = interval.toNanos();
    var unused =
        center.clock.scheduleWithFixedDelay(center::askAll, nanos, nanos, TimeUnit.NANOSECONDS);
    return center;
  }

  /** Whether the registry has told what is entered, so that a bid without a list is unknown. */
  public synchronized boolean informed() {
    return informed;
  }

  /** How it fares at the moment. */
  public synchronized NameCenterFigures figures() {
    Set<ProxyAddress> servers = servers();
    return new NameCenterFigures(
        lists.size(),
        (int) lists.values().stream().filter(NameList::degraded).count(),
        servers.size(),
        (int) servers.stream().filter(this::isBad).count(),
        waitingCount,
        changes,
        turnedAway);
  }

  /**
   * How this server's own entry and the following of the others' fare; {@link Registry.State#NONE}
   * if there is no registry.
   */
  public Registry.State registryState() {
    return registry == null ? Registry.State.NONE : registry.state();
  }

  /** Whether there is a registry to follow. */
  public boolean hasRegistry() {
    return registry != null;
  }

  /** The servers of a business; empty if the business is unknown. */
  public synchronized Optional<NameList> list(long bid) {
    return Optional.ofNullable(present(bid));
  }

  /**
   * The servers of a business as soon as the list's version is another than the one given.
   *
   * @param since the version the caller has; 0 for none
   * @param patience how long to wait before answering with the same list again
   * @return completes with the list, or with nothing, at once, if the business is unknown;
   *     completed by a thread that must not be held up
   */
  public CompletableFuture<Optional<NameList>> changed(long bid, long since, Duration patience) {
    synchronized (this) {
      NameList present = present(bid);
      if (present == null || present.version() != since || patience.isZero() || closed) {
        return CompletableFuture.completedFuture(Optional.ofNullable(present));
      }
      if (waitingCount >= WAITING_MAX) {
        turnedAway++;
        return CompletableFuture.completedFuture(Optional.of(present));
      }
      Waiter waiter = new Waiter(since);
      waiting.computeIfAbsent(bid, key -> new ArrayList<>()).add(waiter);
      waitingCount++;
      waiter.patience =
          clock.schedule(() -> giveUp(bid, waiter), patience.toNanos(), TimeUnit.NANOSECONDS);
      return waiter.answer;
    }
  }

  private NameList present(long bid) {
    NameList list = lists.get(bid);
    return list == null && forEveryone != null
        ? NameList.of(bid, false, Set.of(forEveryone))
        : list;
  }

  private void giveUp(long bid, Waiter waiter) {
    Optional<NameList> present;
    synchronized (this) {
      List<Waiter> all = waiting.get(bid);
      if (all == null || !all.remove(waiter)) {
        return; // answered
      }
      if (all.isEmpty()) {
        waiting.remove(bid);
      }
      waitingCount--;
      present = list(bid);
    }
    waiter.tell(present);
  }

  /** Takes over what the registry says. */
  private void update(Map<Long, Set<ProxyAddress>> entries) {
    Map<Long, Set<ProxyAddress>> copy = new HashMap<>();
    entries.forEach((bid, servers) -> copy.put(bid, Set.copyOf(servers)));
    Runnable answers;
    synchronized (this) {
      Set<Long> concerned = new HashSet<>(entered.keySet());
      concerned.addAll(copy.keySet());
      entered = copy;
      informed = true;
      failures.keySet().retainAll(servers());
      answers = refresh(concerned);
    }
    answers.run();
  }

  private Set<ProxyAddress> servers() {
    Set<ProxyAddress> all = new HashSet<>();
    entered.values().forEach(all::addAll);
    return all;
  }

  private void askAll() {
    List<ProxyAddress> servers;
    synchronized (this) {
      servers = new ArrayList<>(servers());
      servers.removeIf(server -> !beingAsked.add(server));
    }
    for (ProxyAddress server : servers) {
      var unused = probe.ask(server).thenAccept(well -> answered(server, well));
    }
  }

  private void answered(ProxyAddress server, boolean well) {
    Runnable answers = () -> {};
    synchronized (this) {
      beingAsked.remove(server);
      boolean wasBad = isBad(server);
      if (well) {
        failures.remove(server);
      } else {
        failures.merge(server, 1, (had, one) -> Math.min(had + one, FAILURES));
      }
      if (isBad(server) != wasBad) {
        LOG.atInfo()
            .setMessage(well ? "a server answers again" : "a server does not answer")
            .addKeyValue("server", server)
            .log();
        Set<Long> concerned = new HashSet<>();
        entered.forEach(
            (bid, servers) -> {
              if (servers.contains(server)) {
                concerned.add(bid);
              }
            });
        answers = refresh(concerned);
      }
    }
    answers.run();
  }

  private boolean isBad(ProxyAddress server) {
    return failures.getOrDefault(server, 0) >= FAILURES;
  }

  /** Makes these lists anew; what it returns tells those who wait, outside the lock. */
  private Runnable refresh(Set<Long> bids) {
    List<Runnable> answers = new ArrayList<>();
    for (long bid : bids) {
      NameList list = listNow(bid);
      if (list == null || list.equals(lists.put(bid, list))) {
        continue;
      }
      changes++;
      LOG.atInfo()
          .setMessage("servers of a business")
          .addKeyValue("bid", bid)
          .addKeyValue("servers", list.proxies())
          .addKeyValue("degraded", list.degraded())
          .log();
      waiting.computeIfPresent(
          bid,
          (same, waiters) -> {
            List<Waiter> left = new ArrayList<>();
            for (Waiter waiter : waiters) {
              if (waiter.since == list.version()) {
                left.add(waiter);
              } else {
                waitingCount--;
                answers.add(() -> waiter.tell(Optional.of(list)));
              }
            }
            return left.isEmpty() ? null : left;
          });
    }
    return () -> answers.forEach(Runnable::run);
  }

  private NameList listNow(long bid) {
    Set<ProxyAddress> all = entered.getOrDefault(bid, Set.of());
    List<ProxyAddress> well = all.stream().filter(server -> !isBad(server)).toList();
    if (!well.isEmpty()) {
      return NameList.of(bid, false, well);
    }
    if (!all.isEmpty()) {
      return NameList.of(bid, true, all);
    }
    NameList last = lists.get(bid);
    return last == null ? null : NameList.of(bid, true, last.proxies());
  }

  /** Takes this server's entry back and answers everyone who waits. Safe to call twice. */
  @Override
  public void close() {
    Map<Long, List<Waiter>> left;
    synchronized (this) {
      closed = true;
      left = new HashMap<>(waiting);
      waiting.clear();
      waitingCount = 0;
    }
    left.forEach((bid, waiters) -> waiters.forEach(waiter -> waiter.tell(list(bid))));
    stop(clock);
    if (registry != null) {
      registry.close();
    }
  }

  private static void stop(ExecutorService executor) {
    executor.shutdownNow();
    try {
      if (!executor.awaitTermination(5, TimeUnit.SECONDS)) {
        LOG.warn("the Name Center's thread does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
