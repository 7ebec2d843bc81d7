/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.search;

import java.time.Duration;

/**
 * How indexes are kept up to date.
 *
 * @param threads how many indexes are worked on at the same time
 * @param commitInterval how much may have to be fed again after a crash
 * @param expiryInterval how often rows past their time to live are looked for
 * @param longestLag how far an index may fall behind its table to leave the processors to a flood
 *     of writes; zero for an index that never does
 */
public record SearchSettings(
    int threads, Duration commitInterval, Duration expiryInterval, Duration longestLag) {
  /** What a server uses unless configured otherwise. */
  public static final SearchSettings DEFAULT =
      new SearchSettings(2, Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(60));

  /** For tests, which have no time to wait. */
  public static final SearchSettings IMPATIENT =
      new SearchSettings(2, Duration.ofMillis(200), Duration.ofMillis(200), Duration.ZERO);
}
