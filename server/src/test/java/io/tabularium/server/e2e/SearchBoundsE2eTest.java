/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static io.tabularium.server.e2e.Refusals.assertRefused;
import static io.tabularium.server.e2e.SearchTable.field;
import static io.tabularium.server.e2e.SearchTable.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.TableStoreException;
import com.alicloud.openservices.tablestore.model.ComputeSplitsRequest;
import com.alicloud.openservices.tablestore.model.RowPutChange;
import com.alicloud.openservices.tablestore.model.SearchIndexSplitsOptions;
import com.alicloud.openservices.tablestore.model.search.FieldType;
import com.alicloud.openservices.tablestore.model.search.ParallelScanRequest;
import com.alicloud.openservices.tablestore.model.search.ParallelScanResponse;
import com.alicloud.openservices.tablestore.model.search.ScanQuery;
import com.alicloud.openservices.tablestore.model.search.query.BoolQuery;
import com.alicloud.openservices.tablestore.model.search.query.Query;
import com.alicloud.openservices.tablestore.model.search.query.QueryBuilders;
import io.tabularium.server.testkit.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What keeps searches and scans from taking everything for themselves. */
class SearchBoundsE2eTest {
  private static final int ROWS = 20_000;

  /** Much work, so that requests sent together meet however fast the machine is. */
  private static final Duration SLOW = Duration.ofMillis(400);

  private static final int MOST_CLAUSES = 1_000;

  private static TestServer server;
  private static SyncClient client;
  private static SearchTable table;
  private static Query slow;

  @BeforeAll
  static void load() {
    server =
        TestServer.configured(
            """
            search:
              concurrent: 2
              commit-interval: 100ms
              refresh-interval: 20ms
            """);
    client = E2eServer.client(server.endpoint(), "bounds");
    table = SearchTable.create(client).index("i", field("k", FieldType.KEYWORD));
    table.putAll(rows(table, ROWS));
    table.await("i", ROWS);
    slow = slowQuery();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static List<RowPutChange> rows(SearchTable into, int count) {
    List<RowPutChange> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(into.row(SearchTable.key(i), "k", "%08d".formatted(i * 7_919L % 100_000_007L)));
    }
    return rows;
  }

  /** As many patterns as it takes: each is held against every word there is. */
  private static Query slowQuery() {
    Query query = null;
    for (int clauses = 125; clauses <= MOST_CLAUSES; clauses *= 2) {
      BoolQuery.Builder patterns = QueryBuilders.bool();
      for (int i = 0; i < clauses; i++) {
        patterns.should(QueryBuilders.wildcard("k", "*%d*%d*".formatted(i % 10, i)));
      }
      query = patterns.build();
      table.search("i", query(query)); // without what is done the first time only
      long begun = System.nanoTime();
      table.search("i", query(query));
      if (System.nanoTime() - begun > SLOW.toNanos()) {
        return query;
      }
    }
    return query;
  }

