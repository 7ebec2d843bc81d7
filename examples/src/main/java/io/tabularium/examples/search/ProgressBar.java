/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.examples.search;

import java.io.PrintWriter;
import java.util.Locale;

/** How far a long job is, on one line that is drawn again and again. */
final class ProgressBar {
  private static final int WIDTH = 40;
  private static final long REDRAW_NANOS = 100_000_000;

  private final PrintWriter out;
  private final String job;
  private final long total;
  private final long begun = System.nanoTime();
  private long drawn;

  ProgressBar(PrintWriter out, String job, long total) {
    this.out = out;
    this.job = job;
    this.total = total;
    draw(0);
  }

  /** So much is done; draws at most ten times a second. */
  void at(long done) {
    if (System.nanoTime() - drawn >= REDRAW_NANOS) {
      draw(done);
    }
  }

  /** Everything is done. */
  void finish() {
    draw(total);
    out.println();
    out.flush();
  }

  private void draw(long done) {
    drawn = System.nanoTime();
    int full = (int) (WIDTH * Math.min(done, total) / total);
    double seconds = (drawn - begun) / 1e9;
    out.print(
        String.format(
            Locale.ROOT,
            "\r%-9s [%s%s] %3d %%  %,d of %,d rows  %.1f s ",
            job,
            "#".repeat(full),
            ".".repeat(WIDTH - full),
            100 * Math.min(done, total) / total,
            done,
            total,
            seconds));
    out.flush();
  }
}
