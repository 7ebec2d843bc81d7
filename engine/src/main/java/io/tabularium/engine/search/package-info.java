/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Search indexes of tables: which there are, how they are kept up to date, how they are asked.
 *
 * <p>{@link io.tabularium.engine.search.SearchIndexes} is the door. The contents of an index are
 * the business of the search contract; here is what an index has to do with its table. Everything
 * an index knows comes through the table's change feed: a feeder per index reads which rows
 * changed, reads those rows as they are now, and hands them to the index, whose commits carry the
 * feed's position. An index that lacks rows, because it is new or was damaged, gets them from a
 * walk over the table by the same feeder, between two batches of changes, so that an older state of
 * a row can never overtake a newer one.
 */
package io.tabularium.engine.search;
