/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

/** One connected client of a tunnel. Guarded by its tunnel. */
final class Session {
  /** A client is silent once it has missed so many of its own intervals, */
  private static final int SILENT_INTERVALS = 3;

  /** and this much time on top. */
  private static final long SILENT_MILLIS = 5_000;

  private final String clientId;
  private final long timeoutMillis;
  private final long connectedMillis;
  private long heardMillis;
  private boolean hasBeaten;

  /** The longest time between two heartbeats; 0 until there have been two. */
  private long intervalMillis;

  /**
   * A client.
   *
   * @param timeoutMillis how long without a heartbeat until it is gone
   * @param connectedMillis when it connected
   * @param nowMillis when it is to have been heard last: its connect, or the server's start
   */
  Session(String clientId, long timeoutMillis, long connectedMillis, long nowMillis) {
    this.clientId = clientId;
    this.timeoutMillis = timeoutMillis;
    this.connectedMillis = connectedMillis;
    this.heardMillis = nowMillis;
  }

  String clientId() {
    return clientId;
  }

  long timeoutMillis() {
    return timeoutMillis;
  }

  long connectedMillis() {
    return connectedMillis;
  }

  /**
   * Notes a heartbeat. The first one says nothing about the interval: it comes right after the
   * connect, or some time after the server's start.
   */
  void beat(long nowMillis) {
    if (hasBeaten) {
      intervalMillis = Math.max(intervalMillis, nowMillis - heardMillis);
    }
    hasBeaten = true;
    heardMillis = nowMillis;
  }

  boolean isGone(long nowMillis) {
    return nowMillis - heardMillis > timeoutMillis;
  }

  /** Whether it may be given channels: it has been there for a moment, and is still heard of. */
  boolean isEligible(long nowMillis, long warmUpMillis) {
    return nowMillis - connectedMillis >= warmUpMillis && !isSilent(nowMillis);
  }

  /**
   * Whether it has probably died, long before it is known to be gone. It keeps what it has, but
   * nothing is added that would then wait for nobody.
   */
  private boolean isSilent(long nowMillis) {
    return intervalMillis > 0
        && nowMillis - heardMillis > SILENT_INTERVALS * intervalMillis + SILENT_MILLIS;
  }
}
