/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.klist;

import io.tabularium.storage.StorageException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The layout of values. The first byte's low four bits tell how many bytes hold the score (0, 1, 2,
 * 4 or 8, two's complement), its bit 0x10 whether there is a deadline; other bits are 0. Then come
 * the deadline (8 bytes, milliseconds since 1970), the score, and the value itself. In the list by
 * score the key has the score and the value none. All numbers are big-endian.
 *
 * <p>An instance takes one value apart and can be used again. Not thread-safe.
 */
final class StoredValue {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final int WIDTH = 0x0f;
  private static final int DEADLINE = 0x10;
  private static final byte[] EMPTY = {};

  private byte[] array;
  private int valueAt;
  private int end;
  private long score;
  private long deadline;

  /**
   * A value to be stored.
   *
   * @param deadline when it expires, or 0 for never
   */
  static byte[] encode(byte[] value, long score, long deadline) {
    int width = width(score);
    int head = deadline == 0 ? 1 : 1 + Long.BYTES;
    byte[] stored = new byte[head + width + value.length];
    stored[0] = (byte) (deadline == 0 ? width : width | DEADLINE);
    if (deadline != 0) {
      LONG.set(stored, 1, deadline);
    }
    switch (width) {
      case 1 -> stored[head] = (byte) score;
      case 2 -> SHORT.set(stored, head, (short) score);
      case 4 -> INT.set(stored, head, (int) score);
      case 8 -> LONG.set(stored, head, score);
      default -> {}
    }
    System.arraycopy(value, 0, stored, head + width, value.length);
    return stored;
  }

  private static int width(long score) {
    if (score == 0) {
      return 0;
    }
    return score == (byte) score ? 1 : score == (short) score ? 2 : score == (int) score ? 4 : 8;
  }

  /** Takes a stored value apart. */
  StoredValue read(byte[] stored) {
    return read(stored, stored.length);
  }

  /** Takes the first {@code length} bytes of an array apart, which must stay as they are. */
  StoredValue read(byte[] stored, int length) {
    int head = length == 0 ? -1 : stored[0];
    int width = head & WIDTH;
    int at = (head & DEADLINE) == 0 ? 1 : 1 + Long.BYTES;
    if (head < 0 || (head & ~(WIDTH | DEADLINE)) != 0 || at + width > length) {
      throw damaged();
    }
    deadline = at == 1 ? 0 : (long) LONG.get(stored, 1);
    score =
        switch (width) {
          case 0 -> 0;
          case 1 -> stored[at];
          case 2 -> (short) SHORT.get(stored, at);
          case 4 -> (int) INT.get(stored, at);
          case 8 -> (long) LONG.get(stored, at);
          default -> throw damaged();
        };
    array = stored;
    valueAt = at + width;
    end = length;
    return this;
  }

  private static StorageException damaged() {
    return new StorageException(
        StorageException.Kind.CORRUPT, "A klist record is not what was written.", null);
  }

  /** The score; 0 in the list by score. */
  long score() {
    return score;
  }

  /** When it expires, in milliseconds since 1970, or 0. */
  long deadline() {
    return deadline;
  }

  /** Whether it is there no more. */
  boolean isExpired(long now) {
    return deadline != 0 && deadline <= now;
  }

  /** A copy of the value itself. */
  byte[] value() {
    return valueAt == end ? EMPTY : Arrays.copyOfRange(array, valueAt, end);
  }

  /** Whether the value itself is this. */
  boolean hasValue(byte[] value) {
    return Arrays.equals(array, valueAt, end, value, 0, value.length);
  }
}
