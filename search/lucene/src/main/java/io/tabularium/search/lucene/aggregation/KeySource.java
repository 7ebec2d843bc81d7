/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;

/** Says by which keys a document is grouped: a number for each group it is in. */
interface KeySource {
  /** Turns to a segment. */
  void leaf(LeafReaderContext leaf) throws IOException;

  /** Puts in the keys of a document, each once. */
  void load(int doc, Keys found) throws IOException;
}