  /** Does the same several times at once; answers what was refused, "" for what was not. */
  private static List<String> together(int times, Callable<?> call) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(times);
    try {
      List<Future<String>> results = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        results.add(
            threads.submit(
                () -> {
                  try {
                    call.call();
                    return "";
                  } catch (TableStoreException e) {
                    return e.getHttpStatus() + " " + e.getErrorCode() + ": " + e.getMessage();
                  }
                }));
      }
      List<String> told = new ArrayList<>();
      for (Future<String> result : results) {
        told.add(result.get());
      }
      return told;
    } finally {
      threads.shutdown();
    }
  }

  private static ParallelScanRequest scan(SearchTable of, Query query, int limit) {
    ComputeSplitsRequest splits = new ComputeSplitsRequest();
    splits.setTableName(of.name());
    splits.setSplitsOptions(new SearchIndexSplitsOptions("i"));
    ScanQuery scan = new ScanQuery();
    scan.setQuery(query);
    scan.setLimit(limit);
    ParallelScanRequest request = new ParallelScanRequest();
    request.setTableName(of.name());
    request.setIndexName("i");
    request.setScanQuery(scan);
    request.setSessionId(client.computeSplits(splits).getSessionId());
    request.setColumnsToGet(SearchTable.named("k"));
    return request;
  }

  @Test
  void searchesBeyondThoseThatMayRunAreToldToComeAgain() throws Exception {
    List<String> told = together(16, () -> table.search("i", query(slow)));
    assertThat(told).contains("").contains("503 OTSServerBusy: Server is busy.");
    assertThat(Set.copyOf(told)).hasSize(2);
    assertThat(table.count("i", QueryBuilders.matchAll())).isEqualTo(ROWS);
  }

  @Test
  void oneWorkerOfAScanServesOneRequestAtATime() throws Exception {
    ParallelScanRequest request = scan(table, slow, 10);
    List<String> told = together(4, () -> client.parallelScan(request));
    assertThat(told)
        .contains("")
        .contains(
            "409 OTSRowOperationConflict: The parallel scan is serving another request of this"
                + " worker.");
    ParallelScanResponse page = client.parallelScan(request);
    assertThat(page.getRows()).as("the scan has not suffered").hasSize(10);
    request.getScanQuery().setToken(page.getNextToken());
    assertThat(SearchTable.keys(client.parallelScan(request).getRows()))
        .hasSize(10)
        .doesNotContainAnyElementsOf(SearchTable.keys(page.getRows()));
  }

  @Test
  void abandonedScansGiveTheirFilesBack() throws Exception {
    Set<Path> before = list(server.data().resolve("search"));
    SearchTable own = SearchTable.create(client).index("i", field("k", FieldType.KEYWORD));
    Set<Path> after = list(server.data().resolve("search"));
    after.removeAll(before);
    assertThat(after).hasSize(1);
    Path contents = after.iterator().next();
    own.putAll(rows(own, 1_000));
    own.await("i", 1_000);
    settled(contents);

    ParallelScanRequest request = scan(own, QueryBuilders.matchAll().build(), 10);
    request.getScanQuery().setAliveTime(60);
    ParallelScanResponse first = client.parallelScan(request);
    final Set<Path> scanned = settled(contents);
    List<RowPutChange> changed = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      changed.add(own.row(SearchTable.key(i), "k", "new"));
    }
    own.putAll(changed);
    own.await("i", QueryBuilders.term("k", "new"), 1_000);
    // Every row is in new files by now; what is left of the old ones is there for the scan.
    scanned.retainAll(settled(contents));
    assertThat(scanned).isNotEmpty();

    request.getScanQuery().setToken(first.getNextToken());
    request.getScanQuery().setAliveTime(1);
    ParallelScanResponse second = client.parallelScan(request);
    assertThat(second.getRows()).hasSize(10);
    assertThat(second.getRows())
        .extracting(row -> row.getLatestColumn("k").getValue().asString())
        .doesNotContain("new");
    await()
        .atMost(SearchTable.PATIENCE)
        .untilAsserted(() -> assertThat(segments(contents)).doesNotContainAnyElementsOf(scanned));
    request.getScanQuery().setToken(second.getNextToken());
    assertRefused(
        () -> client.parallelScan(request),
        400,
        "OTSSessionExpired",
        "ScanQuery'session is expired, please retry ComputeSplitsRequest and ScanQuery.");
  }

  private static Set<Path> list(Path directory) throws IOException {
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.collect(Collectors.toSet());
    }
  }

  /** The files with contents, once these have been left alone for a while. */
  private static Set<Path> settled(Path contents) throws IOException, InterruptedException {
    Set<Path> last = segments(contents);
    for (int quiet = 0; quiet < 10 || last.isEmpty(); quiet++) {
      Thread.sleep(150);
      Set<Path> now = segments(contents);
      if (!now.equals(last)) {
        quiet = 0;
      }
      last = now;
    }
    return last;
  }

  private static Set<Path> segments(Path contents) throws IOException {
    return list(contents).stream()
        .filter(path -> path.getFileName().toString().startsWith("_"))
        .collect(Collectors.toSet());
  }
}
