/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.testkit;

import static io.tabularium.search.testkit.Rows.cell;
import static io.tabularium.search.testkit.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.tabularium.model.ErrorCode;
import io.tabularium.model.ServiceException;
import io.tabularium.model.Value;
import io.tabularium.search.Collapse;
import io.tabularium.search.ColumnSelection;
import io.tabularium.search.Document;
import io.tabularium.search.SearchHit;
import io.tabularium.search.SearchIndex;
import io.tabularium.search.SearchRequest;
import io.tabularium.search.aggregation.Aggregation;
import io.tabularium.search.aggregation.AggregationResult.CountResult;
import io.tabularium.search.aggregation.AggregationResult.DistinctCountResult;
import io.tabularium.search.aggregation.AggregationResult.MetricResult;
import io.tabularium.search.aggregation.AggregationResult.PercentilesResult;
import io.tabularium.search.aggregation.AggregationResult.TopRowsResult;
import io.tabularium.search.aggregation.AggregationResults;
import io.tabularium.search.aggregation.Aggregations;
import io.tabularium.search.aggregation.CountAggregation;
import io.tabularium.search.aggregation.DistinctCountAggregation;
import io.tabularium.search.aggregation.GroupBy;
import io.tabularium.search.aggregation.GroupByComposite;
import io.tabularium.search.aggregation.GroupByDateHistogram;
import io.tabularium.search.aggregation.GroupByField;
import io.tabularium.search.aggregation.GroupByFilter;
import io.tabularium.search.aggregation.GroupByGeoDistance;
import io.tabularium.search.aggregation.GroupByGeoGrid;
import io.tabularium.search.aggregation.GroupByHistogram;
import io.tabularium.search.aggregation.GroupByRange;
import io.tabularium.search.aggregation.GroupByResult;
import io.tabularium.search.aggregation.GroupByResult.CompositeGroup;
import io.tabularium.search.aggregation.GroupByResult.CompositeGroups;
import io.tabularium.search.aggregation.GroupByResult.DateHistogramGroup;
import io.tabularium.search.aggregation.GroupByResult.DateHistogramGroups;
import io.tabularium.search.aggregation.GroupByResult.FieldGroup;
import io.tabularium.search.aggregation.GroupByResult.FieldGroups;
import io.tabularium.search.aggregation.GroupByResult.FilterGroups;
import io.tabularium.search.aggregation.GroupByResult.GeoDistanceGroups;
import io.tabularium.search.aggregation.GroupByResult.GeoGridGroup;
import io.tabularium.search.aggregation.GroupByResult.GeoGridGroups;
import io.tabularium.search.aggregation.GroupByResult.HistogramGroups;
import io.tabularium.search.aggregation.GroupByResult.RangeGroup;
import io.tabularium.search.aggregation.GroupByResult.RangeGroups;
import io.tabularium.search.aggregation.GroupSorter;
import io.tabularium.search.aggregation.MetricAggregation;
import io.tabularium.search.aggregation.MetricAggregation.Metric;
import io.tabularium.search.aggregation.NumberRange;
import io.tabularium.search.aggregation.PercentilesAggregation;
import io.tabularium.search.aggregation.TopRowsAggregation;
import io.tabularium.search.query.DateInterval;
import io.tabularium.search.query.DateInterval.Unit;
import io.tabularium.search.query.GeoPoint;
import io.tabularium.search.query.MatchAllQuery;
import io.tabularium.search.query.MatchQuery;
import io.tabularium.search.query.Query;
import io.tabularium.search.query.TermQuery;
import io.tabularium.search.schema.FieldSchema;
import io.tabularium.search.schema.FieldType;
import io.tabularium.search.schema.IndexSchema;
import io.tabularium.search.sort.FieldSort;
import io.tabularium.search.sort.ScoreSort;
import io.tabularium.search.sort.Sort;
import io.tabularium.search.sort.SortOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Figures and groups: the cases clients test for, every limit, and every default. */
public abstract class AggregationContract extends ContractBase {
  private static final Value MISSING = null;

  private SearchIndex filled(IndexSchema schema, int rows, IntFunction<Document> row) {
    return index(schema, IntStream.range(0, rows).mapToObj(row).toArray(Document[]::new));
  }

  private static AggregationResults ask(SearchIndex index, Query query, Aggregations trees) {
    return index
        .search(SearchRequest.of(query).limit(0).aggregations(trees).build())
        .aggregations();
  }

  private static AggregationResults ask(SearchIndex index, Aggregation... metrics) {
    return ask(index, MatchAllQuery.INSTANCE, Aggregations.of(metrics));
  }

  // The caller knows which result belongs to its group-by; a cast would only say so again.
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends GroupByResult> T ask(SearchIndex index, GroupBy group) {
    return (T) ask(index, MatchAllQuery.INSTANCE, Aggregations.of(group)).groups().get(0);
  }

  private static MetricAggregation metric(Metric metric, String field) {
    return new MetricAggregation(metric.name(), metric, field);
  }

  private static double number(AggregationResults results, Metric metric) {
    return ((MetricResult) results.metric(metric.name())).value();
  }

