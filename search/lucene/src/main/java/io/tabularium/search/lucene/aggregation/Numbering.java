/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import java.util.Arrays;

/**
 * Gives each pair of an owner and a key a number, from 0 on, in the order they are first seen: the
 * groups of one group-by, where the owner is the group around it. A hash table without objects.
 */
final class Numbering {
  /** Keys of the first owner below this are looked up in an array instead. */
  private static final int DIRECT = 1 << 16;

  private static final int LEAST_SLOTS = 16;

  private static final int NONE = -1;

  private final Budget budget;
  private final boolean counted;
  private int[] direct = new int[0];
  private int[] slots = new int[LEAST_SLOTS];
  private int hashed;
  private long[] keys = new long[0];
  private int[] owners = new int[0];
  private int size;

  /**
   * Begins with no group.
   *
   * @param counted whether there is only the first owner, and its keys are the numbers from 0 on,
   *     of which none comes before all below it have come, at the latest in the same call
   */
  Numbering(Budget budget, boolean counted) {
    this.budget = budget;
    this.counted = counted;
  }

  /** How many pairs there are. */
  int size() {
    return size;
  }

  /** The key of a pair. */
  long key(int number) {
    return keys[number];
  }

  /** The owner of a pair. */
  int owner(int number) {
    return owners[number];
  }

  /** The number of one pair, which may be new. */
  int number(int owner, long key) {
    if (!counted) {
      return add(owner, key);
    }
    while (size <= key) {
      append(0, size);
    }
    return (int) key;
  }

  /**
   * Puts in the place of owners the numbers of pairs, which may be new.
   *
   * @param first whether there are none but the first owner
   */
  void add(int[] owners, long[] keys, int count, boolean first) {
    if (counted) {
      count(owners, keys, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      long key = keys[i];
      int number = first && key >= 0 && key < direct.length ? direct[(int) key] - 1 : NONE;
      owners[i] = number >= 0 ? number : add(owners[i], key);
    }
  }

  /** Keys that are counted are the numbers of their pairs. */
  private void count(int[] owners, long[] keys, int count) {
    int most = -1;
    for (int i = 0; i < count; i++) {
      int key = (int) keys[i];
      owners[i] = key;
      most = Math.max(most, key);
    }
    while (size <= most) {
      append(0, size);
    }
  }

  /** The number of a pair, which may be new. */
  private int add(int owner, long key) {
    if (owner == 0 && key >= 0 && key < DIRECT) {
      int at = (int) key;
      if (at >= direct.length) {
        direct = budget.grow(direct, at + 1);
      }
      int number = direct[at] - 1;
      if (number < 0) {
        number = append(owner, key);
        direct[at] = number + 1;
      }
      return number;
    }
    int slot = slot(owner, key);
    if (slots[slot] != 0) {
      return slots[slot] - 1;
    }
    int number = append(owner, key);
    slots[slot] = number + 1;
    if (++hashed * 2 > slots.length) {
      rehash();
    }
    return number;
  }

  /** The number of a pair, or -1 if there is no such pair. */
  int find(int owner, long key) {
    if (owner < 0) {
      return -1;
    }
    if (counted) {
      return owner == 0 && key >= 0 && key < size ? (int) key : -1;
    }
    if (owner == 0 && key >= 0 && key < DIRECT) {
      return key < direct.length ? direct[(int) key] - 1 : -1;
    }
    return slots[slot(owner, key)] - 1;
  }

  private int append(int owner, long key) {
    budget.group();
    keys = budget.grow(keys, size + 1);
    owners = budget.grow(owners, size + 1);
    keys[size] = key;
    owners[size] = owner;
    return size++;
  }

  /** The slot that has the pair, or where it would be put. */
  private int slot(int owner, long key) {
    int mask = slots.length - 1;
    int slot = (int) Hashes.mix(key + Hashes.mix(owner)) & mask;
    while (slots[slot] != 0 && (keys[slots[slot] - 1] != key || owners[slots[slot] - 1] != owner)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void rehash() {
    int[] old = slots;
    budget.memory((long) old.length * Integer.BYTES);
    slots = new int[old.length * 2];
    for (int entry : old) {
      if (entry != 0) {
        slots[slot(owners[entry - 1], keys[entry - 1])] = entry;
      }
    }
  }

  /** The numbers in the order of their owners, for reading when nothing is added any more. */
  ByOwner byOwner() {
    int most = -1;
    for (int i = 0; i < size; i++) {
      most = Math.max(most, owners[i]);
    }
    int[] starts = new int[most + 2];
    for (int i = 0; i < size; i++) {
      starts[owners[i] + 1]++;
    }
    for (int i = 1; i < starts.length; i++) {
      starts[i] += starts[i - 1];
    }
    int[] next = Arrays.copyOf(starts, starts.length);
    int[] numbers = new int[size];
    for (int i = 0; i < size; i++) {
      numbers[next[owners[i]]++] = i;
    }
    return new ByOwner(starts, numbers);
  }

  /** Numbers in the order of their owners. */
  static final class ByOwner {
    private final int[] starts;
    private final int[] numbers;

    private ByOwner(int[] starts, int[] numbers) {
      this.starts = starts;
      this.numbers = numbers;
    }

    /** The numbers of one owner. */
    int[] of(int owner) {
      return owner < 0 || owner + 1 >= starts.length
          ? new int[0]
          : Arrays.copyOfRange(numbers, starts[owner], starts[owner + 1]);
    }
  }
}
