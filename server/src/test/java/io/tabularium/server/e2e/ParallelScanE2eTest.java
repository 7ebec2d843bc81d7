/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static io.tabularium.server.e2e.Refusals.assertInvalid;
import static io.tabularium.server.e2e.Refusals.assertRefused;
import static io.tabularium.server.e2e.SearchTable.field;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.ecosystem.ComputeParameters;
import com.alicloud.openservices.tablestore.ecosystem.DefaultTablestoreSplitManager;
import com.alicloud.openservices.tablestore.ecosystem.Filter;
import com.alicloud.openservices.tablestore.ecosystem.ITablestoreSplit;
import com.alicloud.openservices.tablestore.ecosystem.TablestoreSplit;
import com.alicloud.openservices.tablestore.model.ColumnValue;
import com.alicloud.openservices.tablestore.model.ComputeSplitsRequest;
import com.alicloud.openservices.tablestore.model.ComputeSplitsResponse;
import com.alicloud.openservices.tablestore.model.Row;
import com.alicloud.openservices.tablestore.model.RowPutChange;
import com.alicloud.openservices.tablestore.model.SearchIndexSplitsOptions;
import com.alicloud.openservices.tablestore.model.iterator.RowIterator;
import com.alicloud.openservices.tablestore.model.search.FieldType;
import com.alicloud.openservices.tablestore.model.search.ParallelScanRequest;
import com.alicloud.openservices.tablestore.model.search.ParallelScanResponse;
import com.alicloud.openservices.tablestore.model.search.ScanQuery;
import com.alicloud.openservices.tablestore.model.search.query.QueryBuilder;
import com.alicloud.openservices.tablestore.model.search.query.QueryBuilders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Scans of whole indexes. */
class ParallelScanE2eTest {
  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private static SearchTable table;

