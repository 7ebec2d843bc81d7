/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.search;

import io.tabularium.model.Value;
import io.tabularium.search.SearchIndex;
import io.tabularium.search.SearchRequest;
import io.tabularium.search.SearchResult;
import io.tabularium.search.aggregation.Aggregations;
import io.tabularium.search.aggregation.GroupByField;
import io.tabularium.search.aggregation.GroupByResult;
import io.tabularium.search.aggregation.MetricAggregation;
import io.tabularium.search.aggregation.MetricAggregation.Metric;
import io.tabularium.search.lucene.document.Names;
import io.tabularium.search.query.BoolQuery;
import io.tabularium.search.query.GeoDistanceQuery;
import io.tabularium.search.query.GeoPoint;
import io.tabularium.search.query.MatchQuery;
import io.tabularium.search.query.NestedQuery;
import io.tabularium.search.query.Query;
import io.tabularium.search.query.RangeQuery;
import io.tabularium.search.query.TermQuery;
import io.tabularium.search.sort.FieldSort;
import io.tabularium.search.sort.SortOrder;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.apache.lucene.document.DoubleField;
import org.apache.lucene.document.LatLonPoint;
import org.apache.lucene.document.LongField;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.SortedNumericSortField;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopScoreDocCollectorManager;
import org.apache.lucene.search.join.QueryBitSetProducer;
import org.apache.lucene.search.join.ScoreMode;
import org.apache.lucene.search.join.ToParentBlockJoinQuery;

/**
 * A kind of question about orders, of which each draw asks for something else.
 *
 * @param name what it is called
 * @param source draws one
 */
record Question(String name, Function<SplittableRandom, Asked> source) {
  /** Rows asked for. */
  static final int PAGE = 10;

  /** Rows counted before those that cannot be among the first are skipped; neither side counts. */
  private static final int FEW = 1;

  private static final double METERS = 1000;

  /** One draw. */
  interface Asked {
    /** Our answer: how many rows, or groups, there are on its page. */
    int answer(SearchIndex index) throws IOException;

    /** Lucene's answer. */
    int answer(IndexSearcher searcher) throws IOException;
  }

  /** Draws a question. */
  Asked draw(SplittableRandom random) {
    return source.apply(random);
  }

  /** All kinds. */
  static List<Question> all() {
    return List.of(
        new Question("term", Question::term),
        new Question("bool", Question::bool),
        new Question("range, sorted", Question::range),
        new Question("geo distance", Question::geo),
        new Question("nested", Question::nested),
        new Question("full text", Question::text),
        new Question("group by 1,000 shops, sum of each", r -> group(r, "shop")),
        new Question("group by all buyers, sum of each", r -> group(r, "buyer")));
  }

  /** A question for rows. */
  private record ForRows(SearchRequest ours, org.apache.lucene.search.Query lucene, Sort order)
      implements Asked {
    ForRows(Query ours, org.apache.lucene.search.Query lucene) {
      this(SearchRequest.of(ours).limit(PAGE).build(), lucene, null);
    }

    @Override
    public int answer(SearchIndex index) {
      return index.search(ours).hits().size();
    }

    @Override
    public int answer(IndexSearcher searcher) throws IOException {
      ScoreDoc[] found =
          order == null
              ? searcher.search(lucene, new TopScoreDocCollectorManager(PAGE, null, FEW)).scoreDocs
              : searcher.search(lucene, new TopFieldCollectorManager(order, PAGE, null, FEW))
                  .scoreDocs;
      StoredFields stored = searcher.storedFields();
      for (ScoreDoc doc : found) {
        if (stored.document(doc.doc).getFields().isEmpty()) {
          throw new IllegalStateException("a row without contents");
        }
      }
      return found.length;
    }
  }

  private static Asked term(SplittableRandom random) {
    String shop = OrderRows.shop(random.nextInt(OrderRows.SHOPS));
    return new ForRows(
        new TermQuery("shop", Value.string(shop)),
        new org.apache.lucene.search.TermQuery(new Term("shop", shop)));
  }

