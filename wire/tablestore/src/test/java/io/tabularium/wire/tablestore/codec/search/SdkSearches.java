/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec.search;

import com.alicloud.openservices.tablestore.core.protocol.SearchProtocolBuilder;
import com.alicloud.openservices.tablestore.model.search.Collapse;
import com.alicloud.openservices.tablestore.model.search.DateTimeUnit;
import com.alicloud.openservices.tablestore.model.search.DateTimeValue;
import com.alicloud.openservices.tablestore.model.search.GeoHashPrecision;
import com.alicloud.openservices.tablestore.model.search.ParallelScanRequest;
import com.alicloud.openservices.tablestore.model.search.ScanQuery;
import com.alicloud.openservices.tablestore.model.search.SearchQuery;
import com.alicloud.openservices.tablestore.model.search.SearchRequest;
import com.alicloud.openservices.tablestore.model.search.agg.AggregationBuilders;
import com.alicloud.openservices.tablestore.model.search.filter.SearchFilter;
import com.alicloud.openservices.tablestore.model.search.groupby.GroupByBuilders;
import com.alicloud.openservices.tablestore.model.search.highlight.Highlight;
import com.alicloud.openservices.tablestore.model.search.highlight.HighlightEncoder;
import com.alicloud.openservices.tablestore.model.search.highlight.HighlightParameter;
import com.alicloud.openservices.tablestore.model.search.query.BoolQuery;
import com.alicloud.openservices.tablestore.model.search.query.DecayFuncDateParam;
import com.alicloud.openservices.tablestore.model.search.query.DecayFuncGeoParam;
import com.alicloud.openservices.tablestore.model.search.query.DecayFuncNumericParam;
import com.alicloud.openservices.tablestore.model.search.query.DecayFunction;
import com.alicloud.openservices.tablestore.model.search.query.FieldValueFactorFunction;
import com.alicloud.openservices.tablestore.model.search.query.FunctionsScoreQuery;
import com.alicloud.openservices.tablestore.model.search.query.InnerHits;
import com.alicloud.openservices.tablestore.model.search.query.MultiValueMode;
import com.alicloud.openservices.tablestore.model.search.query.NestedQuery;
import com.alicloud.openservices.tablestore.model.search.query.Query;
import com.alicloud.openservices.tablestore.model.search.query.QueryBuilders;
import com.alicloud.openservices.tablestore.model.search.query.QueryOperator;
import com.alicloud.openservices.tablestore.model.search.query.RandomFunction;
import com.alicloud.openservices.tablestore.model.search.query.ScoreFunction;
import com.alicloud.openservices.tablestore.model.search.query.ScoreMode;
import com.alicloud.openservices.tablestore.model.search.sort.DocSort;
import com.alicloud.openservices.tablestore.model.search.sort.FieldSort;
import com.alicloud.openservices.tablestore.model.search.sort.GeoDistanceSort;
import com.alicloud.openservices.tablestore.model.search.sort.GroupBySorter;
import com.alicloud.openservices.tablestore.model.search.sort.NestedFilter;
import com.alicloud.openservices.tablestore.model.search.sort.PrimaryKeySort;
import com.alicloud.openservices.tablestore.model.search.sort.ScoreSort;
import com.alicloud.openservices.tablestore.model.search.sort.Sort;
import com.alicloud.openservices.tablestore.model.search.sort.SortMode;
import com.alicloud.openservices.tablestore.model.search.sort.SortOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Requests as the official Java client builds them: one of everything. */
final class SdkSearches {
  private SdkSearches() {}

  static byte[] search(SearchQuery query) {
    return SearchProtocolBuilder.buildSearchRequest(new SearchRequest("t", "i", query))
        .toByteArray();
  }

  static byte[] search(Query query) {
    SearchQuery search = new SearchQuery();
    search.setQuery(query);
    return search(search);
  }

