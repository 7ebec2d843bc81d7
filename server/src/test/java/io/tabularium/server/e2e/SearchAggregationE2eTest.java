/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static io.tabularium.server.e2e.Refusals.assertInvalid;
import static io.tabularium.server.e2e.SearchTable.array;
import static io.tabularium.server.e2e.SearchTable.field;
import static io.tabularium.server.e2e.SearchTable.nested;
import static io.tabularium.server.e2e.SearchTable.query;
import static io.tabularium.server.e2e.SearchTable.sort;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.alicloud.openservices.tablestore.model.RowPutChange;
import com.alicloud.openservices.tablestore.model.search.DateTimeUnit;
import com.alicloud.openservices.tablestore.model.search.FieldSchema;
import com.alicloud.openservices.tablestore.model.search.FieldType;
import com.alicloud.openservices.tablestore.model.search.GeoHashPrecision;
import com.alicloud.openservices.tablestore.model.search.SearchQuery;
import com.alicloud.openservices.tablestore.model.search.SearchRequest;
import com.alicloud.openservices.tablestore.model.search.SearchResponse;
import com.alicloud.openservices.tablestore.model.search.agg.Aggregation;
import com.alicloud.openservices.tablestore.model.search.agg.AggregationBuilders;
import com.alicloud.openservices.tablestore.model.search.agg.PercentilesAggregationItem;
import com.alicloud.openservices.tablestore.model.search.groupby.GroupBy;
import com.alicloud.openservices.tablestore.model.search.groupby.GroupByBuilders;
import com.alicloud.openservices.tablestore.model.search.groupby.GroupByCompositeResult;
import com.alicloud.openservices.tablestore.model.search.groupby.GroupByCompositeResultItem;
import com.alicloud.openservices.tablestore.model.search.groupby.GroupByDateHistogramItem;
import com.alicloud.openservices.tablestore.model.search.groupby.GroupByFieldResultItem;
import com.alicloud.openservices.tablestore.model.search.groupby.GroupByFilterResultItem;
import com.alicloud.openservices.tablestore.model.search.groupby.GroupByGeoDistanceResultItem;
import com.alicloud.openservices.tablestore.model.search.groupby.GroupByGeoGridResultItem;
import com.alicloud.openservices.tablestore.model.search.groupby.GroupByHistogramItem;
import com.alicloud.openservices.tablestore.model.search.groupby.GroupByRangeResultItem;
import com.alicloud.openservices.tablestore.model.search.query.QueryBuilders;
import com.alicloud.openservices.tablestore.model.search.sort.FieldSort;
import com.alicloud.openservices.tablestore.model.search.sort.GroupBySorter;
import com.alicloud.openservices.tablestore.model.search.sort.SortOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Figures and groups as the official client asks for them and reads them. */
class SearchAggregationE2eTest {
  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private static final int ROWS = 100;

  private static SearchTable table;

