/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static io.tabularium.server.e2e.SearchTable.array;
import static io.tabularium.server.e2e.SearchTable.field;
import static io.tabularium.server.e2e.SearchTable.nested;
import static io.tabularium.server.e2e.SearchTable.query;
import static io.tabularium.server.e2e.SearchTable.sort;
import static io.tabularium.server.e2e.SearchTable.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.model.Column;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.PrimaryKeySchema;
import com.alicloud.openservices.tablestore.model.PrimaryKeyType;
import com.alicloud.openservices.tablestore.model.Row;
import com.alicloud.openservices.tablestore.model.RowPutChange;
import com.alicloud.openservices.tablestore.model.TableOptions;
import com.alicloud.openservices.tablestore.model.search.FieldSchema;
import com.alicloud.openservices.tablestore.model.search.FieldType;
import com.alicloud.openservices.tablestore.model.search.IndexSchema;
import com.alicloud.openservices.tablestore.model.search.IndexSetting;
import com.alicloud.openservices.tablestore.model.search.SearchHit;
import com.alicloud.openservices.tablestore.model.search.SearchQuery;
import com.alicloud.openservices.tablestore.model.search.SearchRequest;
import com.alicloud.openservices.tablestore.model.search.SearchResponse;
import com.alicloud.openservices.tablestore.model.search.analysis.FuzzyAnalyzerParameter;
import com.alicloud.openservices.tablestore.model.search.query.QueryBuilder;
import com.alicloud.openservices.tablestore.model.search.query.QueryBuilders;
import com.alicloud.openservices.tablestore.model.search.query.QueryOperator;
import com.alicloud.openservices.tablestore.model.search.query.ScoreMode;
import com.alicloud.openservices.tablestore.model.search.sort.FieldSort;
import com.alicloud.openservices.tablestore.model.search.sort.PrimaryKeySort;
import com.alicloud.openservices.tablestore.model.search.sort.ScoreSort;
import com.alicloud.openservices.tablestore.model.search.sort.SortOrder;
import com.alicloud.openservices.tablestore.model.search.vector.VectorDataType;
import com.alicloud.openservices.tablestore.model.search.vector.VectorMetricType;
import com.alicloud.openservices.tablestore.model.search.vector.VectorOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The thousand rows that the official Python client's own tests search, on an index and on its twin
 * with a nested field, and what those tests find.
 */
class SearchFixtureE2eTest {
  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private static final String INDEX = "plain";
  private static final String NESTED = "nested";
  private static final String NAMES = "赵钱孙李周吴郑王苏陈";
  private static final int ROWS = 1000;

  private static SearchTable table;

