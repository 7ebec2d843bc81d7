/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until a test moves it. */
final class HandClock extends Clock {
  private final AtomicLong millis = new AtomicLong(1_700_000_000_000L);

  void advanceSeconds(long seconds) {
    advanceMillis(seconds * 1000);
  }

  void advanceMillis(long by) {
    millis.addAndGet(by);
  }

  long micros() {
    return millis() * 1000;
  }

  long nanos() {
    return millis() * 1_000_000;
  }

  @Override
  public long millis() {
    return millis.get();
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