  @BeforeAll
  static void load() {
    FieldSchema date = field("date", FieldType.DATE);
    date.setDateFormats(new ArrayList<>(List.of("yyyy-MM-dd HH:mm:ss")));
    table =
        SearchTable.create(server.client())
            .index(
                "i",
                field("k", FieldType.KEYWORD),
                field("l", FieldType.LONG),
                field("d", FieldType.DOUBLE),
                field("b", FieldType.BOOLEAN),
                array("la", FieldType.LONG),
                field("g", FieldType.GEO_POINT),
                date,
                nested("n", field("l", FieldType.LONG), field("k", FieldType.KEYWORD)));
    List<RowPutChange> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      rows.add(
          table.row(
              SearchTable.key(i),
              "k",
              "k" + i % 4,
              "l",
              i,
              "d",
              0.5,
              "b",
              i % 2 == 0,
              "la",
              "[-1, " + i + "]",
              "g",
              i < 50 ? "30.137817,120.08681" : "0,0",
              "date",
              String.format("2017-05-%02d 12:00:00", i % 10 + 1),
              "n",
              "[{\"l\":" + i % 3 + ",\"k\":\"a\"},{\"l\":10,\"k\":\"b\"}]"));
    }
    table.putAll(rows);
    table.await("i", ROWS);
  }

  private static SearchResponse figures(Aggregation... aggregations) {
    SearchQuery query = query(QueryBuilders.matchAll()).setLimit(0);
    query.setAggregationList(List.of(aggregations));
    return table.search("i", query);
  }

  private static SearchResponse groups(GroupBy... groups) {
    SearchQuery query = query(QueryBuilders.matchAll()).setLimit(0);
    query.setGroupByList(List.of(groups));
    return table.search("i", query);
  }

  @Nested
  class Figures {
    @Test
    void aboutNumbers() {
      SearchResponse response =
          figures(
              AggregationBuilders.avg("avg", "l").build(),
              AggregationBuilders.max("max", "l").build(),
              AggregationBuilders.min("min", "l").build(),
              AggregationBuilders.sum("sum", "d").build(),
              AggregationBuilders.count("count", "la").build(),
              AggregationBuilders.distinctCount("distinct", "k").build(),
              AggregationBuilders.avg("nested", "n.l").build(),
              AggregationBuilders.count("children", "n.k").build());
      var results = response.getAggregationResults();
      assertThat(response.getRows()).isEmpty();
      assertThat(results.getAsAvgAggregationResult("avg").getValue()).isEqualTo(49.5);
      assertThat(results.getAsMaxAggregationResult("max").getValue()).isEqualTo(99);
      assertThat(results.getAsMinAggregationResult("min").getValue()).isZero();
      assertThat(results.getAsSumAggregationResult("sum").getValue()).isEqualTo(50);
      assertThat(results.getAsCountAggregationResult("count").getValue()).isEqualTo(200);
      assertThat(results.getAsDistinctCountAggregationResult("distinct").getValue()).isEqualTo(4);
      assertThat(results.getAsAvgAggregationResult("nested").getValue()).isEqualTo(5.495);
      assertThat(results.getAsCountAggregationResult("children").getValue()).isEqualTo(200);
    }

    @Test
    void aboutNothing() {
      SearchQuery none = query(QueryBuilders.term("k", "nothing")).setLimit(0);
      none.setAggregationList(
          List.of(
              AggregationBuilders.avg("avg", "l").build(),
              AggregationBuilders.max("max", "l").build(),
              AggregationBuilders.min("min", "l").build(),
              AggregationBuilders.sum("sum", "l").build(),
              AggregationBuilders.percentiles("percentiles", "l")
                  .percentiles(List.of(50.0))
                  .build()));
      var results = table.search("i", none).getAggregationResults();
      assertThat(results.getAsAvgAggregationResult("avg").getValue())
          .isEqualTo(Double.POSITIVE_INFINITY);
      assertThat(results.getAsMaxAggregationResult("max").getValue())
          .isEqualTo(Double.NEGATIVE_INFINITY);
      assertThat(results.getAsMinAggregationResult("min").getValue())
          .isEqualTo(Double.POSITIVE_INFINITY);
      assertThat(results.getAsSumAggregationResult("sum").getValue()).isZero();
      assertThat(
              results
                  .getAsPercentilesAggregationResult("percentiles")
                  .getPercentilesAggregationItems())
          .isEmpty();
    }

    @Test
    void percentiles() {
      List<PercentilesAggregationItem> items =
          figures(
                  AggregationBuilders.percentiles("p", "l")
                      .percentiles(List.of(100.0, 60.0, 80.0))
                      .build())
              .getAggregationResults()
              .getAsPercentilesAggregationResult("p")
              .getPercentilesAggregationItems();
      assertThat(items)
          .extracting(PercentilesAggregationItem::getKey, item -> item.getValue().asLong())
          .containsExactly(tuple(60.0, 59L), tuple(80.0, 79L), tuple(100.0, 99L));
    }

    /** The rows have the columns the request asks for, read from the table if need be. */
    @Test
    void topRows() {
      SearchQuery query = query(QueryBuilders.matchAll()).setLimit(0);
      query.setGroupByList(
          List.of(
              GroupByBuilders.groupByField("groups", "k")
                  .addGroupBySorter(GroupBySorter.groupKeySortInAsc())
                  .addSubAggregation(
                      AggregationBuilders.topRows("top")
                          .limit(2)
                          .sort(sort(new FieldSort("l", SortOrder.DESC)))
                          .build())
                  .build()));
      SearchRequest request = new SearchRequest(table.name(), "i", query);
      request.setColumnsToGet(SearchTable.all());
      var rows =
          table
              .search(request)
              .getGroupByResults()
              .getAsGroupByFieldResult("groups")
              .getGroupByFieldResultItems()
              .get(1)
              .getSubAggregationResults()
              .getAsTopRowsAggregationResult("top")
              .getRows();
      assertThat(SearchTable.keys(rows)).containsExactly(97L, 93L);
      assertThat(rows.get(0).getLatestColumn("k").getValue().asString()).isEqualTo("k1");
      assertThat(rows.get(0).getColumns()).hasSize(8);
    }

    @Test
    void thatCannotBe() {
      assertInvalid(
          () -> figures(AggregationBuilders.sum("s", "nothing").build()),
          "[sum agg] field: nothing does not exist");
      assertInvalid(
          () -> figures(AggregationBuilders.sum("s", "k").build()),
          "[sum agg] field_name:k type:keyword is invalid, allow [long, double]");
      assertInvalid(
          () -> figures(AggregationBuilders.avg("a", "nothing").build()),
          "[avg agg] field: nothing does not exist");
      assertInvalid(() -> figures(AggregationBuilders.sum("", "l").build()));
      assertInvalid(
          () ->
              figures(
                  AggregationBuilders.sum("twice", "l").build(),
                  AggregationBuilders.max("twice", "l").build()));
      assertInvalid(() -> figures(AggregationBuilders.topRows("t").limit(10_000).build()));
    }
  }

  @Nested
  class Groups {
    @Test
    void byField() {
      List<GroupByFieldResultItem> items =
          groups(
                  GroupByBuilders.groupByField("g", "k")
                      .addGroupBySorter(GroupBySorter.subAggSortInDesc("sum"))
                      .addSubAggregation(AggregationBuilders.sum("sum", "l").build())
                      .addSubGroupBy(GroupByBuilders.groupByField("inner", "b").build())
                      .build())
              .getGroupByResults()
              .getAsGroupByFieldResult("g")
              .getGroupByFieldResultItems();
      assertThat(items)
          .extracting(
              GroupByFieldResultItem::getKey,
              GroupByFieldResultItem::getRowCount,
              item -> item.getSubAggregationResults().getAsSumAggregationResult("sum").getValue())
          .containsExactly(
              tuple("k3", 25L, 1275.0),
              tuple("k2", 25L, 1250.0),
              tuple("k1", 25L, 1225.0),
              tuple("k0", 25L, 1200.0));
      assertThat(
              items
                  .get(3)
                  .getSubGroupByResults()
                  .getAsGroupByFieldResult("inner")
                  .getGroupByFieldResultItems())
          .extracting(GroupByFieldResultItem::getKey)
          .containsExactly("true");
    }

    @Test
    void byChildRows() {
      assertThat(
              groups(GroupByBuilders.groupByField("g", "n.k").build())
                  .getGroupByResults()
                  .getAsGroupByFieldResult("g")
                  .getGroupByFieldResultItems())
          .extracting(GroupByFieldResultItem::getKey, GroupByFieldResultItem::getRowCount)
          .containsExactly(tuple("a", 100L), tuple("b", 100L));
      assertInvalid(
          () ->
              groups(
                  GroupByBuilders.groupByField("g", "n.k")
                      .addSubGroupBy(GroupByBuilders.groupByField("h", "n.l").build())
                      .build()),
          "nested field aggregation/groupby must not be recursive");
    }

    @Test
    void byRange() {
      List<GroupByRangeResultItem> items =
          groups(
                  GroupByBuilders.groupByRange("g", "l")
                      .addRange(50, 100)
                      .addRange(Double.MIN_VALUE, 5)
                      .addRange(5, 50)
                      .addRange(100, Double.MAX_VALUE)
                      .build())
              .getGroupByResults()
              .getAsGroupByRangeResult("g")
              .getGroupByRangeResultItems();
      assertThat(items)
          .extracting(
              GroupByRangeResultItem::getFrom,
              GroupByRangeResultItem::getTo,
              GroupByRangeResultItem::getRowCount)
          .containsExactly(
              tuple(Double.NEGATIVE_INFINITY, 5.0, 5L),
              tuple(5.0, 50.0, 45L),
              tuple(50.0, 100.0, 50L),
              tuple(100.0, Double.POSITIVE_INFINITY, 0L));
    }

    @Test
    void byFilter() {
      assertThat(
              groups(
                      GroupByBuilders.groupByFilter("g")
                          .addFilter(QueryBuilders.term("k", "k1"))
                          .addFilter(QueryBuilders.range("l").lessThan(10))
                          .build())
                  .getGroupByResults()
                  .getAsGroupByFilterResult("g")
                  .getGroupByFilterResultItems())
          .extracting(GroupByFilterResultItem::getRowCount)
          .containsExactly(25L, 10L);
    }

    @Test
    void byDistance() {
      assertThat(
              groups(
                      GroupByBuilders.groupByGeoDistance("g", "g")
                          .origin(0, 0)
                          .addRange(Double.MIN_VALUE, 1000)
                          .addRange(1000, Double.MAX_VALUE)
                          .build())
                  .getGroupByResults()
                  .getAsGroupByGeoDistanceResult("g")
                  .getGroupByGeoDistanceResultItems())
          .extracting(
              GroupByGeoDistanceResultItem::getFrom, GroupByGeoDistanceResultItem::getRowCount)
          .containsExactly(tuple(0.0, 50L), tuple(1000.0, 50L));
    }

    @Test
    void byCellOfAGrid() {
      GroupByGeoGridResultItem cell =
          groups(
                  GroupByBuilders.groupByGeoGrid("g", "g")
                      .precision(GeoHashPrecision.GHP_156KM_156KM_3)
                      .build())
              .getGroupByResults()
              .getAsGroupByGeoGridResult("g")
              .getGroupByGeoGridResultItems()
              .stream()
              .filter(item -> item.getKey().equals("wtm"))
              .findFirst()
              .orElseThrow();
      assertThat(cell.getRowCount()).isEqualTo(50);
      assertThat(cell.getGeoGrid().getTopLeft().getLat()).isEqualTo(30.9375);
      assertThat(cell.getGeoGrid().getTopLeft().getLon()).isEqualTo(119.53125);
      assertThat(cell.getGeoGrid().getBottomRight().getLat()).isEqualTo(29.53125);
      assertThat(cell.getGeoGrid().getBottomRight().getLon()).isEqualTo(120.9375);
    }

    @Test
    void bySteps() {
      assertThat(
              groups(
                      GroupByBuilders.groupByHistogram("g", "l")
                          .interval(2)
                          .addFieldRange(0, 3)
                          .build())
                  .getGroupByResults()
                  .getAsGroupByHistogramResult("g")
                  .getGroupByHistogramItems())
          .extracting(item -> item.getKey().asLong(), GroupByHistogramItem::getValue)
          .containsExactly(tuple(0L, 2L), tuple(2L, 2L));
    }

    @Test
    void byStepsOfTime() {
      List<GroupByDateHistogramItem> items =
          groups(
                  GroupByBuilders.groupByDateHistogram("g", "date")
                      .interval(2, DateTimeUnit.DAY)
                      .offset(1, DateTimeUnit.DAY)
                      .timeZone("+00:00")
                      .fieldRange("2017-05-01 00:00:00", "2017-05-10 00:00:00")
                      .minDocCount(0L)
                      .build())
              .getGroupByResults()
              .getAsGroupByDateHistogramResult("g")
              .getGroupByDateHistogramItems();
      long total = items.stream().mapToLong(GroupByDateHistogramItem::getRowCount).sum();
      assertThat(items).hasSizeBetween(4, 6);
      assertThat(total).isBetween(80L, 100L);
    }

    @Test
    void byCombination() {
      List<String> keys = new ArrayList<>();
      String token = null;
      do {
        var composite =
            GroupByBuilders.groupByComposite("g")
                .size(3)
                .addSources(GroupByBuilders.groupByField("k", "k").build())
                .addSources(GroupByBuilders.groupByField("b", "b").build());
        if (token != null) {
          composite.nextToken(token);
        }
        GroupByCompositeResult result =
            groups(composite.build()).getGroupByResults().getAsGroupByCompositeResult("g");
        for (GroupByCompositeResultItem item : result.getGroupByCompositeResultItems()) {
          assertThat(item.getRowCount()).isEqualTo(25);
          keys.add(String.join("/", item.getKeys()));
        }
        token = result.getNextToken();
      } while (token != null);
      assertThat(keys).containsExactly("k0/true", "k1/false", "k2/true", "k3/false");
      assertInvalid(
          () ->
              groups(
                  GroupByBuilders.groupByComposite("g")
                      .size(3000)
                      .addSources(GroupByBuilders.groupByField("k", "k").build())
                      .build()));
      assertThat(
              groups(
                      GroupByBuilders.groupByComposite("g")
                          .suggestedSize(3000)
                          .addSources(GroupByBuilders.groupByField("k", "k").build())
                          .build())
                  .getGroupByResults()
                  .getAsGroupByCompositeResult("g")
                  .getGroupByCompositeResultItems())
          .hasSize(4);
    }
  }
}
