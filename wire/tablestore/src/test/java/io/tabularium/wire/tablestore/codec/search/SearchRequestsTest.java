/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.alicloud.openservices.tablestore.model.search.SearchQuery;
import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.tabularium.engine.search.ReturnedColumns;
import io.tabularium.engine.search.ScanCall;
import io.tabularium.engine.search.SearchCall;
import io.tabularium.model.ByteSlice;
import io.tabularium.model.ErrorCode;
import io.tabularium.model.ServiceException;
import io.tabularium.model.Value;
import io.tabularium.search.Collapse;
import io.tabularium.search.Highlight;
import io.tabularium.search.SearchRequest;
import io.tabularium.search.aggregation.Aggregations;
import io.tabularium.search.aggregation.CountAggregation;
import io.tabularium.search.aggregation.DistinctCountAggregation;
import io.tabularium.search.aggregation.GroupByComposite;
import io.tabularium.search.aggregation.GroupByDateHistogram;
import io.tabularium.search.aggregation.GroupByField;
import io.tabularium.search.aggregation.GroupByFilter;
import io.tabularium.search.aggregation.GroupByGeoDistance;
import io.tabularium.search.aggregation.GroupByGeoGrid;
import io.tabularium.search.aggregation.GroupByHistogram;
import io.tabularium.search.aggregation.GroupByRange;
import io.tabularium.search.aggregation.GroupSorter;
import io.tabularium.search.aggregation.MetricAggregation;
import io.tabularium.search.aggregation.MetricAggregation.Metric;
import io.tabularium.search.aggregation.NumberRange;
import io.tabularium.search.aggregation.PercentilesAggregation;
import io.tabularium.search.aggregation.TopRowsAggregation;
import io.tabularium.search.query.BoolQuery;
import io.tabularium.search.query.ConstantScoreQuery;
import io.tabularium.search.query.DateInterval;
import io.tabularium.search.query.DisMaxQuery;
import io.tabularium.search.query.ExistsQuery;
import io.tabularium.search.query.FloatVector;
import io.tabularium.search.query.FunctionScoreQuery;
import io.tabularium.search.query.FunctionsScoreQuery;
import io.tabularium.search.query.GeoBoundingBoxQuery;
import io.tabularium.search.query.GeoDistanceQuery;
import io.tabularium.search.query.GeoPoint;
import io.tabularium.search.query.GeoPolygonQuery;
import io.tabularium.search.query.InnerHits;
import io.tabularium.search.query.KnnVectorQuery;
import io.tabularium.search.query.MatchAllQuery;
import io.tabularium.search.query.MatchPhraseQuery;
import io.tabularium.search.query.MatchQuery;
import io.tabularium.search.query.MinimumShouldMatch;
import io.tabularium.search.query.NestedQuery;
import io.tabularium.search.query.PrefixQuery;
import io.tabularium.search.query.Query;
import io.tabularium.search.query.RangeQuery;
import io.tabularium.search.query.ScoreFunction;
import io.tabularium.search.query.SuffixQuery;
import io.tabularium.search.query.TermQuery;
import io.tabularium.search.query.TermsQuery;
import io.tabularium.search.query.WildcardQuery;
import io.tabularium.search.sort.DocSort;
import io.tabularium.search.sort.FieldSort;
import io.tabularium.search.sort.GeoDistanceSort;
import io.tabularium.search.sort.KeySort;
import io.tabularium.search.sort.NestedFilter;
import io.tabularium.search.sort.ScoreSort;
import io.tabularium.search.sort.Sort;
import io.tabularium.search.sort.SortMode;
import io.tabularium.search.sort.SortOrder;
import io.tabularium.wire.tablestore.proto.SearchProto;
import io.tabularium.wire.tablestore.proto.SearchQueryProto;
import io.tabularium.wire.tablestore.proto.SearchQueryProto.QueryType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SearchRequestsTest {
  private static SearchCall decode(byte[] body) {
    return SearchRequests.decode(SearchRequests.search(body)).call();
  }

  private static TermQuery term(String field, String text) {
    return new TermQuery(field, Value.string(text));
  }

  @Nested
  class OfOfficialClients {
    @Test
    void everyKindOfQuery() {
      List<Query> decoded = new ArrayList<>();
      SdkSearches.queries()
          .forEach(query -> decoded.add(decode(SdkSearches.search(query)).request().query()));
      Query x = term("k", "x");
      assertThat(decoded)
          .containsExactly(
              MatchAllQuery.INSTANCE,
              new MatchQuery("t", "a b", MatchQuery.Operator.AND, MinimumShouldMatch.count(1), 2),
              new MatchPhraseQuery("t", "a b", 0, 3),
              new TermQuery("l", Value.integer(7), 0.5f),
              new TermsQuery(
                  "k",
                  List.of(Value.string("x"), Value.integer(1), Value.bool(true), Value.real(2.5))),
              new RangeQuery("l", Value.integer(1), true, Value.integer(9), false),
              new PrefixQuery("k", "pre"),
              new SuffixQuery("f", "suf"),
              new WildcardQuery("k", "w*d?"),
              new ExistsQuery("k"),
              new GeoBoundingBoxQuery("g", new GeoPoint(10, 0), new GeoPoint(0, 10)),
              new GeoDistanceQuery("g", new GeoPoint(5, 5), 1000),
              new GeoPolygonQuery(
                  "g", List.of(new GeoPoint(0, 0), new GeoPoint(5, 5), new GeoPoint(0, 5))),
              new KnnVectorQuery("v", FloatVector.of(1, 0.5f), 10, null, null, x, 1),
              new ConstantScoreQuery(x),
              new FunctionScoreQuery(MatchAllQuery.INSTANCE, "l"),
              bool(),
              new NestedQuery(
                  "n",
                  term("n.k", "x"),
                  NestedQuery.ScoreMode.MAX,
                  2,
                  new InnerHits(
                      Sort.by(new ScoreSort(SortOrder.DESC), new DocSort(SortOrder.DESC)),
                      1,
                      5,
                      highlight())),
              new FunctionsScoreQuery(
                  x,
                  functions(),
                  FunctionsScoreQuery.ScoreMode.SUM,
                  FunctionsScoreQuery.CombineMode.REPLACE,
                  0.5,
                  9.0),
              new DisMaxQuery(List.of(x, new MatchPhraseQuery("t", "a b", 2, 1)), 0.25f, 3),
              new MatchQuery(
                  "t", "a b", MatchQuery.Operator.OR, MinimumShouldMatch.parse("2<75%"), 1));
    }

    private BoolQuery bool() {
      return new BoolQuery(
          List.of(term("k", "must")),
          List.of(term("k", "filter")),
          List.of(term("k", "not")),
          List.of(term("k", "s1"), term("k", "s2")),
          2);
    }

    private Highlight highlight() {
      return new Highlight(
          Highlight.Encoder.HTML,
          List.of(
              new Highlight.Field(
                  "t", 3, 20, "<b>", "</b>", Highlight.FragmentOrder.TEXT_SEQUENCE)));
    }

    private List<ScoreFunction> functions() {
      return List.of(
          new ScoreFunction(
              new ScoreFunction.FieldValueFactor("l", 1.5, ScoreFunction.Modifier.LOG1P, 3.0),
              2f,
              new ExistsQuery("l")),
          new ScoreFunction(
              new ScoreFunction.Decay(
                  "g",
                  ScoreFunction.Curve.GAUSS,
                  new ScoreFunction.GeoOrigin(new GeoPoint(1, 2), 100, 5),
                  0.25,
                  ScoreFunction.MultiValueMode.AVG),
              null,
              null),
          new ScoreFunction(
              new ScoreFunction.Decay(
                  "d",
                  ScoreFunction.Curve.EXP,
                  new ScoreFunction.DateOrigin(
                      Value.integer(1_000),
                      new DateInterval(2, DateInterval.Unit.DAY),
                      new DateInterval(1, DateInterval.Unit.HOUR)),
                  0.5,
                  ScoreFunction.MultiValueMode.MIN),
              null,
              null),
          new ScoreFunction(
              new ScoreFunction.Decay(
                  "l",
                  ScoreFunction.Curve.LINEAR,
                  new ScoreFunction.NumberOrigin(1.3, 1, 0.5),
                  0.5,
                  ScoreFunction.MultiValueMode.MIN),
              null,
              null),
          new ScoreFunction(new ScoreFunction.RandomScore(), null, null));
    }

    @Test
    void everythingAroundTheQuery() {
      SearchCall call = decode(SdkSearches.search(SdkSearches.everything()));
      SearchRequest request = call.request();
      assertThat(call.limit()).isEqualTo(17);
      assertThat(call.columns()).isEqualTo(ReturnedColumns.NONE);
      assertThat(call.token()).isNull();
      assertThat(call.timeoutMillis()).isNull();
      assertThat(request.query()).isEqualTo(bool());
      assertThat(request.offset()).isEqualTo(3);
      assertThat(request.countUpTo()).isEqualTo(SearchRequest.COUNT_ALL);
      assertThat(request.collapse()).isEqualTo(new Collapse("k"));
      assertThat(request.filter()).isEqualTo(term("k", "post"));
      assertThat(request.highlight()).isEqualTo(highlight());
      assertThat(request.sort())
          .isEqualTo(
              Sort.by(
                  new FieldSort(
                      "n.l",
                      SortOrder.DESC,
                      SortMode.AVG,
                      new NestedFilter("n", term("n.k", "x")),
                      List.of("l2"),
                      Value.string("_last")),
                  new GeoDistanceSort(
                      "g",
                      List.of(new GeoPoint(1, 2), new GeoPoint(3, 4)),
                      SortOrder.ASC,
                      null,
                      GeoDistanceSort.Distance.ARC,
                      null),
                  new ScoreSort(SortOrder.DESC),
                  new KeySort(SortOrder.DESC)));
    }

    @Test
    void aggregations() {
      Aggregations asked =
          decode(SdkSearches.search(SdkSearches.everything())).request().aggregations();
      assertThat(asked.metrics())
          .containsExactly(
              new MetricAggregation("avg", Metric.AVG, "l", Value.integer(1)),
              new MetricAggregation("max", Metric.MAX, "l"),
              new MetricAggregation("min", Metric.MIN, "l"),
              new MetricAggregation("sum", Metric.SUM, "l"),
              new CountAggregation("count", "l"),
              new DistinctCountAggregation("distinct", "k", Value.string("none")),
              new PercentilesAggregation("percentiles", "l", List.of(50.0, 99.0), null),
              new TopRowsAggregation("top", 5, Sort.by(new ScoreSort(SortOrder.DESC))));
      double infinity = Double.POSITIVE_INFINITY;
      assertThat(asked.groups())
          .containsExactly(
              new GroupByField(
                  "field",
                  "k",
                  5,
                  2L,
                  List.of(
                      GroupSorter.aggregation("inner", SortOrder.DESC),
                      GroupSorter.key(SortOrder.ASC),
                      GroupSorter.rowCount(SortOrder.DESC)),
                  new Aggregations(
                      List.of(new MetricAggregation("inner", Metric.SUM, "l")),
                      List.of(
                          new GroupByRange(
                              "range",
                              "l",
                              List.of(new NumberRange(-infinity, 5), new NumberRange(5, infinity)),
                              Aggregations.NONE)))),
              new GroupByFilter(
                  "filter", List.of(MatchAllQuery.INSTANCE, term("k", "x")), Aggregations.NONE),
              new GroupByGeoDistance(
                  "distance",
                  "g",
                  new GeoPoint(1, 2),
                  List.of(new NumberRange(0, 1000)),
                  Aggregations.NONE),
              new GroupByHistogram(
                  "histogram",
                  "l",
                  Value.integer(5),
                  Value.integer(1),
                  Value.integer(0),
                  Value.integer(100),
                  Value.integer(0),
                  0L,
                  List.of(),
                  Aggregations.NONE),
              new GroupByDateHistogram(
                  "dates",
                  "d",
                  new DateInterval(1, DateInterval.Unit.DAY),
                  new DateInterval(1, DateInterval.Unit.HOUR),
                  "+08:00",
                  Value.string("2017-05-01"),
                  Value.string("2017-05-09"),
                  null,
                  null,
                  List.of(),
                  Aggregations.NONE),
              new GroupByGeoGrid("grid", "g", 3, 7, Aggregations.NONE),
              new GroupByComposite(
                  "composite",
                  List.of(new GroupByField("a", "k", 10, null, List.of(), Aggregations.NONE)),
                  11,
                  "abc",
                  Aggregations.NONE));
    }

    @Test
    void scans() {
      ScanCall call = SearchRequests.decode(SearchRequests.scan(SdkSearches.scan()));
      assertThat(call)
          .isEqualTo(
              new ScanCall(
                  term("k", "x"),
                  "1.abc",
                  2,
                  1,
                  7,
                  30,
                  null,
                  null,
                  ReturnedColumns.named("a", "b")));
    }
  }

  @Nested
  class Counting {
    private int countUpTo(SearchProto.SearchQuery query) {
      return decode(request(query)).request().countUpTo();
    }

    @Test
    void isNotDoneUnasked() {
      assertThat(countUpTo(SearchProto.SearchQuery.getDefaultInstance())).isZero();
      assertThat(countUpTo(SearchProto.SearchQuery.newBuilder().setTrackTotalCount(-1).build()))
          .isZero();
    }

    @Test
    void isAskedForInEitherWay() {
      assertThat(countUpTo(SearchProto.SearchQuery.newBuilder().setGetTotalCount(true).build()))
          .isEqualTo(SearchRequest.COUNT_ALL);
      assertThat(countUpTo(SearchProto.SearchQuery.newBuilder().setTrackTotalCount(500).build()))
          .isEqualTo(500);
    }

    @Test
    void isExactIfEitherWaySaysSo() {
      assertThat(
              countUpTo(
                  SearchProto.SearchQuery.newBuilder()
                      .setGetTotalCount(true)
                      .setTrackTotalCount(-1)
                      .build()))
          .isEqualTo(SearchRequest.COUNT_ALL);
    }
  }

  @Nested
  class Tokens {
    @Test
    void bringTheirOrderAlong() {
      SearchQuery first = SdkSearches.everything();
      SearchRequests.DecodedSearch asked =
          SearchRequests.decode(SearchRequests.search(SdkSearches.search(first)));
      byte[] token = new SearchToken(asked.sort(), ByteSlice.utf8("here")).encode();
      SearchProto.SearchQuery next =
          SearchProto.SearchQuery.newBuilder().setToken(ByteString.copyFrom(token)).build();
      SearchRequests.DecodedSearch decoded =
          SearchRequests.decode(SearchRequests.search(request(next)));
      assertThat(decoded.call().token()).isEqualTo(ByteSlice.utf8("here"));
      assertThat(decoded.call().request().sort()).isEqualTo(asked.call().request().sort());
      assertThat(decoded.sort()).isEqualTo(asked.sort());
    }

    @Test
    void ofOthersAreRefused() {
      byte[] token = new SearchToken(ByteString.EMPTY, ByteSlice.utf8("here")).encode();
      for (int i = 0; i < token.length; i++) {
        byte[] changed = token.clone();
        changed[i] ^= 1;
        assertThatThrownBy(() -> SearchToken.decode(ByteString.copyFrom(changed)))
            .hasMessage("Parameter token is invalid");
        byte[] cut = java.util.Arrays.copyOf(token, i);
        assertThatThrownBy(() -> SearchToken.decode(ByteString.copyFrom(cut)))
            .hasMessage("Parameter token is invalid");
      }
    }
  }

  @Test
  void boundsOfARangeAreExclusiveUnlessTheySayOtherwise() {
    ByteString seven = Operands.variant(Value.integer(7));
    assertThat(
            decodeQuery(
                QueryType.QT_RANGE,
                SearchQueryProto.RangeQuery.newBuilder()
                    .setFieldName("l")
                    .setRangeFrom(seven)
                    .setRangeTo(seven)
                    .build()))
        .isEqualTo(new RangeQuery("l", Value.integer(7), false, Value.integer(7), false));
  }

  @Nested
  class MinimumsInWords {
    private Integer ofBool(String words, int shoulds) {
      SearchQueryProto.BoolQuery.Builder bool =
          SearchQueryProto.BoolQuery.newBuilder().setNewMinimumShouldMatch(words);
      for (int i = 0; i < shoulds; i++) {
        bool.addShouldQueries(matchAll());
      }
      BoolQuery decoded = (BoolQuery) decodeQuery(QueryType.QT_BOOL, bool.build());
      return decoded.minimumShouldMatch();
    }

    @Test
    void areNumbersOrParts() {
      assertThat(ofBool("2", 4)).isEqualTo(2);
      assertThat(ofBool("75%", 4)).isEqualTo(3);
      assertThat(ofBool("74%", 4)).isEqualTo(2);
      assertThat(ofBool("-1", 4)).isEqualTo(3);
      assertThat(ofBool("-25%", 4)).isEqualTo(3);
    }

    @Test
    void areRefusedIfTheyAreNothing() {
      assertThatThrownBy(() -> ofBool("many", 4)).isInstanceOf(ServiceException.class);
      assertThatThrownBy(() -> ofBool("101%", 4)).isInstanceOf(ServiceException.class);
      assertThatThrownBy(() -> ofBool("", 4)).isInstanceOf(ServiceException.class);
    }
  }

  @Nested
  @Timeout(20)
  class Bounds {
    @Test
    void aTreeTooDeepIsRefused() {
      SearchQueryProto.Query query = matchAll();
      for (int i = 0; i < 127; i++) {
        query = wrapped(query);
      }
      assertThat(decode(request(query)).request().query()).isInstanceOf(ConstantScoreQuery.class);
      byte[] deeper = request(wrapped(query));
      assertRefused(deeper);
    }

    /** Each level would copy the innermost part, were it not shared. */
    @Test
    void aTreeFarTooDeepCostsNothing() {
      SearchQueryProto.Query query =
          SearchQueryProto.Query.newBuilder()
              .setType(QueryType.QT_TERM)
              .setQuery(ByteString.copyFrom(new byte[1 << 20]))
              .build();
      for (int i = 0; i < 2000; i++) {
        query = wrapped(query);
      }
      assertRefused(request(query));
    }

    @Test
    void aTreeTooWideIsRefused() {
      SearchQueryProto.BoolQuery.Builder bool = SearchQueryProto.BoolQuery.newBuilder();
      for (int i = 0; i < 1023; i++) {
        bool.addShouldQueries(matchAll());
      }
      assertThat(decodeQuery(QueryType.QT_BOOL, bool.build())).isInstanceOf(BoolQuery.class);
      bool.addShouldQueries(matchAll());
      assertRefused(request(query(QueryType.QT_BOOL, bool.build())));
    }

    @Test
    void groupsTooDeepAreRefused() {
      SearchProto.GroupBy group = group(SearchProto.GroupByField.getDefaultInstance());
      for (int i = 0; i < 500; i++) {
        group =
            group(
                SearchProto.GroupByField.newBuilder()
                    .setSubGroupBys(SearchProto.GroupBys.newBuilder().addGroupBys(group))
                    .build());
      }
      assertRefused(
          request(
              SearchProto.SearchQuery.newBuilder()
                  .setGroupBys(SearchProto.GroupBys.newBuilder().addGroupBys(group))
                  .build()));
    }

    private SearchProto.GroupBy group(MessageLite body) {
      return SearchProto.GroupBy.newBuilder()
          .setName("g")
          .setType(SearchProto.GroupByType.GB_FIELD)
          .setBody(body.toByteString())
          .build();
    }

    private SearchQueryProto.Query wrapped(SearchQueryProto.Query inner) {
      return query(
          QueryType.QT_CONST_SCORE,
          SearchQueryProto.ConstScoreQuery.newBuilder().setFilter(inner).build());
    }

    private void assertRefused(byte[] body) {
      assertThatThrownBy(() -> decode(body))
          .isInstanceOfSatisfying(
              ServiceException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.OTSParameterInvalid));
    }
  }

  // ---- messages ---------------------------------------------------------------------------------

  private static SearchQueryProto.Query matchAll() {
    return SearchQueryProto.Query.newBuilder().setType(QueryType.QT_MATCH_ALL).build();
  }

  private static SearchQueryProto.Query query(QueryType type, MessageLite body) {
    return SearchQueryProto.Query.newBuilder().setType(type).setQuery(body.toByteString()).build();
  }

  private static Query decodeQuery(QueryType type, MessageLite body) {
    return decode(request(query(type, body))).request().query();
  }

  private static byte[] request(SearchQueryProto.Query query) {
    return request(SearchProto.SearchQuery.newBuilder().setQuery(query).build());
  }

  private static byte[] request(SearchProto.SearchQuery query) {
    return SearchProto.SearchRequest.newBuilder()
        .setTableName("t")
        .setIndexName("i")
        .setSearchQuery(query.toByteString())
        .build()
        .toByteArray();
  }
}
