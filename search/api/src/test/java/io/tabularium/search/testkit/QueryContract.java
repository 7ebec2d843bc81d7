/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.ErrorCode;
import io.tabularium.model.ServiceException;
import io.tabularium.model.Value;
import io.tabularium.search.Collapse;
import io.tabularium.search.ColumnSelection;
import io.tabularium.search.SearchHit;
import io.tabularium.search.SearchIndex;
import io.tabularium.search.SearchRequest;
import io.tabularium.search.SearchResult;
import io.tabularium.search.query.BoolQuery;
import io.tabularium.search.query.ConstantScoreQuery;
import io.tabularium.search.query.DisMaxQuery;
import io.tabularium.search.query.ExistsQuery;
import io.tabularium.search.query.FloatVector;
import io.tabularium.search.query.FunctionScoreQuery;
import io.tabularium.search.query.GeoBoundingBoxQuery;
import io.tabularium.search.query.GeoDistanceQuery;
import io.tabularium.search.query.GeoPoint;
import io.tabularium.search.query.GeoPolygonQuery;
import io.tabularium.search.query.KnnVectorQuery;
import io.tabularium.search.query.MatchAllQuery;
import io.tabularium.search.query.MatchPhraseQuery;
import io.tabularium.search.query.MatchQuery;
import io.tabularium.search.query.MinimumShouldMatch;
import io.tabularium.search.query.PrefixQuery;
import io.tabularium.search.query.Query;
import io.tabularium.search.query.RangeQuery;
import io.tabularium.search.query.TermQuery;
import io.tabularium.search.query.TermsQuery;
import io.tabularium.search.query.WildcardQuery;
import io.tabularium.search.sort.FieldSort;
import io.tabularium.search.sort.ScoreSort;
import io.tabularium.search.sort.Sort;
import io.tabularium.search.sort.SortOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What queries find among a thousand rows, with counts the service itself gives. */
public abstract class QueryContract extends ContractBase {
  private static final int PAGE = 100;

  private SearchIndex index;

  @Override
  protected void prepare() {
    index = index(ThousandRows.SCHEMA, ThousandRows.rows());
  }

  private SearchResult search(Query query) {
    return all(index, query, PAGE);
  }

  private void expect(Query query, long total) {
    SearchResult result = search(query);
    assertThat(result.totalCount()).as("%s", query).isEqualTo(total);
    assertThat(result.hits()).hasSize((int) Math.min(PAGE, total));
    assertThat(result.next() != null).as("a next page").isEqualTo(total >= PAGE);
  }

  private static RangeQuery range(String field, Value from, Value to, boolean closed) {
    return new RangeQuery(field, from, closed, to, closed);
  }

  private static Value s(String text) {
    return Value.string(text);
  }

  private static Value i(long number) {
    return Value.integer(number);
  }

  @Test
  void everyRowInTheOrderOfKeysWithWhatWasTakenIn() {
    SearchResult result = search(MatchAllQuery.INSTANCE);
    assertThat(result.totalCount()).isEqualTo(1000);
    assertThat(keys(result)).isEqualTo(LongStream.range(0, PAGE).boxed().toList());
    SearchHit hit = result.hits().get(7);
    assertThat(hit.rowKey()).isEqualTo(Rows.rowKey(7, "pk_7"));
    assertThat(hit.key()).isEqualTo(Rows.key(7, "pk_7"));
    assertThat(hit.columns()).isEqualTo(ThousandRows.rows()[7].cells());
    assertThat(hit.score()).isEqualTo(1);
    SearchResult some =
        index.search(
            SearchRequest.of(MatchAllQuery.INSTANCE)
                .columns(new ColumnSelection.Named(List.of("l", "nothing", "k")))
                .build());
    assertThat(some.hits().get(7).columns())
        .containsExactly(Rows.cell("k", "key007"), Rows.cell("l", 7));
    assertThat(some.hits()).hasSize(10);
    assertThat(some.totalCount()).isEqualTo(-1);
    SearchResult rowKeys =
        index.search(
            SearchRequest.of(MatchAllQuery.INSTANCE)
                .limit(100)
                .columns(ColumnSelection.ROW_KEY)
                .build());
    assertThat(rowKeys.hits()).hasSize(100);
    for (int i = 0; i < 100; i++) {
      SearchHit bare = rowKeys.hits().get(i);
      assertThat(bare.rowKey()).isEqualTo(result.hits().get(i).rowKey());
      assertThat(bare.key()).isNull();
      assertThat(bare.columns()).isEmpty();
      assertThat(bare.score()).isEqualTo(1);
    }
  }

