/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

import io.tabularium.model.Cell;
import io.tabularium.model.PrimaryKey;
import java.util.List;

/**
 * One PlainBuffer row as it arrived.
 *
 * @param key the primary key; at least one column, markers allowed
 * @param cells the attribute cells in the client's order
 * @param deleteMarker whether the row is marked as deleted
 */
record DecodedRow(PrimaryKey key, List<Cell> cells, boolean deleteMarker) {}
