/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.report;

import java.util.Locale;

/**
 * What a ratio, ours divided by the reference, ought to be.
 *
 * @param kind on which side of {@code ratio} it ought to lie
 * @param ratio the bound; of no meaning for {@link Kind#NONE}
 */
public record Target(Kind kind, double ratio) {
  /** No target: the figure is for information. */
  public static final Target NONE = new Target(Kind.NONE, 0);

  /** Which side of the bound is good. */
  public enum Kind {
    /** Nothing is asked for. */
    NONE,
    /** More is better. */
    AT_LEAST,
    /** Less is better. */
    AT_MOST
  }

  /** The ratio ought to be at least this. */
  public static Target atLeast(double ratio) {
    return new Target(Kind.AT_LEAST, ratio);
  }

  /** The ratio ought to be at most this. */
  public static Target atMost(double ratio) {
    return new Target(Kind.AT_MOST, ratio);
  }

  /** Whether a ratio meets the target. A ratio that is not a number never does. */
  public boolean isMetBy(double actual) {
    return switch (kind) {
      case NONE -> true;
      case AT_LEAST -> actual >= ratio;
      case AT_MOST -> actual <= ratio;
    };
  }

  @Override
  public String toString() {
    return switch (kind) {
      case NONE -> "";
      case AT_LEAST -> String.format(Locale.ROOT, "≥ %s", Figures.ratio(ratio));
      case AT_MOST -> String.format(Locale.ROOT, "≤ %s", Figures.ratio(ratio));
    };
  }
}