  @Test
  void wordsOfATextFieldAreMatched() {
    expect(new MatchQuery("t", "this"), 1000);
    expect(new MatchQuery("t", "not"), 0);
    expect(new MatchQuery("t", "this is 0"), 1000);
    expect(
        new MatchQuery("t", "this is 0", MatchQuery.Operator.OR, MinimumShouldMatch.count(3), 1),
        1);
    expect(new MatchQuery("t", "this is 0", MatchQuery.Operator.AND, null, 1), 1);
    expect(
        new MatchQuery("t", "this is 0", MatchQuery.Operator.AND, MinimumShouldMatch.count(0), 1),
        1);
    expect(
        new MatchQuery("t", "this is 0", MatchQuery.Operator.AND, MinimumShouldMatch.count(1), 1),
        1);
    expect(
        new MatchQuery("t", "this is 0", MatchQuery.Operator.OR, MinimumShouldMatch.count(4), 1),
        0);
    expect(new MatchQuery("t", "  "), 0);
    expect(new MatchQuery("k", "key007"), 1);
    expect(new MatchPhraseQuery("t", "this is"), 1000);
    expect(new MatchPhraseQuery("t", "this is 1"), 1);
    expect(new MatchPhraseQuery("t", "is this"), 0);
    expect(new MatchPhraseQuery("k", "key999"), 1);
  }

  @Test
  void valuesAreFoundWhateverTheirTypeIsCalled() {
    expect(new TermQuery("k", s("key000")), 1);
    expect(new TermQuery("t", s("100")), 1);
    expect(new TermQuery("l", s("900")), 1);
    expect(new TermQuery("l", Value.real(900)), 1);
    expect(new TermQuery("l", Value.real(900.5)), 0);
    expect(new TermQuery("la", s("900")), 1);
    expect(new TermQuery("la", i(-1)), 1000);
    expect(new TermQuery("ka", s("a")), 1000);
    expect(new TermQuery("b", Value.bool(true)), 500);
    expect(new TermQuery("b", s("false")), 500);
    expect(new TermQuery("d", Value.real(0.1)), 1000);
    expect(new TermQuery("d", s("0.1")), 1000);
    expect(new TermQuery("time", s("2022-05-10")), 32);
    List<Value> some =
        List.of(s("key001"), s("key002"), s("key003"), s("key004"), s("key005"), s("no"));
    expect(new TermsQuery("k", some), 5);
    expect(new TermsQuery("t", List.of(s("this"), s("is"))), 1000);
    expect(new TermsQuery("l", List.of(i(0), i(999), i(1000), i(1002))), 2);
    expect(new TermsQuery("l", List.of(s("0"), Value.real(999), i(0), Value.real(0.5))), 2);
    expect(new TermsQuery("d", List.of(Value.real(0.1), s("-0"), i(0), Value.real(7))), 1000);
    expect(new TermsQuery("d", List.of(Value.real(-0.1), Value.real(0.10000000000000002))), 0);
    expect(new TermsQuery("time", List.of(s("2022-05-10"), s("2022-05-11"), s("2022-06-01"))), 64);
  }

  @Test
  void rangesAreOpenOrClosed() {
    expect(range("k", s("key100"), s("key200"), false), 99);
    expect(range("k", s("key100"), s("key200"), true), 101);
    expect(range("la", s("100"), s("300"), true), 201);
    expect(range("l", i(100), i(300), false), 199);
    expect(range("l", Value.real(99.5), Value.real(300.5), false), 201);
    expect(range("l", null, i(10), false), 10);
    expect(range("l", i(990), null, true), 10);
    expect(range("l", i(10), i(5), true), 0);
    expect(range("l", i(Long.MAX_VALUE), null, false), 0);
    expect(range("l", null, i(Long.MIN_VALUE), false), 0);
    expect(range("l", null, Value.real(1e300), false), 1000);
    expect(range("d", Value.real(0.1), null, false), 0);
    expect(range("d", Value.real(0.1), i(1), true), 1000);
    expect(range("time", s("2022-05-06"), s("2022-05-12"), true), 96);
    expect(range("t", s("997"), s("999"), true), 3);
  }

