/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.search;

/** The parts of the search benchmark, in the order they run. */
enum Part {
  /** Sets of words that nearly every row has. */
  TERMS,
  /** Deep pages, and parallel scans. */
  PAGING,
  /** Queries against Lucene on the same files. */
  LUCENE,
  /** Writes to a table with a search index, and how soon they are found. */
  WRITES,
  /** Against OpenSearch. */
  OPENSEARCH;

  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
