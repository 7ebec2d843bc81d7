/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.query;

import io.tabularium.search.schema.IndexField;
import org.apache.lucene.search.IndexSearcher;

/** Multiplies the score by a number of the row; the smallest of several, 1 if there is none. */
record FieldFactor(IndexField field) implements ScoreAdjustment {
  @Override
  public ForSearch prepare(IndexSearcher searcher) {
    return leaf -> {
      NumberColumn column = new NumberColumn(field, leaf);
      return (doc, score) -> column.advance(doc) == 0 ? score : score * column.next();
    };
  }
}
