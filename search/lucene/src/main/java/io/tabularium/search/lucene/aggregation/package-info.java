/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Figures and groups over the rows of a query. {@link
 * io.tabularium.search.lucene.aggregation.Aggregator} is the door.
 *
 * <p>A request's trees become nodes, one for each aggregation, however many groups it is asked
 * about: groups are numbers, and a node keeps what it knows about them in arrays. Documents go down
 * the tree once, many at a time, with the numbers of all groups they are in: a {@link
 * io.tabularium.search.lucene.aggregation.Batch}, of which a node reads what it needs into a {@link
 * io.tabularium.search.lucene.aggregation.Column}. {@link
 * io.tabularium.search.lucene.aggregation.Scopes} leads from rows to child rows and back where a
 * field is of the other kind. Answers are made afterwards, from the top, only of groups that are
 * returned. Where several threads search, each has nodes of its own, and these are merged before
 * that. Whatever grows with the data is accounted for in a {@link
 * io.tabularium.search.lucene.aggregation.Budget}.
 */
package io.tabularium.search.lucene.aggregation;
