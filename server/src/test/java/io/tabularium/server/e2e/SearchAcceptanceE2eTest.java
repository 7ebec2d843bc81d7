/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static io.tabularium.server.e2e.Refusals.assertInvalid;
import static io.tabularium.server.e2e.Refusals.assertRefused;
import static io.tabularium.server.e2e.SearchTable.field;
import static io.tabularium.server.e2e.SearchTable.nested;
import static io.tabularium.server.e2e.SearchTable.query;
import static io.tabularium.server.e2e.SearchTable.sort;
import static io.tabularium.server.e2e.SearchTable.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.alicloud.openservices.tablestore.model.Row;
import com.alicloud.openservices.tablestore.model.RowPutChange;
import com.alicloud.openservices.tablestore.model.search.Collapse;
import com.alicloud.openservices.tablestore.model.search.DateTimeUnit;
import com.alicloud.openservices.tablestore.model.search.DeleteSearchIndexRequest;
import com.alicloud.openservices.tablestore.model.search.DescribeSearchIndexRequest;
import com.alicloud.openservices.tablestore.model.search.DescribeSearchIndexResponse;
import com.alicloud.openservices.tablestore.model.search.FieldSchema;
import com.alicloud.openservices.tablestore.model.search.FieldType;
import com.alicloud.openservices.tablestore.model.search.SearchHit;
import com.alicloud.openservices.tablestore.model.search.SearchQuery;
import com.alicloud.openservices.tablestore.model.search.SearchRequest;
import com.alicloud.openservices.tablestore.model.search.SearchResponse;
import com.alicloud.openservices.tablestore.model.search.SyncStat;
import com.alicloud.openservices.tablestore.model.search.agg.AggregationBuilders;
import com.alicloud.openservices.tablestore.model.search.agg.PercentilesAggregationItem;
import com.alicloud.openservices.tablestore.model.search.groupby.GroupBy;
import com.alicloud.openservices.tablestore.model.search.groupby.GroupByBuilders;
import com.alicloud.openservices.tablestore.model.search.groupby.GroupByDateHistogramItem;
import com.alicloud.openservices.tablestore.model.search.groupby.GroupByFieldResultItem;
import com.alicloud.openservices.tablestore.model.search.groupby.GroupByHistogram;
import com.alicloud.openservices.tablestore.model.search.groupby.GroupByHistogramItem;
import com.alicloud.openservices.tablestore.model.search.groupby.GroupByRangeResultItem;
import com.alicloud.openservices.tablestore.model.search.groupby.GroupByResults;
import com.alicloud.openservices.tablestore.model.search.highlight.Highlight;
import com.alicloud.openservices.tablestore.model.search.highlight.HighlightParameter;
import com.alicloud.openservices.tablestore.model.search.query.BoolQuery;
import com.alicloud.openservices.tablestore.model.search.query.InnerHits;
import com.alicloud.openservices.tablestore.model.search.query.NestedQuery;
import com.alicloud.openservices.tablestore.model.search.query.QueryBuilders;
import com.alicloud.openservices.tablestore.model.search.query.ScoreMode;
import com.alicloud.openservices.tablestore.model.search.sort.FieldSort;
import com.alicloud.openservices.tablestore.model.search.sort.NestedFilter;
import com.alicloud.openservices.tablestore.model.search.sort.ScoreSort;
import com.alicloud.openservices.tablestore.model.search.sort.Sort;
import com.alicloud.openservices.tablestore.model.search.sort.SortOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What the tests of official clients other than the one for Java find on the service, each on rows
 * of the kind those tests write, asked for through the client for Java.
 */
class SearchAcceptanceE2eTest {
  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private static SearchTable table;

