/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.aggregation;

/**
 * Numbers from one up to, not including, another.
 *
 * @param from negative infinity if there is no lower bound
 * @param to positive infinity if there is no upper bound
 */
public record NumberRange(double from, double to) {
  /** Whether the number lies in the range. */
  public boolean contains(double number) {
    return number >= from && number < to;
  }
}
