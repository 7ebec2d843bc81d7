/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.search;

import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.core.protocol.OTSProtocolBuilder;
import com.alicloud.openservices.tablestore.core.protocol.OtsInternalApi;
import com.alicloud.openservices.tablestore.model.BatchWriteRowRequest;
import com.alicloud.openservices.tablestore.model.ColumnValue;
import com.alicloud.openservices.tablestore.model.CreateTableRequest;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.PrimaryKeyColumn;
import com.alicloud.openservices.tablestore.model.PrimaryKeyType;
import com.alicloud.openservices.tablestore.model.PrimaryKeyValue;
import com.alicloud.openservices.tablestore.model.RowPutChange;
import com.alicloud.openservices.tablestore.model.TableMeta;
import com.alicloud.openservices.tablestore.model.TableOptions;
import com.alicloud.openservices.tablestore.model.search.CreateSearchIndexRequest;
import com.alicloud.openservices.tablestore.model.search.FieldSchema;
import com.alicloud.openservices.tablestore.model.search.FieldType;
import com.alicloud.openservices.tablestore.model.search.IndexSchema;
import com.alicloud.openservices.tablestore.model.search.SearchQuery;
import com.alicloud.openservices.tablestore.model.search.SearchRequest;
import com.alicloud.openservices.tablestore.model.search.SearchResponse;
import com.alicloud.openservices.tablestore.model.search.query.QueryBuilders;
import io.tabularium.bench.lean.SignedRequests;
import io.tabularium.bench.process.TabulariumServer;
import io.tabularium.model.Cell;
import io.tabularium.model.Value;
import io.tabularium.wire.tablestore.Development;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;

/** Orders in a table of our server with a search index, through the official SDK. Thread-safe. */
final class ServedIndex implements AutoCloseable {
  private static final String TABLE = "orders";
  private static final String INDEX = "orders_index";
  private static final String LOAD = "BatchWriteRow";

  private final SyncClient client;
  private final URI load;
  private final ThreadLocal<SignedRequests> signatures;

  ServedIndex(URI endpoint) {
    load = endpoint.resolve("/" + LOAD);
    signatures =
        ThreadLocal.withInitial(
            () ->
                new SignedRequests(
                    LOAD,
                    load.getAuthority(),
                    TabulariumServer.INSTANCE,
                    Development.KEY,
                    Development.KEY));
    client =
        new SyncClient(
            endpoint.toString(), Development.KEY, Development.KEY, TabulariumServer.INSTANCE);
  }

  void create() {
    TableMeta meta = new TableMeta(TABLE);
    meta.addPrimaryKeyColumn("id", PrimaryKeyType.INTEGER);
    client.createTable(new CreateTableRequest(meta, new TableOptions(-1, 1)));
    IndexSchema schema = new IndexSchema();
    schema.setFieldSchemas(
        List.of(
            new FieldSchema("buyer", FieldType.KEYWORD),
            new FieldSchema("shop", FieldType.KEYWORD),
            new FieldSchema("status", FieldType.KEYWORD),
            new FieldSchema("time", FieldType.DATE).setDateFormats(List.of("epoch_millis")),
            new FieldSchema("amount", FieldType.DOUBLE),
            new FieldSchema("pieces", FieldType.LONG),
            new FieldSchema("starred", FieldType.BOOLEAN),
            new FieldSchema("place", FieldType.GEO_POINT),
            new FieldSchema("title", FieldType.TEXT),
            new FieldSchema("tags", FieldType.NESTED)
                .setSubFieldSchemas(
                    List.of(
                        new FieldSchema("name", FieldType.KEYWORD),
                        new FieldSchema("weight", FieldType.LONG)))));
    CreateSearchIndexRequest request = new CreateSearchIndexRequest(TABLE, INDEX);
    request.setIndexSchema(schema);
    client.createSearchIndex(request);
  }

  /** A request with orders, as the official SDK encodes it. */
  static byte[] batch(OrderRows rows, int from, int to) {
    BatchWriteRowRequest batch = new BatchWriteRowRequest();
    for (int id = from; id < to; id++) {
      PrimaryKey key =
          new PrimaryKey(List.of(new PrimaryKeyColumn("id", PrimaryKeyValue.fromLong(id))));
      RowPutChange put = new RowPutChange(TABLE, key);
      for (Cell cell : rows.cells(id)) {
        put.addColumn(cell.nameText(), value(cell.value()));
      }
      batch.addRowChange(put);
    }
    return OTSProtocolBuilder.buildBatchWriteRowRequest(batch).toByteArray();
  }

  /** Takes orders in; what has been answered is on disk. */
  void load(byte[] batch) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(load)
            .headers(signatures.get().headers(batch))
            .POST(HttpRequest.BodyPublishers.ofByteArray(batch))
            .build();
    OtsInternalApi.BatchWriteRowResponse reply =
        OtsInternalApi.BatchWriteRowResponse.parseFrom(Http.send(request));
    if (!reply.getTables(0).getRowsList().stream().allMatch(row -> row.getIsOk())) {
      throw new IllegalStateException("our server refused rows");
    }
  }

  private static ColumnValue value(Value value) {
    return switch (value.type()) {
      case INTEGER -> ColumnValue.fromLong(value.asLong());
      case DOUBLE -> ColumnValue.fromDouble(value.asDouble());
      case BOOLEAN -> ColumnValue.fromBoolean(value.asBoolean());
      default -> ColumnValue.fromString(value.asString());
    };
  }

  /** How many orders can be found. */
  int count() {
    SearchQuery everything = new SearchQuery();
    everything.setQuery(QueryBuilders.matchAll().build());
    everything.setLimit(0);
    everything.setGetTotalCount(true);
    return (int) client.search(new SearchRequest(TABLE, INDEX, everything)).getTotalCount();
  }

  /** Answers a question; how many rows or groups are on its page. */
  int ask(SearchQuery question) {
    SearchRequest request = new SearchRequest(TABLE, INDEX, question);
    SearchRequest.ColumnsToGet columns = new SearchRequest.ColumnsToGet();
    columns.setReturnAllFromIndex(true);
    request.setColumnsToGet(columns);
    SearchResponse reply = client.search(request);
    int groups =
        question.getGroupByList() == null || question.getGroupByList().isEmpty()
            ? 0
            : reply
                .getGroupByResults()
                .getAsGroupByFieldResult(WireQuestion.GROUPS)
                .getGroupByFieldResultItems()
                .size();
    return reply.getRows().size() + groups;
  }

  @Override
  public void close() {
    client.shutdown();
  }
}
