/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Cell;
import io.tabularium.model.PrimaryKey;
import java.util.List;

/**
 * A row as an index takes it in.
 *
 * @param rowKey bytes that identify the row, and compare like its primary key
 * @param key the primary key
 * @param cells the newest version of each column, ordered by name
 */
public record Document(ByteSlice rowKey, PrimaryKey key, List<Cell> cells) {
  /** Copies the list. */
  public Document {
    cells = List.copyOf(cells);
  }

  /** The newest timestamp of any cell in milliseconds, or 0 of a row without cells. */
  public long timestamp() {
    long newest = 0;
    for (Cell cell : cells) {
      newest = Math.max(newest, cell.timestamp());
    }
    return newest;
  }
}
