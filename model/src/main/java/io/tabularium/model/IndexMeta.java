/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

import java.util.List;

/**
 * A secondary index as declared.
 *
 * @param name the index's name, which is a table name
 * @param keyColumns the declared key columns
 * @param attributeColumns the covered columns
 * @param local whether it is local (synchronous) rather than global
 * @param synced whether existing rows have been indexed
 */
public record IndexMeta(
    String name,
    List<String> keyColumns,
    List<String> attributeColumns,
    boolean local,
    boolean synced) {
  /** Copies the lists. */
  public IndexMeta {
    keyColumns = List.copyOf(keyColumns);
    attributeColumns = List.copyOf(attributeColumns);
  }
}
