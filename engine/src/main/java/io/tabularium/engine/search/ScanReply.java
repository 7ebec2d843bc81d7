/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.search;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Row;
import java.util.List;

/**
 * A page of a parallel scan.
 *
 * @param rows the rows
 * @param token where the next page begins; {@code null} if and only if there are no rows
 */
public record ScanReply(List<Row> rows, ByteSlice token) {
  /** Copies the list. */
  public ScanReply {
    rows = List.copyOf(rows);
  }
}
