/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.model.BatchWriteRowRequest;
import com.alicloud.openservices.tablestore.model.Column;
import com.alicloud.openservices.tablestore.model.ColumnValue;
import com.alicloud.openservices.tablestore.model.CreateTableRequest;
import com.alicloud.openservices.tablestore.model.DeleteRowRequest;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.PrimaryKeySchema;
import com.alicloud.openservices.tablestore.model.PrimaryKeyType;
import com.alicloud.openservices.tablestore.model.PutRowRequest;
import com.alicloud.openservices.tablestore.model.Row;
import com.alicloud.openservices.tablestore.model.RowDeleteChange;
import com.alicloud.openservices.tablestore.model.RowPutChange;
import com.alicloud.openservices.tablestore.model.TableMeta;
import com.alicloud.openservices.tablestore.model.TableOptions;
import com.alicloud.openservices.tablestore.model.search.CreateSearchIndexRequest;
import com.alicloud.openservices.tablestore.model.search.DeleteSearchIndexRequest;
import com.alicloud.openservices.tablestore.model.search.DescribeSearchIndexRequest;
import com.alicloud.openservices.tablestore.model.search.DescribeSearchIndexResponse;
import com.alicloud.openservices.tablestore.model.search.FieldSchema;
import com.alicloud.openservices.tablestore.model.search.FieldType;
import com.alicloud.openservices.tablestore.model.search.IndexSchema;
import com.alicloud.openservices.tablestore.model.search.ListSearchIndexRequest;
import com.alicloud.openservices.tablestore.model.search.SearchIndexInfo;
import com.alicloud.openservices.tablestore.model.search.SearchQuery;
import com.alicloud.openservices.tablestore.model.search.SearchRequest;
import com.alicloud.openservices.tablestore.model.search.SearchResponse;
import com.alicloud.openservices.tablestore.model.search.query.Query;
import com.alicloud.openservices.tablestore.model.search.query.QueryBuilder;
import com.alicloud.openservices.tablestore.model.search.query.QueryBuilders;
import com.alicloud.openservices.tablestore.model.search.sort.Sort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/** A table of the server under test with a search index, and what one does with it. */
final class SearchTable {
  /** What every test may have to wait for is there by then, however busy the machine. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final AtomicInteger SERIAL = new AtomicInteger();

  private final SyncClient client;
  private final String name;

  private SearchTable(SyncClient client, String name) {
    this.client = client;
    this.name = name;
  }

  /** A new table with the integer key {@code pk}, without an index yet. */
  static SearchTable create(SyncClient client) {
    return create(client, new TableOptions(-1, 1));
  }

  /** A new table with the integer key {@code pk} and options, without an index yet. */
  static SearchTable create(SyncClient client, TableOptions options) {
    return create(client, options, new PrimaryKeySchema("pk", PrimaryKeyType.INTEGER));
  }

  /** A new table with this key, without an index yet. */
  static SearchTable create(SyncClient client, TableOptions options, PrimaryKeySchema... key) {
    String name = "search_" + SERIAL.incrementAndGet();
    TableMeta meta = new TableMeta(name);
    for (PrimaryKeySchema column : key) {
      meta.addPrimaryKeyColumn(column);
    }
    client.createTable(new CreateTableRequest(meta, options));
    return new SearchTable(client, name);
  }

  /** A table that is there already. */
  static SearchTable named(SyncClient client, String name) {
    return new SearchTable(client, name);
  }

  String name() {
    return name;
  }

  /** The same table through another client. */
  SearchTable through(SyncClient other) {
    return new SearchTable(other, name);
  }

  // ---- indexes ----------------------------------------------------------------------------------

  /** Makes an index of these fields. */
  SearchTable index(String index, FieldSchema... fields) {
    IndexSchema schema = new IndexSchema();
    schema.setFieldSchemas(Arrays.asList(fields));
    return index(index, schema);
  }

  SearchTable index(String index, IndexSchema schema) {
    return index(index, schema, request -> {});
  }

  SearchTable index(String index, IndexSchema schema, Consumer<CreateSearchIndexRequest> change) {
    CreateSearchIndexRequest request = new CreateSearchIndexRequest(name, index);
    request.setIndexSchema(schema);
    change.accept(request);
    client.createSearchIndex(request);
    return this;
  }

  static FieldSchema field(String name, FieldType type) {
    return new FieldSchema(name, type);
  }

  static FieldSchema text(String name, FieldSchema.Analyzer analyzer) {
    return new FieldSchema(name, FieldType.TEXT).setAnalyzer(analyzer);
  }

  static FieldSchema array(String name, FieldType type) {
    return new FieldSchema(name, type).setIsArray(true);
  }

  static FieldSchema nested(String name, FieldSchema... members) {
    return new FieldSchema(name, FieldType.NESTED).setSubFieldSchemas(Arrays.asList(members));
  }

  DescribeSearchIndexResponse describe(String index) {
    DescribeSearchIndexRequest request = new DescribeSearchIndexRequest();
    request.setTableName(name);
    request.setIndexName(index);
    return client.describeSearchIndex(request);
  }

