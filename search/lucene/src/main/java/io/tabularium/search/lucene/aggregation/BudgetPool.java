/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.model.Limits;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the slices of one request may use together. Their budgets take of it in portions, so that
 * they seldom meet.
 */
final class BudgetPool {
  private static final int GROUPS = 1 << 12;
  private static final long BYTES = 1 << 20;

  private final AtomicLong groups = new AtomicLong(Limits.SEARCH_GROUPS_IN_MEMORY);
  private final AtomicLong bytes = new AtomicLong(Limits.SEARCH_AGGREGATION_BYTES);
  private volatile boolean exhausted;

  /** Takes groups; 0 if there are none left. */
  int groups() {
    return (int) take(groups, 1, GROUPS);
  }

  /** Takes at least so many bytes; 0 if there are not so many left. */
  long bytes(long least) {
    return take(bytes, least, Math.max(least, BYTES));
  }

  private long take(AtomicLong left, long least, long wanted) {
    long before = left.getAndUpdate(rest -> rest < least ? rest : rest - Math.min(rest, wanted));
    if (before < least) {
      exhausted = true;
      return 0;
    }
    return Math.min(before, wanted);
  }

  /** Gives back. */
  void give(long moreGroups, long moreBytes) {
    groups.addAndGet(moreGroups);
    bytes.addAndGet(moreBytes);
  }

  /** Whether a slice wanted more than was left. */
  boolean isExhausted() {
    return exhausted;
  }
}
