/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static io.tabularium.server.e2e.Refusals.assertInvalid;
import static io.tabularium.server.e2e.SearchTable.field;
import static io.tabularium.server.e2e.SearchTable.nested;
import static io.tabularium.server.e2e.SearchTable.query;
import static io.tabularium.server.e2e.SearchTable.sort;
import static io.tabularium.server.e2e.SearchTable.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.model.search.Collapse;
import com.alicloud.openservices.tablestore.model.search.FieldSchema;
import com.alicloud.openservices.tablestore.model.search.FieldType;
import com.alicloud.openservices.tablestore.model.search.SearchHit;
import com.alicloud.openservices.tablestore.model.search.SearchInnerHit;
import com.alicloud.openservices.tablestore.model.search.SearchQuery;
import com.alicloud.openservices.tablestore.model.search.SearchResponse;
import com.alicloud.openservices.tablestore.model.search.filter.SearchFilter;
import com.alicloud.openservices.tablestore.model.search.highlight.Highlight;
import com.alicloud.openservices.tablestore.model.search.highlight.HighlightEncoder;
import com.alicloud.openservices.tablestore.model.search.highlight.HighlightParameter;
import com.alicloud.openservices.tablestore.model.search.query.DecayFuncGeoParam;
import com.alicloud.openservices.tablestore.model.search.query.DecayFuncNumericParam;
import com.alicloud.openservices.tablestore.model.search.query.DecayFunction;
import com.alicloud.openservices.tablestore.model.search.query.FunctionsScoreQuery;
import com.alicloud.openservices.tablestore.model.search.query.InnerHits;
import com.alicloud.openservices.tablestore.model.search.query.QueryBuilders;
import com.alicloud.openservices.tablestore.model.search.query.QueryOperator;
import com.alicloud.openservices.tablestore.model.search.query.ScoreFunction;
import com.alicloud.openservices.tablestore.model.search.query.ScoreMode;
import com.alicloud.openservices.tablestore.model.search.sort.FieldSort;
import com.alicloud.openservices.tablestore.model.search.sort.GeoDistanceSort;
import com.alicloud.openservices.tablestore.model.search.sort.NestedFilter;
import com.alicloud.openservices.tablestore.model.search.sort.PrimaryKeySort;
import com.alicloud.openservices.tablestore.model.search.sort.ScoreSort;
import com.alicloud.openservices.tablestore.model.search.sort.SortOrder;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Scores, orders, what is shown of texts, and child rows. */
class SearchScoresE2eTest {
  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private static SearchTable table;

  @BeforeAll
  static void load() {
    FieldSchema title = text("title", FieldSchema.Analyzer.MaxWord);
    title.setEnableHighlighting(true);
    FieldSchema place = text("place", FieldSchema.Analyzer.SingleWord);
    place.setEnableHighlighting(true);
    table =
        SearchTable.create(server.client())
            .index(
                "i",
                title,
                field("author", FieldType.TEXT),
                field("k", FieldType.KEYWORD),
                field("l", FieldType.LONG),
                field("l2", FieldType.LONG),
                field("l3", FieldType.LONG),
                field("d", FieldType.DOUBLE),
                field("g", FieldType.GEO_POINT))
            .index(
                "n",
                field("k", FieldType.KEYWORD),
                field("l", FieldType.LONG),
                field("g", FieldType.GEO_POINT),
                nested(
                    "n",
                    field("k", FieldType.KEYWORD),
                    field("l", FieldType.LONG),
                    place,
                    nested("inner", field("k", FieldType.KEYWORD))));
    table.put(
        0,
        "title",
        "菊花茶是一款大部分人都适合的经典花茶",
        "author",
        "a",
        "k",
        "x",
        "l",
        3,
        "l2",
        9,
        "d",
        1.5,
        "g",
        "0,0",
        "n",
        "[{\"k\":\"a\",\"l\":1,\"place\":\"dengcai <em>street</em>\",\"inner\":[{\"k\":\"deep\"}]},"
            + "{\"k\":\"b\",\"l\":5,\"place\":\"xihu district\"}]");
    table.put(
        1,
        "title",
        "秋天最适合饮用的几种花茶",
        "k",
        "y",
        "l",
        1,
        "l2",
        8,
        "d",
        1.3,
        "g",
        "0,1",
        "n",
        "[{\"k\":\"b\",\"l\":2,\"place\":\"west street\"}]");
    table.put(
        2,
        "title",
        "求推荐几款菊花茶店铺",
        "k",
        "x",
        "l2",
        7,
        "d",
        0.3,
        "g",
        "1,1",
        "n",
        "[{\"k\":\"c\",\"l\":9,\"place\":\"east lane\"}]");
    table.put(3, "title", "野生菊花", "k", "z", "l", 2, "g", "5,5");
    table.await("i", 4).await("n", 4);
  }

