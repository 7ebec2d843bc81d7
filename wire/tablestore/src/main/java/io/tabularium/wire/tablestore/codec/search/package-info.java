/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The messages of search, to and from the trees of the search contract: schemas, queries, sorters,
 * aggregations and their results.
 *
 * <p>A query is a message within bytes within a message, to any depth a client cares to send, so
 * trees are decoded level by level under one {@link
 * io.tabularium.wire.tablestore.codec.search.TreeBudget} for the whole request. What a decoder
 * refuses by itself is only what no tree can be made of; every rule about fields, types and numbers
 * is kept by those who know the index.
 */
package io.tabularium.wire.tablestore.codec.search;
