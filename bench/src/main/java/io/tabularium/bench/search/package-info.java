/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What a search index costs: against the same query without an expensive clause, against the first
 * page, against Lucene on the same files, against a table without index. {@link
 * io.tabularium.bench.search.SearchCommand} is the door; each part is a class.
 */
package io.tabularium.bench.search;