  /** The names of the table's indexes. */
  List<String> indexes() {
    ListSearchIndexRequest request = new ListSearchIndexRequest();
    request.setTableName(name);
    return client.listSearchIndex(request).getIndexInfos().stream()
        .map(SearchIndexInfo::getIndexName)
        .toList();
  }

  void deleteIndex(String index) {
    DeleteSearchIndexRequest request = new DeleteSearchIndexRequest();
    request.setTableName(name);
    request.setIndexName(index);
    client.deleteSearchIndex(request);
  }

  // ---- rows -------------------------------------------------------------------------------------

  static PrimaryKey key(long pk) {
    return Words.key("pk", pk);
  }

  /** Names and values in turn. */
  static Column[] columns(Object... namesAndValues) {
    Column[] columns = new Column[namesAndValues.length / 2];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = new Column((String) namesAndValues[2 * i], value(namesAndValues[2 * i + 1]));
    }
    return columns;
  }

  private static ColumnValue value(Object value) {
    if (value instanceof Long || value instanceof Integer) {
      return ColumnValue.fromLong(((Number) value).longValue());
    }
    if (value instanceof Double number) {
      return ColumnValue.fromDouble(number);
    }
    if (value instanceof Boolean truth) {
      return ColumnValue.fromBoolean(truth);
    }
    if (value instanceof byte[] bytes) {
      return ColumnValue.fromBinary(bytes);
    }
    return ColumnValue.fromString((String) value);
  }

  RowPutChange row(PrimaryKey key, Object... namesAndValues) {
    return new RowPutChange(name, key).addColumns(columns(namesAndValues));
  }

  void put(long pk, Object... namesAndValues) {
    client.putRow(new PutRowRequest(row(key(pk), namesAndValues)));
  }

  void delete(long pk) {
    client.deleteRow(new DeleteRowRequest(new RowDeleteChange(name, key(pk))));
  }

  void putAll(List<RowPutChange> rows) {
    for (int from = 0; from < rows.size(); from += 200) {
      BatchWriteRowRequest batch = new BatchWriteRowRequest();
      rows.subList(from, Math.min(rows.size(), from + 200)).forEach(batch::addRowChange);
      assertThat(client.batchWriteRow(batch).isAllSucceed()).isTrue();
    }
  }

  // ---- searching --------------------------------------------------------------------------------

  static SearchQuery query(QueryBuilder query) {
    return query(query.build());
  }

  static SearchQuery query(Query query) {
    SearchQuery search = new SearchQuery();
    search.setQuery(query);
    search.setTrackTotalCount(SearchQuery.TRACK_TOTAL_COUNT);
    return search;
  }

  /** The same search at another page. */
  static SearchQuery at(byte[] token, SearchQuery query) {
    query.setToken(token);
    return query;
  }

  static Sort sort(Sort.Sorter... sorters) {
    return new Sort(Arrays.asList(sorters));
  }

  SearchResponse search(String index, SearchQuery query) {
    return search(index, query, null);
  }

  SearchResponse search(SearchRequest request) {
    return client.search(request);
  }

  SearchResponse search(String index, SearchQuery query, SearchRequest.ColumnsToGet columns) {
    SearchRequest request = new SearchRequest(name, index, query);
    request.setColumnsToGet(columns);
    return client.search(request);
  }

  SearchResponse search(String index, QueryBuilder query) {
    return search(index, query(query).setLimit(100));
  }

  /** The keys found, in their order. */
  List<Long> found(String index, QueryBuilder query) {
    return keys(search(index, query).getRows());
  }

  List<Long> found(String index, SearchQuery query) {
    return keys(search(index, query).getRows());
  }

  static List<Long> keys(List<Row> rows) {
    List<Long> keys = new ArrayList<>();
    rows.forEach(row -> keys.add(row.getPrimaryKey().getPrimaryKeyColumn(0).getValue().asLong()));
    return keys;
  }

  long count(String index, QueryBuilder query) {
    return search(index, query(query).setLimit(0)).getTotalCount();
  }

  /** Waits until a search of everything finds so many rows. */
  SearchTable await(String index, long rows) {
    return await(index, QueryBuilders.matchAll(), rows);
  }

  /** Waits until a search finds so many rows. */
  SearchTable await(String index, QueryBuilder query, long rows) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> assertThat(count(index, query)).isEqualTo(rows));
    return this;
  }

  static SearchRequest.ColumnsToGet all() {
    SearchRequest.ColumnsToGet columns = new SearchRequest.ColumnsToGet();
    columns.setReturnAll(true);
    return columns;
  }

  static SearchRequest.ColumnsToGet allFromIndex() {
    SearchRequest.ColumnsToGet columns = new SearchRequest.ColumnsToGet();
    columns.setReturnAllFromIndex(true);
    return columns;
  }

  static SearchRequest.ColumnsToGet named(String... names) {
    SearchRequest.ColumnsToGet columns = new SearchRequest.ColumnsToGet();
    columns.setColumns(Arrays.asList(names));
    return columns;
  }
}
