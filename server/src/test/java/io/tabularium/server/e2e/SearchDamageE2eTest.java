/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static io.tabularium.server.e2e.SearchTable.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.model.search.DescribeSearchIndexResponse;
import com.alicloud.openservices.tablestore.model.search.FieldType;
import com.alicloud.openservices.tablestore.model.search.query.QueryBuilders;
import io.tabularium.server.testkit.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of the contents of an index does not matter: they can be made again. */
class SearchDamageE2eTest {
  @TempDir Path data;

  private SearchTable load(SyncClient client) {
    SearchTable table =
        SearchTable.create(client)
            .index("i", field("k", FieldType.KEYWORD), field("l", FieldType.LONG));
    for (int i = 0; i < 200; i++) {
      table.put(i, "k", "k" + i % 7, "l", i);
    }
    return table.await("i", 200);
  }

  private static void answersAgain(SearchTable table, SyncClient client) {
    SearchTable again = table.through(client);
    await()
        .atMost(SearchTable.PATIENCE)
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              assertThat(again.count("i", QueryBuilders.matchAll())).isEqualTo(200);
              assertThat(again.describe("i").getIndexStatus().indexStatusEnum)
                  .isEqualTo(DescribeSearchIndexResponse.IndexStatusEnum.RUNNING);
            });
    assertThat(again.count("i", QueryBuilders.term("k", "k3"))).isEqualTo(29);
    again.put(1000, "k", "new", "l", 1);
    again.await("i", QueryBuilders.term("k", "new"), 1);
    again.delete(1000);
    again.await("i", QueryBuilders.term("k", "new"), 0);
  }

  @Test
  void damagedFilesAreNoticedAndMadeAnew() throws IOException {
    SearchTable table;
    try (TestServer server = TestServer.start(data)) {
      SyncClient client = E2eServer.client(server.endpoint(), "damage");
      table = load(client);
    }
    for (Path file : files(data.resolve("search"))) {
      if (!file.getFileName().toString().endsWith(".lock")) {
        byte[] bytes = Files.readAllBytes(file);
        for (int i = bytes.length / 3; i < bytes.length; i += 5) {
          bytes[i] ^= 0x55;
        }
        Files.write(file, bytes);
      }
    }
    try (TestServer server = TestServer.start(data)) {
      answersAgain(table, E2eServer.client(server.endpoint(), "damage"));
      assertThat(server.get("/metrics")).containsPattern("tabularium_search_rebuilds 1.0");
    }
  }

  /** As after a restore from a backup, which has the rows only. */
  @Test
  void missingFilesAreMadeAnew() throws IOException {
    SearchTable table;
    try (TestServer server = TestServer.start(data)) {
      table = load(E2eServer.client(server.endpoint(), "damage"));
    }
    try (Stream<Path> paths = Files.walk(data.resolve("search"))) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
    try (TestServer server = TestServer.start(data)) {
      answersAgain(table, E2eServer.client(server.endpoint(), "damage"));
    }
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      return paths.filter(Files::isRegularFile).toList();
    }
  }
}
