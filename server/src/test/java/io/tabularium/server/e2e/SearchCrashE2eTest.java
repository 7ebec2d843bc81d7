/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static io.tabularium.server.e2e.SearchTable.field;
import static io.tabularium.server.e2e.SearchTable.query;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.ClientException;
import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.TableStoreException;
import com.alicloud.openservices.tablestore.model.Column;
import com.alicloud.openservices.tablestore.model.Direction;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.PrimaryKeyColumn;
import com.alicloud.openservices.tablestore.model.PrimaryKeyValue;
import com.alicloud.openservices.tablestore.model.RangeIteratorParameter;
import com.alicloud.openservices.tablestore.model.Row;
import com.alicloud.openservices.tablestore.model.RowPutChange;
import com.alicloud.openservices.tablestore.model.search.FieldType;
import com.alicloud.openservices.tablestore.model.search.IndexSchema;
import com.alicloud.openservices.tablestore.model.search.SearchQuery;
import com.alicloud.openservices.tablestore.model.search.SearchRequest;
import com.alicloud.openservices.tablestore.model.search.UpdateSearchIndexRequest;
import com.alicloud.openservices.tablestore.model.search.query.QueryBuilders;
import com.alicloud.openservices.tablestore.model.search.sort.PrimaryKeySort;
import io.tabularium.server.testkit.TabulariumProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server is killed at random while indexes are filled, fed, committed, extended and exchanged.
 * After each crash every index comes to have exactly what its table has.
 */
class SearchCrashE2eTest {
  private static final int CRASHES = 4;
  private static final int KEYS = 3000;

  @TempDir Path data;

  private final long seed = Long.getLong("crash.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  @Tag("slow")
  void indexesAgreeWithTheirTableAfterEveryCrash() throws Exception {
    System.out.println("Search crashes: -Dcrash.seed=" + seed);
    SearchTable table = null;
    for (int crash = 0; crash <= CRASHES; crash++) {
      try (TabulariumProcess process = E2eServer.process(data)) {
        SyncClient client = E2eServer.client(process.endpoint(), "crash");
        if (table == null) {
          table = SearchTable.create(client);
          table.putAll(rows(table, KEYS));
          table.index("main", schema(false));
        } else {
          table = table.through(client);
          agrees(client, table);
        }
        if (crash < CRASHES) {
          changeUntilKilled(process, client, table, crash);
        } else {
          assertThat(process.terminate()).as("ends cleanly in the end").isZero();
        }
      }
    }
  }

  private static IndexSchema schema(boolean more) {
    IndexSchema schema = new IndexSchema();
    schema.setFieldSchemas(
        more
            ? List.of(field("k", FieldType.KEYWORD), field("l", FieldType.LONG))
            : List.of(field("k", FieldType.KEYWORD)));
    return schema;
  }

  private List<RowPutChange> rows(SearchTable table, int count) {
    List<RowPutChange> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(table.row(SearchTable.key(i), "k", "k" + random.nextInt(50), "l", i));
    }
    return rows;
  }

  /** Writes, and now and then changes the indexes, until the server is gone. */
  private void changeUntilKilled(
      TabulariumProcess process, SyncClient client, SearchTable table, int round)
      throws InterruptedException {
    int patience = 300 + random.nextInt(1500);
    Thread killer =
        new Thread(
            () -> {
              try {
                TimeUnit.MILLISECONDS.sleep(patience);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              process.kill();
            });
    killer.start();
    try {
      switch (round) {
        case 1 -> {
          UpdateSearchIndexRequest request = new UpdateSearchIndexRequest(table.name(), "main");
          request.setAddedFieldSchemas(List.of(field("l", FieldType.LONG)));
          client.updateSearchIndex(request);
        }
        case 2 ->
            table.index(
                "main_reindex", schema(true), request -> request.setSourceIndexName("main"));
        case 3 -> {
          UpdateSearchIndexRequest request = new UpdateSearchIndexRequest(table.name(), "main");
          request.setSwitchIndexName("main_reindex");
          client.updateSearchIndex(request);
        }
        default -> {}
      }
      while (true) {
        int key = random.nextInt(KEYS);
        if (random.nextInt(4) == 0) {
          table.delete(key);
        } else {
          table.put(key, "k", "k" + random.nextInt(50), "l", random.nextInt());
        }
      }
    } catch (ClientException expected) {
      // The server is gone; whether it did this last thing is not known.
    }
    killer.join();
  }

  private static void agrees(SyncClient client, SearchTable table) {
    List<String> indexes = table.indexes();
    assertThat(indexes).contains("main");
    Map<Long, String> expected = inTable(client, table);
    for (String index : indexes) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(100))
          // An index that was killed before its first commit is filled again first.
          .ignoreExceptionsMatching(SearchCrashE2eTest::isNotReady)
          .untilAsserted(() -> assertThat(inIndex(client, table, index)).isEqualTo(expected));
    }
  }

  private static boolean isNotReady(Throwable refusal) {
    return refusal instanceof TableStoreException refused
        && refused.getErrorCode().equals("OTSPartitionUnavailable");
  }

  private static Map<Long, String> inTable(SyncClient client, SearchTable table) {
    RangeIteratorParameter range = new RangeIteratorParameter(table.name());
    range.setInclusiveStartPrimaryKey(bound(PrimaryKeyValue.INF_MIN));
    range.setExclusiveEndPrimaryKey(bound(PrimaryKeyValue.INF_MAX));
    range.setDirection(Direction.FORWARD);
    range.setMaxVersions(1);
    range.addColumnsToGet(List.of("pk", "k"));
    return read(client.createRangeIterator(range));
  }

  private static PrimaryKey bound(PrimaryKeyValue value) {
    return new PrimaryKey(new PrimaryKeyColumn[] {new PrimaryKeyColumn("pk", value)});
  }

  private static Map<Long, String> inIndex(SyncClient client, SearchTable table, String index) {
    SearchQuery query = query(QueryBuilders.matchAll()).setLimit(1000);
    query.setSort(SearchTable.sort(new PrimaryKeySort()));
    SearchRequest request = new SearchRequest(table.name(), index, query);
    request.setColumnsToGet(SearchTable.named("k"));
    return read(client.createSearchIterator(request));
  }

  private static Map<Long, String> read(Iterator<Row> rows) {
    Map<Long, String> found = new TreeMap<>();
    while (rows.hasNext()) {
      Row row = rows.next();
      Column k = row.getLatestColumn("k");
      long key = row.getPrimaryKey().getPrimaryKeyColumn(0).getValue().asLong();
      assertThat(found.put(key, k == null ? "" : k.getValue().asString())).isNull();
    }
    return found;
  }
}
