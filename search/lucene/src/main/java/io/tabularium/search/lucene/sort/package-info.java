/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Sorts as Lucene sorts. {@link io.tabularium.search.lucene.sort.SortCompiler} is the door. What
 * Lucene sorts by itself is left to it, because it can skip documents that cannot be among the
 * first; the rest is ordered by values computed document by document.
 */
package io.tabularium.search.lucene.sort;
