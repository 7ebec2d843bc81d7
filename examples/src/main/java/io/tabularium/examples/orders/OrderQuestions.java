/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.examples.orders;

import com.alicloud.openservices.tablestore.model.GetRowRequest;
import com.alicloud.openservices.tablestore.model.Row;
import com.alicloud.openservices.tablestore.model.SingleRowQueryCriteria;
import com.alicloud.openservices.tablestore.model.search.DateTimeUnit;
import com.alicloud.openservices.tablestore.model.search.SearchQuery;
import com.alicloud.openservices.tablestore.model.search.agg.AggregationBuilders;
import com.alicloud.openservices.tablestore.model.search.groupby.GroupByBuilders;
import com.alicloud.openservices.tablestore.model.search.groupby.GroupByDateHistogram;
import com.alicloud.openservices.tablestore.model.search.groupby.GroupByDateHistogramItem;
import com.alicloud.openservices.tablestore.model.search.groupby.GroupByFieldResultItem;
import com.alicloud.openservices.tablestore.model.search.groupby.GroupByResults;
import com.alicloud.openservices.tablestore.model.search.query.BoolQuery;
import com.alicloud.openservices.tablestore.model.search.query.QueryBuilders;
import com.alicloud.openservices.tablestore.model.search.query.QueryOperator;
import com.alicloud.openservices.tablestore.model.search.sort.FieldSort;
import com.alicloud.openservices.tablestore.model.search.sort.GroupBySorter;
import com.alicloud.openservices.tablestore.model.search.sort.SortOrder;
import io.tabularium.examples.search.Found;
import io.tabularium.examples.search.SearchedTable;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What one asks a marketplace's orders, each in one request. */
final class OrderQuestions {
  /** Days and months begin when they do in China. */
  static final ZoneOffset ZONE = ZoneOffset.ofHours(8);

  private static final int PAGE = 100;
  private static final String MONTHS = "months";
  private static final String SUM = "sum";

  private final SearchedTable table;

  OrderQuestions(SearchedTable table) {
    this.table = table;
  }

  /** The table's key needs no index. */
  Row byNumber(String number) {
    SingleRowQueryCriteria row = new SingleRowQueryCriteria(table.name(), Orders.key(number));
    row.setMaxVersions(1);
    return table.client().getRow(new GetRowRequest(row)).getRow();
  }

  /** By buyer and time. */
  Found ofBuyer(String buyer, String from, String until) {
    return table.find(
        QueryBuilders.bool()
            .filter(QueryBuilders.term("buyer", buyer))
            .filter(
                QueryBuilders.range("ordered")
                    .greaterThanOrEqual(millis(from))
                    .lessThan(millis(until))),
        PAGE,
        newestFirst());
  }

  /** By the words of the product's name, all of which must be there, in any order. */
  Found about(String words) {
    return table.find(
        QueryBuilders.match("product", words).operator(QueryOperator.AND), PAGE, newestFirst());
  }

  /** By a part of the product's name, wherever it begins. */
  Found withPart(String part) {
    return table.find(QueryBuilders.matchPhrase("product_part", part), PAGE, newestFirst());
  }

  /** By status and time. */
  Found waiting() {
    return table.find(
        QueryBuilders.bool()
            .filter(QueryBuilders.term("status", Order.Status.PAID.word()))
            .filter(QueryBuilders.range("ordered").lessThan(millis("2019-12-29"))),
        PAGE,
        new FieldSort("ordered", SortOrder.ASC));
  }

  /** Groups within groups. */
  Map<String, Map<String, Long>> perCategoryAndRegion() {
    SearchQuery query = SearchedTable.counting(QueryBuilders.matchAll());
    query.setGroupByList(
        List.of(
            GroupByBuilders.groupByField("categories", "category")
                .addSubGroupBy(GroupByBuilders.groupByField("regions", "region"))
                .build()));
    Map<String, Map<String, Long>> counts = new LinkedHashMap<>();
    for (GroupByFieldResultItem category : groups(query, "categories")) {
      Map<String, Long> regions = new LinkedHashMap<>();
      category
          .getSubGroupByResults()
          .getAsGroupByFieldResult("regions")
          .getGroupByFieldResultItems()
          .forEach(region -> regions.put(region.getKey(), region.getRowCount()));
      counts.put(category.getKey(), regions);
    }
    return counts;
  }

  /** Groups in the order of a sum, and sums within them. */
  Map<String, Map<YearMonth, Long>> revenuePerShopAndMonth(int shops) {
    SearchQuery query = SearchedTable.counting(sales());
    query.setGroupByList(
        List.of(
            GroupByBuilders.groupByField("shops", "shop")
                .size(shops)
                .addSubAggregation(AggregationBuilders.sum(SUM, "cents"))
                .addGroupBySorter(GroupBySorter.subAggSortInDesc(SUM))
                .addSubGroupBy(byMonth())
                .build()));
    Map<String, Map<YearMonth, Long>> revenue = new LinkedHashMap<>();
    for (GroupByFieldResultItem shop : groups(query, "shops")) {
      revenue.put(shop.getKey(), months(shop.getSubGroupByResults()));
    }
    return revenue;
  }

  /** Sums by month of what a query finds. */
  Map<YearMonth, Long> spentPerMonth(String buyer) {
    return perMonth(sales().filter(QueryBuilders.term("buyer", buyer)));
  }

  /** Sums by month of everything. */
  Map<YearMonth, Long> soldPerMonth() {
    return perMonth(sales());
  }

  private Map<YearMonth, Long> perMonth(BoolQuery.Builder orders) {
    SearchQuery query = SearchedTable.counting(orders);
    query.setGroupByList(List.of(byMonth().build()));
    return months(table.search(query).getGroupByResults());
  }

  /** Orders that were not given up. */
  private static BoolQuery.Builder sales() {
    return QueryBuilders.bool()
        .mustNot(
            QueryBuilders.terms("status")
                .terms(Order.Status.CANCELLED.word(), Order.Status.REFUNDED.word()));
  }

  private static GroupByDateHistogram.Builder byMonth() {
    return GroupByBuilders.groupByDateHistogram(MONTHS, "ordered")
        .interval(1, DateTimeUnit.MONTH)
        .timeZone(ZONE.getId())
        .fieldRange(millis("2019-01-01"), millis("2020-01-01"))
        .addSubAggregation(AggregationBuilders.sum(SUM, "cents"));
  }

  private static Map<YearMonth, Long> months(GroupByResults results) {
    Map<YearMonth, Long> sums = new TreeMap<>();
    for (GroupByDateHistogramItem month :
        results.getAsGroupByDateHistogramResult(MONTHS).getGroupByDateHistogramItems()) {
      double sum = month.getSubAggregationResults().getAsSumAggregationResult(SUM).getValue();
      sums.put(
          YearMonth.from(Instant.ofEpochMilli(month.getTimestamp()).atOffset(ZONE)), (long) sum);
    }
    return sums;
  }

  private List<GroupByFieldResultItem> groups(SearchQuery query, String name) {
    return table
        .search(query)
        .getGroupByResults()
        .getAsGroupByFieldResult(name)
        .getGroupByFieldResultItems();
  }

  private static FieldSort newestFirst() {
    return new FieldSort("ordered", SortOrder.DESC);
  }

  private static long millis(String day) {
    return LocalDate.parse(day).atStartOfDay(ZONE).toInstant().toEpochMilli();
  }
}
