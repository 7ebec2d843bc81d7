/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.examples.album;

import com.alicloud.openservices.tablestore.model.search.SearchQuery;
import com.alicloud.openservices.tablestore.model.search.groupby.GroupByBuilders;
import com.alicloud.openservices.tablestore.model.search.groupby.GroupByFieldResultItem;
import com.alicloud.openservices.tablestore.model.search.groupby.GroupByRange;
import com.alicloud.openservices.tablestore.model.search.groupby.GroupByRangeResultItem;
import com.alicloud.openservices.tablestore.model.search.query.QueryBuilder;
import com.alicloud.openservices.tablestore.model.search.query.QueryBuilders;
import com.alicloud.openservices.tablestore.model.search.query.ScoreMode;
import com.alicloud.openservices.tablestore.model.search.sort.FieldSort;
import com.alicloud.openservices.tablestore.model.search.sort.GeoDistanceSort;
import com.alicloud.openservices.tablestore.model.search.sort.SortOrder;
import io.tabularium.examples.search.Found;
import io.tabularium.examples.search.SearchedTable;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one asks a photo drive, each in one request. */
final class AlbumQuestions {
  /** The West Lake in Hangzhou. */
  static final String LAKE = "30.2466,120.1485";

  private static final int PAGE = 100;
  private static final double GIGABYTE = 1024;

  private final SearchedTable table;

  AlbumQuestions(SearchedTable table) {
    this.table = table;
  }

  /** Place, time and type at once, ordered by distance. */
  Found byTheLake() {
    return table.find(
        QueryBuilders.bool()
            .filter(QueryBuilders.term("type", "image"))
            .filter(QueryBuilders.geoDistance("place").centerPoint(LAKE).distanceInMeter(1_000))
            .filter(created("2019-09-01", "2019-10-01")),
        PAGE,
        new GeoDistanceSort("place", List.of(LAKE)));
  }

  /** A word in either language. */
  Found reportCards() {
    return table.find(
        QueryBuilders.bool()
            .filter(QueryBuilders.term("type", "spreadsheet"))
            .filter(created("2019-01-01", "2020-01-01"))
            .should(QueryBuilders.matchPhrase("description", "成绩单"))
            .should(QueryBuilders.matchPhrase("description", "report card"))
            .minimumShouldMatch(1),
        PAGE,
        newestFirst());
  }

  /** Any combination of conditions. */
  Found largeStarredPhotosOfShanghai() {
    return table.find(
        QueryBuilders.bool()
            .filter(QueryBuilders.term("type", "image"))
            .filter(tagged("place", "上海"))
            .filter(QueryBuilders.range("size").greaterThan(100))
            .filter(QueryBuilders.term("starred", true))
            .filter(QueryBuilders.range("created").lessThan(seconds("2019-09-01"))),
        PAGE,
        new FieldSort("size", SortOrder.DESC));
  }

  /** Two tags, each of which has to be there with its own name. */
  Found dogsInTheSnow() {
    return table.find(
        QueryBuilders.bool()
            .filter(QueryBuilders.term("type", "image"))
            .filter(tagged("animal", "狗"))
            .filter(tagged("weather", "雪")),
        PAGE,
        newestFirst());
  }

  /** Counts by type, the most frequent first. */
  Map<String, Long> perType() {
    SearchQuery query = SearchedTable.counting(QueryBuilders.matchAll());
    query.setGroupByList(List.of(GroupByBuilders.groupByField("types", "type").build()));
    Map<String, Long> counts = new LinkedHashMap<>();
    for (GroupByFieldResultItem item :
        table
            .search(query)
            .getGroupByResults()
            .getAsGroupByFieldResult("types")
            .getGroupByFieldResultItems()) {
      counts.put(item.getKey(), item.getRowCount());
    }
    return counts;
  }

  /** A count beyond a bound. */
  long overOneGigabyte() {
    SearchQuery query = SearchedTable.counting(QueryBuilders.matchAll());
    query.setGroupByList(
        List.of(
            GroupByBuilders.groupByRange("sizes", "size")
                .addRange(GIGABYTE, Double.MAX_VALUE)
                .build()));
    return ranges(query, "sizes").get(0).getRowCount();
  }

  /** The largest of a kind: its row rather than just its size. */
  Found largestVideo() {
    return table.find(
        QueryBuilders.term("type", "video"), 1, new FieldSort("size", SortOrder.DESC));
  }

  /** Counts by year. */
  Map<Integer, Long> perYear() {
    GroupByRange.Builder years = GroupByBuilders.groupByRange("years", "created");
    for (int year = 2017; year < 2020; year++) {
      years.addRange(seconds(year + "-01-01"), seconds(year + 1 + "-01-01"));
    }
    SearchQuery query = SearchedTable.counting(QueryBuilders.matchAll());
    query.setGroupByList(List.of(years.build()));
    Map<Integer, Long> counts = new LinkedHashMap<>();
    int year = 2017;
    for (GroupByRangeResultItem item : ranges(query, "years")) {
      counts.put(year++, item.getRowCount());
    }
    return counts;
  }

  private List<GroupByRangeResultItem> ranges(SearchQuery query, String name) {
    return table
        .search(query)
        .getGroupByResults()
        .getAsGroupByRangeResult(name)
        .getGroupByRangeResultItems();
  }

  private static QueryBuilder created(String from, String until) {
    return QueryBuilders.range("created")
        .greaterThanOrEqual(seconds(from))
        .lessThan(seconds(until));
  }

  private static QueryBuilder tagged(String name, String tag) {
    return QueryBuilders.nested()
        .path("tags")
        .scoreMode(ScoreMode.None)
        .query(
            QueryBuilders.bool()
                .filter(QueryBuilders.term("tags.name", name))
                .filter(QueryBuilders.term("tags.tag", tag)));
  }

  private static FieldSort newestFirst() {
    return new FieldSort("created", SortOrder.DESC);
  }

  private static long seconds(String day) {
    return LocalDate.parse(day).atStartOfDay(ZoneOffset.UTC).toEpochSecond();
  }
}
