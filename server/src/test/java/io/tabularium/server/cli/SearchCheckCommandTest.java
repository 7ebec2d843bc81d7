/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.model.ColumnValue;
import com.alicloud.openservices.tablestore.model.CreateTableRequest;
import com.alicloud.openservices.tablestore.model.PrimaryKeyBuilder;
import com.alicloud.openservices.tablestore.model.PrimaryKeyType;
import com.alicloud.openservices.tablestore.model.PrimaryKeyValue;
import com.alicloud.openservices.tablestore.model.PutRowRequest;
import com.alicloud.openservices.tablestore.model.RowPutChange;
import com.alicloud.openservices.tablestore.model.TableMeta;
import com.alicloud.openservices.tablestore.model.TableOptions;
import com.alicloud.openservices.tablestore.model.search.CreateSearchIndexRequest;
import com.alicloud.openservices.tablestore.model.search.FieldSchema;
import com.alicloud.openservices.tablestore.model.search.FieldType;
import com.alicloud.openservices.tablestore.model.search.SearchQuery;
import com.alicloud.openservices.tablestore.model.search.SearchRequest;
import com.alicloud.openservices.tablestore.model.search.query.QueryBuilders;
import io.tabularium.engine.row.KeyCodec;
import io.tabularium.model.ByteSlice;
import io.tabularium.model.Cell;
import io.tabularium.model.KeyColumnSchema;
import io.tabularium.model.KeyType;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeyColumn;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.Value;
import io.tabularium.search.Document;
import io.tabularium.search.DocumentChange;
import io.tabularium.search.SearchEngine;
import io.tabularium.search.SearchIndex;
import io.tabularium.search.schema.IndexSchema;
import io.tabularium.server.DataDirectory;
import io.tabularium.server.config.ServerSettings;
import io.tabularium.server.testkit.CommandResult;
import io.tabularium.server.testkit.TabulariumProcess;
import io.tabularium.server.testkit.TestServer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Search indexes compared with their tables by the command line, while no server runs. */
final class SearchCheckCommandTest {
  private static final long INDEX_ID = 1;

  @TempDir Path data;

  private CommandResult check(String... options) {
    return CommandResult.of("check", data, options);
  }

  private static void create(SyncClient client) {
    TableMeta meta = new TableMeta("people");
    meta.addPrimaryKeyColumn("id", PrimaryKeyType.STRING);
    client.createTable(new CreateTableRequest(meta, new TableOptions(-1, 1)));
    com.alicloud.openservices.tablestore.model.search.IndexSchema schema =
        new com.alicloud.openservices.tablestore.model.search.IndexSchema();
    schema.setFieldSchemas(List.of(new FieldSchema("city", FieldType.KEYWORD)));
    CreateSearchIndexRequest request = new CreateSearchIndexRequest("people", "cities");
    request.setIndexSchema(schema);
    client.createSearchIndex(request);
  }

  private static void put(SyncClient client, String id, String city) {
    client.putRow(
        new PutRowRequest(
            new RowPutChange(
                    "people",
                    PrimaryKeyBuilder.createPrimaryKeyBuilder()
                        .addPrimaryKeyColumn("id", PrimaryKeyValue.fromString(id))
                        .build())
                .addColumn("city", ColumnValue.fromString(city))));
  }

