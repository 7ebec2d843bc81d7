/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

import java.util.List;

/**
 * A table's shape.
 *
 * @param name the table's name
 * @param primaryKey its key
 * @param definedColumns its typed attribute columns
 */
public record TableMeta(
    String name, PrimaryKeySchema primaryKey, List<DefinedColumn> definedColumns) {
  /** Copies the list. */
  public TableMeta {
    definedColumns = List.copyOf(definedColumns);
  }
}
