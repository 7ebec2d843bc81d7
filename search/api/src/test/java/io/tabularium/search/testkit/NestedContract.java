/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.testkit;

import static io.tabularium.search.testkit.Rows.cell;
import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.model.Value;
import io.tabularium.search.Highlight;
import io.tabularium.search.NestedHits;
import io.tabularium.search.NestedHits.NestedHit;
import io.tabularium.search.SearchHit;
import io.tabularium.search.SearchIndex;
import io.tabularium.search.SearchRequest;
import io.tabularium.search.SearchResult;
import io.tabularium.search.query.BoolQuery;
import io.tabularium.search.query.ExistsQuery;
import io.tabularium.search.query.InnerHits;
import io.tabularium.search.query.MatchAllQuery;
import io.tabularium.search.query.MatchQuery;
import io.tabularium.search.query.NestedQuery;
import io.tabularium.search.query.NestedQuery.ScoreMode;
import io.tabularium.search.query.Query;
import io.tabularium.search.query.RangeQuery;
import io.tabularium.search.query.TermQuery;
import io.tabularium.search.schema.FieldSchema;
import io.tabularium.search.schema.FieldType;
import io.tabularium.search.schema.IndexSchema;
import io.tabularium.search.schema.JsonType;
import io.tabularium.search.sort.DocSort;
import io.tabularium.search.sort.FieldSort;
import io.tabularium.search.sort.NestedFilter;
import io.tabularium.search.sort.Sort;
import io.tabularium.search.sort.SortMode;
import io.tabularium.search.sort.SortOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Objects within rows. */
public abstract class NestedContract extends ContractBase {
  private static final IndexSchema SCHEMA =
      IndexSchema.of(
          FieldSchema.of("k", FieldType.KEYWORD),
          FieldSchema.builder("n", FieldType.NESTED)
              .subField(FieldSchema.of("name", FieldType.KEYWORD))
              .subField(FieldSchema.of("x", FieldType.LONG))
              .subField(FieldSchema.builder("t", FieldType.TEXT).highlighting(true).build())
              .subField(
                  FieldSchema.builder("m", FieldType.NESTED)
                      .subField(FieldSchema.of("y", FieldType.LONG))
                      .subField(FieldSchema.builder("t", FieldType.TEXT).highlighting(true).build())
                      .build())
              .build());

  private SearchIndex index;

  @Override
  protected void prepare() {
    index =
        index(
            SCHEMA,
            Rows.row(
                1,
                cell("k", "a"),
                cell(
                    "n",
                    "[{\"name\":\"one\",\"x\":1,\"t\":\"xihu district\","
                        + "\"m\":[{\"y\":10,\"t\":\"dengcai <em>street</em>\"},{\"y\":11}]},"
                        + "{\"name\":\"two\",\"x\":2,\"m\":[{\"y\":20}]}]")),
            Rows.row(2, cell("k", "b"), cell("n", "[{\"name\":\"one\",\"x\":2}]")),
            Rows.row(3, cell("k", "c"), cell("n", "{\"name\":\"two\",\"x\":3,\"m\":[{\"y\":10}]}")),
            Rows.row(4, cell("k", "d")),
            Rows.row(5, cell("k", "e"), cell("n", "[{\"name\":\"one\",\"x\":7},{\"x\":9}]")));
  }

  private static Query n(Query query) {
    return new NestedQuery("n", query);
  }

  private static Query name(String text) {
    return new TermQuery("n.name", Value.string(text));
  }

  private static Query x(long number) {
    return new TermQuery("n.x", Value.integer(number));
  }

  private static Query y(long number) {
    return new TermQuery("n.m.y", Value.integer(number));
  }

  private List<Long> found(Query query) {
    return find(index, query).stream().sorted().toList();
  }

  @Test
  void conditionsHoldInOneObject() {
    assertThat(found(n(BoolQuery.must(name("one"), x(2))))).containsExactly(2L);
    assertThat(found(BoolQuery.must(n(name("one")), n(x(2))))).containsExactly(1L, 2L);
    assertThat(found(n(new ExistsQuery("n.x")))).containsExactly(1L, 2L, 3L, 5L);
    assertThat(found(BoolQuery.mustNot(n(new ExistsQuery("n.x"))))).containsExactly(4L);
    assertThat(found(n(BoolQuery.mustNot(new ExistsQuery("n.name"))))).containsExactly(5L);
    assertThat(found(n(MatchAllQuery.INSTANCE))).containsExactly(1L, 2L, 3L, 5L);
    assertThat(found(MatchAllQuery.INSTANCE)).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(count(index, MatchAllQuery.INSTANCE)).isEqualTo(5);
  }

