/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import io.tabularium.storage.StorageException;
import io.tabularium.storage.StorageException.Kind;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps native memory alive while someone is inside: a native call on a closed database would end
 * the process. Every operation enters and leaves; closing lets nobody in and waits for the rest.
 *
 * <p>Counting is spread over cells so that threads do not fight for one cache line. A thread first
 * counts itself in and then looks whether the gate is closed, the closer first closes and then
 * counts, so at least one of them sees the other.
 */
final class Gate {
  private static final int CELLS = 64;

  /** Longs between two cells: more than a cache line and its neighbour. */
  private static final int STRIDE = 16;

  private final AtomicLongArray inside = new AtomicLongArray((CELLS + 1) * STRIDE);
  private volatile boolean closed;

  /**
   * Enters.
   *
   * @return what {@link #exit} wants
   */
  int enter() {
    int cell = cell();
    inside.getAndIncrement(cell);
    if (closed) {
      inside.getAndDecrement(cell);
      throw new StorageException(Kind.UNAVAILABLE, "The store is closed.", null);
    }
    return cell;
  }

  /** Refuses what needs no native memory if the gate is closed. */
  void checkOpen() {
    if (closed) {
      throw new StorageException(Kind.UNAVAILABLE, "The store is closed.", null);
    }
  }

  void exit(int cell) {
    inside.getAndDecrement(cell);
  }

  /** Lets nobody in from now on. {@code false} if it was closed before. */
  synchronized boolean close() {
    boolean first = !closed;
    closed = true;
    return first;
  }

  /** Waits until everybody has left. {@code false} if some stayed longer than the patience. */
  boolean awaitEmpty(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    for (int cell = STRIDE; cell < inside.length(); cell += STRIDE) {
      while (inside.get(cell) != 0) {
        if (System.nanoTime() - deadline > 0) {
          return false;
        }
        LockSupport.parkNanos(100_000);
      }
    }
    return true;
  }

  private static int cell() {
    long mixed = Thread.currentThread().getId() * 0x9E37_79B9_7F4A_7C15L;
    return ((int) (mixed >>> 58) + 1) * STRIDE;
  }
}