  @Test
  void beginningsAndPatternsAreMatchedAsAWhole() {
    expect(new PrefixQuery("k", "key"), 1000);
    expect(new PrefixQuery("k", "key00"), 10);
    expect(new PrefixQuery("k", ""), 1000);
    expect(new PrefixQuery("t", "this"), 1000);
    expect(new PrefixQuery("t", "this is"), 0);
    expect(new WildcardQuery("t", "t*"), 1000);
    expect(new WildcardQuery("k", "key00*"), 10);
    expect(new WildcardQuery("k", "*00"), 10);
    expect(new WildcardQuery("k", "key?0?"), 100);
    expect(new WildcardQuery("k", "key"), 0);
    expect(new WildcardQuery("k", "\\*"), 0);
  }

  @Test
  void clausesArePutTogether() {
    Query above = range("k", s("key100"), null, false);
    Query hole = new RangeQuery("l", i(150), true, i(200), false);
    Query below = range("l", null, i(250), false);
    SearchResult result =
        index.search(
            SearchRequest.of(
                    new BoolQuery(List.of(above), List.of(below), List.of(hole), List.of(), null))
                .sort(Sort.by(new FieldSort("l", SortOrder.DESC)))
                .limit(PAGE)
                .countAll()
                .build());
    List<Long> expected = new ArrayList<>();
    LongStream.iterate(249, l -> l >= 200, l -> l - 1).forEach(expected::add);
    LongStream.iterate(149, l -> l > 100, l -> l - 1).forEach(expected::add);
    assertThat(keys(result)).isEqualTo(expected);
    assertThat(result.next()).isNull();
    Query b = new TermQuery("b", Value.bool(true));
    Query l = range("l", i(0), i(9), true);
    expect(BoolQuery.should(b, l), 505);
    expect(new BoolQuery(List.of(), List.of(), List.of(), List.of(b, l), 2), 5);
    expect(new BoolQuery(List.of(), List.of(), List.of(), List.of(b, l), 0), 505);
    expect(new BoolQuery(List.of(), List.of(), List.of(b), List.of(l), null), 5);
    expect(new BoolQuery(List.of(l), List.of(), List.of(), List.of(b), null), 10);
    expect(new BoolQuery(List.of(l), List.of(), List.of(), List.of(b), 1), 5);
    expect(new BoolQuery(List.of(), List.of(l), List.of(), List.of(b, b), 2), 5);
    expect(BoolQuery.mustNot(l), 990);
    expect(new BoolQuery(List.of(), List.of(), List.of(), List.of(), null), 1000);
    expect(new BoolQuery(List.of(l), List.of(), List.of(), List.of(), 3), 10);
    expect(new ExistsQuery("b"), 1000);
    expect(BoolQuery.mustNot(new ExistsQuery("b")), 0);
    expect(new ExistsQuery("time"), 704);
  }

  @Test
  void placesAreFound() {
    expect(new GeoDistanceQuery("g", GeoPoint.parse("32.5,116.5"), 300_000), 668);
    expect(
        new GeoBoundingBoxQuery("g", GeoPoint.parse("30.9,112.0"), GeoPoint.parse("30.2,119.0")),
        500);
    expect(
        new GeoPolygonQuery(
            "g",
            List.of(
                GeoPoint.parse("30.01,114.01"),
                GeoPoint.parse("30.01,114.49"),
                GeoPoint.parse("30.26,114.49"),
                GeoPoint.parse("30.26, 114.01"))),
        45);
  }

  @Test
  void vectorsThatAreAlikeAreFound() {
    SearchResult result =
        index.search(
            SearchRequest.of(
                    new KnnVectorQuery(
                        "v", FloatVector.of(1, 1.1f, 1.2f, -1.3f), 10, null, null, null, 1))
                .sort(Sort.by(new ScoreSort(SortOrder.DESC)))
                .limit(PAGE)
                .build());
    assertThat(result.hits()).hasSize(PAGE);
    assertThat(result.next()).isNotNull();
    assertThat(result.totalCount()).isEqualTo(-1);
    assertThat(result.hits())
        .isSortedAccordingTo((a, b) -> Float.compare(b.score(), a.score()))
        .allMatch(hit -> hit.score() > 0 && hit.score() <= 1);
    KnnVectorQuery among =
        new KnnVectorQuery(
            "v",
            FloatVector.of(1, -1, 5, -5),
            3,
            null,
            null,
            new TermsQuery("l", List.of(i(0), i(500))),
            1);
    assertThat(find(index, among)).containsExactly(0L, 500L);
    KnnVectorQuery near =
        new KnnVectorQuery("v", FloatVector.of(1, -1, 5, -5), 1, null, 0.9999f, null, 1);
    assertThat(find(index, near)).containsExactly(0L);
    for (FloatVector bad : List.of(FloatVector.of(1, 2), FloatVector.of(0, 0, -0f, 0))) {
      assertThatThrownBy(() -> find(index, new KnnVectorQuery("v", bad, 1, null, null, null, 1)))
          .isInstanceOf(ServiceException.class);
    }
  }

