/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.examples.search;

import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.model.BatchWriteRowRequest;
import com.alicloud.openservices.tablestore.model.BatchWriteRowResponse;
import com.alicloud.openservices.tablestore.model.CreateTableRequest;
import com.alicloud.openservices.tablestore.model.DeleteTableRequest;
import com.alicloud.openservices.tablestore.model.TableOptions;
import com.alicloud.openservices.tablestore.model.search.CreateSearchIndexRequest;
import com.alicloud.openservices.tablestore.model.search.DeleteSearchIndexRequest;
import com.alicloud.openservices.tablestore.model.search.DescribeSearchIndexRequest;
import com.alicloud.openservices.tablestore.model.search.DescribeSearchIndexResponse;
import com.alicloud.openservices.tablestore.model.search.FieldSchema;
import com.alicloud.openservices.tablestore.model.search.IndexSchema;
import com.alicloud.openservices.tablestore.model.search.ListSearchIndexRequest;
import com.alicloud.openservices.tablestore.model.search.SearchIndexInfo;
import com.alicloud.openservices.tablestore.model.search.SearchQuery;
import com.alicloud.openservices.tablestore.model.search.SearchRequest;
import com.alicloud.openservices.tablestore.model.search.SearchResponse;
import com.alicloud.openservices.tablestore.model.search.SyncStat;
import com.alicloud.openservices.tablestore.model.search.query.QueryBuilder;
import com.alicloud.openservices.tablestore.model.search.query.QueryBuilders;
import com.alicloud.openservices.tablestore.model.search.sort.Sort;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** A table with a search index: how both are made and filled, and how one asks them. */
public final class SearchedTable {
  /** How many rows one request may write. */
  private static final int BATCH = 200;

  /** An index that gets no further for so long is stuck. */
  private static final long STUCK_NANOS = 60_000_000_000L;

  private static final int POLL_MILLIS = 50;

  private final SyncClient client;
  private final Design design;
  private final String table;
  private final PrintWriter out;

  /**
   * A table of a server.
   *
   * @param out where progress is shown
   */
  public SearchedTable(SyncClient client, Design design, PrintWriter out) {
    this.client = client;
    this.design = design;
    this.table = design.table().getTableName();
    this.out = out;
  }

  /** The client. */
  public SyncClient client() {
    return client;
  }

  /** The table's name. */
  public String name() {
    return table;
  }

  // ---- filling ----------------------------------------------------------------------------------

  /** Makes the table hold just the first so many rows, and waits until the index has them all. */
  void fill(long rows) {
    if (isFilled(rows)) {
      out.printf(Locale.ROOT, "Table %s has its %,d rows from an earlier run.%n", table, rows);
      return;
    }
    drop();
    create();
    write(rows);
    awaitIndex(rows);
  }

  private boolean isFilled(long rows) {
    if (!client.listTable().getTableNames().contains(table)
        || !indexes().contains(design.index())) {
      return false;
    }
    DescribeSearchIndexResponse found = describe();
    List<String> fields =
        found.getSchema().getFieldSchemas().stream().map(FieldSchema::getFieldName).toList();
    return isIndexed(found)
        && fields.equals(design.fields().stream().map(FieldSchema::getFieldName).toList())
        && count() == rows;
  }

  private void drop() {
    if (!client.listTable().getTableNames().contains(table)) {
      return;
    }
    out.printf("Table %s is there with other contents, and is made anew.%n", table);
    for (String index : indexes()) {
      DeleteSearchIndexRequest request = new DeleteSearchIndexRequest();
      request.setTableName(table);
      request.setIndexName(index);
      client.deleteSearchIndex(request);
    }
    client.deleteTable(new DeleteTableRequest(table));
  }

  private void create() {
    client.createTable(new CreateTableRequest(design.table(), new TableOptions(-1, 1)));
    IndexSchema schema = new IndexSchema();
    schema.setFieldSchemas(design.fields());
    CreateSearchIndexRequest request = new CreateSearchIndexRequest(table, design.index());
    request.setIndexSchema(schema);
    client.createSearchIndex(request);
  }

  private void write(long rows) {
    ProgressBar bar = new ProgressBar(out, "Writing", rows);
    for (long from = 0; from < rows; from += BATCH) {
      BatchWriteRowRequest batch = new BatchWriteRowRequest();
      long to = Math.min(from + BATCH, rows);
      for (long number = from; number < to; number++) {
        batch.addRowChange(design.row().apply(number));
      }
      BatchWriteRowResponse response = client.batchWriteRow(batch);
      if (!response.isAllSucceed()) {
        throw new ExampleException(
            "A row could not be written: "
                + response.getFailedRows().get(0).getError().getMessage());
      }
      bar.at(to);
    }
    bar.finish();
  }

  /** An index follows its table by itself, a little later; until then searches miss rows. */
  private void awaitIndex(long rows) {
    ProgressBar bar = new ProgressBar(out, "Indexing", rows);
    long indexed = 0;
    long progress = System.nanoTime();
    while (indexed < rows || !isIndexed(describe())) {
      pause();
      long now = count();
      if (now != indexed) {
        indexed = now;
        progress = System.nanoTime();
      } else if (System.nanoTime() - progress > STUCK_NANOS) {
        throw new ExampleException(
            "The index stays at "
                + indexed
                + " of "
                + rows
                + " rows; the server's log may say why.");
      }
      bar.at(indexed);
    }
    bar.finish();
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ExampleException("Interrupted.");
    }
  }

  private List<String> indexes() {
    ListSearchIndexRequest request = new ListSearchIndexRequest();
    request.setTableName(table);
    return client.listSearchIndex(request).getIndexInfos().stream()
        .map(SearchIndexInfo::getIndexName)
        .toList();
  }

  private DescribeSearchIndexResponse describe() {
    DescribeSearchIndexRequest request = new DescribeSearchIndexRequest();
    request.setTableName(table);
    request.setIndexName(design.index());
    return client.describeSearchIndex(request);
  }

  private static boolean isIndexed(DescribeSearchIndexResponse described) {
    return described.getSyncStat() != null
        && described.getSyncStat().getSyncPhase() == SyncStat.SyncPhase.INCR;
  }

  // ---- asking -----------------------------------------------------------------------------------

  /** How many rows the index has. */
  public long count() {
    return search(counting(QueryBuilders.matchAll())).getTotalCount();
  }

  /** A search for the number of rows, or for what is calculated from them, without the rows. */
  public static SearchQuery counting(QueryBuilder query) {
    SearchQuery search = new SearchQuery();
    search.setQuery(query.build());
    search.setLimit(0);
    search.setTrackTotalCount(SearchQuery.TRACK_TOTAL_COUNT);
    return search;
  }

  /** Does a search and returns keys alone. */
  public SearchResponse search(SearchQuery query) {
    return client.search(new SearchRequest(table, design.index(), query));
  }

  /**
   * The first rows with all their columns.
   *
   * @param limit how many, 100 at most
   * @param sorters their order
   */
  public Found find(QueryBuilder query, int limit, Sort.Sorter... sorters) {
    SearchQuery search = counting(query);
    search.setLimit(limit);
    search.setSort(new Sort(List.of(sorters)));
    SearchRequest request = new SearchRequest(table, design.index(), search);
    SearchRequest.ColumnsToGet columns = new SearchRequest.ColumnsToGet();
    columns.setReturnAll(true);
    request.setColumnsToGet(columns);
    SearchResponse response = client.search(request);
    return new Found(response.getTotalCount(), response.getRows());
  }
}
