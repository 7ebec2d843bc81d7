/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The search contract on Lucene: one Lucene index for each search index, in a directory of its own.
 *
 * <p>{@link io.tabularium.search.lucene.LuceneSearchProvider} is the door. A {@link
 * io.tabularium.search.lucene.LuceneSearchIndex} takes changes in and hands out views of the index;
 * a {@code SearchRun} answers one search over one view, {@code Scans} keeps the views of parallel
 * scans. A search that leaves processors idle is helped by {@code SliceThreads}. How rows become
 * documents is told in {@code document}, queries in {@code query}, sorts in {@code sort}.
 *
 * <p>What is on disk: Lucene's own formats, with the fields that {@link
 * io.tabularium.search.lucene.document.Names} lists, and in each commit's user data the format of
 * all that ({@code format}), fingerprints of the fields it was made with ({@code fields}), and the
 * feeder's position ({@code position}, in hexadecimal).
 */
package io.tabularium.search.lucene;
