/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The search contract: indexes over the rows of a table, fed with whole rows, asked with trees of
 * queries, sorters and aggregations.
 *
 * <p>{@link io.tabularium.search.SearchEngine} is the door and {@link
 * io.tabularium.search.SearchIndex} what is worked with. Nothing here knows a protocol, a table's
 * storage, or any search library. Implementations are found through {@link java.util.ServiceLoader}
 * by {@link io.tabularium.search.SearchProvider}; each runs the contract suite of this module's
 * test jar. {@link io.tabularium.search.RequestCheck} holds the rules a request keeps, so that all
 * implementations refuse the same with the same words.
 */
package io.tabularium.search;
