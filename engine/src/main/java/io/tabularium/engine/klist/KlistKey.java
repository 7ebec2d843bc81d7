/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.klist;

/**
 * Names a record within a database and space.
 *
 * @param table 0 to 255
 * @param row at most 255 bytes
 * @param column at most 65,535 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record KlistKey(int table, byte[] row, byte[] column) {}
