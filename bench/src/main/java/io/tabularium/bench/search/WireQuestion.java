/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.search;

import com.alicloud.openservices.tablestore.model.search.SearchQuery;
import com.alicloud.openservices.tablestore.model.search.agg.AggregationBuilders;
import com.alicloud.openservices.tablestore.model.search.groupby.GroupByBuilders;
import com.alicloud.openservices.tablestore.model.search.query.GeoDistanceQuery;
import com.alicloud.openservices.tablestore.model.search.query.Query;
import com.alicloud.openservices.tablestore.model.search.query.QueryBuilders;
import com.alicloud.openservices.tablestore.model.search.query.ScoreMode;
import com.alicloud.openservices.tablestore.model.search.sort.FieldSort;
import com.alicloud.openservices.tablestore.model.search.sort.Sort;
import com.alicloud.openservices.tablestore.model.search.sort.SortOrder;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * A kind of question about orders as both servers are asked it, of which each draw asks for
 * something else.
 *
 * @param name what it is called
 * @param source draws one
 */
record WireQuestion(String name, Function<SplittableRandom, Both> source) {
  /** The name of group-bys. */
  static final String GROUPS = "groups";

  private static final int METERS = 1000;

  /**
   * One draw.
   *
   * @param ours as our server is asked it
   * @param theirs as OpenSearch is asked it
   */
  record Both(SearchQuery ours, String theirs) {}

  /** All kinds. */
  static List<WireQuestion> all() {
    return List.of(
        new WireQuestion("term", WireQuestion::term),
        new WireQuestion("bool", WireQuestion::bool),
        new WireQuestion("range, sorted", WireQuestion::range),
        new WireQuestion("geo distance", WireQuestion::geo),
        new WireQuestion("nested", WireQuestion::nested),
        new WireQuestion("full text", WireQuestion::text),
        new WireQuestion("group by 1,000 shops, sum of each", WireQuestion::group));
  }

  private static Both rows(Query ours, String theirs, Object... values) {
    return new Both(page(ours), page(String.format(Locale.ROOT, theirs, values), ""));
  }

  private static SearchQuery page(Query query) {
    SearchQuery page = new SearchQuery();
    page.setQuery(query);
    page.setLimit(Question.PAGE);
    return page;
  }

  private static String page(String query, String more) {
    return "{\"size\":"
        + Question.PAGE
        + ",\"track_total_hits\":false,\"query\":"
        + query
        + more
        + "}";
  }

  private static Both term(SplittableRandom random) {
    String shop = OrderRows.shop(random.nextInt(OrderRows.SHOPS));
    return rows(QueryBuilders.term("shop", shop).build(), "{\"term\":{\"shop\":\"%s\"}}", shop);
  }

  private static Both bool(SplittableRandom random) {
    String status = OrderRows.STATES.get(random.nextInt(OrderRows.STATES.size()));
    String shop = OrderRows.shop(random.nextInt(OrderRows.SHOPS));
    long least = 1 + random.nextInt(OrderRows.PIECES / 2);
    long most = least + OrderRows.PIECES / 4;
    return rows(
        QueryBuilders.bool()
            .must(QueryBuilders.term("shop", shop))
            .filter(QueryBuilders.term("status", status))
            .filter(QueryBuilders.range("pieces").greaterThanOrEqual(least).lessThanOrEqual(most))
            .mustNot(QueryBuilders.term("starred", true))
            .build(),
        "{\"bool\":{\"must\":[{\"term\":{\"shop\":\"%s\"}}],"
            + "\"filter\":[{\"term\":{\"status\":\"%s\"}},"
            + "{\"range\":{\"pieces\":{\"gte\":%d,\"lte\":%d}}}],"
            + "\"must_not\":[{\"term\":{\"starred\":true}}]}}",
        shop,
        status,
        least,
        most);
  }

  private static Both range(SplittableRandom random) {
    double from = random.nextDouble(OrderRows.MOST_AMOUNT * 0.9);
    double to = from + OrderRows.MOST_AMOUNT * 0.1;
    SearchQuery ours =
        page(QueryBuilders.range("amount").greaterThanOrEqual(from).lessThanOrEqual(to).build());
    Sort sort = new Sort(List.of(new FieldSort("time", SortOrder.DESC)));
    sort.setDisableDefaultPkSorter(true);
    ours.setSort(sort);
    String query =
        String.format(Locale.ROOT, "{\"range\":{\"amount\":{\"gte\":%s,\"lte\":%s}}}", from, to);
    return new Both(ours, page(query, ",\"sort\":[{\"time\":\"desc\"}]"));
  }

  private static Both geo(SplittableRandom random) {
    double latitude = OrderRows.LATITUDE + random.nextDouble(OrderRows.DEGREES);
    double longitude = OrderRows.LONGITUDE + random.nextDouble(OrderRows.DEGREES);
    GeoDistanceQuery ours = new GeoDistanceQuery();
    ours.setFieldName("place");
    ours.setCenterPoint(latitude + "," + longitude);
    ours.setDistanceInMeter(METERS);
    return rows(
        ours,
        "{\"geo_distance\":{\"distance\":\"%dm\",\"place\":{\"lat\":%s,\"lon\":%s}}}",
        METERS,
        latitude,
        longitude);
  }

  private static Both nested(SplittableRandom random) {
    String tag = OrderRows.tag(random.nextInt(OrderRows.TAGS));
    long least = random.nextInt(OrderRows.TAG_WEIGHTS);
    return rows(
        QueryBuilders.nested()
            .path("tags")
            .scoreMode(ScoreMode.None)
            .query(
                QueryBuilders.bool()
                    .must(QueryBuilders.term("tags.name", tag))
                    .must(QueryBuilders.range("tags.weight").greaterThanOrEqual(least)))
            .build(),
        "{\"nested\":{\"path\":\"tags\",\"score_mode\":\"none\",\"query\":{\"bool\":{\"must\":["
            + "{\"term\":{\"tags.name\":\"%s\"}},"
            + "{\"range\":{\"tags.weight\":{\"gte\":%d}}}]}}}}",
        tag,
        least);
  }

  private static Both text(SplittableRandom random) {
    String words =
        OrderRows.word(random.nextInt(OrderRows.WORDS / 50))
            + " "
            + OrderRows.word(random.nextInt(OrderRows.WORDS / 2));
    return rows(
        QueryBuilders.match("title", words).build(), "{\"match\":{\"title\":\"%s\"}}", words);
  }

  private static Both group(SplittableRandom random) {
    String status = OrderRows.STATES.get(random.nextInt(OrderRows.STATES.size()));
    SearchQuery ours = new SearchQuery();
    ours.setQuery(QueryBuilders.term("status", status).build());
    ours.setLimit(0);
    ours.setGroupByList(
        List.of(
            GroupByBuilders.groupByField(GROUPS, "shop")
                .size(Question.PAGE)
                .addSubAggregation(AggregationBuilders.sum("sum", "amount"))
                .build()));
    String theirs =
        String.format(
            Locale.ROOT,
            "{\"size\":0,\"track_total_hits\":false,\"query\":{\"term\":{\"status\":\"%s\"}},"
                + "\"aggs\":{\"groups\":{\"terms\":{\"field\":\"shop\",\"size\":%d},"
                + "\"aggs\":{\"sum\":{\"sum\":{\"field\":\"amount\"}}}}}}",
            status,
            Question.PAGE);
    return new Both(ours, theirs);
  }
}