  private static List<SearchHit> hits(SearchResponse response) {
    return response.getSearchHits();
  }

  @Nested
  class Scores {
    @Test
    void ofWordsAreThoseOfTheService() {
      SearchQuery query = query(QueryBuilders.match("title", "花茶")).setLimit(10);
      query.setSort(sort(new ScoreSort()));
      SearchResponse response = table.search("i", query);
      assertThat(response.getTotalCount()).isEqualTo(3);
      assertThat(hits(response))
          .extracting(SearchHit::getScore)
          .isSortedAccordingTo(java.util.Comparator.reverseOrder())
          .allMatch(score -> score > 0);
    }

    @Test
    void ofFunctionsStandEvenUnsorted() {
      SearchQuery query =
          query(
                  QueryBuilders.functionsScore()
                      .query(QueryBuilders.matchAll().build())
                      .scoreMode(FunctionsScoreQuery.ScoreMode.MAX)
                      .combineMode(FunctionsScoreQuery.CombineMode.MAX)
                      .addFunction(
                          ScoreFunction.newBuilder()
                              .decayFunction(
                                  DecayFunction.newBuilder()
                                      .fieldName("g")
                                      .decayParam(new DecayFuncGeoParam("0,0", 10_000.0, 0.0))
                                      .mathFunction(DecayFunction.MathFunction.GAUSS)
                                      .build())
                              .weight(2f)
                              .filter(QueryBuilders.exists("g").build())
                              .build()))
              .setLimit(10);
      SearchResponse response = table.search("n", query);
      assertThat(response.getRows()).hasSize(4);
      assertThat(hits(response).get(0).getScore()).isEqualTo(2.0);
      assertThat(SearchTable.keys(response.getRows()).get(0)).isZero();
    }

    @Test
    void fallWithTheDistance() {
      SearchQuery query =
          query(
                  QueryBuilders.functionsScore()
                      .query(QueryBuilders.exists("d").build())
                      .scoreMode(FunctionsScoreQuery.ScoreMode.SUM)
                      .combineMode(FunctionsScoreQuery.CombineMode.SUM)
                      .addFunction(
                          ScoreFunction.newBuilder()
                              .decayFunction(
                                  DecayFunction.newBuilder()
                                      .fieldName("d")
                                      .decayParam(new DecayFuncNumericParam(1.3, 1.0, 0.1))
                                      .mathFunction(DecayFunction.MathFunction.LINEAR)
                                      .build())
                              .build()))
              .setLimit(10);
      query.setSort(sort(new ScoreSort()));
      assertThat(table.found("i", query)).containsExactly(1L, 0L, 2L);
    }

    @Test
    void areMultipliedByANumberOfTheRow() {
      SearchQuery query =
          query(QueryBuilders.functionScore("l2").query(QueryBuilders.exists("l2"))).setLimit(10);
      query.setSort(sort(new ScoreSort()));
      SearchResponse response = table.search("i", query);
      assertThat(SearchTable.keys(response.getRows())).containsExactly(0L, 1L, 2L);
      assertThat(hits(response)).extracting(SearchHit::getScore).containsExactly(9.0, 8.0, 7.0);
    }