  private static void awaitRows(SyncClient client, long rows) {
    SearchQuery all = new SearchQuery();
    all.setQuery(QueryBuilders.matchAll().build());
    all.setLimit(0);
    all.setTrackTotalCount(SearchQuery.TRACK_TOTAL_COUNT);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(
                        client.search(new SearchRequest("people", "cities", all)).getTotalCount())
                    .isEqualTo(rows));
  }

  /** A server that has run and stopped, with three rows; answers the schema of the index. */
  private IndexSchema load() {
    try (TestServer server = TestServer.start(data)) {
      SyncClient client = server.client("demo");
      create(client);
      for (String id : List.of("a", "b", "c")) {
        put(client, id, "Rome");
      }
      awaitRows(client, 3);
      client.shutdown();
      return server.server().engine().searchIndexes().describe("demo", "people", "cities").schema();
    }
  }

  private static Document document(String id, String city) {
    PrimaryKey key = PrimaryKey.of(new PrimaryKeyColumn("id", Value.string(id)));
    return new Document(
        ByteSlice.of(KeyCodec.encode(key)), key, List.of(Cell.put("city", Value.string(city))));
  }

  /** Does to the index what no server does: one row too few, one too many, one that is wrong. */
  private void spoil(IndexSchema schema) throws IOException {
    DataDirectory directory = new DataDirectory(data);
    try (Closeable lock = directory.lock();
        SearchEngine search = directory.openSearch(ServerSettings.defaults().withData(data));
        SearchIndex index =
            search.open(
                INDEX_ID, PrimaryKeySchema.of(KeyColumnSchema.of("id", KeyType.STRING)), schema)) {
      index.apply(
          List.of(
              new DocumentChange.Delete(document("a", "Rome").rowKey()),
              new DocumentChange.Upsert(document("b", "Bari")),
              new DocumentChange.Upsert(document("ghost", "Rome"))));
      index.commit(index.committedPosition());
    }
  }

  private static void erase(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Test
  void differencesArePrintedBothWays() throws IOException {
    IndexSchema schema = load();
    CommandResult same = check("--table", "people", "--instance", "demo");
    assertThat(same.exit()).as(same.errors()).isZero();
    assertThat(same.lines())
        .containsExactly(
            "demo/people has no secondary index.",
            "Search index demo/people/cities (1): 3 rows in the table, 3 in the index, no"
                + " difference.",
            "Every index holds what its table says.");

    spoil(schema);
    for (int run = 0; run < 2; run++) {
      CommandResult spoilt = check();
      assertThat(spoilt.exit()).as(spoilt.errors()).isEqualTo(CheckCommand.DIFFERENT);
      assertThat(spoilt.lines())
          .containsExactly(
              "Search index demo/people/cities (1): 3 rows in the table, 3 in the index, 3"
                  + " differences.",
              "The index lacks (id=a).",
              "The index has another state of (id=b).",
              "The table lacks (id=ghost).",
              "Differences found: 3.");
    }
    assertThat(check("--instance", "other").exit()).isZero();
  }

  @Test
  void whatHasToBeMadeAnewIsADifference() throws IOException {
    load();
    Path contents = data.resolve("search").resolve("index-" + INDEX_ID);
    try (Stream<Path> files = Files.list(contents)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".cfs")).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
      }
    }
    CommandResult damaged = check();
    assertThat(damaged.exit()).as(damaged.errors()).isEqualTo(CheckCommand.DIFFERENT);
    assertThat(damaged.lines().get(0))
        .startsWith("Search index demo/people/cities (1) is damaged")
        .endsWith("; a server makes it anew from its table.");

    erase(contents);
    CommandResult gone = check();
    assertThat(gone.exit()).isEqualTo(CheckCommand.DIFFERENT);
    assertThat(gone.lines())
        .containsExactly(
            "Search index demo/people/cities (1) has no contents; a server makes it anew from its"
                + " table.",
            "Differences found: 1.");
    assertThat(contents).as("a check makes nothing").doesNotExist();

    try (TestServer server = TestServer.start(data)) {
      SyncClient client = server.client("demo");
      awaitRows(client, 3);
      client.shutdown();
    }
    assertThat(check().exit()).isZero();
  }

  /** Killed, an index lacks what had not been committed, which is in the table's changes. */
  @Test
  void whatAServerWouldCatchUpWithIsNone() {
    try (TabulariumProcess process = TabulariumProcess.server(data, "--durability", "sync")) {
      SyncClient client = process.client("demo");
      create(client);
      for (int i = 0; i < 50; i++) {
        put(client, "k" + i % 40, "city" + i);
      }
      awaitRows(client, 40);
      process.kill();
      client.shutdown();
    }
    CommandResult result = check();
    assertThat(result.exit()).as(result.errors()).isZero();
    assertThat(result.lines())
        .contains(
            "Search index demo/people/cities (1): 40 rows in the table, 40 in the index, no"
                + " difference.");
  }
}
