/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What the operations of the klist model mean, which WTable and GoTable clients use: records with
 * scores, the two spaces of a row, optimistic locking, times to live, scans and dumps. {@link
 * io.tabularium.engine.klist.Klist} is the door.
 *
 * <p>Reads go straight to the store on the calling thread. Everything that changes a record, or
 * gives out a number for optimistic locking, goes through the one {@link
 * io.tabularium.engine.klist.Lane} that owns the record's row: so numbers need no locks, writes of
 * one row keep their order, and writes that arrive together are stored together.
 *
 * <p>All records lie in one table of the store, number 0, which the catalogue of Tablestore tables
 * never gives out. How keys and values look is told by {@link io.tabularium.engine.klist.KlistKeys}
 * and {@link io.tabularium.engine.klist.StoredValue}.
 */
package io.tabularium.engine.klist;
