/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still until a test moves it. */
final class TickingClock extends Clock {
  /** Where the clock starts: 2023-11-14T22:13:20Z. */
  static final Instant START = Instant.ofEpochSecond(1_700_000_000L);

  private Instant now = START;

  void advance(Duration duration) {
    now = now.plus(duration);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException();
  }
}
