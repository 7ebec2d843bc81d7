/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.sort;

/** Which way a sorter orders. */
public enum SortOrder {
  /** Smallest first. */
  ASC,
  /** Largest first. */
  DESC
}
