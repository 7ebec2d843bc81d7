/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import io.tabularium.search.SearchHit;
import io.tabularium.search.lucene.document.Mapping;
import io.tabularium.search.lucene.query.QueryCompiler;
import io.tabularium.search.lucene.sort.SortCompiler;
import java.io.IOException;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;

/**
 * What aggregations are computed from.
 *
 * @param searcher a view of the index that does not change, and that stops when the request's time
 *     is up: after each search {@link IndexSearcher#timedOut} has to be asked; it may have several
 *     collectors at work
 * @param plain searches as the searcher does, but on one thread; the same if that does, too
 * @param rows the rows counted; finds no child rows
 * @param mapping the index's fields
 * @param queries for filters of groups
 * @param sorts for TopRows
 * @param hits for TopRows
 */
public record AggregationContext(
    IndexSearcher searcher,
    IndexSearcher plain,
    Query rows,
    Mapping mapping,
    QueryCompiler queries,
    SortCompiler sorts,
    Hits hits) {
  /** Reads rows as the request wants them. */
  @FunctionalInterface
  public interface Hits {
    /** The row of a document, with the columns the request asks for and without score. */
    SearchHit read(int doc) throws IOException;
  }
}