  @Test
  void aPartOfANameIsFoundAsAPhrase() {
    expect(new MatchPhraseQuery("name", "苏"), 190);
    expect(new MatchPhraseQuery("name", "调苏"), 10);
    expect(new MatchPhraseQuery("name", "苏苏苏"), 0);
  }

  @Test
  void scoresOfConstantsAndFactors() {
    Query one = new ConstantScoreQuery(new MatchQuery("t", "7"));
    assertThat(search(one).hits().get(0).score()).isEqualTo(1);
    Query factor = new FunctionScoreQuery(one, "l");
    assertThat(search(factor).hits().get(0).score()).isEqualTo(7);
    Query weighted = new TermsQuery("l", List.of(i(7)), 2.5f);
    assertThat(search(weighted).hits().get(0).score()).isEqualTo(2.5f);
  }

  /** Numbers as text may be short and yet have more digits than there is memory. */
  @Test
  @Timeout(20)
  void numbersWithoutEndAreReadInNoTime() {
    for (String tiny : List.of("1e-999999999", "-1e-999999999", "0e-999999999")) {
      expect(new TermQuery("d", s(tiny)), 0);
      expect(range("l", s(tiny), i(9), true), tiny.startsWith("1") ? 9 : 10);
    }
    expect(new TermQuery("l", s("1e-999999999")), 0);
    expect(new TermQuery("l", s("0e999999999")), 1);
    expect(new TermQuery("l", s("7.00")), 1);
    expect(new TermQuery("l", s("7e0")), 1);
    assertThatThrownBy(() -> search(new TermQuery("l", s("1e999999999"))))
        .isInstanceOf(ServiceException.class);
  }

  @Test
  void scoresOfTheBestOfSeveral() {
    Query one = new TermQuery("l", i(7));
    Query three = new TermQuery("l", i(7), 3);
    Query other = new TermQuery("l", i(8), 2);
    DisMaxQuery best = new DisMaxQuery(List.of(one, three, other), 0.5f, 10);
    SearchResult result =
        index.search(
            SearchRequest.of(best).sort(Sort.by(new ScoreSort(SortOrder.DESC))).countAll().build());
    assertThat(keys(result)).containsExactly(7L, 8L);
    assertThat(result.hits()).extracting(SearchHit::score).containsExactly(35f, 20f);
    assertThat(search(new DisMaxQuery(List.of(one, three), 0, 1)).hits().get(0).score())
        .isEqualTo(3);
    expect(BoolQuery.mustNot(best), 998);
    for (DisMaxQuery bad :
        List.of(
            new DisMaxQuery(List.of(), 0, 1),
            new DisMaxQuery(List.of(one), 1.1f, 1),
            new DisMaxQuery(List.of(one), -0.1f, 1),
            new DisMaxQuery(List.of(one), Float.NaN, 1),
            new DisMaxQuery(List.of(one), 0, 0),
            new DisMaxQuery(List.of(new TermQuery("nothing", i(1))), 0, 1))) {
      assertThatThrownBy(() -> search(bad)).isInstanceOf(ServiceException.class);
    }
  }

  @Test
  void partsOfTheWordsOfAMatch() {
    String words = "this is 7 8";
    for (String minimum : List.of("75%", "-25%", "-1", "3", "2<75%")) {
      expect(match(words, minimum), 2);
    }
    expect(match(words, "50%"), 1000);
    expect(match(words, "0%"), 1000);
    expect(match(words, "100%"), 0);
    expect(match("this is 7", "3<50%"), 1);
    expect(match(words, "-100%"), 1000);
  }

  private static Query match(String words, String minimum) {
    return new MatchQuery("t", words, MatchQuery.Operator.OR, MinimumShouldMatch.parse(minimum), 1);
  }

