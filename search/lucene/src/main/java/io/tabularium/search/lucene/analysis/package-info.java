/* SPDX-License-Identifier: Apache-2.0 */
/**
 * How texts are cut into words: one {@link io.tabularium.search.lucene.analysis.Cutter} for each
 * way, the same for Lucene's indexing, for queries and for highlighting.
 */
package io.tabularium.search.lucene.analysis;