  @Test
  void aMemberOutsideOfANestedQueryIsNeverFound() {
    assertThat(found(x(1))).isEmpty();
    assertThat(found(BoolQuery.mustNot(x(1)))).hasSize(5);
    assertThat(found(n(new TermQuery("k", Value.string("a"))))).isEmpty();
  }

  @Test
  void deeperObjectsAreReachedDirectlyAndStepByStep() {
    assertThat(found(new NestedQuery("n.m", y(10)))).containsExactly(1L, 3L);
    assertThat(found(n(new NestedQuery("n.m", y(10))))).containsExactly(1L, 3L);
    assertThat(found(n(BoolQuery.must(name("two"), new NestedQuery("n.m", y(10))))))
        .containsExactly(3L);
    assertThat(found(n(BoolQuery.must(name("two"), new NestedQuery("n.m", y(20))))))
        .containsExactly(1L);
    assertThat(found(new NestedQuery("n.m", n(x(1))))).isEmpty();
  }

  @Test
  void scoresOfObjectsBecomeTheRows() {
    Query factor = new io.tabularium.search.query.FunctionScoreQuery(MatchAllQuery.INSTANCE, "n.x");
    for (ScoreMode mode : ScoreMode.values()) {
      Query query =
          BoolQuery.must(
              new TermQuery("k", Value.string("e"), 0.000001f),
              new NestedQuery("n", factor, mode, 1, null));
      float score = index.search(SearchRequest.of(query).build()).hits().get(0).score();
      float expected =
          switch (mode) {
            case NONE -> 0;
            case AVG -> 8;
            case MAX -> 9;
            case TOTAL -> 16;
            case MIN -> 7;
          };
      assertThat(score)
          .as("%s", mode)
          .isCloseTo(expected, org.assertj.core.data.Offset.offset(0.001f));
    }
  }

  @Test
  void withoutSortThereIsNoNextPage() {
    SearchResult page = index.search(SearchRequest.of(MatchAllQuery.INSTANCE).limit(2).build());
    assertThat(page.hits()).hasSize(2);
    assertThat(page.next()).isNull();
    SearchRequest sorted =
        SearchRequest.of(MatchAllQuery.INSTANCE)
            .limit(2)
            .sort(Sort.by(new FieldSort("k", SortOrder.DESC)))
            .build();
    SearchResult first = index.search(sorted);
    assertThat(keys(first)).containsExactly(5L, 4L);
    assertThat(keys(index.search(sorted.toBuilder().cursor(first.next()).build())))
        .containsExactly(3L, 2L);
  }

  private List<Long> sorted(SortOrder order, SortMode mode, Query filter) {
    NestedFilter nested = filter == null ? null : new NestedFilter("n", filter);
    return keys(
        index.search(
            SearchRequest.of(MatchAllQuery.INSTANCE)
                .sort(Sort.by(new FieldSort("n.x", order, mode, nested, null, null)))
                .build()));
  }

  @Test
  void rowsAreSortedByTheirObjects() {
    assertThat(sorted(SortOrder.ASC, null, null)).containsExactly(1L, 2L, 3L, 5L, 4L);
    assertThat(sorted(SortOrder.DESC, null, null)).containsExactly(5L, 3L, 1L, 2L, 4L);
    assertThat(sorted(SortOrder.ASC, SortMode.AVG, null)).containsExactly(1L, 2L, 3L, 5L, 4L);
    assertThat(sorted(SortOrder.DESC, SortMode.MIN, null)).containsExactly(5L, 3L, 2L, 1L, 4L);
    assertThat(sorted(SortOrder.ASC, null, name("two"))).containsExactly(1L, 3L, 2L, 4L, 5L);
    SearchResult byName =
        index.search(
            SearchRequest.of(MatchAllQuery.INSTANCE)
                .sort(Sort.by(new FieldSort("n.name", SortOrder.DESC)))
                .build());
    assertThat(keys(byName)).containsExactly(1L, 3L, 2L, 5L, 4L);
  }

  private static InnerHits inner(Sort sort, int offset, int limit, Highlight highlight) {
    return new InnerHits(sort, offset, limit, highlight);
  }

