/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/** What all connections of one server share. */
final class FrontDoor {
  final Settings settings;
  final Gatekeeper gatekeeper;
  final ByteBudget budget;
  final OutageLog outages = new OutageLog(System::nanoTime);

  /** Runs requests; refuses when its queue is full. */
  final Executor workers;

  private final Map<String, Lane> lanes;
  private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connectionCount = new AtomicInteger();
  private final AtomicInteger handling = new AtomicInteger();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition emptier = lock.newCondition();
  private volatile boolean draining;

  FrontDoor(Settings settings, Executor workers) {
    this.settings = settings;
    this.gatekeeper = new Gatekeeper(settings);
    this.budget = new ByteBudget(settings.maxInFlightBytes());
    this.workers = workers;
    this.lanes =
        settings.operations().entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, entry -> new Lane(entry.getValue())));
  }

  /** The lane of the operation the request names, or {@code null} if there is none such. */
  Lane lane(RequestHead head) {
    return lanes.get(Bytes.latin1(head.array(), head.operationStart(), head.operationEnd()));
  }

  /**
   * Counts a connection in.
   *
   * @return how many there are with it
   */
  int opened(HttpConnection connection) {
    connections.add(connection);
    return connectionCount.incrementAndGet();
  }

  /** Counts a connection out. */
  void closed(HttpConnection connection) {
    if (connections.remove(connection)) {
      connectionCount.decrementAndGet();
      tellEmptier();
    }
  }

  /** Counts a request that workers or the engine have in hand. */
  void began() {
    handling.incrementAndGet();
  }

  /** Counts it out. */
  void ended() {
    handling.decrementAndGet();
    tellEmptier();
  }

  int connectionCount() {
    return connectionCount.get();
  }

  int handling() {
    return handling.get();
  }

  /** The connections that are open now. */
  Set<HttpConnection> connections() {
    return connections;
  }

  /** Whether the server is closing. */
  boolean draining() {
    return draining;
  }

  /** From here on every reply is its connection's last. */
  void beginDraining() {
    draining = true;
  }

  /**
   * Waits until no connection is open and no request in hand.
   *
   * @return whether that came about in time
   */
  boolean awaitEmpty(long nanos) throws InterruptedException {
    long left = nanos;
    lock.lock();
    try {
      while (connectionCount.get() > 0 || handling.get() > 0) {
        if (left <= 0) {
          return false;
        }
        left = emptier.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void tellEmptier() {
    if (!draining) {
      return;
    }
    lock.lock();
    try {
      emptier.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