    @Test
    void areThatOfTheBestQueryAndAPartOfTheOthers() {
      SearchQuery query =
          query(
                  QueryBuilders.disMax()
                      .addQuery(QueryBuilders.term("l", 3).weight(5))
                      .addQuery(QueryBuilders.exists("l2"))
                      .tieBreaker(0.5f)
                      .weight(2f)
                      .build())
              .setLimit(10);
      query.setSort(sort(new ScoreSort()));
      SearchResponse response = table.search("i", query);
      assertThat(SearchTable.keys(response.getRows())).containsExactly(0L, 1L, 2L);
      assertThat(hits(response)).extracting(SearchHit::getScore).containsExactly(11.0, 2.0, 2.0);
      assertInvalid(() -> table.search("i", query(QueryBuilders.disMax().build())));
      assertInvalid(
          () ->
              table.search(
                  "i",
                  query(
                      QueryBuilders.disMax()
                          .addQuery(QueryBuilders.exists("l"))
                          .tieBreaker(2f)
                          .build())));
    }

    @Test
    void areWeighted() {
      SearchQuery query =
          query(
                  QueryBuilders.bool()
                      .should(QueryBuilders.term("l", 1).weight(5))
                      .should(QueryBuilders.term("l", 2).weight(2)))
              .setLimit(10);
      query.setSort(sort(new ScoreSort()));
      assertThat(hits(table.search("i", query)))
          .extracting(SearchHit::getScore)
          .containsExactly(5.0, 2.0);
    }
  }

  @Nested
  class Orders {
    @Test
    void missingValuesComeWhereTheyAreSaidTo() {
      SearchQuery query = query(QueryBuilders.matchAll()).setLimit(10);
      query.setSort(sort(new FieldSort("l", SortOrder.ASC)));
      assertThat(table.found("i", query)).containsExactly(1L, 3L, 0L, 2L);
      FieldSort first = new FieldSort("l", SortOrder.ASC);
      first.setMissingValue(FieldSort.FIRST_WHEN_MISSING);
      query.setSort(sort(first));
      assertThat(table.found("i", query)).containsExactly(2L, 1L, 3L, 0L);
      FieldSort instead = new FieldSort("l", SortOrder.DESC);
      instead.setMissingFields(List.of("l2"));
      query.setSort(sort(instead));
      assertThat(table.found("i", query)).containsExactly(2L, 0L, 3L, 1L);
      FieldSort oneAfterTheOther = new FieldSort("l3", SortOrder.DESC);
      oneAfterTheOther.setMissingFields(List.of("l2", "l"));
      query.setSort(sort(oneAfterTheOther));
      assertThat(table.found("i", query)).containsExactly(0L, 1L, 2L, 3L);
      query.setLimit(2);
      byte[] token = table.search("i", query).getNextToken();
      assertThat(table.found("i", SearchTable.at(token, query(QueryBuilders.matchAll()))))
          .containsExactly(2L, 3L);
      oneAfterTheOther.setMissingFields(List.of("l2", "k"));
      assertInvalid(() -> table.search("i", query));
    }

    @Test
    void byDistance() {
      SearchQuery query = query(QueryBuilders.matchAll()).setLimit(10);
      query.setSort(sort(new GeoDistanceSort("g", List.of("5,5"))));
      assertThat(table.found("i", query)).containsExactly(3L, 2L, 1L, 0L);
    }

    @Test
    void byKey() {
      SearchQuery query = query(QueryBuilders.matchAll()).setLimit(10);
      query.setSort(sort(new PrimaryKeySort(SortOrder.DESC)));
      assertThat(table.found("i", query)).containsExactly(3L, 2L, 1L, 0L);
    }

