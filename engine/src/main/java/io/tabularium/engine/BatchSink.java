/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.model.RowSink;

/** Receives the rows of a BatchGetRow. */
@FunctionalInterface
public interface BatchSink {
  /**
   * The sink for one row; called before that row is read.
   *
   * @param table index of the table in the request
   * @param row index of the key within the table
   */
  RowSink row(int table, int row);
}
