/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.wtable;

import java.util.Locale;

/**
 * The tests of GoTable's benchmark, in the order in which they run: each needs what the ones before
 * have written.
 */
public enum KlistTest {
  /** Writes one record. */
  SET(98_600, 100_000),
  /** Writes one record of the Z space, in falling order of scores. */
  ZSET(73_000, 75_000),
  /** Reads one record. */
  GET(158_300, 160_000),
  /** Reads one record of the Z space. */
  ZGET(142_100, 142_100),
  /** Reads a page by column. */
  SCAN(78_300, 80_000),
  /** Reads a page by score. */
  ZSCAN(73_700, 74_000),
  /** Adds to one score. */
  INCR(94_500, 94_000),
  /** Adds to one score of the Z space. */
  ZINCR(63_600, 65_000),
  /** Writes as many records as a page has. */
  MSET(19_300, 0),
  /** Writes as many records of the Z space as a page has. */
  ZMSET(10_900, 0),
  /** Reads as many records as a page has. */
  MGET(27_200, 0),
  /** Reads as many records of the Z space as a page has. */
  ZMGET(30_300, 0);

  private final double elsewhere;
  private final double target;

  KlistTest(double elsewhere, double target) {
    this.elsewhere = elsewhere;
    this.target = target;
  }

  /**
   * Operations per second that GoTable's own server and benchmark reached on another machine with
   * two cores, shared by both: 200,000 requests, 100 workers, 10 connections, pages of 10.
   */
  public double elsewhere() {
    return elsewhere;
  }

  /** Operations per second that ours ought to reach on such a machine; 0 if nothing is asked. */
  public double target() {
    return target;
  }

  /** Whether one request is about many records. */
  public boolean isMany() {
    return this == MSET || this == ZMSET || this == MGET || this == ZMGET;
  }

  /** Whether the size of a page matters to it. */
  public boolean isPaged() {
    return isMany() || this == SCAN || this == ZSCAN;
  }

  /** The test with this name, in any case. */
  public static KlistTest named(String name) {
    return valueOf(name.strip().toUpperCase(Locale.ROOT));
  }
}
