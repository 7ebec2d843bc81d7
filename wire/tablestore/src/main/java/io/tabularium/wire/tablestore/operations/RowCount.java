/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import io.tabularium.model.Errors;

/**
 * Counts the rows of a batch while its message is read, so that of a batch with far too many no
 * more are kept than it takes to know. The refusal comes after the tables' names have been checked
 * and before any row is decoded.
 */
final class RowCount {
  private final int limit;
  private int tables;
  private int rows;

  RowCount(int limit) {
    this.limit = limit;
  }

  /** Counts a table, which is a row's worth of work even without rows; whether to keep it. */
  boolean oneMoreTable() {
    return ++tables <= limit;
  }

  /** Counts a row; whether to keep it. */
  boolean oneMoreRow() {
    return ++rows <= limit;
  }

  /** Refuses if there were too many. */
  void check() {
    if (tables > limit || rows > limit) {
      throw Errors.tooManyRows(limit);
    }
  }
}
