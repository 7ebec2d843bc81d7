/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.aggregation;

import io.tabularium.search.sort.SortOrder;

/**
 * One of the things groups are ordered by; what is alike in all of them is ordered by key.
 *
 * @param by what
 * @param aggregation the name of a figure about each group if it is ordered by that, or {@code
 *     null}
 * @param order which way
 */
public record GroupSorter(By by, String aggregation, SortOrder order) {
  /** What groups are ordered by. */
  public enum By {
    /** Their keys: numbers by value, strings by bytes. */
    KEY,
    /** How many rows they have. */
    ROW_COUNT,
    /** A figure about them. */
    AGGREGATION
  }

  /** By key. */
  public static GroupSorter key(SortOrder order) {
    return new GroupSorter(By.KEY, null, order);
  }

  /** By number of rows. */
  public static GroupSorter rowCount(SortOrder order) {
    return new GroupSorter(By.ROW_COUNT, null, order);
  }

  /** By a figure. */
  public static GroupSorter aggregation(String name, SortOrder order) {
    return new GroupSorter(By.AGGREGATION, name, order);
  }
}
