/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.report;

import java.util.Arrays;
import java.util.Locale;

/** How figures are written: three significant digits at least, thousands set apart. */
public final class Figures {
  private Figures() {}

  /** A measured figure with its unit, such as {@code 12,345 op/s}. */
  public static String figure(double value, String unit) {
    String number;
    if (Double.isNaN(value)) {
      return "-";
    } else if (Math.abs(value) >= 100) {
      number = String.format(Locale.ROOT, "%,.0f", value);
    } else if (Math.abs(value) >= 10) {
      number = String.format(Locale.ROOT, "%.1f", value);
    } else {
      number = String.format(Locale.ROOT, "%.2f", value);
    }
    return unit.isEmpty() ? number : number + " " + unit;
  }

  /** A ratio, such as {@code 0.62x}. */
  public static String ratio(double value) {
    return Double.isNaN(value)
        ? "-"
        : String.format(Locale.ROOT, Math.abs(value) >= 10 ? "%.1fx" : "%.2fx", value);
  }

  /** The middle one of some figures. */
  public static double median(double... figures) {
    double[] sorted = figures.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
