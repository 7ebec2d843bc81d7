/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.search;

import io.tabularium.bench.report.RatioTable;
import io.tabularium.bench.report.Target;
import io.tabularium.search.SearchRequest;
import io.tabularium.search.SearchResult;
import io.tabularium.search.query.Query;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopFieldDocs;
import org.apache.lucene.util.BytesRef;

/**
 * A hundred rows found by a term and a range, of which a third clause keeps those with any of many
 * words: the words have nearly every row of the index, so they must not be looked at.
 */
final class TermsPart {
  private static final Target TARGET = Target.atMost(2);
  private static final int PAGE = 10;
  private static final int[] LISTS = {10, 100, 1000};

  private final LoadedIndex loaded;
  private final ScatteredRows rows;
  private final int rounds;
  private final SplittableRandom random = new SplittableRandom(3);

  TermsPart(LoadedIndex loaded, ScatteredRows rows, int rounds) {
    this.loaded = loaded;
    this.rows = rows;
    this.rounds = rounds;
  }

  void run() throws Exception {
    Times times = new Times();
    for (int round = -rounds; round < rounds; round++) {
      if (round == 0) {
        times.clear();
      }
      for (int list : LISTS) {
        turn(times, list, round);
      }
    }
    RatioTable clause = table("without the list", "with it");
    RatioTable plain = table("Lucene, the list's terms", "ours");
    for (String type : new String[] {"KEYWORD", "LONG"}) {
      for (int list : LISTS) {
        String name = String.format(Locale.ROOT, "%,d of %s", list, type);
        double ours = times.median(name);
        clause.add(name, times.median(without(list)), ours, "ms", TARGET);
        plain.add(name, times.median(plain(name)), ours, "ms", Target.NONE);
      }
    }
    System.out.println();
    System.out.println(clause.render());
    System.out.print(plain.render());
  }

  private RatioTable table(String reference, String ours) {
    return new RatioTable(
        String.format(
            Locale.ROOT,
            "%d rows by term and range, and a list that nearly all of %,d rows hold; first %d and"
                + " count, median",
            ScatteredRows.IN_RANGE,
            loaded.index().statistics().rows(),
            PAGE),
        reference,
        ours);
  }

  private static String without(int list) {
    return "without " + list;
  }

  private static String plain(String name) {
    return "plain " + name;
  }

  /**
   * Every side once, on a buyer nobody has asked about. Who comes later finds in the processor's
   * caches what those before have fetched, so each begins as often as the others.
   */
  private void turn(Times times, int list, int round) throws Exception {
    int buyer = random.nextInt(rows.buyers());
    Query words = ScatteredRows.words(list);
    Query numbers = ScatteredRows.numbers(list);
    String keyword = String.format(Locale.ROOT, "%,d of KEYWORD", list);
    String number = String.format(Locale.ROOT, "%,d of LONG", list);
    Map<String, Times.Work> sides = new LinkedHashMap<>();
    sides.put(without(list), () -> ask(ScatteredRows.month(buyer)));
    sides.put(keyword, () -> ask(ScatteredRows.month(buyer, words)));
    sides.put(number, () -> ask(ScatteredRows.month(buyer, numbers)));
    sides.put(
        plain(keyword),
        () ->
            lucene(
                buyer,
                new TermInSetQuery(
                    "word",
                    IntStream.range(0, list)
                        .mapToObj(i -> new BytesRef(ScatteredRows.word(i)))
                        .toList())));
    sides.put(
        plain(number),
        () ->
            lucene(
                buyer,
                LongPoint.newSetQuery(
                    "number",
                    LongStream.range(0, list).map(i -> ScatteredRows.number((int) i)).toArray())));
    List<String> order = new ArrayList<>(sides.keySet());
    Collections.rotate(order, round);
    for (String side : order) {
      times.take(side, sides.get(side));
    }
  }

  private void ask(Query query) {
    SearchResult found =
        loaded.index().search(SearchRequest.of(query).limit(PAGE).countAll().build());
    check(found.hits().size(), found.totalCount());
  }

  private void lucene(int buyer, org.apache.lucene.search.Query list) throws IOException {
    IndexSearcher searcher = loaded.lucene();
    long first = ScatteredRows.moment(buyer);
    BooleanQuery query =
        new BooleanQuery.Builder()
            .add(new TermQuery(new Term("buyer", ScatteredRows.buyer(buyer))), Occur.FILTER)
            .add(
                LongField.newRangeQuery("moment", first, first + ScatteredRows.IN_RANGE - 1),
                Occur.FILTER)
            .add(list, Occur.FILTER)
            .build();
    Sort order = new Sort(new SortField(LoadedIndex.KEY, SortField.Type.STRING));
    TopFieldDocs found =
        searcher.search(query, new TopFieldCollectorManager(order, PAGE, null, Integer.MAX_VALUE));
    StoredFields stored = searcher.storedFields();
    for (ScoreDoc doc : found.scoreDocs) {
      if (stored.document(doc.doc).getFields().isEmpty()) {
        throw new IllegalStateException("a row without contents");
      }
    }
    check(found.scoreDocs.length, found.totalHits.value);
  }

  private static void check(int page, long all) {
    if (page != PAGE || all < ScatteredRows.IN_RANGE / 2 || all > ScatteredRows.IN_RANGE) {
      throw new IllegalStateException("found " + all + " rows");
    }
  }
}
