/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.wtable;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes of requests in hand and of replies not taken by clients, of all connections together. It is
 * not exact, as the last to take from it may overdraw; it keeps further requests from being read.
 */
final class Budget {
  private final long limit;
  private final AtomicLong used = new AtomicLong();

  Budget(long limit) {
    this.limit = limit;
  }

  void take(long bytes) {
    used.addAndGet(bytes);
  }

  void giveBack(long bytes) {
    used.addAndGet(-bytes);
  }

  boolean isUsedUp() {
    return used.get() >= limit;
  }

  long used() {
    return used.get();
  }
}
