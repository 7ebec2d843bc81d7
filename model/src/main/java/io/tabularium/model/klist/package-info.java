/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The words of the klist model, which WTable and GoTable clients speak: its result codes, its
 * limits, its two spaces of columns and its slots.
 *
 * <p>A record is found by database, table, row and column. Each row has two spaces of columns that
 * know nothing of each other: the default space, ordered by column, and the Z space, ordered by
 * column and also by score. The engine gives these words their meaning, the protocol and the client
 * share them. Nothing here does I/O.
 */
package io.tabularium.model.klist;
