/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.search;

import io.tabularium.bench.report.RatioTable;
import io.tabularium.bench.report.Target;
import io.tabularium.model.ByteSlice;
import io.tabularium.model.Limits;
import io.tabularium.search.ScanPage;
import io.tabularium.search.ScanRequest;
import io.tabularium.search.ScanSplits;
import io.tabularium.search.SearchRequest;
import io.tabularium.search.SearchResult;
import io.tabularium.search.query.MatchAllQuery;
import io.tabularium.search.sort.FieldSort;
import io.tabularium.search.sort.Sort;
import io.tabularium.search.sort.SortOrder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.util.BytesRef;

/**
 * Every row of an index, page by page: the last pages of a long walk against its first, by token
 * and by parallel scan, and both against Lucene's own way of going on behind a row.
 */
final class PagingPart {
  private static final Target PAGE = Target.atMost(1.5);
  private static final Target FLAT = Target.atLeast(0.8);

  /** Pages at either end of a walk that are compared. */
  private static final int ENDS = 100;

  /** Pages of Lucene's own paging at either end; they take long. */
  private static final int SAMPLES = 20;

  private static final int[] SLICES = {1, 2, 4};
  private static final int TENTHS = 10;

  private final LoadedIndex loaded;
  private final int rows;
  private final int pages;
  private final SplittableRandom random = new SplittableRandom(5);

  PagingPart(LoadedIndex loaded, int rows, int pages) {
    this.loaded = loaded;
    this.rows = rows;
    this.pages = Math.min(pages, rows / 2);
  }

  void run() throws Exception {
    tokens();
    scans();
  }

  // ---- by token ---------------------------------------------------------------------------------

  private void tokens() throws Exception {
    int size = Math.min(Limits.SEARCH_LIMIT_FROM_INDEX, rows / pages);
    RatioTable table =
        new RatioTable(
            String.format(
                Locale.ROOT,
                "%,d pages of %d rows by token, %,d rows; medians of %d pages",
                pages,
                size,
                rows,
                Math.min(ENDS, pages / 4)),
            "first pages",
            "last pages");
    walk(table, "in the order of keys", Sort.NONE, size);
    walk(table, "by a LONG", Sort.by(new FieldSort("moment", SortOrder.ASC)), size);
    System.out.println();
    System.out.print(table.render());
  }

  private void walk(RatioTable table, String name, Sort sort, int size) throws Exception {
    int ends = Math.min(ENDS, pages / 4);
    walk(sort, size, pages / 5, ends, new Times(), "warming up, " + name);
    Times times = new Times();
    walk(sort, size, pages, ends, times, "pages " + name);
    table.add(name, times.median("first"), times.median("last"), "ms", PAGE);
  }

  private void walk(Sort sort, int size, int count, int ends, Times times, String what)
      throws Exception {
    Progress progress = new Progress(what, count);
    ByteSlice[] next = {null};
    for (int page = 0; page < count; page++) {
      SearchRequest request =
          SearchRequest.of(MatchAllQuery.INSTANCE).sort(sort).limit(size).cursor(next[0]).build();
      times.take(
          page < ends ? "first" : page >= count - ends ? "last" : "between",
          () -> {
            SearchResult found = loaded.index().search(request);
            if (found.hits().size() != size) {
              throw new IllegalStateException("a page of " + found.hits().size() + " rows");
            }
            next[0] = found.next();
          });
      progress.done(page + 1);
    }
  }

  // ---- parallel scan ----------------------------------------------------------------------------

  /**
   * Rows a second.
   *
   * @param first in the first tenth of a slice
   * @param last in its last tenth
   * @param all over everything, all slices together
   */
  private record Rates(double first, double last, double all) {}

