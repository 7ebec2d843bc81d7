/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes that all requests together may hold in memory. */
final class ByteBudget {
  private final long limit;
  private final AtomicLong used = new AtomicLong();

  ByteBudget(long limit) {
    this.limit = limit;
  }

  /** Takes bytes if they are there. */
  boolean tryTake(long bytes) {
    if (used.addAndGet(bytes) <= limit) {
      return true;
    }
    used.addAndGet(-bytes);
    return false;
  }

  /** Takes bytes that exist already, even past the limit; new requests wait for them. */
  void take(long bytes) {
    used.addAndGet(bytes);
  }

  /** Whether more is taken than there should be, so that nothing large is to be begun. */
  boolean full() {
    return used.get() > limit;
  }

  /** Gives bytes back. */
  void release(long bytes) {
    used.addAndGet(-bytes);
  }

  /** Bytes taken. */
  long used() {
    return used.get();
  }
}
