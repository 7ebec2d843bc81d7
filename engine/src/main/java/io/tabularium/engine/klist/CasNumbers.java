/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.klist;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The numbers for optimistic locking of one lane's records. A record has at most one live number,
 * which every write of the record consumes; numbers are known to this process alone and live from
 * five to ten seconds, however often they are asked for.
 *
 * <p>Implementation note: two generations, which change places every five seconds. Counting begins
 * anywhere, so that a number from before a restart is hardly ever taken for a new one. Not
 * thread-safe.
 */
final class CasNumbers {
  static final long GENERATION_NANOS = 5_000_000_000L;

  /** Records that may have a number at once; more have to wait until some have expired. */
  static final int CAPACITY = 1 << 18;

  private static final int LARGEST = Integer.MAX_VALUE;

  /** 0, 1 and 2 mean something else in requests. */
  private static final int SMALLEST = 3;

  private Map<Key, Integer> young = new HashMap<>();
  private Map<Key, Integer> old = new HashMap<>();
  private long youngSince;
  private int next;

  CasNumbers(long nowNanos) {
    youngSince = nowNanos;
    next = SMALLEST + new SecureRandom().nextInt(LARGEST - SMALLEST);
  }

  /** The live number of a record, a new one if it has none, or 0 if there are too many. */
  int giveOut(KlistWrite read, long nowNanos) {
    age(nowNanos);
    Key key = new Key(read.partition, read.z, read.column);
    Integer live = young.get(key);
    if (live == null) {
      live = old.get(key);
    }
    if (live != null) {
      return live;
    }
    if (young.size() + old.size() >= CAPACITY) {
      return 0;
    }
    int number = next;
    next = number == LARGEST ? SMALLEST : number + 1;
    young.put(key, number);
    return number;
  }

  /**
   * Whether a write may go ahead. If so, the record's number is used up.
   *
   * @return {@code false} if the write names a number that is not the record's live one
   */
  boolean admit(KlistWrite write, long nowNanos) {
    if (young.isEmpty() && old.isEmpty()) {
      return write.cas == 0;
    }
    age(nowNanos);
    Key key = new Key(write.partition, write.z, write.column);
    if (write.cas != 0) {
      Integer live = young.get(key);
      if (live == null) {
        live = old.get(key);
      }
      if (live == null || live != write.cas) {
        return false;
      }
    }
    young.remove(key);
    old.remove(key);
    return true;
  }

  private void age(long nowNanos) {
    long generations = (nowNanos - youngSince) / GENERATION_NANOS;
    if (generations <= 0) {
      return;
    }
    youngSince += generations * GENERATION_NANOS;
    old = generations == 1 ? young : new HashMap<>();
    young = new HashMap<>();
  }

  /** A record as the key of a map. */
  private static final class Key {
    private final byte[] partition;
    private final boolean z;
    private final byte[] column;
    private final int hash;

    Key(byte[] partition, boolean z, byte[] column) {
      this.partition = partition;
      this.z = z;
      this.column = column;
      this.hash =
          31 * (31 * Arrays.hashCode(partition) + Arrays.hashCode(column)) + Boolean.hashCode(z);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(Object o) {
      return o instanceof Key other
          && z == other.z
          && Arrays.equals(partition, other.partition)
          && Arrays.equals(column, other.column);
    }
  }
}