  /** Fifteen rows; the last three lack most fields. */
  @BeforeAll
  static void load() {
    FieldSchema date = field("date", FieldType.DATE);
    date.setDateFormats(new ArrayList<>(List.of("yyyy-MM-dd HH:mm:ss")));
    FieldSchema words = text("words", FieldSchema.Analyzer.SingleWord);
    words.setEnableHighlighting(true);
    table =
        SearchTable.create(server.client())
            .index(
                "i",
                field("l", FieldType.LONG),
                field("d", FieldType.DOUBLE),
                field("some", FieldType.DOUBLE),
                field("other", FieldType.DOUBLE),
                field("k", FieldType.KEYWORD),
                date)
            .index(
                "n",
                field("k", FieldType.KEYWORD),
                field("group", FieldType.KEYWORD),
                words,
                nested(
                    "n",
                    field("k", FieldType.KEYWORD),
                    field("l", FieldType.LONG),
                    field("s", FieldType.LONG)));
    List<RowPutChange> rows = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      rows.add(row(i));
    }
    table.putAll(rows);
    table.await("i", 15).await("n", 15);
  }

  private static RowPutChange row(int i) {
    RowPutChange row = table.row(SearchTable.key(i), "l", i, "d", (double) i);
    if (i < 12) {
      row.addColumns(SearchTable.columns("k", "key" + i));
    }
    if (i < 10) {
      row.addColumns(
          SearchTable.columns(
              i < 5 ? "some" : "other",
              i + 0.1,
              "group",
              i < 6 ? "six" : "four",
              "words",
              i < 4 ? "hangzhou tablestore " + i : "shanghai",
              "n",
              "[{\"k\":\"%s\",\"l\":%d,\"s\":%d}]"
                  .formatted(
                      i < 5 ? "sub" : "none", i, List.of(4, 4, 4, 4, 3, 3, 2, 2, 1, 3).get(i))));
    }
    return row;
  }

  private static SearchResponse groups(SearchTable of, String index, GroupBy group) {
    SearchQuery query = query(QueryBuilders.matchAll()).setLimit(0);
    query.setGroupByList(List.of(group));
    return of.search(index, query);
  }

  // ---- the client for Go ------------------------------------------------------------------------

  @Test
  void rowsOfOneScoreGetLostOnlyWhereTheKeyDoesNotTellThemApart() {
    assertThat(pages(false)).hasSize(15).doesNotHaveDuplicates();
    assertThat(pages(true)).hasSizeLessThan(15);
  }

  private static List<Long> pages(boolean withoutKey) {
    Sort order = sort(new ScoreSort());
    order.setDisableDefaultPkSorter(withoutKey);
    SearchQuery query = query(QueryBuilders.matchAll()).setLimit(2);
    query.setSort(order);
    List<Long> keys = new ArrayList<>();
    SearchResponse page = table.search("i", query);
    while (page.getNextToken() != null) {
      keys.addAll(SearchTable.keys(page.getRows()));
      query.setToken(page.getNextToken());
      page = table.search("i", query);
    }
    keys.addAll(SearchTable.keys(page.getRows()));
    return keys;
  }

  @Test
  void groupsOfRowsHaveFiguresAndGroupsOfTheirChildRows() {
    List<GroupByFieldResultItem> items =
        groups(
                table,
                "n",
                GroupByBuilders.groupByField("g", "group")
                    .addSubAggregation(AggregationBuilders.avg("avg", "n.s"))
                    .addSubGroupBy(GroupByBuilders.groupByField("inner", "n.s"))
                    .build())
            .getGroupByResults()
            .getAsGroupByFieldResult("g")
            .getGroupByFieldResultItems();
    assertThat(items)
        .extracting(
            GroupByFieldResultItem::getKey,
            GroupByFieldResultItem::getRowCount,
            item -> item.getSubAggregationResults().getAsAvgAggregationResult("avg").getValue())
        .containsExactly(tuple("six", 6L, 11 / 3.0), tuple("four", 4L, 2.0));
    assertThat(inner(items.get(0))).containsExactly(tuple("4", 4L), tuple("3", 2L));
    // Groups of the same size come in the order of their keys.
    assertThat(inner(items.get(1))).containsExactly(tuple("2", 2L), tuple("1", 1L), tuple("3", 1L));
  }

  private static List<org.assertj.core.groups.Tuple> inner(GroupByFieldResultItem item) {
    return item
        .getSubGroupByResults()
        .getAsGroupByFieldResult("inner")
        .getGroupByFieldResultItems()
        .stream()
        .map(group -> tuple(group.getKey(), group.getRowCount()))
        .toList();
  }

  // ---- the client for PHP -----------------------------------------------------------------------

  @Test
  void anotherFieldCountsWhereOneIsMissing() {
    FieldSort by = new FieldSort("some", SortOrder.DESC);
    by.setMissingField("other");
    by.setMissingValue(com.alicloud.openservices.tablestore.model.ColumnValue.fromDouble(1.1));
    SearchQuery query = query(QueryBuilders.range("l").lessThan(11)).setLimit(20);
    query.setSort(sort(by));
    // 9.1 to 5.1 are of the other field; row 10 has neither and counts as much as row 1.
    assertThat(table.found("i", query))
        .containsExactly(9L, 8L, 7L, 6L, 5L, 4L, 3L, 2L, 1L, 10L, 0L);
  }

  @Test
  void aFullPageHasATokenAndWhatIsNotCountedIsMinusOne() {
    SearchQuery two = new SearchQuery();
    two.setQuery(QueryBuilders.terms("k").terms("key1", "key2").build());
    two.setLimit(2);
    SearchResponse page = table.search("i", two);
    assertThat(page.getRows()).hasSize(2);
    assertThat(page.getTotalCount()).isEqualTo(-1);
    two.setToken(page.getNextToken());
    SearchResponse next = table.search("i", two);
    assertThat(page.getNextToken()).isNotNull();
    assertThat(next.getRows()).isEmpty();
    assertThat(next.getNextToken()).isNull();
    assertThat(next.getTotalCount()).isEqualTo(-1);
  }

  private static List<org.assertj.core.groups.Tuple> steps(GroupByHistogram.Builder histogram) {
    List<GroupByHistogramItem> items =
        groups(table, "i", histogram.build())
            .getGroupByResults()
            .getAsGroupByHistogramResult("h")
            .getGroupByHistogramItems();
    return items.stream().map(item -> tuple(item.getKey().getValue(), item.getValue())).toList();
  }

  @Test
  void theKeysOfAHistogramLieWithinItsRange() {
    assertThat(
            steps(
                GroupByBuilders.groupByHistogram("h", "l")
                    .interval(3)
                    .offset(1)
                    .missing(0)
                    .minDocCount(0L)
                    .addFieldRange(2, 10)))
        .containsExactly(tuple(4L, 3L), tuple(7L, 3L), tuple(10L, 3L));
  }

  @Test
  void theStepsOfADateHistogramBeginWhereTheOffsetSays() {
    SearchTable days =
        SearchTable.create(server.client())
            .index(
                "i",
                field("date", FieldType.DATE)
                    .setDateFormats(new ArrayList<>(List.of("yyyy-MM-dd HH:mm:ss"))));
    List<RowPutChange> rows = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      rows.add(
          days.row(
              SearchTable.key(i),
              "date",
              "2017-05-0%d 03:00:0%d".formatted(1 + i / 15 * 2, i % 10)));
    }
    days.putAll(rows);
    days.await("i", 30);
    List<GroupByDateHistogramItem> items =
        groups(
                days,
                "i",
                GroupByBuilders.groupByDateHistogram("g", "date")
                    .interval(2, DateTimeUnit.DAY)
                    .offset(1, DateTimeUnit.DAY)
                    .timeZone("+08:00")
                    .minDocCount(0)
                    .fieldRange("2017-05-01 00:00:01", "2017-05-19 00:00:01")
                    .build())
            .getGroupByResults()
            .getAsGroupByDateHistogramResult("g")
            .getGroupByDateHistogramItems();
    assertThat(items).hasSize(9);
    assertThat(items.subList(0, 3))
        .extracting(GroupByDateHistogramItem::getTimestamp, GroupByDateHistogramItem::getRowCount)
        .containsExactly(
            tuple(1_493_568_000_000L, 15L),
            tuple(1_493_740_800_000L, 15L),
            tuple(1_493_913_600_000L, 0L));
  }

  @Test
  void aMinimumOfNoneStillAsksForOneOfTheQueriesAndShowsWhatTheyFound() {
    Highlight highlight =
        Highlight.newBuilder()
            .addFieldHighlightParam("words", HighlightParameter.newBuilder().build())
            .build();
    BoolQuery.Builder either =
        QueryBuilders.bool()
            .should(QueryBuilders.match("words", "hangzhou"))
            .should(
                QueryBuilders.nested()
                    .path("n")
                    .scoreMode(ScoreMode.None)
                    .query(QueryBuilders.range("n.l").lessThan(4))
                    .innerHits(InnerHits.newBuilder().build()))
            .minimumShouldMatch(0);
    SearchQuery query = query(either).setLimit(10);
    query.setHighlight(highlight);
    SearchResponse response = table.search("n", query);
    assertThat(response.getTotalCount()).isEqualTo(4);
    assertThat(response.getRows()).hasSize(4);
    for (SearchHit hit : response.getSearchHits()) {
      assertThat(
              hit.getHighlightResultItem().getHighlightFields().get("words").getFragments().get(0))
          .startsWith("<em>hangzhou</em> tablestore");
      assertThat(hit.getSearchInnerHits().get("n").getSubSearchHits()).hasSize(1);
    }
  }

  @Test
  void rowsAreSortedByTheChildRowsThatCountAndComeBackAsTheyWereWritten() {
    NestedQuery of =
        QueryBuilders.nested()
            .path("n")
            .scoreMode(ScoreMode.None)
            .query(QueryBuilders.term("n.k", "sub"))
            .build();
    FieldSort by = new FieldSort("n.l", SortOrder.DESC);
    by.setNestedFilter(new NestedFilter("n", QueryBuilders.term("n.k", "sub").build()));
    SearchQuery query = query(of).setLimit(5);
    query.setSort(sort(by));
    SearchResponse response = table.search("n", query, SearchTable.named("n"));
    assertThat(response.getTotalCount()).isEqualTo(5);
    assertThat(response.getNextToken()).isNotNull();
    Row first = response.getRows().get(0);
    assertThat(first.getLatestColumn("n").getValue().asString())
        .isEqualTo("[{\"k\":\"sub\",\"l\":4,\"s\":3}]");
  }

  // ---- the client for .NET ----------------------------------------------------------------------

  @Test
  void boundsOfARangeAreExclusiveUnlessTheyAreSaidToBeInclusive() {
    assertThat(table.count("i", QueryBuilders.range("d").greaterThan(0).lessThan(100)))
        .isEqualTo(14);
  }

  @Test
  void emptyRangesAreThereAndEmptyStepsAreNot() {
    // The client for Java leaves the outermost numbers out; that for .NET sends them as they are.
    for (double edge : new double[] {Double.MAX_VALUE, Math.nextDown(Double.MAX_VALUE)}) {
      GroupByResults results =
          groups(
                  table,
                  "i",
                  GroupByBuilders.groupByRange("r", "d")
                      .addRange(-edge, 5)
                      .addRange(5, 50)
                      .addRange(50, 100)
                      .addRange(100, edge)
                      .build())
              .getGroupByResults();
      assertThat(results.getAsGroupByRangeResult("r").getGroupByRangeResultItems())
          .extracting(GroupByRangeResultItem::getRowCount)
          .containsExactly(5L, 10L, 0L, 0L);
    }
    assertThat(
            steps(
                GroupByBuilders.groupByHistogram("h", "d")
                    .interval(10.0)
                    .addFieldRange(0.0, 1000.0)))
        .containsExactly(tuple(0.0, 10L), tuple(10.0, 5L));
  }

  @Test
  void percentilesLieBetweenValues() {
    SearchQuery query = query(QueryBuilders.matchAll()).setLimit(0);
    query.setAggregationList(
        List.of(
            AggregationBuilders.percentiles("p", "d")
                .percentiles(List.of(20.0, 60.0, 80.0))
                .build()));
    assertThat(
            table
                .search("i", query)
                .getAggregationResults()
                .getAsPercentilesAggregationResult("p")
                .getPercentilesAggregationItems())
        .extracting(PercentilesAggregationItem::getKey, item -> item.getValue().asDouble())
        .containsExactly(tuple(20.0, 2.8), tuple(60.0, 8.4), tuple(80.0, 11.2));
  }

  // ---- the client for Node.js -------------------------------------------------------------------

  @Test
  void rowsWithoutTheFieldAreOneGroupOfTheirOwn() {
    SearchQuery query = query(QueryBuilders.matchAll()).setLimit(20);
    query.setCollapse(new Collapse("k"));
    SearchResponse response = table.search("i", query);
    assertThat(response.getRows()).hasSize(13);
    assertThat(response.getTotalCount()).isEqualTo(15);
  }

  // ---- the client for Python --------------------------------------------------------------------

  @Test
  void scoresOfWordsTimesANumberAreThoseOfTheService() {
    SearchTable titles =
        SearchTable.create(server.client())
            .index("i", text("title", FieldSchema.Analyzer.MaxWord), field("pv", FieldType.LONG));
    titles.put(0, "title", "菊花茶是一款大部分人都适合的经典花茶", "pv", 120);
    titles.put(1, "title", "秋天最适合饮用的几种花茶", "pv", 30);
    titles.put(2, "title", "求推荐几款菊花茶店铺", "pv", 25);
    titles.put(3, "title", "秋天的山坡上满地都是野生菊花，非常美，推荐，经典", "pv", 10);
    titles.await("i", 4);
    SearchQuery query =
        query(QueryBuilders.functionScore("pv").query(QueryBuilders.match("title", "花茶")))
            .setLimit(10);
    query.setSort(sort(new ScoreSort()));
    SearchRequest request = new SearchRequest(titles.name(), "i", query);
    assertThat(titles.search(request).getSearchHits())
        .extracting(hit -> hit.getScore().intValue())
        .containsExactly(53, 11, 9);
  }

  @Test
  void aHistogramCountsWhatEachStepHas() {
    SearchTable thirds = SearchTable.create(server.client()).index("i", field("l", FieldType.LONG));
    List<RowPutChange> rows = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      rows.add(thirds.row(SearchTable.key(i), "l", i % 3));
    }
    thirds.putAll(rows);
    thirds.await("i", 100);
    assertThat(
            groups(
                    thirds,
                    "i",
                    GroupByBuilders.groupByHistogram("h", "l")
                        .interval(2)
                        .addFieldRange(0, 3)
                        .build())
                .getGroupByResults()
                .getAsGroupByHistogramResult("h")
                .getGroupByHistogramItems())
        .extracting(item -> item.getKey().asLong(), GroupByHistogramItem::getValue)
        .containsExactly(tuple(0L, 67L), tuple(2L, 33L));
  }

  // ---- the timeline library ---------------------------------------------------------------------

  @Test
  void aTableThatIsNotThereIsAParameterError() {
    assertInvalid(
        () ->
            server
                .client()
                .search(new SearchRequest("nowhere", "i", query(QueryBuilders.matchAll()))),
        "table [nowhere] does not exist");
    DeleteSearchIndexRequest delete = new DeleteSearchIndexRequest();
    delete.setTableName("nowhere");
    delete.setIndexName("i");
    assertInvalid(
        () -> server.client().deleteSearchIndex(delete), "table [nowhere] does not exist");
  }

  // ---- whatever else was found wrong ------------------------------------------------------------

  @Test
  void rowsOfGroupsBehindAnEmptyOneHaveTheirColumns() {
    SearchQuery query = query(QueryBuilders.matchAll()).setLimit(0);
    query.setGroupByList(
        List.of(
            GroupByBuilders.groupByRange("r", "l")
                .addRange(-10, 0)
                .addRange(0, 1)
                .addSubGroupBy(
                    GroupByBuilders.groupByField("k", "k")
                        .addSubAggregation(AggregationBuilders.topRows("top").limit(1)))
                .build()));
    SearchRequest request = new SearchRequest(table.name(), "i", query);
    request.setColumnsToGet(SearchTable.all());
    Row row =
        table
            .search(request)
            .getGroupByResults()
            .getAsGroupByRangeResult("r")
            .getGroupByRangeResultItems()
            .get(1)
            .getSubGroupByResults()
            .getAsGroupByFieldResult("k")
            .getGroupByFieldResultItems()
            .get(0)
            .getSubAggregationResults()
            .getAsTopRowsAggregationResult("top")
            .getRows()
            .get(0);
    assertThat(row.getLatestColumn("words").getValue().asString())
        .isEqualTo("hangzhou tablestore 0");
  }

  // ---- open points ------------------------------------------------------------------------------

  @Test
  void stepsComeInTheOrderOfTheirKeys() {
    assertThat(
            steps(
                GroupByBuilders.groupByHistogram("h", "l")
                    .interval(10)
                    .offset(4)
                    .addFieldRange(-6, 14)))
        .as("the smallest first")
        .containsExactly(tuple(-6L, 4L), tuple(4L, 10L), tuple(14L, 1L));
  }

  @Test
  void theFirstFaultIsTold() {
    SearchQuery faulty = query(QueryBuilders.term("nothing", 1)).setLimit(1001);
    faulty.setSort(sort(new FieldSort("nothing")));
    faulty.setAggregationList(List.of(AggregationBuilders.sum("s", "nothing").build()));
    assertInvalid(
        () -> server.client().search(new SearchRequest("nowhere", "i", faulty)),
        "table [nowhere] does not exist");
    assertRefused(
        () -> table.search("nothing", faulty),
        400,
        "OTSMetaNotMatch",
        "search index [nothing] does not exist");
    assertInvalid(() -> table.search("i", faulty), "Parameter limit must be less than 1000");
    faulty.setLimit(1);
    assertInvalid(
        () -> table.search("i", faulty),
        "failed to query index, please check the request parameter");
    faulty.setQuery(QueryBuilders.matchAll().build());
    assertInvalid(
        () -> table.search("i", faulty),
        "failed to query index, please check the request parameter");
    faulty.setSort(null);
    assertInvalid(() -> table.search("i", faulty), "[sum agg] field: nothing does not exist");
  }

  @Test
  void integersMayBeWrittenAsReals() {
    SearchTable numbers =
        SearchTable.create(server.client()).index("i", field("l", FieldType.LONG));
    numbers.putAll(
        List.of(
            numbers.row(SearchTable.key(0), "l", 42),
            numbers.row(SearchTable.key(1), "l", 42.0),
            numbers.row(SearchTable.key(2), "l", 42.5)));
    numbers.await("i", 3);
    assertThat(numbers.found("i", QueryBuilders.term("l", 42))).containsExactly(0L, 1L);
    assertThat(numbers.found("i", QueryBuilders.terms("l").terms(42.0))).containsExactly(0L, 1L);
    assertThat(numbers.found("i", QueryBuilders.exists("l"))).containsExactly(0L, 1L);
  }

  @Test
  void noFragmentsAreNone() {
    SearchQuery query = query(QueryBuilders.match("words", "hangzhou")).setLimit(1);
    query.setHighlight(
        Highlight.newBuilder()
            .addFieldHighlightParam(
                "words", HighlightParameter.newBuilder().numberOfFragments(0).build())
            .build());
    SearchHit hit = table.search("n", query).getSearchHits().get(0);
    assertThat(hit.getHighlightResultItem().getHighlightFields()).isEmpty();
  }

  @Test
  void aMissingNumberLeavesTheScoreAsItIs() {
    SearchQuery query =
        query(
                QueryBuilders.functionScore("some")
                    .query(
                        QueryBuilders.constScore().filter(QueryBuilders.terms("l").terms(3, 14))))
            .setLimit(10);
    query.setSort(sort(new ScoreSort()));
    assertThat(table.search("i", query).getSearchHits())
        .extracting(hit -> hit.getScore().floatValue())
        .containsExactly(3.1f, 1f);
  }

  @Test
  void theStateOfAnIndexIsAlwaysTold() {
    DescribeSearchIndexRequest request = new DescribeSearchIndexRequest();
    request.setTableName(table.name());
    request.setIndexName("i");
    request.setIncludeSyncStat(false);
    DescribeSearchIndexResponse told = server.client().describeSearchIndex(request);
    long now = System.currentTimeMillis();
    assertThat(told.getSyncStat().getSyncPhase()).isEqualTo(SyncStat.SyncPhase.INCR);
    assertThat(told.getSyncStat().getCurrentSyncTimestamp() / 1_000_000)
        .isBetween(now - 600_000, now + 1_000);
    assertThat(told.getCreateTime()).isBetween(now - 600_000, now);
  }
}
