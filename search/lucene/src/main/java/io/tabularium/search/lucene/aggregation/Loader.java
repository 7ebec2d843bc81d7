/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;

/** Reads something that documents have as numbers: values, their hashes, or keys of groups. */
interface Loader {
  /** Turns to a segment. */
  void leaf(LeafReaderContext leaf) throws IOException;

  /** Whether no document of the segment has several numbers. */
  boolean isSingle();

  /**
   * Puts in the numbers of documents.
   *
   * @param from the first document of the batch that is wanted
   * @param numbers an empty column
   * @return the place behind the last document whose numbers are there; others are behind it if
   *     their numbers are too many
   */
  int load(Batch batch, int from, Column numbers) throws IOException;
}
