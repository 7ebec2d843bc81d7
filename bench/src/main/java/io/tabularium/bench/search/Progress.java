/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.search;

import java.util.Locale;

/** Says now and then how far a long piece of work has come. */
final class Progress {
  private static final long PAUSE_NANOS = 5_000_000_000L;

  private final String what;
  private final long all;
  private final long began = System.nanoTime();
  private long said = began;

  /** Begins a piece of work of so many units. */
  Progress(String what, long all) {
    this.what = what;
    this.all = all;
  }

  /** So much is done. */
  void done(long units) {
    long now = System.nanoTime();
    if (now - said > PAUSE_NANOS || units == all) {
      said = now;
      System.out.printf(
          Locale.ROOT,
          "%s: %,d of %,d, %,.0f/s%n",
          what,
          units,
          all,
          units * 1e9 / Math.max(1, now - began));
    }
  }
}
