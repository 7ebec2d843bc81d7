/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import com.dynatrace.hash4j.distinctcount.UltraLogLog;
import io.tabularium.model.Limits;

/**
 * How many different values there are, each told by its hash of 64 bits: exactly up to {@link
 * Limits#SEARCH_DISTINCT_EXACT}, then by a sketch that is wrong by about 0.6 % and does not grow.
 */
final class DistinctSet {
  private static final int LEAST_SLOTS = 8;

  /** The sketch has two to this power bytes. */
  private static final int PRECISION = 14;

  private final Budget budget;
  private long[] slots;
  private int used;
  private boolean zero;
  private UltraLogLog sketch;

  DistinctSet(Budget budget) {
    this.budget = budget;
    budget.memory(LEAST_SLOTS * Long.BYTES);
    slots = new long[LEAST_SLOTS];
  }

  void add(long hash) {
    if (sketch != null) {
      sketch.add(hash);
    } else if (hash == 0) {
      zero = true;
    } else if (put(slots, hash) && ++used * 2 > slots.length) {
      grow();
    }
  }

  private static boolean put(long[] slots, long hash) {
    int mask = slots.length - 1;
    int slot = (int) hash & mask;
    while (slots[slot] != 0) {
      if (slots[slot] == hash) {
        return false;
      }
      slot = (slot + 1) & mask;
    }
    slots[slot] = hash;
    return true;
  }

  private void grow() {
    if (used > Limits.SEARCH_DISTINCT_EXACT) {
      toSketch();
      return;
    }
    budget.memory((long) slots.length * Long.BYTES);
    long[] larger = new long[slots.length * 2];
    for (long hash : slots) {
      if (hash != 0) {
        put(larger, hash);
      }
    }
    slots = larger;
  }

  private void toSketch() {
    budget.memory((1L << PRECISION) - (long) slots.length * Long.BYTES);
    sketch = UltraLogLog.create(PRECISION);
    for (long hash : slots) {
      if (hash != 0) {
        sketch.add(hash);
      }
    }
    if (zero) {
      sketch.add(0);
    }
    slots = null;
  }

  /** Adds the values of another set. */
  void merge(DistinctSet other) {
    budget.steps(other.sketch != null ? 1 << PRECISION : other.slots.length);
    if (other.sketch != null) {
      // A set becomes a sketch by what is in it, not by how it came there.
      if (sketch == null) {
        toSketch();
      }
      sketch.add(other.sketch);
      return;
    }
    for (long hash : other.slots) {
      if (hash != 0) {
        add(hash);
      }
    }
    if (other.zero) {
      add(0);
    }
  }

  long count() {
    return sketch != null ? Math.round(sketch.getDistinctCountEstimate()) : used + (zero ? 1 : 0);
  }
}
