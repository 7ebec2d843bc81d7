/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.klist;

import io.tabularium.model.klist.ColumnSpace;

/**
 * Asks for a page of a database's or a table's records, in the order of slot, database, table,
 * length of the row, row, space, and column or score and column.
 *
 * @param database 0 to 254
 * @param table the table, or the pivot's table if all are wanted
 * @param oneTable whether only that table is wanted
 * @param startSlot the first slot to look at
 * @param endSlot the last slot to look at; may be beyond the last there is
 * @param row the pivot's row, or empty to begin with {@code startSlot}
 * @param space the pivot's list
 * @param score the pivot's score
 * @param column the pivot's column; the pivot need not exist and is never returned
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record DumpRequest(
    int database,
    int table,
    boolean oneTable,
    int startSlot,
    int endSlot,
    byte[] row,
    ColumnSpace space,
    long score,
    byte[] column) {}