  @Test
  void phrasesThatAreNearlyThere() {
    expect(new MatchPhraseQuery("t", "this 7", 0, 1), 0);
    expect(new MatchPhraseQuery("t", "this 7", 1, 1), 1);
    // Words that change places are moved by two.
    expect(new MatchPhraseQuery("t", "is this", 1, 1), 0);
    expect(new MatchPhraseQuery("t", "is this", 2, 1), 1000);
    expect(new MatchPhraseQuery("t", "is this", Integer.MAX_VALUE, 1), 1000);
    expect(new MatchPhraseQuery("k", "key999", 3, 1), 1);
    expect(new MatchPhraseQuery("k", "key99", 3, 1), 0);
    assertThatThrownBy(() -> search(new MatchPhraseQuery("t", "is this", -1, 1)))
        .isInstanceOf(ServiceException.class);
  }

  @Test
  void pagesGoOnWhereTheLastOneEnded() {
    SearchRequest request =
        SearchRequest.of(range("l", i(0), i(899), true))
            .sort(Sort.by(new FieldSort("b", SortOrder.DESC), new FieldSort("d", SortOrder.ASC)))
            .limit(70)
            .countAll()
            .build();
    for (SearchRequest each : List.of(request, request.toBuilder().sort(Sort.NONE).build())) {
      List<Long> seen = new ArrayList<>();
      ByteSlice cursor = null;
      do {
        SearchResult page = index.search(each.toBuilder().cursor(cursor).build());
        assertThat(page.totalCount()).isEqualTo(900);
        seen.addAll(keys(page));
        cursor = page.next();
      } while (cursor != null);
      assertThat(seen).hasSize(900).doesNotHaveDuplicates();
    }
  }

  @Test
  void aFullPageHasANextOneThatMayBeEmpty() {
    SearchRequest two = SearchRequest.of(new TermsQuery("l", List.of(i(1), i(2)))).limit(2).build();
    SearchResult first = index.search(two);
    assertThat(keys(first)).containsExactly(1L, 2L);
    SearchResult second = index.search(two.toBuilder().cursor(first.next()).build());
    assertThat(second.hits()).isEmpty();
    assertThat(second.next()).isNull();
    assertThat(second.totalCount()).isEqualTo(-1);
  }