  private static Asked bool(SplittableRandom random) {
    String status = OrderRows.STATES.get(random.nextInt(OrderRows.STATES.size()));
    String shop = OrderRows.shop(random.nextInt(OrderRows.SHOPS));
    long least = 1 + random.nextInt(OrderRows.PIECES / 2);
    long most = least + OrderRows.PIECES / 4;
    return new ForRows(
        new BoolQuery(
            List.of(new TermQuery("shop", Value.string(shop))),
            List.of(
                new TermQuery("status", Value.string(status)),
                new RangeQuery("pieces", Value.integer(least), true, Value.integer(most), true)),
            List.of(new TermQuery("starred", Value.bool(true))),
            List.of(),
            null),
        new BooleanQuery.Builder()
            .add(new org.apache.lucene.search.TermQuery(new Term("shop", shop)), Occur.MUST)
            .add(new org.apache.lucene.search.TermQuery(new Term("status", status)), Occur.FILTER)
            .add(LongField.newRangeQuery("pieces", least, most), Occur.FILTER)
            .add(
                new org.apache.lucene.search.TermQuery(new Term("starred", "true")), Occur.MUST_NOT)
            .build());
  }

  private static Asked range(SplittableRandom random) {
    double from = random.nextDouble(OrderRows.MOST_AMOUNT * 0.9);
    double to = from + OrderRows.MOST_AMOUNT * 0.1;
    return new ForRows(
        SearchRequest.of(new RangeQuery("amount", Value.real(from), true, Value.real(to), true))
            .sort(
                new io.tabularium.search.sort.Sort(
                    List.of(new FieldSort("time", SortOrder.DESC)), true))
            .limit(PAGE)
            .build(),
        DoubleField.newRangeQuery("amount", from, to),
        new Sort(new SortedNumericSortField("time", SortField.Type.LONG, true)));
  }

  private static Asked geo(SplittableRandom random) {
    double latitude = OrderRows.LATITUDE + random.nextDouble(OrderRows.DEGREES);
    double longitude = OrderRows.LONGITUDE + random.nextDouble(OrderRows.DEGREES);
    return new ForRows(
        new GeoDistanceQuery("place", new GeoPoint(latitude, longitude), METERS),
        LatLonPoint.newDistanceQuery("place", latitude, longitude, METERS));
  }

  private static final QueryBitSetProducer PARENTS =
      new QueryBitSetProducer(
          new org.apache.lucene.search.TermQuery(new Term(Names.PATH, Names.ROOT)));

  private static Asked nested(SplittableRandom random) {
    String tag = OrderRows.tag(random.nextInt(OrderRows.TAGS));
    long least = random.nextInt(OrderRows.TAG_WEIGHTS);
    return new ForRows(
        new NestedQuery(
            "tags",
            BoolQuery.must(
                new TermQuery("tags.name", Value.string(tag)),
                new RangeQuery("tags.weight", Value.integer(least), true, null, false)),
            NestedQuery.ScoreMode.NONE,
            1,
            null),
        new ToParentBlockJoinQuery(
            new BooleanQuery.Builder()
                .add(new org.apache.lucene.search.TermQuery(new Term("tags.name", tag)), Occur.MUST)
                .add(LongField.newRangeQuery("tags.weight", least, Long.MAX_VALUE), Occur.MUST)
                .build(),
            PARENTS,
            ScoreMode.None));
  }

  private static Asked text(SplittableRandom random) {
    String frequent = OrderRows.word(random.nextInt(OrderRows.WORDS / 50));
    String rare = OrderRows.word(random.nextInt(OrderRows.WORDS / 2));
    return new ForRows(
        new MatchQuery("title", frequent + " " + rare),
        new BooleanQuery.Builder()
            .add(new org.apache.lucene.search.TermQuery(new Term("title", frequent)), Occur.SHOULD)
            .add(new org.apache.lucene.search.TermQuery(new Term("title", rare)), Occur.SHOULD)
            .build());
  }

  private static Asked group(SplittableRandom random, String field) {
    String status = OrderRows.STATES.get(random.nextInt(OrderRows.STATES.size()));
    SearchRequest ours =
        SearchRequest.of(new TermQuery("status", Value.string(status)))
            .limit(0)
            .aggregations(
                Aggregations.of(
                    new GroupByField(
                        "groups",
                        field,
                        PAGE,
                        null,
                        List.of(),
                        Aggregations.of(new MetricAggregation("sum", Metric.SUM, "amount")))))
            .build();
    return new Asked() {
      @Override
      public int answer(SearchIndex index) {
        SearchResult result = index.search(ours);
        return ((GroupByResult.FieldGroups) result.aggregations().groups().get(0)).items().size();
      }

      @Override
      public int answer(IndexSearcher searcher) throws IOException {
        return PlainGroups.top(
                searcher,
                new org.apache.lucene.search.TermQuery(new Term("status", status)),
                field,
                "amount",
                PAGE)
            .size();
      }
    };
  }
}
