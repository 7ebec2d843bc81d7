/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.sort;

/** Which of a row's several values counts. */
public enum SortMode {
  /** The smallest. */
  MIN,
  /** The largest. */
  MAX,
  /** Their mean; of numbers only. */
  AVG
}
