/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Cell;
import io.tabularium.search.ColumnSelection;
import io.tabularium.search.HighlightedField;
import io.tabularium.search.NestedHits;
import io.tabularium.search.SearchHit;
import io.tabularium.search.SearchRequest;
import io.tabularium.search.lucene.LuceneSearchIndex.Tools;
import io.tabularium.search.lucene.document.Names;
import io.tabularium.search.lucene.document.StoredRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.util.BytesRef;

/** Reads rows that were found, with everything a request wants to see of them. */
final class HitReader {
  private static final int ROWS_AT_ONCE = 100;

  private final Tools tools;
  private final IndexSearcher searcher;
  private final SearchRequest request;
  private final StoredFields stored;
  private final RowVisitor visitor = new RowVisitor();
  private final boolean keyless;
  private final Predicate<ByteSlice> wanted;
  private final ReplyBounds bounds;
  private final Highlighter highlighter;

  HitReader(Tools tools, IndexSearcher searcher, SearchRequest request, ReplyBounds bounds)
      throws IOException {
    this.tools = tools;
    this.searcher = searcher;
    this.request = request;
    this.bounds = bounds;
    this.stored = searcher.getIndexReader().storedFields();
    this.keyless = request.columns() == ColumnSelection.ROW_KEY;
    this.wanted = Columns.of(request.columns(), tools.mapping());
    this.highlighter =
        request.highlight() == null
            ? null
            : new Highlighter(
                tools.mapping(), request.highlight(), request.query(), bounds::checkTime);
  }

  /** The row of a document, without score and anything shown of it. */
  SearchHit readPlain(int doc) throws IOException {
    return plain(doc, Float.NaN, List.of());
  }

  private SearchHit plain(int doc, float score, List<NestedHits> children) throws IOException {
    if (keyless) {
      return new SearchHit(rowKey(doc), null, List.of(), score, List.of(), children);
    }
    StoredRow row = row(doc, wanted);
    return new SearchHit(row.rowKey(), row.key(), row.cells(), score, List.of(), children);
  }

  /** The row key from its column: unlike the stored row it is not compressed along with others. */
  private ByteSlice rowKey(int doc) throws IOException {
    List<LeafReaderContext> leaves = searcher.getIndexReader().leaves();
    LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(doc, leaves));
    SortedDocValues keys = DocValues.getSorted(leaf.reader(), Names.KEY);
    if (!keys.advanceExact(doc - leaf.docBase)) {
      throw new CorruptIndexException("a row has no key", Names.KEY);
    }
    BytesRef key = keys.lookupOrd(keys.ordValue());
    return ByteSlice.of(Arrays.copyOfRange(key.bytes, key.offset, key.offset + key.length));
  }

  private StoredRow row(int doc, Predicate<ByteSlice> columns) throws IOException {
    stored.document(doc, visitor);
    return StoredRow.decode(visitor.take(), tools.mapping().key(), columns);
  }

  /**
   * The rows of a page: as many of the first as one reply may hold.
   *
   * @throws io.tabularium.model.ServiceException OTSTimeout when the time is up before that
   */
  List<SearchHit> read(ScoreDoc[] docs, float[] scores) throws IOException {
    InnerHitsRun inner = new InnerHitsRun(tools, searcher, doc -> row(doc, column -> true), bounds);
    List<SearchHit> hits = new ArrayList<>(docs.length);
    // Child rows are found for several rows at once, but not for many more than fit.
    for (int from = 0; from < docs.length; from += ROWS_AT_ONCE) {
      int to = Math.min(docs.length, from + ROWS_AT_ONCE);
      Map<Integer, List<NestedHits>> children =
          inner.run(Arrays.copyOfRange(docs, from, to), request.query());
      for (int i = from; i < to; i++) {
        SearchHit hit = hit(docs[i].doc, scores[i], children);
        if (!bounds.takes(hit)) {
          return hits;
        }
        hits.add(hit);
      }
    }
    return hits;
  }

  private SearchHit hit(int doc, float score, Map<Integer, List<NestedHits>> children)
      throws IOException {
    bounds.checkTime();
    List<NestedHits> shown = children.getOrDefault(doc, List.of());
    if (highlighter == null) {
      return plain(doc, score, shown);
    }
    StoredRow row = row(doc, column -> true);
    List<HighlightedField> highlights = highlighter.show(row, List.of());
    List<Cell> cells = row.cells().stream().filter(cell -> wanted.test(cell.name())).toList();
    return new SearchHit(row.rowKey(), keyless ? null : row.key(), cells, score, highlights, shown);
  }
}
