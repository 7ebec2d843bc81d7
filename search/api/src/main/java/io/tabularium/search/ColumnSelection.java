/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search;

import java.util.List;

/** Which columns of a row the index returns; it has those of stored fields that are not virtual. */
public sealed interface ColumnSelection {
  /** None: the key alone. */
  ColumnSelection NONE = new None();

  /** Not even the key: the row key alone, for one who reads the rows elsewhere. */
  ColumnSelection ROW_KEY = new RowKey();

  /** All. */
  ColumnSelection ALL = new All();

  /** None: the key alone. */
  record None() implements ColumnSelection {}

  /** The row key alone. */
  record RowKey() implements ColumnSelection {}

  /** All the index has. */
  record All() implements ColumnSelection {}

  /**
   * Some.
   *
   * @param names their names; those the index does not have are no harm
   */
  record Named(List<String> names) implements ColumnSelection {
    /** Copies the list. */
    public Named {
      names = List.copyOf(names);
    }
  }
}