    @Test
    void byChildRows() {
      FieldSort by = new FieldSort("n.l", SortOrder.DESC);
      by.setNestedFilter(new NestedFilter("n", QueryBuilders.term("n.k", "b").build()));
      SearchQuery query =
          query(
                  QueryBuilders.nested()
                      .path("n")
                      .scoreMode(ScoreMode.None)
                      .query(QueryBuilders.term("n.k", "b")))
              .setLimit(2);
      query.setSort(sort(by));
      SearchResponse response = table.search("n", query);
      assertThat(SearchTable.keys(response.getRows())).containsExactly(0L, 1L);
      assertThat(response.getNextToken()).isNotNull();
    }

    @Test
    void byWhatIsNotThere() {
      SearchQuery query = query(QueryBuilders.matchAll());
      query.setSort(sort(new FieldSort("nothing")));
      assertInvalid(() -> table.search("i", query));
      query.setSort(sort(new FieldSort("title")));
      assertInvalid(() -> table.search("i", query));
    }
  }

  @Nested
  class Pages {
    @Test
    void oneRowForEachValue() {
      SearchQuery query = query(QueryBuilders.matchAll()).setLimit(10);
      query.setCollapse(new Collapse("k"));
      SearchResponse response = table.search("i", query);
      assertThat(SearchTable.keys(response.getRows())).containsExactly(0L, 1L, 3L);
      assertThat(response.getTotalCount()).isEqualTo(4);
      assertThat(response.getNextToken()).isNull();
    }

    @Test
    void filteredAfterwards() {
      SearchQuery query = query(QueryBuilders.matchAll()).setLimit(10);
      query.setFilter(SearchFilter.newBuilder().query(QueryBuilders.term("k", "x")).build());
      assertThat(table.found("i", query)).containsExactly(0L, 2L);
    }

    /** Their rows keep no particular order among equals, so the order of the index is theirs. */
    @Test
    void everyOneOfANestedIndexNeedsAnOrder() {
      assertThat(table.search("n", query(QueryBuilders.matchAll()).setLimit(2)).getNextToken())
          .isNull();
      SearchQuery sorted = query(QueryBuilders.matchAll()).setLimit(2);
      sorted.setSort(sort(new PrimaryKeySort()));
      assertThat(table.search("n", sorted).getNextToken()).isNotNull();
    }
  }

  @Nested
  class Shown {
    private Highlight highlight(String field, int size) {
      return Highlight.newBuilder()
          .highlightEncoder(HighlightEncoder.HTML)
          .addFieldHighlightParam(
              field,
              HighlightParameter.newBuilder()
                  .numberOfFragments(1)
                  .fragmentSize(size)
                  .preTag("<b>")
                  .postTag("</b>")
                  .build())
          .build();
    }

    @Test
    void wordsInTheirContext() {
      SearchQuery query =
          query(QueryBuilders.match("title", "花茶").operator(QueryOperator.OR)).setLimit(10);
      query.setHighlight(highlight("title", 18));
      assertThat(hits(table.search("i", query)))
          .flatExtracting(
              hit -> hit.getHighlightResultItem().getHighlightFields().get("title").getFragments())
          .containsExactly(
              "菊<b>花茶</b>是一款大部分人都适合的经典<b>花茶</b>", "秋天最适合饮用的几种<b>花茶</b>", "求推荐几款菊<b>花茶</b>店铺");
    }

    @Test
    void onlyWhereItIsEnabled() {
      SearchQuery query = query(QueryBuilders.match("author", "a"));
      query.setHighlight(highlight("author", 18));
      assertInvalid(
          () -> table.search("i", query), "highlighting is not supported for field[author]");
    }

