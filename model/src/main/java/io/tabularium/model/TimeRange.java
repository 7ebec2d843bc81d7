/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

/**
 * Which versions a read wants, by time, exactly as the request says it. Either {@code start} and
 * {@code end} or {@code specific} is meant to be set; the engine refuses anything else.
 *
 * @param start first millisecond, inclusive, or {@code null}
 * @param end last millisecond, exclusive, or {@code null}
 * @param specific the one version wanted, or {@code null}
 */
public record TimeRange(Long start, Long end, Long specific) {
  /** All versions from {@code start} inclusive to {@code end} exclusive. */
  public static TimeRange between(long start, long end) {
    return new TimeRange(start, end, null);
  }

  /** Exactly one version. */
  public static TimeRange exactly(long timestamp) {
    return new TimeRange(null, null, timestamp);
  }
}
