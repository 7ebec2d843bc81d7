/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;

/**
 * What takes in the documents of one aggregation, for all groups it is asked about at once. Groups
 * are numbers; what a node keeps about them it keeps in arrays.
 */
abstract class Node {
  /** Turns to a segment. Its documents come in ascending order, over all batches. */
  abstract void leaf(LeafReaderContext leaf) throws IOException;

  /**
   * Takes in documents.
   *
   * @param batch documents, each with the groups around this node it is counted in, each group
   *     once; to be read before this method returns
   */
  abstract void collect(Batch batch) throws IOException;
}