  /** Every kind of query once. */
  static List<Query> queries() {
    List<Query> all = new ArrayList<>();
    all.add(QueryBuilders.matchAll().build());
    all.add(
        QueryBuilders.match("t", "a b")
            .operator(QueryOperator.AND)
            .minimumShouldMatch(1)
            .weight(2)
            .build());
    all.add(QueryBuilders.matchPhrase("t", "a b").weight(3).build());
    all.add(QueryBuilders.term("l", 7).weight(0.5f).build());
    all.add(QueryBuilders.terms("k").addTerm("x").addTerm(1).addTerm(true).addTerm(2.5).build());
    all.add(QueryBuilders.range("l").greaterThanOrEqual(1).lessThan(9).build());
    all.add(QueryBuilders.prefix("k", "pre").build());
    all.add(QueryBuilders.suffix("f", "suf").build());
    all.add(QueryBuilders.wildcard("k", "w*d?").build());
    all.add(QueryBuilders.exists("k").build());
    all.add(QueryBuilders.geoBoundingBox("g").topLeft("10,0").bottomRight("0,10").build());
    all.add(QueryBuilders.geoDistance("g").centerPoint("5,5").distanceInMeter(1000).build());
    all.add(QueryBuilders.geoPolygon("g").addPoint("0,0").addPoint("5,5").addPoint("0,5").build());
    all.add(
        QueryBuilders.knnVector("v", 10, new float[] {1, 0.5f})
            .filter(QueryBuilders.term("k", "x").build())
            .build());
    all.add(QueryBuilders.constScore().filter(QueryBuilders.term("k", "x")).build());
    all.add(QueryBuilders.functionScore("l").query(QueryBuilders.matchAll()).build());
    all.add(bool());
    all.add(nested());
    all.add(functions());
    all.add(
        QueryBuilders.disMax()
            .addQuery(QueryBuilders.term("k", "x"))
            .addQuery(QueryBuilders.matchPhrase("t", "a b").slop(2))
            .tieBreaker(0.25f)
            .weight(3f)
            .build());
    all.add(QueryBuilders.match("t", "a b").minShouldMatch("2<75%").build());
    return all;
  }

  static BoolQuery bool() {
    return QueryBuilders.bool()
        .must(QueryBuilders.term("k", "must"))
        .mustNot(QueryBuilders.term("k", "not"))
        .filter(QueryBuilders.term("k", "filter"))
        .should(QueryBuilders.term("k", "s1"))
        .should(QueryBuilders.term("k", "s2"))
        .minimumShouldMatch(2)
        .build();
  }

  static NestedQuery nested() {
    return QueryBuilders.nested()
        .path("n")
        .scoreMode(ScoreMode.Max)
        .weight(2)
        .query(QueryBuilders.term("n.k", "x"))
        .innerHits(
            InnerHits.newBuilder()
                .sort(
                    new Sort(Arrays.<Sort.Sorter>asList(new ScoreSort(), docSort(SortOrder.DESC))))
                .offset(1)
                .limit(5)
                .highlight(highlight())
                .build())
        .build();
  }

  private static DocSort docSort(SortOrder order) {
    DocSort sort = new DocSort();
    sort.setOrder(order);
    return sort;
  }

  static FunctionsScoreQuery functions() {
    return QueryBuilders.functionsScore()
        .query(QueryBuilders.term("k", "x"))
        .addFunction(
            ScoreFunction.newBuilder()
                .fieldValueFactorFunction(
                    new FieldValueFactorFunction(
                        "l", 1.5f, FieldValueFactorFunction.FunctionModifier.LOG1P, 3.0))
                .weight(2f)
                .filter(QueryBuilders.exists("l").build())
                .build())
        .addFunction(
            ScoreFunction.newBuilder()
                .decayFunction(
                    DecayFunction.newBuilder()
                        .fieldName("g")
                        .decayParam(new DecayFuncGeoParam("1,2", 100.0, 5.0))
                        .mathFunction(DecayFunction.MathFunction.GAUSS)
                        .multiValueMode(MultiValueMode.AVG)
                        .decay(0.25)
                        .build())
                .build())
        .addFunction(
            ScoreFunction.newBuilder()
                .decayFunction(
                    DecayFunction.newBuilder()
                        .fieldName("d")
                        .decayParam(
                            new DecayFuncDateParam(
                                1_000L,
                                null,
                                new DateTimeValue(2, DateTimeUnit.DAY),
                                new DateTimeValue(1, DateTimeUnit.HOUR)))
                        .mathFunction(DecayFunction.MathFunction.EXP)
                        .build())
                .build())
        .addFunction(
            ScoreFunction.newBuilder()
                .decayFunction(
                    DecayFunction.newBuilder()
                        .fieldName("l")
                        .decayParam(new DecayFuncNumericParam(1.3, 1.0, 0.5))
                        .mathFunction(DecayFunction.MathFunction.LINEAR)
                        .build())
                .build())
        .addFunction(ScoreFunction.newBuilder().randomFunction(new RandomFunction()).build())
        .scoreMode(FunctionsScoreQuery.ScoreMode.SUM)
        .combineMode(FunctionsScoreQuery.CombineMode.REPLACE)
        .minScore(0.5f)
        .maxScore(9f)
        .build();
  }

  static Highlight highlight() {
    return Highlight.newBuilder()
        .highlightEncoder(HighlightEncoder.HTML)
        .addFieldHighlightParam(
            "t",
            HighlightParameter.newBuilder()
                .numberOfFragments(3)
                .fragmentSize(20)
                .preTag("<b>")
                .postTag("</b>")
                .build())
        .build();
  }

