/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.model.RowChange;
import java.util.List;

/**
 * One table's part of a batch write.
 *
 * @param table the table
 * @param changes the writes, in order
 */
public record TableChanges(String table, List<RowChange> changes) {
  /** Copies the list. */
  public TableChanges {
    changes = List.copyOf(changes);
  }
}
