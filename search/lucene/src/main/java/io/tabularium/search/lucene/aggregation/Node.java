/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;

/**
 * What takes in the documents of one aggregation, for all groups it is asked about at once. Groups
 * are numbers; what a node keeps about them it keeps in arrays.
 */
abstract class Node {
  /** Turns to a segment. Its documents come in ascending order, some perhaps more than once. */
  abstract void leaf(LeafReaderContext leaf) throws IOException;

  /**
   * Takes in a document.
   *
   * @param doc its number within the segment
   * @param groups the groups around this node it is counted in, each once; to be read before this
   *     method returns
   */
  abstract void collect(int doc, Groups groups) throws IOException;
}
