/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.storage.Store;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Gives the versions of cells that come without a timestamp: the server's clock in milliseconds,
 * and for tables that keep several versions strictly rising per row, so that three updates within a
 * millisecond are three versions.
 *
 * <p>Rows share a fixed number of floors by hash: a collision only makes a version a little later
 * than the clock. Floors live in memory; a row written faster than once a millisecond for long, or
 * a clock set back, drives its floor past the clock, and then a ceiling kept in the store makes
 * sure that versions after a restart are not below those before it.
 */
final class VersionClock {
  private static final int FLOORS = 1 << 16;
  private static final long TOLERATED_LEAD_MILLIS = 200;
  private static final long CEILING_STEP_MILLIS = 60_000;
  private static final byte[] FACT = "clock".getBytes(StandardCharsets.US_ASCII);

  private final Clock clock;
  private final Store store;
  private final AtomicLongArray floors = new AtomicLongArray(FLOORS);
  private volatile long ceiling;

  VersionClock(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
    byte[] fact = store.getFact(FACT);
    ceiling = fact == null ? 0 : ByteBuffer.wrap(fact).getLong();
    if (ceiling > clock.millis()) {
      for (int i = 0; i < FLOORS; i++) {
        floors.set(i, ceiling);
      }
    }
  }

  /** The server's clock. */
  long now() {
    return clock.millis();
  }

  /** The server's clock in microseconds. */
  long nowMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
  }

  /**
   * A version for a write to a row.
   *
   * @param distinct whether it must differ from every version given to this row before
   */
  long next(byte[] rowKey, boolean distinct) {
    int floor = hash(rowKey) & (FLOORS - 1);
    long now = clock.millis();
    while (true) {
      long last = floors.get(floor);
      long version = last < now ? now : distinct ? last + 1 : last;
      if (version > now + TOLERATED_LEAD_MILLIS && version > ceiling) {
        raiseCeiling(version + CEILING_STEP_MILLIS);
      }
      if (last == version || floors.compareAndSet(floor, last, version)) {
        return version;
      }
    }
  }

  private synchronized void raiseCeiling(long to) {
    if (to > ceiling) {
      store.changeFacts(
          List.of(Map.entry(FACT, ByteBuffer.allocate(Long.BYTES).putLong(to).array())));
      ceiling = to;
    }
  }

  /** Remembers the time, so that a clock set back while the server is down does no harm. */
  void rememberNow() {
    raiseCeiling(clock.millis());
  }

  static int hash(byte[] key) {
    int h = 0;
    for (byte b : key) {
      h = 31 * h + b;
    }
    h *= 0x9E3779B9;
    return h ^ (h >>> 16);
  }
}
