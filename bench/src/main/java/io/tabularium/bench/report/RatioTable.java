/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A table of measurements, each beside its reference of the same run. It prints as Markdown that is
 * aligned for a terminal, so that a result can be pasted into a page as it is.
 */
public final class RatioTable {
  private final String title;
  private final List<String[]> lines = new ArrayList<>();
  private int missed;
  private int judged;

  /**
   * An empty table.
   *
   * @param title what was measured
   * @param reference the name of what ours is compared with
   * @param ours the name of what is compared
   */
  public RatioTable(String title, String reference, String ours) {
    this.title = title;
    lines.add(new String[] {"", reference, ours, "ratio", "target", ""});
  }

  /** Adds one measurement; both figures are in the same unit. */
  public void add(String what, double reference, double ours, String unit, Target target) {
    double ratio = ours / reference;
    if (target.kind() == Target.Kind.NONE) {
      line(what, reference, ours, unit, "", "");
    } else {
      addJudged(what, reference, ours, unit, target.toString(), target.isMetBy(ratio));
    }
  }

  /**
   * Adds one measurement whose target is more than a bound of its ratio.
   *
   * @param target the target in words
   * @param met whether it is met
   */
  public void addJudged(
      String what, double reference, double ours, String unit, String target, boolean met) {
    judged++;
    missed += met ? 0 : 1;
    line(what, reference, ours, unit, target, met ? "PASS" : "MISS");
  }

  private void line(
      String what, double reference, double ours, String unit, String target, String verdict) {
    lines.add(
        new String[] {
          what,
          Figures.figure(reference, unit),
          Figures.figure(ours, unit),
          Figures.ratio(ours / reference),
          target,
          verdict
        });
  }

  /** How many measurements had a target. */
  public int judged() {
    return judged;
  }

  /** How many of them missed it. */
  public int missed() {
    return missed;
  }

  /** The table with its title and a closing count, ending in a line break. */
  public String render() {
    int columns = lines.get(0).length;
    int[] widths = new int[columns];
    for (String[] line : lines) {
      for (int c = 0; c < columns; c++) {
        widths[c] = Math.max(widths[c], Math.max(3, line[c].length()));
      }
    }
    StringBuilder out = new StringBuilder("### ").append(title).append("\n\n");
    for (int l = 0; l < lines.size(); l++) {
      for (int c = 0; c < columns; c++) {
        String text = lines.get(l)[c];
        String pad = " ".repeat(widths[c] - text.length());
        out.append("| ").append(c == 0 ? text + pad : pad + text).append(' ');
      }
      out.append("|\n");
      if (l == 0) {
        for (int c = 0; c < columns; c++) {
          out.append(c == 0 ? "|-" : "| ").append("-".repeat(widths[c])).append(c == 0 ? "-" : ":");
        }
        out.append("|\n");
      }
    }
    if (judged > 0) {
      out.append('\n')
          .append(judged - missed)
          .append(" of ")
          .append(judged)
          .append(" targets met.\n");
    }
    return out.toString();
  }
}
