/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.model.PrimaryKey;
import io.tabularium.model.RowSelection;
import java.util.List;

/**
 * One table's part of a BatchGetRow.
 *
 * @param table the table
 * @param keys the rows wanted
 * @param tokens for each key where an earlier read left off, {@code null} elements for none; may be
 *     empty
 * @param selection what of each row; its own token is not used
 */
public record TableKeys(
    String table, List<PrimaryKey> keys, List<byte[]> tokens, RowSelection selection) {}