  private void scans() throws Exception {
    RatioTable flat =
        new RatioTable(
            String.format(
                Locale.ROOT, "All %,d rows, %,d a page, mean of a slice", rows, Limits.SCAN_LIMIT),
            "first tenth",
            "last tenth");
    RatioTable deep =
        new RatioTable(
            "All rows by ParallelScan, against the last tenth by searchAfter",
            "Lucene, searchAfter",
            "ParallelScan");
    Rates after = searchAfter();
    flat.add("Lucene, searchAfter", after.first(), after.last(), "rows/s", Target.NONE);
    Rates warm = scan(1);
    System.out.printf(Locale.ROOT, "warm-up: %,.0f rows/s%n", warm.all());
    for (int slices : SLICES) {
      if (slices <= loaded.index().computeSplits().size()) {
        Rates rates = scan(slices);
        flat.add(slices + " slices", rates.first(), rates.last(), "rows/s", FLAT);
        deep.add(slices + " slices", after.last(), rates.all(), "rows/s", Target.NONE);
      }
    }
    System.out.println();
    System.out.println(flat.render());
    System.out.print(deep.render());
  }

  private Rates scan(int slices) throws Exception {
    ScanSplits splits = loaded.index().computeSplits();
    long began = System.nanoTime();
    double first = 0;
    double last = 0;
    long found = 0;
    for (double[] figures :
        Together.run(
            slices,
            slice ->
                drain(
                    ScanRequest.first(splits.sessionId(), MatchAllQuery.INSTANCE)
                        .worker(slices, slice)))) {
      first += figures[0] / slices;
      last += figures[1] / slices;
      found += (long) figures[2];
    }
    if (found != rows) {
      throw new IllegalStateException("the scan found " + found + " rows");
    }
    return new Rates(first, last, found * 1e9 / (System.nanoTime() - began));
  }

  /** Rows a second in the first and in the last tenth of a slice, and how many rows it has. */
  private double[] drain(ScanRequest first) {
    List<Long> nanos = new ArrayList<>();
    List<Integer> counts = new ArrayList<>();
    long found = 0;
    ScanRequest request = first;
    while (true) {
      long start = System.nanoTime();
      ScanPage page = loaded.index().scan(request);
      if (page.next() == null) {
        break;
      }
      nanos.add(System.nanoTime() - start);
      counts.add(page.hits().size());
      found += page.hits().size();
      request = first.at(page.next());
    }
    int tenth = Math.max(1, nanos.size() / TENTHS);
    return new double[] {
      rate(nanos, counts, 0, tenth), rate(nanos, counts, nanos.size() - tenth, nanos.size()), found
    };
  }

  private static double rate(List<Long> nanos, List<Integer> counts, int from, int to) {
    long time = nanos.subList(from, to).stream().mapToLong(Long::longValue).sum();
    long count = counts.subList(from, to).stream().mapToLong(Integer::longValue).sum();
    return count * 1e9 / time;
  }

  // ---- Lucene's own way -------------------------------------------------------------------------

  /** Pages here and there in the first and in the last tenth: nobody has to walk to get there. */
  private Rates searchAfter() throws Exception {
    int tenth = rows / TENTHS;
    int size = Math.min(Limits.SCAN_LIMIT, tenth / 2);
    Times times = new Times();
    for (int round = -1; round < 1; round++) {
      times.clear();
      for (int i = 0; i < SAMPLES; i++) {
        long near = random.nextInt(tenth - size);
        long far = rows - tenth + random.nextInt(tenth - size);
        times.take("near", () -> after(near, size));
        times.take("far", () -> after(far, size));
      }
    }
    return new Rates(
        size * 1e3 / times.median("near"), size * 1e3 / times.median("far"), Double.NaN);
  }

  private void after(long id, int size) throws IOException {
    BytesRef key = new BytesRef(ScatteredRows.rowKey(id).toByteArray());
    IndexSearcher searcher = loaded.lucene();
    ScoreDoc[] found =
        searcher.search(
                new MatchAllDocsQuery(),
                new TopFieldCollectorManager(
                    new org.apache.lucene.search.Sort(
                        new SortField(LoadedIndex.KEY, SortField.Type.STRING)),
                    size,
                    new FieldDoc(Integer.MAX_VALUE, Float.NaN, new Object[] {key}),
                    1))
            .scoreDocs;
    StoredFields stored = searcher.storedFields();
    for (ScoreDoc doc : found) {
      if (stored.document(doc.doc).getFields().isEmpty()) {
        throw new IllegalStateException("a row without contents");
      }
    }
    if (found.length != size) {
      throw new IllegalStateException("a page of " + found.length + " rows");
    }
  }
}