  private static GroupByField by(String field, Aggregations inner, GroupSorter... sorters) {
    return new GroupByField("by " + field, field, 10, null, List.of(sorters), inner);
  }

  private static GroupByField by(String field) {
    return by(field, Aggregations.NONE);
  }

  /** Keys and row counts of groups by field or histogram. */
  private static List<String> shown(GroupByResult result) {
    return result instanceof FieldGroups groups
        ? groups.items().stream().map(g -> g.key() + ":" + g.rowCount()).toList()
        : ((HistogramGroups) result)
            .items().stream().map(g -> g.key() + ":" + g.rowCount()).toList();
  }

  private static void refused(Runnable request, String message) {
    assertThatThrownBy(request::run)
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.OTSParameterInvalid))
        .hasMessageContaining(message);
  }

  private static final IndexSchema PLAIN =
      IndexSchema.of(
          FieldSchema.of("k", FieldType.KEYWORD),
          FieldSchema.builder("ka", FieldType.KEYWORD).array(true).build(),
          FieldSchema.of("l", FieldType.LONG),
          FieldSchema.builder("la", FieldType.LONG).array(true).build(),
          FieldSchema.of("d", FieldType.DOUBLE),
          FieldSchema.of("b", FieldType.BOOLEAN),
          FieldSchema.of("w", FieldType.TEXT),
          FieldSchema.of("g", FieldType.GEO_POINT),
          FieldSchema.of("ip", FieldType.IP),
          FieldSchema.builder("t", FieldType.DATE)
              .dateFormats(List.of("yyyy-MM-dd HH:mm:ss"))
              .build());

  @Test
  void figuresOfNoValueAreTheOnesClientsExpect() {
    AggregationResults none =
        ask(
            index(PLAIN, row(1, cell("k", "a"))),
            metric(Metric.AVG, "d"),
            metric(Metric.MAX, "l"),
            metric(Metric.MIN, "l"),
            metric(Metric.SUM, "d"),
            new CountAggregation("count", "g"),
            new DistinctCountAggregation("distinct", "l", MISSING),
            new PercentilesAggregation("percentiles", "l", List.of(50.0), MISSING),
            new TopRowsAggregation("top", 3, Sort.NONE));
    assertThat(number(none, Metric.AVG)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(number(none, Metric.MAX)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(number(none, Metric.MIN)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(number(none, Metric.SUM)).isZero();
    assertThat(none.metric("count")).isEqualTo(new CountResult("count", 0));
    assertThat(none.metric("distinct")).isEqualTo(new DistinctCountResult("distinct", 0));
    assertThat(none.metric("percentiles"))
        .isEqualTo(new PercentilesResult("percentiles", List.of()));
    assertThat(((TopRowsResult) none.metric("top")).rows()).hasSize(1);
  }

  @Test
  void sumsOfFractionsAreNotOffByRounding() {
    SearchIndex index = filled(PLAIN, 10, i -> row(i, cell("d", Value.real(4.6))));
    AggregationResults results = ask(index, metric(Metric.SUM, "d"), metric(Metric.AVG, "d"));
    assertThat(number(results, Metric.SUM)).isEqualTo(46.0);
    assertThat(number(results, Metric.AVG)).isEqualTo(4.6);
    SearchIndex tenths = filled(PLAIN, 100, i -> row(i, cell("d", Value.real(0.1))));
    assertThat(number(ask(tenths, metric(Metric.SUM, "d")), Metric.SUM)).isEqualTo(10.0);
  }

  @Test
  void eachElementOfAnArrayCounts() {
    SearchIndex index =
        filled(PLAIN, 100, i -> row(i, cell("la", "[-1, " + i + "]"), cell("ka", "[\"a\",\"b\"]")));
    AggregationResults results =
        ask(
            index,
            new CountAggregation("la", "la"),
            new CountAggregation("ka", "ka"),
            new DistinctCountAggregation("distinct", "la", MISSING),
            metric(Metric.MIN, "la"));
    assertThat(results.metric("la")).isEqualTo(new CountResult("la", 200));
    assertThat(results.metric("ka")).isEqualTo(new CountResult("ka", 200));
    assertThat(results.metric("distinct")).isEqualTo(new DistinctCountResult("distinct", 101));
    assertThat(number(results, Metric.MIN)).isEqualTo(-1);
    RangeGroups ranges =
        ask(
            index,
            new GroupByRange(
                "r",
                "la",
                List.of(new NumberRange(5, 20), new NumberRange(-5, 10)),
                Aggregations.NONE));
    assertThat(ranges.items())
        .extracting(RangeGroup::from, RangeGroup::rowCount)
        .containsExactly(tuple(-5.0, 100L), tuple(5.0, 15L));
  }

  @Test
  void percentilesLieBetweenValuesInProportion() {
    SearchIndex fifteen = filled(PLAIN, 15, i -> row(i, cell("d", Value.real(i)), cell("l", i)));
    assertThat(percentiles(fifteen, "d", 80.0, 20.0, 60.0)).containsExactly("2.8", "8.4", "11.2");
    assertThat(percentiles(fifteen, "l", 80.0, 20.0, 60.0)).containsExactly("2", "8", "11");
    SearchIndex hundred = filled(PLAIN, 100, i -> row(i, cell("l", i)));
    assertThat(percentiles(hundred, "l", 60.0, 80.0, 100.0)).containsExactly("59", "79", "99");
    SearchIndex two = filled(PLAIN, 2, i -> row(i, cell("l", -i)));
    assertThat(percentiles(two, "l", 50.0)).containsExactly("0");
    SearchIndex exact = filled(PLAIN, 101, i -> row(i, cell("l", i)));
    assertThat(percentiles(exact, "l", 7.0, 29.0, 57.0)).containsExactly("7", "29", "57");
  }

  private static List<String> percentiles(SearchIndex index, String field, Double... percentiles) {
    PercentilesResult result =
        (PercentilesResult)
            ask(index, new PercentilesAggregation("p", field, List.of(percentiles), MISSING))
                .metric("p");
    return result.items().stream().map(item -> item.value().toString()).toList();
  }

  @Test
  void manyValuesAreCountedAndCutWithinTheErrorPromised() {
    // 51,200 values, each of them twice.
    SearchIndex index =
        filled(
            PLAIN,
            400,
            i ->
                row(
                    i,
                    cell("la", array(j -> "" + (i / 2 * 256 + j))),
                    cell("ka", array(j -> "\"" + (i / 2 * 256 + j) + '"'))));
    AggregationResults results =
        ask(
            index,
            new DistinctCountAggregation("la", "la", MISSING),
            new DistinctCountAggregation("ka", "ka", MISSING));
    assertThat(((DistinctCountResult) results.metric("la")).value())
        .isCloseTo(51_200L, within(1_024L));
    assertThat(((DistinctCountResult) results.metric("ka")).value())
        .isCloseTo(51_200L, within(1_024L));
    List<String> percentiles = percentiles(index, "la", 0.0, 25.0, 50.0, 99.0, 100.0);
    assertThat(percentiles.get(0)).isEqualTo("0");
    assertThat(percentiles.get(4)).isEqualTo("51199");
    assertThat(Long.parseLong(percentiles.get(1))).isCloseTo(12_800L, within(256L));
    assertThat(Long.parseLong(percentiles.get(2))).isCloseTo(25_600L, within(256L));
    assertThat(Long.parseLong(percentiles.get(3))).isCloseTo(50_687L, within(100L));
    AggregationResults few =
        ask(
            index,
            new TermQuery("la", Value.integer(0)),
            Aggregations.of(new DistinctCountAggregation("la", "la", MISSING)));
    assertThat(few.metric("la")).isEqualTo(new DistinctCountResult("la", 256));
  }

  private static String array(IntFunction<String> element) {
    return IntStream.range(0, 256).mapToObj(element).collect(Collectors.joining(",", "[", "]"));
  }

  @Test
  void aMissingValueIsReadLikeOneOfTheField() {
    SearchIndex index =
        index(
            PLAIN, row(1, cell("l", 5), cell("t", "2020-01-01 00:00:00")), row(2, cell("k", "a")));
    assertThat(
            number(
                ask(index, new MetricAggregation("SUM", Metric.SUM, "l", Value.string("7"))),
                Metric.SUM))
        .isEqualTo(12);
    assertThat(
            number(
                ask(
                    index,
                    new MetricAggregation(
                        "MAX", Metric.MAX, "t", Value.string("2021-01-01 00:00:00"))),
                Metric.MAX))
        .isEqualTo(1_609_459_200_000.0);
    assertThat(
            ask(
                    index,
                    new DistinctCountAggregation("k", "k", Value.string("b")),
                    new DistinctCountAggregation("b", "b", Value.bool(true)),
                    new DistinctCountAggregation("ip", "ip", Value.string("1.2.3.4")),
                    new DistinctCountAggregation("g", "g", Value.string("1,2")))
                .metrics())
        .containsExactly(
            new DistinctCountResult("k", 2),
            new DistinctCountResult("b", 1),
            new DistinctCountResult("ip", 1),
            new DistinctCountResult("g", 1));
    refused(
        () -> ask(index, new MetricAggregation("x", Metric.SUM, "l", Value.string("seven"))),
        "failed to query index, please check the request parameter");
    refused(
        () -> ask(index, new DistinctCountAggregation("x", "g", Value.string("nowhere"))),
        "failed to query index, please check the request parameter");
  }

  @Test
  void fieldsAndNamesAreChecked() {
    SearchIndex index = index(PLAIN);
    refused(() -> ask(index, metric(Metric.AVG, "x")), "[avg agg] field: x does not exist");
    refused(
        () -> ask(index, metric(Metric.SUM, "b")),
        "[sum agg] field_name:b type:boolean is invalid, allow [long, double]");
    refused(
        () -> ask(index, metric(Metric.SUM, "g")),
        "[sum agg] field_name:g type:geo_point is invalid, allow [long, double]");
    refused(() -> ask(index, new CountAggregation("", "l")), "");
    refused(() -> ask(index, new CountAggregation("c", "l"), new CountAggregation("c", "d")), "");
    refused(() -> ask(index, new TopRowsAggregation("top", 10_000, Sort.NONE)), "");
    Aggregations four =
        Aggregations.of(
            by("k", Aggregations.of(by("l", Aggregations.of(by("b", Aggregations.of(by("d"))))))));
    refused(() -> ask(index, MatchAllQuery.INSTANCE, four), "");
    refused(
        () ->
            ask(index, by("k", Aggregations.NONE, GroupSorter.aggregation("none", SortOrder.ASC))),
        "");
    refused(
        () ->
            ask(
                index,
                by(
                    "k",
                    Aggregations.of(new TopRowsAggregation("top", 1, Sort.NONE)),
                    GroupSorter.aggregation("top", SortOrder.ASC))),
        "failed to query index, please check the request parameter");
  }

  @Test
  void groupsAreKeyedByTextAndComeMostRowsFirst() {
    SearchIndex index =
        index(
            PLAIN,
            row(1, cell("l", 10), cell("d", Value.real(14)), cell("b", Value.bool(true))),
            row(2, cell("l", 9), cell("ip", "1.2.3.4"), cell("t", "1970-01-01 00:00:01")),
            row(3, cell("l", 9), cell("ip", "2001:db8:0:0:0:0:0:1")),
            row(4, cell("l", 100), cell("ip", "::ffff:1.2.3.4")),
            row(5, cell("ka", "[\"x\",\"y\",\"x\"]")));
    assertThat(shown(ask(index, by("l")))).containsExactly("9:2", "10:1", "100:1");
    assertThat(shown(ask(index, by("d")))).containsExactly("14.0:1");
    assertThat(shown(ask(index, by("b")))).containsExactly("true:1");
    assertThat(shown(ask(index, by("ip")))).containsExactly("1.2.3.4:2", "2001:db8::1:1");
    assertThat(shown(ask(index, by("t")))).containsExactly("1000:1");
    assertThat(shown(ask(index, by("ka")))).containsExactly("x:1", "y:1");
    assertThat(shown(ask(index, by("l", Aggregations.NONE, GroupSorter.key(SortOrder.DESC)))))
        .containsExactly("100:1", "10:1", "9:2");
    assertThat(shown(ask(index, new GroupByField("x", "l", 10, 2L, List.of(), Aggregations.NONE))))
        .containsExactly("9:2");
    assertThat(shown(ask(index, new GroupByField("x", "l", 1, 0L, List.of(), Aggregations.NONE))))
        .containsExactly("9:2");
  }

  @Test
  void groupsAreOrderedByFiguresAndThoseWithoutComeLast() {
    SearchIndex index =
        index(
            PLAIN,
            row(1, cell("k", "a"), cell("l", 1)),
            row(2, cell("k", "b"), cell("l", 3)),
            row(3, cell("k", "c")),
            row(4, cell("k", "d"), cell("l", 3)));
    for (Metric metric : List.of(Metric.AVG, Metric.MIN, Metric.MAX)) {
      Aggregations inner = Aggregations.of(metric(metric, "l"));
      assertThat(
              shown(
                  ask(
                      index,
                      by("k", inner, GroupSorter.aggregation(metric.name(), SortOrder.DESC)))))
          .containsExactly("b:1", "d:1", "a:1", "c:1");
      assertThat(
              shown(
                  ask(
                      index,
                      by("k", inner, GroupSorter.aggregation(metric.name(), SortOrder.ASC)))))
          .containsExactly("a:1", "b:1", "d:1", "c:1");
    }
  }

  @Test
  void onlyTheFirstTwoThousandGroupsAreReturned() {
    SearchIndex index = filled(PLAIN, 20, i -> row(i, cell("la", array(j -> "" + (i * 256 + j)))));
    FieldGroups groups =
        ask(index, new GroupByField("x", "la", 100_000, null, List.of(), Aggregations.NONE));
    assertThat(groups.items()).hasSize(2000);
    assertThat(groups.items().get(1999))
        .isEqualTo(new FieldGroup("1999", 1, AggregationResults.NONE));
  }

  @Test
  void rangesAreReturnedWithZeroAndByTheirLowerBound() {
    SearchIndex index = filled(PLAIN, 15, i -> row(i, cell("d", Value.real(i))));
    double endless = Double.POSITIVE_INFINITY;
    RangeGroups groups =
        ask(
            index,
            new GroupByRange(
                "r",
                "d",
                List.of(
                    new NumberRange(-endless, 5),
                    new NumberRange(5, 50),
                    new NumberRange(100, endless),
                    new NumberRange(50, 100)),
                Aggregations.of(new CountAggregation("c", "d"))));
    assertThat(groups.items()).extracting(RangeGroup::rowCount).containsExactly(5L, 10L, 0L, 0L);
    assertThat(groups.items())
        .extracting(RangeGroup::to)
        .containsExactly(5.0, 50.0, 100.0, endless);
    assertThat(groups.items().get(3).inner().metric("c")).isEqualTo(new CountResult("c", 0));
  }

  @Test
  void filtersAndDistancesKeepTheOrderOfTheRequest() {
    SearchIndex index = filled(PLAIN, 10, i -> row(i, cell("l", i % 3), cell("g", "0," + i)));
    FilterGroups filters =
        ask(
            index,
            new GroupByFilter(
                "f",
                List.of(
                    new TermQuery("l", Value.integer(2)),
                    new TermQuery("l", Value.integer(7)),
                    MatchAllQuery.INSTANCE),
                Aggregations.of(metric(Metric.SUM, "l"))));
    assertThat(filters.items()).extracting(g -> g.rowCount()).containsExactly(3L, 0L, 10L);
    assertThat(number(filters.items().get(2).inner(), Metric.SUM)).isEqualTo(9);
    GeoDistanceGroups distances =
        ask(
            index,
            new GroupByGeoDistance(
                "g",
                "g",
                new GeoPoint(0, 0),
                List.of(
                    new NumberRange(200_000, Double.POSITIVE_INFINITY),
                    new NumberRange(Double.NEGATIVE_INFINITY, 200_000)),
                Aggregations.NONE));
    assertThat(distances.items())
        .containsExactly(
            new RangeGroup(200_000, Double.POSITIVE_INFINITY, 8, AggregationResults.NONE),
            new RangeGroup(0, 200_000, 2, AggregationResults.NONE));
  }

  private static GroupByHistogram histogram(
      String field, Value interval, Value offset, Value min, Value max, Value missing, Long least) {
    return new GroupByHistogram(
        "h", field, interval, offset, min, max, missing, least, List.of(), Aggregations.NONE);
  }

  @Test
  void aHistogramHasTheKeysClientsExpect() {
    // Three rows in each of three steps that begin at 1, 4, 7, and so on; rows without the field
    // count as 0, which lies before the range.
    SearchIndex index =
        filled(PLAIN, 15, i -> i < 12 ? row(i, cell("l", i)) : row(i, cell("k", "a")));
    assertThat(
            shown(
                ask(
                    index,
                    histogram(
                        "l",
                        Value.integer(3),
                        Value.integer(1),
                        Value.integer(2),
                        Value.integer(10),
                        Value.integer(0),
                        0L))))
        .containsExactly("4:3", "7:3", "10:2");
    SearchIndex hundred = filled(PLAIN, 100, i -> row(i, cell("l", i % 3)));
    assertThat(
            shown(
                ask(
                    hundred,
                    histogram(
                        "l",
                        Value.integer(2),
                        null,
                        Value.integer(0),
                        Value.integer(3),
                        null,
                        null))))
        .containsExactly("0:67", "2:33");
    SearchIndex fifteen = filled(PLAIN, 15, i -> row(i, cell("d", Value.real(i))));
    assertThat(
            shown(
                ask(
                    fifteen,
                    histogram(
                        "d", Value.real(10), null, Value.real(0), Value.real(1000), null, null))))
        .containsExactly("0.0:10", "10.0:5");
  }

  @Test
  void aHistogramOfIntegersHasWholeKeysUnlessItsStepsAreNot() {
    SearchIndex index =
        index(
            PLAIN,
            row(1, cell("l", -1)),
            row(2, cell("l", Long.MIN_VALUE)),
            row(3, cell("l", Long.MAX_VALUE)));
    assertThat(shown(ask(index, histogram("l", Value.integer(10), null, null, null, null, null))))
        .containsExactly(Long.MIN_VALUE + ":1", "-10:1", Long.MAX_VALUE / 10 * 10 + ":1");
    assertThat(
            shown(
                ask(
                    index,
                    histogram(
                        "l",
                        Value.real(2.5),
                        null,
                        Value.integer(-5),
                        Value.integer(5),
                        null,
                        null))))
        .containsExactly("-2.5:1");
    refused(
        () -> ask(index, histogram("l", Value.integer(10), null, null, null, null, 0L)), "buckets");
    refused(
        () ->
            ask(
                index,
                histogram(
                    "l",
                    Value.integer(1),
                    null,
                    Value.integer(0),
                    Value.integer(2001),
                    null,
                    null)),
        "buckets");
    refused(
        () -> ask(index, histogram("l", Value.integer(0), null, null, null, null, null)),
        "failed to query index, please check the request parameter");
  }

  private static GroupByDateHistogram dates(
      DateInterval interval, DateInterval offset, String zone, String min, String max, Long least) {
    return new GroupByDateHistogram(
        "t",
        "t",
        interval,
        offset,
        zone,
        min == null ? null : Value.string(min),
        max == null ? null : Value.string(max),
        null,
        least,
        List.of(),
        Aggregations.NONE);
  }

  @Test
  void aDateHistogramHasTheStepsClientsExpect() {
    SearchIndex index =
        filled(
            PLAIN,
            30,
            i -> row(i, cell("t", "2017-05-0" + (1 + i / 15 * 2) + " 03:00:0" + i % 10)));
    DateHistogramGroups groups =
        ask(
            index,
            dates(
                new DateInterval(2, Unit.DAY),
                new DateInterval(1, Unit.DAY),
                "+08:00",
                "2017-05-01 00:00:01",
                "2017-05-19 00:00:01",
                0L));
    assertThat(groups.items()).hasSize(9);
    assertThat(groups.items().get(0))
        .isEqualTo(new DateHistogramGroup(1_493_568_000_000L, 15, AggregationResults.NONE));
    assertThat(groups.items().get(1))
        .isEqualTo(new DateHistogramGroup(1_493_740_800_000L, 15, AggregationResults.NONE));
    assertThat(groups.items().get(8).rowCount()).isZero();
    DateHistogramGroups years =
        ask(index, dates(new DateInterval(1, Unit.YEAR), null, null, null, null, null));
    assertThat(years.items())
        .containsExactly(new DateHistogramGroup(1_483_228_800_000L, 30, AggregationResults.NONE));
    refused(
        () ->
            ask(
                index,
                dates(
                    new DateInterval(1, Unit.SECOND),
                    null,
                    null,
                    "2017-05-01 00:00:01",
                    "2017-05-19 00:00:01",
                    null)),
        "buckets");
    refused(
        () -> ask(index, dates(new DateInterval(1, Unit.DAY), null, null, "yesterday", null, null)),
        "failed to query index, please check the request parameter");
  }

  @Test
  void aGridHasTheCellsClientsExpect() {
    SearchIndex index = index(PLAIN, row(1, cell("g", "30.137817,120.08681")));
    GeoGridGroups groups = ask(index, new GroupByGeoGrid("g", "g", 3, 10, Aggregations.NONE));
    assertThat(groups.items())
        .containsExactly(
            new GeoGridGroup(
                "wtm",
                new GeoPoint(30.9375, 119.53125),
                new GeoPoint(29.53125, 120.9375),
                1,
                AggregationResults.NONE));
  }

  @Test
  void combinationsComePageByPage() {
    SearchIndex index =
        filled(
            PLAIN,
            20,
            i -> i < 18 ? row(i, cell("k", "k" + i % 3), cell("l", i % 4)) : row(i, cell("l", 1)));
    List<GroupBy> sources =
        List.of(by("k"), histogram("l", Value.integer(2), null, null, null, null, null));
    CompositeGroups whole =
        ask(index, new GroupByComposite("c", sources, 2000, null, Aggregations.NONE));
    assertThat(whole.sourceNames()).containsExactly("by k", "h");
    assertThat(whole.nextToken()).isNull();
    assertThat(whole.items()).hasSize(7);
    assertThat(whole.items().get(0).keys()).containsExactly(null, "0");
    assertThat(whole.items().get(0).rowCount()).isEqualTo(2);
    List<CompositeGroup> paged = new ArrayList<>();
    String token = null;
    do {
      CompositeGroups page =
          ask(index, new GroupByComposite("c", sources, 2, token, Aggregations.NONE));
      paged.addAll(page.items());
      token = page.nextToken();
    } while (token != null);
    assertThat(paged).isEqualTo(whole.items());
    refused(
        () -> ask(index, new GroupByComposite("c", sources, 3000, null, Aggregations.NONE)), "");
    for (String bad : List.of("?", "AAAA", "AQE", "AQIBAAAAAAAAAAA", "Af______")) {
      refused(
          () -> ask(index, new GroupByComposite("c", sources, 2, bad, Aggregations.NONE)), "token");
    }
    String other =
        ((CompositeGroups)
                ask(
                    index,
                    new GroupByComposite(
                        "c", List.of(by("l"), by("k")), 2, null, Aggregations.NONE)))
            .nextToken();
    refused(
        () -> ask(index, new GroupByComposite("c", sources, 2, other, Aggregations.NONE)), "token");
  }

  private static final IndexSchema NESTED =
      IndexSchema.of(
          FieldSchema.of("k", FieldType.KEYWORD),
          FieldSchema.of("l", FieldType.LONG),
          FieldSchema.builder("n", FieldType.NESTED)
              .subField(FieldSchema.of("k", FieldType.KEYWORD))
              .subField(FieldSchema.of("l", FieldType.LONG))
              .build());

  @Test
  void groupsOfRowsHaveFiguresAndGroupsOfTheirChildRows() {
    SearchIndex index =
        index(
            NESTED,
            row(1, cell("k", "a"), cell("n", "[{\"l\":4},{\"l\":3}]")),
            row(2, cell("k", "a"), cell("n", "[{\"l\":4}]")),
            row(3, cell("k", "b"), cell("n", "[{\"l\":2},{\"l\":2},{\"l\":1},{\"l\":3}]")),
            row(4, cell("k", "b")));
    FieldGroups groups =
        ask(
            index,
            by("k", new Aggregations(List.of(metric(Metric.AVG, "n.l")), List.of(by("n.l")))));
    assertThat(shown(groups)).containsExactly("a:2", "b:2");
    assertThat(number(groups.items().get(0).inner(), Metric.AVG)).isEqualTo(11 / 3.0);
    assertThat(number(groups.items().get(1).inner(), Metric.AVG)).isEqualTo(2);
    assertThat(shown((FieldGroups) groups.items().get(0).inner().group("by n.l")))
        .containsExactly("4:2", "3:1");
    assertThat(shown((FieldGroups) groups.items().get(1).inner().group("by n.l")))
        .containsExactly("2:2", "1:1", "3:1");
  }

  @Test
  void groupsOfChildRowsHaveFiguresOfTheirRowsEachOnce() {
    SearchIndex index =
        index(
            NESTED,
            row(1, cell("l", 10), cell("n", "[{\"k\":\"x\",\"l\":1},{\"k\":\"x\",\"l\":2}]")),
            row(2, cell("l", 20), cell("n", "[{\"k\":\"x\",\"l\":4},{\"k\":\"y\",\"l\":8}]")));
    FieldGroups groups =
        ask(
            index,
            by(
                "n.k",
                new Aggregations(
                    List.of(
                        metric(Metric.SUM, "l"),
                        new MetricAggregation("own", Metric.SUM, "n.l"),
                        new TopRowsAggregation(
                            "top", 5, Sort.by(new FieldSort("l", SortOrder.DESC)))),
                    List.of(by("l")))));
    assertThat(shown(groups)).containsExactly("x:3", "y:1");
    AggregationResults x = groups.items().get(0).inner();
    assertThat(number(x, Metric.SUM)).isEqualTo(30);
    assertThat(((MetricResult) x.metric("own")).value()).isEqualTo(7);
    assertThat(keys(((TopRowsResult) x.metric("top")).rows())).containsExactly(2L, 1L);
    assertThat(shown((FieldGroups) x.group("by l"))).containsExactly("10:1", "20:1");
    refused(
        () -> ask(index, by("n.k", Aggregations.of(by("k", Aggregations.of(by("n.l")))))),
        "nested field aggregation/groupby must not be recursive");
  }

  @Test
  void topRowsHaveTheColumnsOfTheRequestAndAnyOrder() {
    SearchIndex index =
        index(
            PLAIN,
            row(1, cell("k", "a"), cell("l", 1), cell("w", "red red green")),
            row(2, cell("k", "a"), cell("l", 3), cell("w", "red blue grey green")),
            row(3, cell("k", "b"), cell("l", 2), cell("w", "red red red")));
    GroupBy group =
        by(
            "k",
            Aggregations.of(
                new TopRowsAggregation("value", 1, Sort.by(new FieldSort("l", SortOrder.DESC))),
                new TopRowsAggregation("score", 2, Sort.by(new ScoreSort(SortOrder.DESC))),
                new TopRowsAggregation("default", 10, Sort.NONE)));
    AggregationResults results =
        index
            .search(
                SearchRequest.of(new MatchQuery("w", "red"))
                    .limit(0)
                    .columns(new ColumnSelection.Named(List.of("l")))
                    .aggregations(Aggregations.of(group))
                    .build())
            .aggregations();
    FieldGroups groups = (FieldGroups) results.groups().get(0);
    AggregationResults a = groups.items().get(0).inner();
    List<SearchHit> best = ((TopRowsResult) a.metric("value")).rows();
    assertThat(keys(best)).containsExactly(2L);
    assertThat(best.get(0).columns()).containsExactly(cell("l", 3));
    assertThat(keys(((TopRowsResult) a.metric("score")).rows())).containsExactly(1L, 2L);
    assertThat(keys(((TopRowsResult) a.metric("default")).rows())).containsExactly(1L, 2L);
  }

  @Test
  void figuresAreOfAllRowsOfTheQueryWhateverIsReturned() {
    SearchIndex index = filled(PLAIN, 50, i -> row(i, cell("l", i % 5), cell("k", "k" + i % 2)));
    AggregationResults results =
        index
            .search(
                SearchRequest.of(new TermQuery("k", Value.string("k0")))
                    .filter(new TermQuery("l", Value.integer(4)))
                    .offset(1)
                    .limit(2)
                    .collapse(new Collapse("l"))
                    .aggregations(Aggregations.of(new CountAggregation("c", "l")))
                    .build())
            .aggregations();
    assertThat(results.metric("c")).isEqualTo(new CountResult("c", 25));
  }

  @Test
  void integersTooLargeForADoubleKeepTheirLastDigits() {
    long large = 1L << 60;
    SearchIndex index = filled(PLAIN, 6, i -> row(i, cell("l", large + i)));
    assertThat(
            shown(
                ask(
                    index,
                    new GroupByHistogram(
                        "h",
                        "l",
                        Value.integer(1),
                        MISSING,
                        Value.integer(large + 2),
                        Value.integer(large + 4),
                        MISSING,
                        0L,
                        List.of(),
                        Aggregations.NONE))))
        .containsExactly(large + 2 + ":1", large + 3 + ":1", large + 4 + ":1");
    assertThat(percentiles(index, "l", 0.0, 50.0, 90.0, 100.0))
        .containsExactly(
            Long.toString(large),
            Long.toString(large + 2),
            Long.toString(large + 4),
            Long.toString(large + 5));
    SearchIndex ends =
        index(PLAIN, row(1, cell("l", Long.MIN_VALUE)), row(2, cell("l", Long.MAX_VALUE)));
    assertThat(percentiles(ends, "l", 0.0, 50.0, 100.0))
        .containsExactly(Long.toString(Long.MIN_VALUE), "0", Long.toString(Long.MAX_VALUE));
    assertThat(
            shown(
                ask(
                    ends,
                    new GroupByHistogram(
                        "h",
                        "l",
                        Value.integer(10),
                        MISSING,
                        MISSING,
                        MISSING,
                        MISSING,
                        null,
                        List.of(),
                        Aggregations.NONE))))
        .containsExactly(Long.MIN_VALUE + ":1", "9223372036854775800:1");
  }

  @Test
  void whatARequestLeavesOutOrPutsBesideTheEarthIsRefused() {
    SearchIndex index = index(PLAIN, row(1, cell("l", 1)));
    String text = "failed to query index, please check the request parameter";
    refused(
        () ->
            ask(
                index,
                new GroupByHistogram(
                    "h",
                    "l",
                    null,
                    MISSING,
                    MISSING,
                    MISSING,
                    MISSING,
                    null,
                    List.of(),
                    Aggregations.NONE)),
        text);
    refused(
        () ->
            ask(
                index,
                new GroupByDateHistogram(
                    "h",
                    "t",
                    null,
                    null,
                    null,
                    MISSING,
                    MISSING,
                    MISSING,
                    null,
                    List.of(),
                    Aggregations.NONE)),
        text);
    for (GeoPoint nowhere : List.of(new GeoPoint(91, 0), new GeoPoint(0, Double.NaN))) {
      refused(
          () ->
              ask(
                  index,
                  new GroupByGeoDistance(
                      "g", "g", nowhere, List.of(new NumberRange(0, 1)), Aggregations.NONE)),
          text);
    }
  }

  @Test
  void childRowsAreCountedHoweverManyThereAre() {
    int rows = 300;
    SearchIndex index =
        filled(
            NESTED,
            rows,
            i ->
                row(
                    i,
                    cell("k", "k" + i % 3),
                    cell("n", array(j -> "{\"k\":\"" + j % 2 + "\",\"l\":" + j + "}"))));
    FieldGroups groups =
        ask(
            index,
            by(
                "n.k",
                new Aggregations(
                    List.of(metric(Metric.SUM, "n.l"), new CountAggregation("count", "k")),
                    List.of(by("k")))));
    assertThat(shown(groups)).containsExactly("0:" + 128 * rows, "1:" + 128 * rows);
    for (FieldGroup group : groups.items()) {
      int odd = Integer.parseInt(group.key());
      assertThat(number(group.inner(), Metric.SUM)).isEqualTo(rows * 128.0 * (127 + odd));
      assertThat(group.inner().metric("count")).isEqualTo(new CountResult("count", rows));
      assertThat(shown(group.inner().groups().get(0)))
          .containsExactly("k0:100", "k1:100", "k2:100");
    }
    FieldGroups outer = ask(index, by("k", Aggregations.of(by("n.l"))));
    for (FieldGroup group : outer.items()) {
      assertThat(shown(group.inner().groups().get(0))).hasSize(10).startsWith("0:100", "1:100");
    }
  }

  @Test
  void moreGroupsThanFitAreRefusedAndSoIsWhatTakesTooLong() {
    SearchIndex index =
        filled(
            PLAIN,
            30,
            i ->
                row(
                    i,
                    cell("la", array(j -> "" + (i * 7 + j))),
                    cell("ka", array(j -> "\"" + (i * 7 + j) + '"'))));
    Aggregations hostile =
        Aggregations.of(by("la", Aggregations.of(by("ka", Aggregations.of(by("la"))))));
    refused(() -> ask(index, MatchAllQuery.INSTANCE, hostile), "groups at once");
    SearchRequest late =
        SearchRequest.of(MatchAllQuery.INSTANCE)
            .limit(0)
            .aggregations(hostile)
            .timeout(Duration.ofNanos(1))
            .build();
    assertThatThrownBy(() -> index.search(late))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OTSTimeout));
    // The index is none the worse for it.
    assertThat(ask(index, new CountAggregation("c", "la")).metric("c"))
        .isEqualTo(new CountResult("c", 30 * 256));
  }

  @Test
  void figuresOfManyGroupsThatTakeTooMuchMemoryAreRefused() {
    SearchIndex index =
        filled(
            PLAIN,
            16,
            i ->
                row(
                    i,
                    cell("la", array(j -> "" + (i * 256 + j))),
                    cell("ka", array(j -> "\"" + j + '"'))));
    Aggregations hostile =
        Aggregations.of(
            by(
                "la",
                Aggregations.of(
                    new GroupByField(
                        "by ka",
                        "ka",
                        10,
                        null,
                        List.of(),
                        Aggregations.of(new TopRowsAggregation("top", 100, Sort.NONE))))));
    refused(() -> ask(index, MatchAllQuery.INSTANCE, hostile), "bytes of memory");
  }
}
