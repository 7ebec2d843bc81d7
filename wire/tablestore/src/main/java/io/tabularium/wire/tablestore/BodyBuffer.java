/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Gathers a request's body into one array of exactly its size. Memory is taken from the budget as
 * bytes arrive, not as they are announced, so a client that promises much and sends nothing costs
 * next to nothing.
 */
final class BodyBuffer {
  /** Bodies up to here get their array at once; most requests are this small. */
  private static final int FIRST_BYTES = 64 * 1024;

  private static final byte[] NOTHING = new byte[0];

  private final ByteBudget budget;
  private byte[] array = NOTHING;
  private int size;
  private int expected;

  BodyBuffer(ByteBudget budget) {
    this.budget = budget;
  }

  /**
   * Begins a body.
   *
   * @param length its size, or 0 if it is not known yet
   */
  void begin(int length) {
    expected = length;
  }

  /** Bytes gathered. */
  int size() {
    return size;
  }

  /** Bytes taken from the budget. */
  int charged() {
    return array.length;
  }

  /**
   * Moves bytes here.
   *
   * @return whether there was memory for them; if not, nothing was moved
   */
  boolean append(ByteBuf in, int count) {
    int needed = size + count;
    if (needed > array.length && !grow(needed)) {
      return false;
    }
    in.readBytes(array, size, count);
    size = needed;
    return true;
  }

  private boolean grow(int needed) {
    int capacity = Math.max(needed, Math.min(FIRST_BYTES, expected));
    if (array.length > 0) {
      capacity = Math.max(capacity, array.length * (expected > 0 ? 4 : 2));
    }
    if (expected > 0) {
      capacity = Math.min(capacity, expected);
    }
    if (!budget.tryTake(capacity - array.length)) {
      return false;
    }
    array = size == 0 ? new byte[capacity] : Arrays.copyOf(array, capacity);
    return true;
  }

  /**
   * Ends the body and gives it away together with what it took from the budget: as many bytes as it
   * is long.
   */
  byte[] take() {
    byte[] body = array;
    if (body.length != size) {
      budget.release(body.length - size);
      body = Arrays.copyOf(body, size);
    }
    array = NOTHING;
    size = 0;
    expected = 0;
    return body;
  }

  /** Throws everything away. */
  void discard() {
    budget.release(array.length);
    array = NOTHING;
    size = 0;
    expected = 0;
  }
}
