/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Cell;
import io.tabularium.model.PrimaryKey;
import java.util.List;

/**
 * A row that was found.
 *
 * @param rowKey see {@link Document#rowKey}
 * @param key the primary key; {@code null} if the request wanted {@link ColumnSelection#ROW_KEY}
 * @param columns the columns asked for, as they were taken in, ordered by name
 * @param score how well it fits the query, or NaN if that was not computed
 * @param highlights what is shown of TEXT fields in the order of the request; fields in which
 *     nothing was found are left out
 * @param innerHits one for each nested query that asked for child rows
 */
public record SearchHit(
    ByteSlice rowKey,
    PrimaryKey key,
    List<Cell> columns,
    float score,
    List<HighlightedField> highlights,
    List<NestedHits> innerHits) {
  /** Copies the lists. */
  public SearchHit {
    columns = List.copyOf(columns);
    highlights = List.copyOf(highlights);
    innerHits = List.copyOf(innerHits);
  }
}
