/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

import java.util.List;

/**
 * A row as a reader sees it.
 *
 * @param key the complete primary key
 * @param cells cells ordered by name, then newest first; each has a value and a timestamp
 */
public record Row(PrimaryKey key, List<Cell> cells) {
  /** The newest value of a column, or {@code null}. */
  public Value value(String column) {
    ByteSlice name = ByteSlice.utf8(column);
    for (Cell cell : cells) {
      if (cell.name().equals(name)) {
        return cell.value();
      }
    }
    return null;
  }
}
