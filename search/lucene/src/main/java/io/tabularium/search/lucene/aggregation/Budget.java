/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.model.Errors;
import io.tabularium.model.Limits;
import java.util.Arrays;
import org.apache.lucene.index.QueryTimeout;
import org.apache.lucene.util.ArrayUtil;

/** What one request may use: groups, memory and time. Whatever grows with the data asks here. */
final class Budget {
  private static final int STEPS_BETWEEN_LOOKS = 1 << 10;

  /** About what one group of an answer takes, without what is asked about it. */
  private static final int RESULT_BYTES = 128;

  /** Arrays shorter than this grow faster. */
  private static final int SMALL = 1 << 15;

  private final QueryTimeout clock;
  private final BudgetPool pool;
  private int groups;
  private int mostGroups;
  private int results;
  private long bytes;
  private long mostBytes;
  private int steps;

  /** A budget that ends when the clock says so; {@code null} is a clock that never does. */
  Budget(QueryTimeout clock) {
    this.clock = clock;
    this.pool = null;
    this.mostGroups = Limits.SEARCH_GROUPS_IN_MEMORY;
    this.mostBytes = Limits.SEARCH_AGGREGATION_BYTES;
  }

  /** The budget of a slice; see {@link #Budget(QueryTimeout)}. */
  Budget(QueryTimeout clock, BudgetPool pool) {
    this.clock = clock;
    this.pool = pool;
  }

  /** Does a small piece of work; looks at the clock from time to time. */
  void step() {
    steps(1);
  }

  /** Does so many small pieces of work. */
  void steps(int count) {
    steps += count;
    if (steps >= STEPS_BETWEEN_LOOKS) {
      steps = 0;
      checkTime();
    }
  }

  /** Refuses to go on when the time is up. */
  void checkTime() {
    if (clock != null && clock.shouldExit()) {
      throw Errors.searchTimeout();
    }
    if (pool != null && pool.isExhausted()) {
      // Some other slice has failed, and with it the request.
      throw Errors.aggregationTooMuchMemory();
    }
  }

  /** Makes one more group. */
  void group() {
    if (++groups > mostGroups) {
      int more = pool == null ? 0 : pool.groups();
      if (more == 0) {
        throw Errors.aggregationTooManyGroups();
      }
      mostGroups += more;
    }
  }

  /** Puts one more group into the answer, which may have empty ones that were never made. */
  void result() {
    step();
    memory(RESULT_BYTES);
    if (++results > Limits.SEARCH_GROUPS_IN_MEMORY) {
      throw Errors.aggregationTooManyGroups();
    }
  }

  /** Takes memory; gives it back if the number is negative. */
  void memory(long more) {
    bytes += more;
    if (bytes > mostBytes) {
      long moreBytes = pool == null ? 0 : pool.bytes(bytes - mostBytes);
      if (moreBytes == 0) {
        throw Errors.aggregationTooMuchMemory();
      }
      mostBytes += moreBytes;
    }
  }

  /** Gives all groups of a slice back before they are made again, in another slice. */
  void giveGroups() {
    pool.give(mostGroups, 0);
    mostGroups = 0;
  }

  /** Gives all memory of a slice back. */
  void giveMemory() {
    pool.give(0, mostBytes);
    mostBytes = 0;
  }

  /** An array with at least so many places and the old contents. */
  long[] grow(long[] array, int size) {
    int length = longer(array.length, size, Long.BYTES);
    return length == array.length ? array : Arrays.copyOf(array, length);
  }

  /** An array with at least so many places and the old contents. */
  int[] grow(int[] array, int size) {
    int length = longer(array.length, size, Integer.BYTES);
    return length == array.length ? array : Arrays.copyOf(array, length);
  }

  /** An array with at least so many places and the old contents; new places hold a number. */
  double[] grow(double[] array, int size, double filler) {
    int length = longer(array.length, size, Double.BYTES);
    if (length == array.length) {
      return array;
    }
    double[] longer = Arrays.copyOf(array, length);
    Arrays.fill(longer, array.length, length, filler);
    return longer;
  }

  /** An array with at least so many places and the old contents. */
  <T> T[] grow(T[] array, int size) {
    int length = longer(array.length, size, Long.BYTES);
    return length == array.length ? array : Arrays.copyOf(array, length);
  }

  private int longer(int length, int size, int width) {
    if (size <= length) {
      return length;
    }
    int longer = ArrayUtil.oversize(size, width);
    if (length < SMALL) {
      // Arrays begin small and most grow, so it would be copied often.
      longer = Math.max(longer, 2 * length);
    }
    memory((long) (longer - length) * width);
    return longer;
  }
}
