/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

/**
 * When a write may take place: first the row's existence, then a condition on its columns.
 *
 * @param rowExistence what is expected of the row
 * @param columnCondition a filter the stored row must pass, or {@code null}
 */
public record Condition(RowExistence rowExistence, Filter columnCondition) {
  /** No condition at all. */
  public static final Condition NONE = new Condition(RowExistence.IGNORE, null);

  /** Whether every row passes, so that nothing need be read. */
  public boolean isNone() {
    return rowExistence == RowExistence.IGNORE && columnCondition == null;
  }
}