  @Test
  void theObjectsFoundAreReturned() {
    Query query =
        new NestedQuery(
            "n",
            new RangeQuery("n.x", Value.integer(2), true, null, false),
            ScoreMode.AVG,
            1,
            inner(Sort.by(new DocSort(SortOrder.DESC)), 0, 3, null));
    SearchResult result =
        index.search(
            SearchRequest.of(query).sort(Sort.by(new FieldSort("k", SortOrder.ASC))).build());
    assertThat(keys(result)).containsExactly(1L, 2L, 3L, 5L);
    assertThat(result.hits().stream().map(NestedContract::offsets))
        .containsExactly(List.of(1), List.of(0), List.of(0), List.of(1, 0));
    Query paged =
        new NestedQuery(
            "n", MatchAllQuery.INSTANCE, ScoreMode.AVG, 1, inner(Sort.NONE, 1, 1, null));
    SearchResult second =
        index.search(
            SearchRequest.of(paged).sort(Sort.by(new FieldSort("k", SortOrder.ASC))).build());
    assertThat(second.hits().stream().map(NestedContract::offsets))
        .containsExactly(List.of(1), List.of(), List.of(), List.of(1));
  }

  private static List<Integer> offsets(SearchHit hit) {
    assertThat(hit.innerHits()).hasSize(1);
    return hit.innerHits().get(0).hits().stream().map(NestedHit::offset).toList();
  }

  @Test
  void whatWasFoundInObjectsIsShownOnBothLevels() {
    Highlight outer =
        new Highlight(
            Highlight.Encoder.HTML,
            List.of(
                new Highlight.Field(
                    "n.t", 5, 100, "<b>", "</b>", Highlight.FragmentOrder.TEXT_SEQUENCE)));
    Highlight deep =
        new Highlight(
            Highlight.Encoder.HTML,
            List.of(
                new Highlight.Field(
                    "n.m.t", 5, 100, "<b>", "</b>", Highlight.FragmentOrder.TEXT_SEQUENCE)));
    Query query =
        new NestedQuery(
            "n",
            BoolQuery.should(
                new MatchQuery("n.t", "xihu"),
                new NestedQuery(
                    "n.m",
                    new MatchQuery("n.m.t", "dengcai"),
                    ScoreMode.AVG,
                    1,
                    inner(Sort.NONE, 0, 3, deep))),
            ScoreMode.AVG,
            1,
            inner(Sort.NONE, 0, 3, outer));
    SearchHit hit = index.search(SearchRequest.of(query).build()).hits().get(0);
    assertThat(hit.innerHits()).hasSize(1);
    NestedHits level1 = hit.innerHits().get(0);
    assertThat(level1.path()).isEqualTo("n");
    assertThat(level1.hits()).hasSize(1);
    assertThat(level1.hits().get(0).highlights().get(0).fragments())
        .containsExactly("<b>xihu</b> district");
    NestedHits level2 = level1.hits().get(0).innerHits().get(0);
    assertThat(level2.path()).isEqualTo("n.m");
    assertThat(level2.hits()).hasSize(1);
    assertThat(level2.hits().get(0).offset()).isZero();
    assertThat(level2.hits().get(0).highlights().get(0).fragments())
        .containsExactly("<b>dengcai</b> &lt;em&gt;street&lt;&#x2F;em&gt;");
  }

  @Test
  void objectsOfJsonFieldsMixOrStayApart() {
    SearchIndex json =
        index(
            IndexSchema.of(
                FieldSchema.builder("o", FieldType.JSON)
                    .jsonType(JsonType.OBJECT)
                    .subField(FieldSchema.of("a", FieldType.LONG))
                    .subField(FieldSchema.of("b", FieldType.LONG))
                    .build(),
                FieldSchema.builder("p", FieldType.JSON)
                    .jsonType(JsonType.NESTED)
                    .subField(FieldSchema.of("a", FieldType.LONG))
                    .subField(FieldSchema.of("b", FieldType.LONG))
                    .build()),
            Rows.row(
                1,
                cell("o", "[{\"a\":1,\"b\":2},{\"a\":3,\"b\":4}]"),
                cell("p", "[{\"a\":1,\"b\":2},{\"a\":3,\"b\":4}]")));
    Query mixed =
        BoolQuery.must(
            new TermQuery("o.a", Value.integer(1)), new TermQuery("o.b", Value.integer(4)));
    assertThat(find(json, mixed)).containsExactly(1L);
    Query apart =
        BoolQuery.must(
            new TermQuery("p.a", Value.integer(1)), new TermQuery("p.b", Value.integer(4)));
    assertThat(find(json, new NestedQuery("p", apart))).isEmpty();
    assertThat(find(json, new NestedQuery("p", new TermQuery("p.b", Value.integer(4)))))
        .containsExactly(1L);
  }

  @Test
  void parallelScansReturnRowsOnly() {
    var page = index.scan(io.tabularium.search.ScanRequest.first(null, MatchAllQuery.INSTANCE));
    assertThat(keys(page.hits())).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L);
  }
}
