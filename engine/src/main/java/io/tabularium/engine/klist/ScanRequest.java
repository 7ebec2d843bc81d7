/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.klist;

import io.tabularium.model.klist.ColumnSpace;

/**
 * Asks for a page of one row's records.
 *
 * @param database 0 to 254
 * @param table 0 to 255
 * @param row which row
 * @param space which list
 * @param ascending whether to go up or down the list
 * @param fromStart whether to begin with the list's first record in that direction rather than
 *     after the pivot
 * @param pivotScore the pivot's score, in the list by score
 * @param pivotColumn the pivot's column; the pivot need not exist and is never returned
 * @param number at most so many records
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ScanRequest(
    int database,
    int table,
    byte[] row,
    ColumnSpace space,
    boolean ascending,
    boolean fromStart,
    long pivotScore,
    byte[] pivotColumn,
    int number) {}