  /** A search with everything that does not exclude each other. */
  static SearchQuery everything() {
    SearchQuery query = new SearchQuery();
    query.setQuery(bool());
    query.setOffset(3);
    query.setLimit(17);
    query.setTrackTotalCount(SearchQuery.TRACK_TOTAL_COUNT);
    query.setCollapse(new Collapse("k"));
    query.setHighlight(highlight());
    query.setFilter(SearchFilter.newBuilder().query(QueryBuilders.term("k", "post")).build());
    FieldSort field = new FieldSort("n.l", SortOrder.DESC);
    field.setMode(SortMode.AVG);
    field.setMissingField("l2");
    field.setMissingValue(FieldSort.LAST_WHEN_MISSING);
    field.setNestedFilter(new NestedFilter("n", QueryBuilders.term("n.k", "x").build()));
    GeoDistanceSort distance = new GeoDistanceSort("g", Arrays.asList("1,2", "3,4"));
    query.setSort(
        new Sort(
            Arrays.<Sort.Sorter>asList(
                field, distance, new ScoreSort(), new PrimaryKeySort(SortOrder.DESC))));
    query.setAggregationList(
        Arrays.asList(
            AggregationBuilders.avg("avg", "l").missing(1).build(),
            AggregationBuilders.max("max", "l").build(),
            AggregationBuilders.min("min", "l").build(),
            AggregationBuilders.sum("sum", "l").build(),
            AggregationBuilders.count("count", "l").build(),
            AggregationBuilders.distinctCount("distinct", "k").missing("none").build(),
            AggregationBuilders.percentiles("percentiles", "l")
                .percentiles(Arrays.asList(50d, 99d))
                .build(),
            AggregationBuilders.topRows("top")
                .limit(5)
                .sort(new Sort(Arrays.<Sort.Sorter>asList(new ScoreSort())))
                .build()));
    query.setGroupByList(
        Arrays.asList(
            GroupByBuilders.groupByField("field", "k")
                .size(5)
                .minDocCount(2L)
                .addGroupBySorter(GroupBySorter.subAggSortInDesc("inner"))
                .addGroupBySorter(GroupBySorter.groupKeySortInAsc())
                .addGroupBySorter(GroupBySorter.rowCountSortInDesc())
                .addSubAggregation(AggregationBuilders.sum("inner", "l").build())
                .addSubGroupBy(
                    GroupByBuilders.groupByRange("range", "l")
                        .addRange(Double.MIN_VALUE, 5)
                        .addRange(5, Double.MAX_VALUE)
                        .build())
                .build(),
            GroupByBuilders.groupByFilter("filter")
                .addFilter(QueryBuilders.matchAll().build())
                .addFilter(QueryBuilders.term("k", "x").build())
                .build(),
            GroupByBuilders.groupByGeoDistance("distance", "g")
                .origin(1, 2)
                .addRange(Double.MIN_VALUE, 1000)
                .build(),
            GroupByBuilders.groupByHistogram("histogram", "l")
                .interval(5)
                .offset(1)
                .missing(0)
                .minDocCount(0L)
                .addFieldRange(0, 100)
                .build(),
            GroupByBuilders.groupByDateHistogram("dates", "d")
                .interval(1, DateTimeUnit.DAY)
                .offset(1, DateTimeUnit.HOUR)
                .timeZone("+08:00")
                .fieldRange("2017-05-01", "2017-05-09")
                .build(),
            GroupByBuilders.groupByGeoGrid("grid", "g")
                .precision(GeoHashPrecision.GHP_156KM_156KM_3)
                .size(7)
                .build(),
            GroupByBuilders.groupByComposite("composite")
                .size(11)
                .nextToken("abc")
                .addSources(GroupByBuilders.groupByField("a", "k").build())
                .build()));
    return query;
  }

  static byte[] scan() {
    ScanQuery scan = new ScanQuery();
    scan.setQuery(QueryBuilders.term("k", "x").build());
    scan.setLimit(7);
    scan.setAliveTime(30);
    scan.setMaxParallel(2);
    scan.setCurrentParallelId(1);
    ParallelScanRequest request = new ParallelScanRequest();
    request.setTableName("t");
    request.setIndexName("i");
    request.setScanQuery(scan);
    request.setSessionId("1.abc".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    SearchRequest.ColumnsToGet columns = new SearchRequest.ColumnsToGet();
    columns.setColumns(Arrays.asList("a", "b"));
    request.setColumnsToGet(columns);
    return SearchProtocolBuilder.buildParallelScanRequest(request).toByteArray();
  }
}