    @Test
    void childRowsWithTheirOwn() {
      SearchQuery query =
          query(
                  QueryBuilders.nested()
                      .path("n")
                      .scoreMode(ScoreMode.Avg)
                      .query(QueryBuilders.match("n.place", "street"))
                      .innerHits(
                          InnerHits.newBuilder().highlight(highlight("n.place", 100)).build()))
              .setLimit(10);
      query.setSort(sort(new PrimaryKeySort()));
      SearchResponse response = table.search("n", query);
      assertThat(SearchTable.keys(response.getRows())).containsExactly(0L, 1L);
      SearchInnerHit inner = hits(response).get(0).getSearchInnerHits().get("n");
      assertThat(inner.getPath()).isEqualTo("n");
      assertThat(inner.getSubSearchHits()).hasSize(1);
      assertThat(inner.getSubSearchHits().get(0).getOffset()).isZero();
      assertThat(
              inner
                  .getSubSearchHits()
                  .get(0)
                  .getHighlightResultItem()
                  .getHighlightFields()
                  .get("n.place")
                  .getFragments())
          .containsExactly("dengcai &lt;em&gt;<b>street</b>&lt;&#x2F;em&gt;");
    }

    @Test
    void childRowsOfChildRows() {
      SearchQuery query =
          query(
                  QueryBuilders.nested()
                      .path("n")
                      .scoreMode(ScoreMode.None)
                      .query(
                          QueryBuilders.nested()
                              .path("n.inner")
                              .scoreMode(ScoreMode.None)
                              .query(QueryBuilders.term("n.inner.k", "deep"))
                              .innerHits(InnerHits.newBuilder().build()))
                      .innerHits(InnerHits.newBuilder().build()))
              .setLimit(10);
      SearchResponse response = table.search("n", query);
      assertThat(SearchTable.keys(response.getRows())).containsExactly(0L);
      SearchInnerHit outer = hits(response).get(0).getSearchInnerHits().get("n");
      assertThat(outer.getSubSearchHits().get(0).getSearchInnerHits()).containsKey("n.inner");
    }
  }

  @Nested
  class Texts {
    @Test
    void withAPartOfTheWords() {
      // Four words: 菊花 stands in 0, 2 and 3, 花茶 in 0, 1 and 2.
      String words = "菊花 花茶 店铺 野生";
      assertThat(table.found("i", QueryBuilders.match("title", words).minShouldMatch("50%")))
          .containsExactly(0L, 2L, 3L);
      assertThat(table.found("i", QueryBuilders.match("title", words).minShouldMatch("75%")))
          .containsExactly(2L);
      assertThat(table.found("i", QueryBuilders.match("title", words).minShouldMatch("-1")))
          .containsExactly(2L);
      assertThat(table.found("i", QueryBuilders.match("title", words).minShouldMatch("2")))
          .containsExactly(0L, 2L, 3L);
      assertThat(table.found("i", QueryBuilders.match("title", words).minShouldMatch("9<50%")))
          .isEmpty();
      assertInvalid(
          () -> table.search("i", QueryBuilders.match("title", words).minShouldMatch("half")));
    }

    @Test
    void withThePhraseNearly() {
      assertThat(place("xihu district", 0)).containsExactly(0L);
      assertThat(place("district xihu", 1)).isEmpty();
      assertThat(place("district xihu", 2)).containsExactly(0L);
      assertThat(place("dengcai street", 0)).isEmpty();
      assertThat(place("dengcai street", 1)).containsExactly(0L);
      assertInvalid(() -> place("district xihu", -1));
    }

    private List<Long> place(String words, int slop) {
      return table.found(
          "n",
          QueryBuilders.nested()
              .path("n")
              .scoreMode(ScoreMode.None)
              .query(QueryBuilders.matchPhrase("n.place", words).slop(slop)));
    }
  }

  @Test
  void whatCannotBeAsked() {
    assertInvalid(
        () -> table.search("i", QueryBuilders.term("l", "text")),
        "failed to query index, please check the request parameter");
    assertInvalid(() -> table.search("i", QueryBuilders.term("nothing", "x")));
    assertInvalid(() -> table.search("i", QueryBuilders.wildcard("k", "*".repeat(33))));
    assertInvalid(
        () ->
            table.search(
                "i", QueryBuilders.terms("l").terms(LongStream.range(0, 1025).boxed().toArray())));
  }
}