  @Test
  void aCursorOfSomethingElseIsRefused() {
    SearchResult first =
        index.search(SearchRequest.of(MatchAllQuery.INSTANCE).limit(5).countAll().build());
    SearchRequest other =
        SearchRequest.of(MatchAllQuery.INSTANCE)
            .sort(Sort.by(new FieldSort("l", SortOrder.ASC)))
            .cursor(first.next())
            .build();
    byte[] broken = first.next().toByteArray();
    broken[3] ^= 1;
    for (SearchRequest bad :
        List.of(
            other,
            other.toBuilder().sort(Sort.NONE).cursor(ByteSlice.of(broken)).build(),
            other.toBuilder().sort(Sort.NONE).cursor(ByteSlice.of(new byte[3])).build(),
            other.toBuilder().sort(Sort.NONE).offset(1).build())) {
      assertThatThrownBy(() -> index.search(bad))
          .isInstanceOfSatisfying(
              ServiceException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.OTSParameterInvalid));
    }
  }

  @Test
  void rowsAreCountedAsFarAsAsked() {
    SearchRequest.Builder none = SearchRequest.of(new MatchQuery("t", "this")).limit(0);
    assertThat(index.search(none.build()).totalCount()).isEqualTo(-1);
    assertThat(index.search(none.countAll().build()).totalCount()).isEqualTo(1000);
    assertThat(index.search(none.build()).hits()).isEmpty();
    assertThat(index.search(none.build()).next()).isNull();
    long some = index.search(none.limit(1).countUpTo(10).build()).totalCount();
    assertThat(some).isBetween(10L, 1000L);
  }

  @Test
  void theSearchFilterTakesRowsAwayAfterwards() {
    SearchResult result =
        index.search(
            SearchRequest.of(range("l", i(0), i(9), true))
                .filter(new TermQuery("b", Value.bool(true)))
                .countAll()
                .build());
    assertThat(keys(result)).containsExactly(0L, 2L, 4L, 6L, 8L);
    assertThat(result.totalCount()).isEqualTo(5);
  }

  @Test
  void oneRowForEachValueWhenCollapsed() {
    SearchRequest.Builder request =
        SearchRequest.of(range("l", i(0), i(99), true))
            .sort(Sort.by(new FieldSort("l", SortOrder.DESC)))
            .limit(PAGE)
            .countAll();
    SearchResult one = index.search(request.collapse(new Collapse("d")).build());
    assertThat(keys(one)).containsExactly(99L);
    assertThat(one.totalCount()).isEqualTo(100);
    SearchResult each = index.search(request.collapse(new Collapse("k")).limit(10).build());
    assertThat(keys(each))
        .isEqualTo(LongStream.iterate(99, l -> l > 89, l -> l - 1).boxed().toList());
    assertThat(each.next()).isNull();
    SearchResult behind = index.search(request.offset(95).build());
    assertThat(keys(behind)).containsExactly(4L, 3L, 2L, 1L, 0L);
  }

  @Test
  void offsetsPassRowsOver() {
    SearchRequest request =
        SearchRequest.of(MatchAllQuery.INSTANCE).offset(990).limit(20).countAll().build();
    assertThat(keys(index.search(request))).isEqualTo(LongStream.range(990, 1000).boxed().toList());
    assertThat(index.search(request.toBuilder().offset(5000).build()).hits()).isEmpty();
  }

  @Test
  void requestsOutOfBoundsAreRefused() {
    assertThatThrownBy(
            () -> index.search(SearchRequest.of(MatchAllQuery.INSTANCE).limit(1001).build()))
        .hasMessageContaining("Parameter limit must be less than 1000");
    assertThatThrownBy(
            () ->
                index.search(
                    SearchRequest.of(MatchAllQuery.INSTANCE).limit(1).offset(100_000).build()))
        .hasMessageContaining(
            "Parameter limit + offset must be less than 100000, current offset is 100000, limit is"
                + " 1");
    for (Query bad :
        List.of(
            new TermQuery("nothing", s("x")),
            new TermQuery("l", s("abc")),
            new TermQuery("g", s("1,1")),
            new MatchQuery("l", "1"),
            new TermsQuery("l", List.of()),
            new WildcardQuery("k", "*".repeat(33)),
            new TermQuery("k", s("a"), 0),
            new TermQuery("time", s("yesterday")))) {
      assertThatThrownBy(() -> find(index, bad))
          .as("%s", bad)
          .isInstanceOfSatisfying(
              ServiceException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.OTSParameterInvalid);
                assertThat(e.getMessage())
                    .isEqualTo("failed to query index, please check the request parameter");
              });
    }
  }

  @Test
  void aDeepOrWideTreeIsRefusedBeforeItIsRun() {
    Query deep = MatchAllQuery.INSTANCE;
    for (int i = 0; i < 900; i++) {
      deep = BoolQuery.must(deep);
    }
    Query tooDeep = deep;
    assertThatThrownBy(() -> find(index, tooDeep)).isInstanceOf(ServiceException.class);
    List<Query> many = new ArrayList<>();
    for (int i = 0; i < 1023; i++) {
      many.add(new TermQuery("l", i(i)));
    }
    assertThat(count(index, new BoolQuery(List.of(), List.of(), List.of(), many, null)))
        .isEqualTo(1000);
    many.add(MatchAllQuery.INSTANCE);
    assertThatThrownBy(
            () -> find(index, new BoolQuery(List.of(), List.of(), List.of(), many, null)))
        .isInstanceOf(ServiceException.class);
  }

  @Test
  void aSearchThatTakesTooLongIsCutOff() {
    for (Query query :
        List.of(
            new MatchQuery("t", "this is"),
            new WildcardQuery("k", "*9*"),
            new RangeQuery("l", i(1), true, null, false))) {
      SearchRequest request =
          SearchRequest.of(query)
              .sort(Sort.by(new FieldSort("d", SortOrder.ASC)))
              .countAll()
              .timeout(java.time.Duration.ofNanos(1))
              .build();
      assertThatThrownBy(() -> index.search(request))
          .as("%s", query)
          .isInstanceOfSatisfying(
              ServiceException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.OTSTimeout);
                assertThat(e.getMessage()).isEqualTo("Operation timeout.");
              });
    }
  }

  @Test
  void aHostilePatternIsAnsweredOrRefused() {
    for (String pattern :
        List.of(
            "*?????????????????????????????1",
            "*1*2*3*4*5*6*7*8*9*0*1*2*3*4*5*6",
            "*".repeat(32))) {
      try {
        find(index, new WildcardQuery("k", pattern));
      } catch (ServiceException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.OTSParameterInvalid);
      }
    }
  }
}
