/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Errors;
import io.tabularium.model.Limits;
import io.tabularium.search.RequestCheck;
import io.tabularium.search.SearchHit;
import io.tabularium.search.SearchRequest;
import io.tabularium.search.SearchResult;
import io.tabularium.search.aggregation.AggregationResults;
import io.tabularium.search.lucene.LuceneSearchIndex.Tools;
import io.tabularium.search.lucene.aggregation.AggregationContext;
import io.tabularium.search.lucene.aggregation.Aggregator;
import io.tabularium.search.lucene.document.Names;
import io.tabularium.search.lucene.query.KeyAfterQuery;
import io.tabularium.search.lucene.sort.CompiledSort;
import io.tabularium.search.sort.ScoreSort;
import java.io.IOException;
import java.util.List;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopFieldCollector;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopScoreDocCollectorManager;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.BytesRef;

/** One search over one view of an index. */
final class SearchRun {
  /** Rows counted anyway before rows that cannot be among the first are skipped. */
  private static final int FEW = 1;

  private final long index;
  private final Tools tools;
  private final SearchRequest request;
  private final IndexSearcher plain;

  /** Finds what the plain one does, perhaps on several threads. */
  private final IndexSearcher searcher;

  private final Query rows;
  private final Query returned;
  private final CompiledSort sort;

  SearchRun(long index, Tools tools, View view, SearchRequest request, SliceThreads threads)
      throws IOException {
    this.index = index;
    this.tools = tools;
    this.request = request;
    this.plain = view.searcher(Trees.expands(request));
    this.searcher = threads.widen(plain);
    this.rows = searcher.rewrite(tools.queries().rows(request.query()));
    this.returned = request.filter() == null ? rows : searcher.rewrite(filtered());
    this.sort = tools.sorts().compile(request.sort());
  }

  private Query filtered() {
    return new BooleanQuery.Builder()
        .add(rows, Occur.MUST)
        .add(tools.queries().rows(request.filter()), Occur.FILTER)
        .build();
  }

  SearchResult run() throws IOException {
    Page page = page();
    checkTime();
    ReplyBounds bounds = new ReplyBounds(Limits.SEARCH_REPLY_BYTES, searcher.getTimeout());
    HitReader reader = new HitReader(tools, plain, request, bounds);
    List<SearchHit> hits = reader.read(page.docs, page.scores);
    ByteSlice next = next(page, hits.size());
    AggregationResults aggregations =
        Aggregator.evaluate(
            new AggregationContext(
                searcher,
                plain,
                rows,
                tools.mapping(),
                tools.queries(),
                tools.sorts(),
                reader::readPlain),
            request.aggregations());
    checkTime();
    return new SearchResult(hits, next, page.total, aggregations);
  }

  /** Where the next page begins if this one has its first so many rows; {@code null} for none. */
  private ByteSlice next(Page page, int returned) {
    boolean continues = RequestCheck.canContinue(request, tools.mapping().schema());
    if (returned < page.docs.length && !continues) {
      throw Errors.searchReplyTooLarge(Limits.SEARCH_REPLY_BYTES);
    }
    boolean more = returned < page.docs.length || returned == request.limit();
    return more && continues
        ? Cursor.encode(index, sort, (FieldDoc) page.docs[returned - 1])
        : null;
  }

  private void checkTime() {
    if (searcher.timedOut()) {
      throw Errors.searchTimeout();
    }
  }

  /** The documents of a page in order, their scores or NaN, and the count asked for or -1. */
  private static final class Page {
    private final ScoreDoc[] docs;
    private final float[] scores;
    private final long total;

    Page(ScoreDoc[] docs, float[] scores, long total) {
      this.docs = docs;
      this.scores = scores;
      this.total = total;
    }
  }

  private Page page() throws IOException {
    if (request.limit() == 0) {
      return new Page(new ScoreDoc[0], new float[0], total(-1));
    }
    if (request.collapse() != null) {
      long total = total(-1);
      ScoreDoc[] docs = new CollapsedSearch(plain, tools.mapping(), sort).run(request, returned);
      return new Page(docs, scores(docs), total);
    }
    FieldDoc after = request.cursor() == null ? null : Cursor.decode(request.cursor(), index, sort);
    int wanted = request.offset() + request.limit();
    long cheap = after == null ? cheapCount() : -1;
    boolean countHere = after == null && cheap < 0 && request.countUpTo() > 0;
    Query query = after == null ? returned : behind(after);
    int most = Math.min(wanted, Math.max(1, searcher.getIndexReader().maxDoc()));
    int counted = countHere ? request.countUpTo() : FEW;
    boolean sliced = searcher != plain;
    TopDocs top = countHere ? null : FrontSearch.run(plain, query, sort.lucene(), after, most);
    if (top == null) {
      // What is in the order of scores alone can be skipped as soon as nothing better can come.
      top =
          sort.isByScoreAlone()
              ? searcher.search(query, new TopScoreDocCollectorManager(most, null, counted, sliced))
              : searcher.search(
                  query, new TopFieldCollectorManager(sort.lucene(), most, after, counted, sliced));
    }
    int skipped = Math.min(request.offset(), top.scoreDocs.length);
    ScoreDoc[] docs = new ScoreDoc[Math.min(request.limit(), top.scoreDocs.length - skipped)];
    System.arraycopy(top.scoreDocs, skipped, docs, 0, docs.length);
    long total = countHere ? top.totalHits.value : total(cheap);
    return new Page(docs, scores(docs), total);
  }

  /** The rows from which a page's are taken: all, or those the index's order puts behind. */
  private Query behind(FieldDoc after) {
    Sort order = tools.sorts().presort();
    SortField first = sort.lucene().getSort()[0];
    if (order == null || !Names.KEY.equals(first.getField()) || !order.getSort()[0].equals(first)) {
      return returned;
    }
    return new BooleanQuery.Builder()
        .add(returned, Occur.MUST)
        .add(new KeyAfterQuery((BytesRef) after.fields[0], first.getReverse()), Occur.FILTER)
        .build();
  }

  /** The count as asked for. */
  private long total(long cheap) throws IOException {
    if (request.countUpTo() == 0) {
      return -1;
    }
    return cheap >= 0 ? cheap : searcher.count(returned);
  }

  /** The count if Lucene knows it without looking at rows, or -1. */
  private long cheapCount() throws IOException {
    if (request.countUpTo() == 0) {
      return -1;
    }
    Weight weight = searcher.createWeight(returned, ScoreMode.COMPLETE_NO_SCORES, 1);
    long count = 0;
    for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
      int here = weight.count(leaf);
      if (here < 0) {
        return -1;
      }
      count += here;
    }
    return count;
  }

  private float[] scores(ScoreDoc[] docs) throws IOException {
    float[] scores = new float[docs.length];
    boolean alone = sort.isByScoreAlone() && request.collapse() == null;
    int field = alone ? -1 : sort.scoreField();
    boolean computed = field < 0 && request.sort().isNone();
    if (computed && !alone && !request.sort().has(ScoreSort.class)) {
      TopFieldCollector.populateScores(docs, searcher, returned);
    }
    for (int i = 0; i < docs.length; i++) {
      scores[i] =
          field >= 0
              ? (Float) ((FieldDoc) docs[i]).fields[field]
              : computed ? docs[i].score : Float.NaN;
    }
    return scores;
  }
}