  @BeforeAll
  static void load() {
    table =
        SearchTable.create(server.client())
            .index(
                "i",
                field("k", FieldType.KEYWORD),
                field("l", FieldType.LONG),
                field("unstored", FieldType.LONG).setStore(false));
    List<RowPutChange> rows = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      rows.add(table.row(SearchTable.key(i), "k", "k" + i, "l", i, "unstored", i));
    }
    table.putAll(rows);
    table.await("i", 100);
  }

  private static ComputeSplitsResponse splits(String tableName, String index) {
    ComputeSplitsRequest request = new ComputeSplitsRequest();
    request.setTableName(tableName);
    if (index != null) {
      request.setSplitsOptions(new SearchIndexSplitsOptions(index));
    }
    return server.client().computeSplits(request);
  }

  private static ParallelScanRequest scan(byte[] session, QueryBuilder query, int limit) {
    ScanQuery scan = new ScanQuery();
    scan.setQuery(query.build());
    scan.setLimit(limit);
    ParallelScanRequest request = new ParallelScanRequest();
    request.setTableName(table.name());
    request.setIndexName("i");
    request.setScanQuery(scan);
    request.setSessionId(session);
    request.setColumnsToGet(SearchTable.named("k", "l"));
    return request;
  }

  private static ParallelScanRequest scan(int limit) {
    byte[] session = splits(table.name(), "i").getSessionId();
    return scan(session, QueryBuilders.matchAll(), limit);
  }

  @Test
  void everyPageButTheLastHasAToken() {
    ParallelScanRequest request = scan(70);
    List<Integer> sizes = new ArrayList<>();
    List<Long> keys = new ArrayList<>();
    byte[] token;
    do {
      ParallelScanResponse page = server.client().parallelScan(request);
      sizes.add(page.getRows().size());
      keys.addAll(SearchTable.keys(page.getRows()));
      token = page.getNextToken();
      request.getScanQuery().setToken(token);
    } while (token != null);
    assertThat(sizes).containsExactly(70, 30, 0);
    assertThat(keys).containsExactlyInAnyOrderElementsOf(LongStream.range(0, 100).boxed().toList());
  }

  @Test
  void aPageThatWasLostIsAskedForAgain() {
    ParallelScanRequest request = scan(10);
    byte[] token = server.client().parallelScan(request).getNextToken();
    request.getScanQuery().setToken(token);
    List<Long> once = SearchTable.keys(server.client().parallelScan(request).getRows());
    assertThat(SearchTable.keys(server.client().parallelScan(request).getRows())).isEqualTo(once);
    assertThat(once).hasSize(10);
  }

  @Test
  void anIteratorReadsEverything() {
    RowIterator rows =
        server
            .client()
            .createParallelScanIterator(
                scan(
                    splits(table.name(), "i").getSessionId(),
                    QueryBuilders.range("l").lessThan(42),
                    5));
    List<Row> found = new ArrayList<>();
    rows.forEachRemaining(found::add);
    assertThat(SearchTable.keys(found))
        .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 42).boxed().toList());
    assertThat(found.get(0).getColumns()).hasSize(2);
  }

  @Test
  void aSessionIsNotNeeded() {
    ParallelScanRequest request = scan(null, QueryBuilders.matchAll(), 60);
    ParallelScanResponse first = server.client().parallelScan(request);
    assertThat(first.getRows()).hasSize(60);
    request.getScanQuery().setToken(first.getNextToken());
    assertThat(server.client().parallelScan(request).getRows()).hasSize(40);
  }

  @Test
  void aSmallIndexHasOneSplit() {
    ComputeSplitsResponse splits = splits(table.name(), "i");
    assertThat(splits.getSplitsSize()).isEqualTo(1);
    assertThat(
            new String(splits.getSessionId(), StandardCharsets.UTF_8)
                .getBytes(StandardCharsets.UTF_8))
        .isEqualTo(splits.getSessionId());
  }

  @Test
  void whatIsScannedHasToBeNamed() {
    assertInvalid(() -> splits("nowhere", "i"), "table [nowhere] does not exist");
    assertRefused(
        () -> splits(table.name(), "nothing"),
        400,
        "OTSMetaNotMatch",
        "search index [nothing] does not exist");
    assertInvalid(
        () -> splits(table.name(), null), "[search index splits options] must not be null");
  }

  @Test
  void workersAreCounted() {
    ParallelScanRequest request = scan(10);
    request.getScanQuery().setMaxParallel(1);
    request.getScanQuery().setCurrentParallelId(101);
    assertInvalid(
        () -> server.client().parallelScan(request),
        "[parallel_scan.current_parallel_id] must in [0, max_parallel), current max_parallel is 1,"
            + " current_parallel_id is 101");
    request.getScanQuery().setCurrentParallelId(0);
    request.getScanQuery().setMaxParallel(2);
    assertInvalid(
        () -> server.client().parallelScan(request),
        "[parallel_scan.max_parallel_id] must in (0 ,1], current max_parallel_id is 2");
  }

  /** What Spark, Hive and Presto read search indexes with; more scans than may run at once. */
  @Test
  void theSplitsOfTheSdkAreScanned() {
    SyncClient client = server.client();
    Filter filter =
        new Filter(
            Filter.LogicOperator.OR,
            List.of(
                new Filter(Filter.CompareOperator.EQUAL, "k", ColumnValue.fromString("k50")),
                new Filter(Filter.CompareOperator.LESS_THAN, "l", ColumnValue.fromLong(3))));
    DefaultTablestoreSplitManager splits = new DefaultTablestoreSplitManager(client);
    for (int i = 0; i < 12; i++) {
      ComputeParameters how =
          i % 2 == 0
              ? new ComputeParameters(100, 1, ComputeParameters.ComputeMode.Auto)
              : new ComputeParameters("i", 16);
      List<Row> found = new ArrayList<>();
      for (ITablestoreSplit split :
          splits.generateTablestoreSplits(client, filter, table.name(), how, List.of("k", "l"))) {
        assertThat(((TablestoreSplit) split).getType())
            .isEqualTo(TablestoreSplit.SplitType.SearchIndex);
        split.initial(client);
        split.getRowIterator(client).forEachRemaining(found::add);
      }
      assertThat(SearchTable.keys(found)).containsExactlyInAnyOrder(0L, 1L, 2L, 50L);
    }
  }

  @Test
  void columnsOfTheTableAreNotToBeHad() {
    ParallelScanRequest request = scan(10);
    request.setColumnsToGet(SearchTable.all());
    assertInvalid(() -> server.client().parallelScan(request));
  }

  @Test
  void sessionsThatAreOver() {
    String expired =
        "ScanQuery'session is expired, please retry ComputeSplitsRequest and ScanQuery.";
    for (String session : List.of("nonsense", "1.nonsense", "zz.z", "ffffffffffffffff.0")) {
      assertRefused(
          () ->
              server
                  .client()
                  .parallelScan(
                      scan(session.getBytes(StandardCharsets.UTF_8), QueryBuilders.matchAll(), 10)),
          400,
          "OTSSessionExpired",
          expired);
    }
    ParallelScanRequest request = scan(10);
    request.getScanQuery().setToken(new byte[] {9, 9});
    assertRefused(() -> server.client().parallelScan(request), 400, "OTSSessionExpired", expired);
  }

  /** What the first page sees, all pages see. */
  @Test
  void rowsThatComeLaterAreNotSeen() {
    SearchTable own = SearchTable.create(server.client()).index("i", field("k", FieldType.KEYWORD));
    for (int i = 0; i < 20; i++) {
      own.put(i, "k", "a");
    }
    own.await("i", 20);
    ParallelScanRequest request =
        scan(splits(own.name(), "i").getSessionId(), QueryBuilders.matchAll(), 10);
    request.setTableName(own.name());
    List<Long> keys = new ArrayList<>();
    ParallelScanResponse page = server.client().parallelScan(request);
    keys.addAll(SearchTable.keys(page.getRows()));
    for (int i = 20; i < 40; i++) {
      own.put(i, "k", "a");
      own.delete(i - 20);
    }
    own.await("i", QueryBuilders.matchAll(), 20);
    while (page.getNextToken() != null) {
      request.getScanQuery().setToken(page.getNextToken());
      page = server.client().parallelScan(request);
      keys.addAll(SearchTable.keys(page.getRows()));
    }
    assertThat(keys).containsExactlyInAnyOrderElementsOf(LongStream.range(0, 20).boxed().toList());
  }
}