  @BeforeAll
  static void load() {
    table =
        SearchTable.create(
            server.client(),
            new TableOptions(-1, 1),
            new PrimaryKeySchema("PK1", PrimaryKeyType.INTEGER),
            new PrimaryKeySchema("PK2", PrimaryKeyType.STRING));
    IndexSchema plain = new IndexSchema();
    plain.setFieldSchemas(fields());
    plain.setIndexSort(sort(new PrimaryKeySort()));
    IndexSetting setting = new IndexSetting();
    setting.setRoutingFields(List.of("PK1"));
    plain.setIndexSetting(setting);
    table.index(INDEX, plain);
    List<FieldSchema> withNested = new ArrayList<>(fields());
    withNested.add(
        nested(
            "n",
            field("nk", FieldType.KEYWORD),
            field("nl", FieldType.LONG),
            text("nt", FieldSchema.Analyzer.SingleWord)));
    IndexSchema twin = new IndexSchema();
    twin.setFieldSchemas(withNested);
    table.index(NESTED, twin);
    List<RowPutChange> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      rows.add(row(i));
    }
    table.putAll(rows);
    table.await(INDEX, ROWS).await(NESTED, ROWS);
  }

  private static List<FieldSchema> fields() {
    FieldSchema name = text("name", FieldSchema.Analyzer.Fuzzy);
    name.setAnalyzerParameter(new FuzzyAnalyzerParameter(1, 7));
    FieldSchema vector =
        field("vector", FieldType.VECTOR)
            .setVectorOptions(
                new VectorOptions(VectorDataType.FLOAT_32, 4, VectorMetricType.COSINE));
    FieldSchema time =
        field("time", FieldType.DATE).setDateFormats(new ArrayList<>(List.of("yyyy-MM-dd")));
    return List.of(
        field("k", FieldType.KEYWORD),
        text("t", FieldSchema.Analyzer.SingleWord).setStore(true),
        field("g", FieldType.GEO_POINT),
        array("ka", FieldType.KEYWORD),
        array("la", FieldType.LONG),
        field("l", FieldType.LONG),
        field("b", FieldType.BOOLEAN),
        field("d", FieldType.DOUBLE),
        time,
        vector,
        name);
  }

  private static RowPutChange row(int i) {
    PrimaryKey key = Words.key("PK1", i, "PK2", "pk_" + i % 10);
    return table.row(
        key,
        "k",
        String.format("key%03d", i),
        "t",
        "this is " + i,
        "g",
        (30.0 + 0.05 * (i / 100)) + "," + (114.0 + 0.05 * (i % 100)),
        "ka",
        "[\"a\", \"b\", \"" + i + "\"]",
        "la",
        "[-1, " + i + "]",
        "l",
        i,
        "b",
        i % 2 == 0,
        "d",
        0.1,
        "time",
        "2022-05-" + (i % 31 + 1),
        "n",
        String.format("[{\"nk\":\"key%03d\",\"nl\":%d,\"nt\":\"this is %d\"}]", i, i, i),
        "vector",
        String.format("[%d,%d,%d,%d]", i + 1, i - 1, i + 5, i - 5),
        "name",
        "" + NAMES.charAt(i / 100) + NAMES.charAt(i % 10));
  }

  /** Rows on a page of a hundred, whether another page follows, and rows altogether. */
  private static void finds(QueryBuilder query, int rows, boolean more, long total) {
    finds(INDEX, query(query).setLimit(100), rows, more, total);
  }

  private static void finds(String index, SearchQuery query, int rows, boolean more, long total) {
    SearchResponse response = table.search(index, query);
    assertThat(response.getRows()).hasSize(rows);
    assertThat(response.getNextToken() != null).isEqualTo(more);
    assertThat(response.getTotalCount()).isEqualTo(total);
    assertThat(response.isAllSuccess()).isTrue();
    assertThat(response.getSearchHits()).hasSize(rows);
  }

  private static void finds(QueryBuilder query, long total) {
    finds(query, (int) Math.min(total, 100), total >= 100, total);
  }

  @Test
  void everythingInTheOrderOfKeys() {
    SearchResponse response =
        table.search(
            INDEX,
            query(QueryBuilders.matchAll()).setLimit(100),
            SearchTable.named("k", "t", "g", "ka", "la"));
    assertThat(response.getTotalCount()).isEqualTo(ROWS);
    assertThat(response.getNextToken()).isNotNull();
    assertThat(SearchTable.keys(response.getRows()))
        .isEqualTo(LongStream.range(0, 100).boxed().toList());
    Row row = response.getRows().get(7);
    assertThat(Arrays.stream(row.getColumns()).map(Column::getName))
        .containsExactly("g", "k", "ka", "la", "t");
    assertThat(row.getLatestColumn("ka").getValue().asString()).isEqualTo("[\"a\", \"b\", \"7\"]");
    assertThat(row.getLatestColumn("la").getValue().asString()).isEqualTo("[-1, 7]");
    assertThat(row.getPrimaryKey()).isEqualTo(Words.key("PK1", 7, "PK2", "pk_7"));
  }

  @Test
  void words() {
    finds(QueryBuilders.match("t", "this"), 1000);
    finds(QueryBuilders.match("t", "not"), 0);
    finds(QueryBuilders.match("t", "this is 0"), 1000);
    finds(QueryBuilders.match("t", "this is 0").minimumShouldMatch(3), 1);
    finds(QueryBuilders.match("t", "this is 0").operator(QueryOperator.AND), 1);
    for (int minimum : new int[] {0, 1}) {
      finds(
          QueryBuilders.match("t", "this is 0")
              .operator(QueryOperator.AND)
              .minimumShouldMatch(minimum),
          1);
    }
  }

  @Test
  void phrases() {
    finds(QueryBuilders.matchPhrase("t", "this is"), 1000);
    finds(QueryBuilders.matchPhrase("t", "this is 1"), 1);
    finds(QueryBuilders.matchPhrase("k", "key999"), 1);
    finds(QueryBuilders.matchPhrase("name", "苏"), 100, true, 190);
  }

  @Test
  void terms() {
    finds(QueryBuilders.term("k", "key000"), 1);
    finds(QueryBuilders.term("t", "100"), 1);
    finds(QueryBuilders.term("l", "900"), 1);
    finds(QueryBuilders.term("la", "900"), 1);
    finds(QueryBuilders.term("ka", "a"), 1000);
    finds(QueryBuilders.term("b", true), 500);
    finds(QueryBuilders.term("d", 0.1), 1000);
    finds(
        QueryBuilders.terms("k").terms("key000", "key001", "key100", "key500", "key999", "key1000"),
        5);
    finds(QueryBuilders.terms("t").terms("this", "is"), 1000);
    finds(QueryBuilders.terms("l").terms(0, 999, 1000, 1002), 2);
  }

  @Test
  void ranges() {
    finds(QueryBuilders.range("k").greaterThan("key100").lessThan("key200"), 99);
    finds(QueryBuilders.range("k").greaterThanOrEqual("key100").lessThanOrEqual("key200"), 101);
    finds(QueryBuilders.range("la").greaterThanOrEqual("100").lessThanOrEqual("300"), 201);
    finds(
        QueryBuilders.range("time").greaterThanOrEqual("2022-05-06").lessThanOrEqual("2022-05-12"),
        96);
  }

  @Test
  void prefixesAndPatterns() {
    finds(QueryBuilders.prefix("k", "key"), 1000);
    finds(QueryBuilders.prefix("k", "key00"), 10);
    finds(QueryBuilders.prefix("t", "this"), 1000);
    finds(QueryBuilders.prefix("t", "this is"), 0);
    finds(QueryBuilders.wildcard("t", "t*"), 1000);
    finds(QueryBuilders.wildcard("k", "key00*"), 10);
  }

  @Test
  void combinations() {
    SearchQuery query =
        query(
                QueryBuilders.bool()
                    .must(QueryBuilders.range("k").greaterThan("key100"))
                    .mustNot(QueryBuilders.range("l").greaterThanOrEqual(150).lessThan(200))
                    .filter(QueryBuilders.range("l").lessThan(250)))
            .setLimit(100);
    query.setSort(sort(new FieldSort("l", SortOrder.DESC)));
    SearchResponse response = table.search(INDEX, query);
    List<Long> expected = new ArrayList<>();
    LongStream.iterate(249, l -> l >= 200, l -> l - 1).forEach(expected::add);
    LongStream.iterate(149, l -> l >= 101, l -> l - 1).forEach(expected::add);
    assertThat(SearchTable.keys(response.getRows())).isEqualTo(expected);
    assertThat(response.getNextToken()).isNull();
    assertThat(response.getTotalCount()).isEqualTo(99);
  }

  @Test
  void combinationsOfCombinations() {
    SearchQuery query =
        query(
                QueryBuilders.bool()
                    .must(QueryBuilders.range("k").greaterThan("key100"))
                    .must(
                        QueryBuilders.bool()
                            .must(QueryBuilders.range("l").greaterThan(110))
                            .must(QueryBuilders.range("l").lessThan(200)))
                    .mustNot(QueryBuilders.term("k", "key121"))
                    .should(QueryBuilders.range("k").greaterThan("key120"))
                    .should(QueryBuilders.range("l").lessThan(300))
                    .minimumShouldMatch(2))
            .setLimit(100);
    query.setSort(sort(new FieldSort("l", SortOrder.ASC)));
    SearchResponse response = table.search(INDEX, query);
    assertThat(SearchTable.keys(response.getRows()))
        .isEqualTo(LongStream.range(122, 200).boxed().toList());
    assertThat(response.getTotalCount()).isEqualTo(78);
    assertThat(response.getNextToken()).isNull();
  }

  @Test
  void places() {
    finds(QueryBuilders.geoDistance("g").centerPoint("32.5,116.5").distanceInMeter(300_000), 668);
    finds(QueryBuilders.geoBoundingBox("g").topLeft("30.9,112.0").bottomRight("30.2,119.0"), 500);
    finds(
        QueryBuilders.geoPolygon("g")
            .addPoint("30.9,112.0")
            .addPoint("30.5,115.0")
            .addPoint("30.3, 117.0")
            .addPoint("30.2,119.0"),
        90,
        false,
        90);
  }

  @Test
  void membersOfNestedFields() {
    finds(
        NESTED,
        query(
                QueryBuilders.nested()
                    .path("n")
                    .scoreMode(ScoreMode.None)
                    .query(QueryBuilders.term("n.nk", "key199")))
            .setLimit(100),
        1,
        false,
        1);
    finds(
        NESTED,
        query(
                QueryBuilders.nested()
                    .path("n")
                    .scoreMode(ScoreMode.None)
                    .query(
                        QueryBuilders.range("n.nl").greaterThanOrEqual(100).lessThanOrEqual(300)))
            .setLimit(100),
        100,
        false,
        201);
  }

  @Test
  void presence() {
    SearchQuery query = query(QueryBuilders.exists("b")).setLimit(50);
    query.setSort(sort(new FieldSort("l", SortOrder.DESC)));
    SearchResponse page = table.search(INDEX, query);
    assertThat(page.getRows()).hasSize(50);
    assertThat(page.getNextToken()).isNotNull();
    assertThat(page.getTotalCount()).isEqualTo(1000);
    finds(QueryBuilders.bool().mustNot(QueryBuilders.exists("b")), 0);
  }

  /** As the service does, which cuts each partition by itself, not the whole. */
  @Test
  void vectors() {
    SearchQuery query = new SearchQuery();
    query.setQuery(
        QueryBuilders.knnVector("vector", 10, new float[] {1, 1.1f, 1.2f, -1.3f}).build());
    query.setLimit(100);
    query.setSort(sort(new ScoreSort()));
    SearchResponse response = table.search(INDEX, query, SearchTable.allFromIndex());
    assertThat(response.getTotalCount()).isEqualTo(-1);
    assertThat(response.getRows()).hasSize(100);
    assertThat(response.getNextToken()).isNotNull();
    assertThat(response.getSearchHits())
        .extracting(SearchHit::getScore)
        .isSortedAccordingTo(Comparator.reverseOrder());
  }

  @Test
  void orders() {
    SearchQuery ascending = query(QueryBuilders.matchAll()).setLimit(100);
    ascending.setSort(sort(new FieldSort("l", SortOrder.ASC)));
    SearchResponse first = table.search(INDEX, ascending);
    assertThat(SearchTable.keys(first.getRows()))
        .isEqualTo(LongStream.range(0, 100).boxed().toList());
    assertThat(first.getNextToken()).isNotNull();
    SearchQuery descending = query(QueryBuilders.matchAll()).setLimit(100);
    descending.setSort(sort(new FieldSort("l", SortOrder.DESC)));
    assertThat(table.found(INDEX, descending))
        .isEqualTo(LongStream.iterate(999, l -> l >= 900, l -> l - 1).boxed().toList());
  }

  @Test
  void routingPrunesAndNeverFilters() {
    SearchRequest request =
        new SearchRequest(
            table.name(),
            INDEX,
            query(QueryBuilders.range("l").greaterThanOrEqual(100).lessThan(300)).setLimit(100));
    request.setRoutingValues(List.of(Words.key("PK1", 0)));
    SearchResponse response = server.client().search(request);
    assertThat(response.getTotalCount()).isEqualTo(200);
    assertThat(response.getRows()).hasSize(100);
    assertThat(response.getNextToken()).isNotNull();
  }

  @Test
  void pageAfterPage() {
    SearchQuery query = query(QueryBuilders.matchAll()).setLimit(100);
    query.setSort(sort(new FieldSort("b", SortOrder.DESC), new FieldSort("k", SortOrder.ASC)));
    List<Long> keys = new ArrayList<>();
    SearchResponse response = table.search(INDEX, query);
    int pages = 1;
    while (response.getNextToken() != null) {
      keys.addAll(SearchTable.keys(response.getRows()));
      query.setToken(response.getNextToken());
      response = table.search(INDEX, query);
      pages++;
    }
    keys.addAll(SearchTable.keys(response.getRows()));
    assertThat(pages).isEqualTo(11);
    assertThat(response.getRows()).isEmpty();
    assertThat(keys)
        .isEqualTo(
            LongStream.concat(
                    LongStream.range(0, 500).map(i -> 2 * i),
                    LongStream.range(0, 500).map(i -> 2 * i + 1))
                .boxed()
                .collect(Collectors.toList()));
  }
}
