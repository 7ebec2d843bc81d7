/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.wtable;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What a server's connections share, and who they are. */
final class Hub {
  /** For so long after slow operations were met, others are left to other threads. */
  private static final long SLOW_SPELL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  final Settings settings;
  final ThreadPoolExecutor readers;
  final Budget budget;

  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger count = new AtomicInteger();
  private volatile boolean draining;
  private volatile long readsSlowUntil = System.nanoTime();
  private volatile long writesSlowUntil = System.nanoTime();

  Hub(Settings settings, ThreadPoolExecutor readers) {
    this.settings = settings;
    this.readers = readers;
    this.budget = new Budget(settings.maxInFlightBytes());
  }

  /** Notes a connection; {@code false} if there are too many. */
  boolean opened(Connection connection) {
    connections.add(connection);
    return count.incrementAndGet() <= settings.maxConnections() && !draining;
  }

  void closed(Connection connection) {
    if (connections.remove(connection)) {
      count.decrementAndGet();
    }
  }

  Set<Connection> connections() {
    return connections;
  }

  int connectionCount() {
    return count.get();
  }

  void drain() {
    draining = true;
  }

  boolean isDraining() {
    return draining;
  }

  /** Whether nothing is in hand any more. */
  boolean isIdle() {
    for (Connection connection : connections) {
      if (!connection.isIdle()) {
        return false;
      }
    }
    return true;
  }

  /** Notes that brief reads of a network thread wait for the disk. */
  void readsAreSlow() {
    readsSlowUntil = System.nanoTime() + SLOW_SPELL_NANOS;
  }

  /** Whether brief reads should go to the pool for the time being. */
  boolean readsAreSlow(long nanos) {
    return readsSlowUntil - nanos > 0;
  }

  /** Notes that writes a network thread makes itself wait for the disk. */
  void writesAreSlow() {
    writesSlowUntil = System.nanoTime() + SLOW_SPELL_NANOS;
  }

  /** Whether writes should be left to the lanes' threads for the time being. */
  boolean writesAreSlow(long nanos) {
    return writesSlowUntil - nanos > 0;
  }
}
