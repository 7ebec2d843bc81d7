/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import com.tdunning.math.stats.MergingDigest;
import io.tabularium.model.Limits;
import java.math.BigDecimal;
import java.util.Arrays;

/**
 * Numbers and the values below which parts of them lie: exactly up to {@link
 * Limits#SEARCH_PERCENTILES_EXACT} numbers, then by a t-digest, which is most exact at both ends
 * and does not grow.
 */
final class Quantiles {
  private static final int COMPRESSION = 200;

  /** About what such a digest takes. */
  private static final int DIGEST_BYTES = 32 << 10;

  /** Up to this integers are doubles. */
  private static final long MOST_EXACT = 1L << 53;

  private final Budget budget;
  private final NumberValues values;
  private long[] numbers = new long[0];
  private int size;
  private boolean sorted;
  private MergingDigest digest;

  /** Takes in numbers as {@link NumberValues} has them. */
  Quantiles(NumberValues values, Budget budget) {
    this.values = values;
    this.budget = budget;
  }

  void add(long number) {
    if (digest != null) {
      digest.add(values.real(number));
      return;
    }
    if (size == Limits.SEARCH_PERCENTILES_EXACT) {
      toDigest();
      digest.add(values.real(number));
      return;
    }
    numbers = budget.grow(numbers, size + 1);
    numbers[size++] = number;
  }

  private void toDigest() {
    budget.memory(DIGEST_BYTES - (long) numbers.length * Long.BYTES);
    digest = new MergingDigest(COMPRESSION);
    for (int i = 0; i < size; i++) {
      digest.add(values.real(numbers[i]));
    }
    numbers = null;
  }

  /**
   * The value below which a part of the numbers lies: at place {@code percentile / 100 * (count -
   * 1)} of them in order, between two of them in proportion.
   *
   * @param percentile 0 to 100
   */
  double real(double percentile) {
    if (digest != null) {
      return digest.quantile(percentile / 100);
    }
    double place = place(percentile);
    int below = (int) place;
    double low = values.real(numbers[below]);
    return place == below ? low : low + (values.real(numbers[below + 1]) - low) * (place - below);
  }

  /** As {@link #real}, without what is behind the point. */
  long whole(double percentile) {
    if (digest != null) {
      return (long) real(percentile);
    }
    double place = place(percentile);
    int below = (int) place;
    long low = numbers[below];
    if (place == below || numbers[below + 1] == low) {
      return low;
    }
    if (isExact(low) && isExact(numbers[below + 1])) {
      return (long) real(percentile);
    }
    BigDecimal exact = BigDecimal.valueOf(low);
    return BigDecimal.valueOf(numbers[below + 1])
        .subtract(exact)
        .multiply(new BigDecimal(place - below))
        .add(exact)
        .longValue();
  }

  /** Whether no double lies nearer to an integer than the integer itself. */
  private static boolean isExact(long number) {
    return Math.abs(number) <= MOST_EXACT && number != Long.MIN_VALUE;
  }

  private double place(double percentile) {
    if (!sorted) {
      Arrays.sort(numbers, 0, size);
      sorted = true;
    }
    return percentile * (size - 1) / 100;
  }
}
