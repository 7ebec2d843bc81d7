/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.TableStoreException;
import com.alicloud.openservices.tablestore.model.DeleteTableRequest;
import io.tabularium.server.testkit.Rows;
import io.tabularium.server.testkit.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The assembled server, seen by an official client and by an operator. */
final class ServerTest {
  @TempDir Path directory;

  @Test
  void keepsItsDataWhenStartedAgain() {
    try (TestServer server = TestServer.start(directory)) {
      SyncClient client = server.client("demo");
      Rows.createTable(client, "notes");
      Rows.put(client, "notes", "a", "kept");
      client.shutdown();
    }
    try (TestServer server = TestServer.start(directory)) {
      SyncClient client = server.client("demo");
      assertThat(Rows.get(client, "notes", "a")).isEqualTo("kept");
      client.shutdown();
    }
  }

  @Test
  void inDevelopmentModeInstancesAppearOnFirstUse() {
    try (TestServer server = TestServer.start()) {
      SyncClient one = server.client("one");
      SyncClient other = server.client("other");
      Rows.createTable(one, "notes");
      assertThat(one.listTable().getTableNames()).containsExactly("notes");
      assertThat(other.listTable().getTableNames()).isEmpty();
      one.shutdown();
      other.shutdown();
    }
  }

  @Test
  void inDevelopmentModeWebPagesAreRefused() throws Exception {
    try (TestServer server = TestServer.start()) {
      HttpResponse<String> reply =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(server.endpoint()).resolve("/ListTable"))
                      .header("Origin", "http://evil.example")
                      .POST(HttpRequest.BodyPublishers.noBody())
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(reply.statusCode()).isEqualTo(403);
      assertThat(reply.body()).contains("web pages are refused");
    }
  }

  @Test
  void configuredKeysMayDoWhatTheyWereGrantedAndNoMore() {
    String yaml =
        """
        instances: [prod, test]
        access-keys:
          - {id: boss, secret: b, grants: [{allow: [read, write, admin]}]}
          - {id: app, secret: a, grants: [{instance: prod, tables: "order*", allow: [read, write]}]}
          - {id: old, secret: o, enabled: false, grants: [{allow: [read]}]}
        """;
    try (TestServer server = TestServer.configured(yaml)) {
      SyncClient boss = new SyncClient(server.endpoint(), "boss", "b", "prod");
      SyncClient app = new SyncClient(server.endpoint(), "app", "a", "prod");
      Rows.createTable(boss, "orders");
      Rows.createTable(boss, "salaries");

      Rows.put(app, "orders", "1", "one");
      assertThat(Rows.get(app, "orders", "1")).isEqualTo("one");
      refuses(() -> Rows.get(app, "salaries", "1"), "OTSNoPermissionAccess");
      refuses(() -> Rows.put(app, "salaries", "1", "x"), "OTSNoPermissionAccess");
      refuses(() -> app.deleteTable(new DeleteTableRequest("orders")), "OTSNoPermissionAccess");

      refuses(as(server, "app", "a", "test"), "OTSAuthFailed");
      refuses(as(server, "boss", "b", "nowhere"), "OTSAuthFailed");
      refuses(as(server, "old", "o", "prod"), "OTSAuthFailed");
      refuses(as(server, "boss", "wrong", "prod"), "OTSAuthFailed");
      refuses(as(server, "tabularium", "tabularium", "prod"), "OTSAuthFailed");
      boss.shutdown();
      app.shutdown();
    }
  }

  private static ThrowingCallable as(TestServer server, String id, String secret, String instance) {
    return () -> {
      SyncClient client = new SyncClient(server.endpoint(), id, secret, instance);
      try {
        client.listTable();
      } finally {
        client.shutdown();
      }
    };
  }

  private static void refuses(ThrowingCallable action, String code) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(
            TableStoreException.class, e -> assertThat(e.getErrorCode()).isEqualTo(code));
  }

  @Test
  void measuresRequestsStorageAndItself() {
    try (TestServer server = TestServer.start()) {
      SyncClient client = server.client("demo");
      Rows.createTable(client, "notes");
      Rows.put(client, "notes", "a", "x");
      assertThat(Rows.get(client, "notes", "a")).isEqualTo("x");
      assertThatThrownBy(() -> Rows.get(client, "none", "a"))
          .isInstanceOf(TableStoreException.class);
      client.shutdown();

      String metrics = server.get("/metrics");
      assertThat(metrics.lines())
          .contains(
              "tabularium_requests_total{code=\"OK\",operation=\"PutRow\"} 1.0",
              "tabularium_requests_total{code=\"OK\",operation=\"GetRow\"} 1.0",
              "tabularium_requests_total{code=\"OTSObjectNotExist\",operation=\"GetRow\"} 1.0",
              "tabularium_request_duration_seconds_count{operation=\"GetRow\"} 2",
              "tabularium_request_duration_seconds_bucket{operation=\"PutRow\",le=\"+Inf\"} 1");
      assertThat(value(metrics, "tabularium_request_bytes_total{operation=\"PutRow\"}"))
          .isPositive();
      assertThat(value(metrics, "tabularium_reply_bytes_total{operation=\"GetRow\"}")).isPositive();
      assertThat(value(metrics, "rocksdb_wal_syncs_total")).isPositive();
      for (String name :
          List.of(
              "tabularium_build",
              "tabularium_connections",
              "tabularium_requests_in_flight",
              "tabularium_requests_queued",
              "tabularium_in_flight_bytes",
              "rocksdb_memtable_bytes",
              "rocksdb_level0_files",
              "rocksdb_compaction_pending_bytes",
              "rocksdb_cache_bytes",
              "rocksdb_stall_seconds_total",
              "rocksdb_wal_sync_seconds_total",
              "jvm_memory_used_bytes",
              "jvm_gc_",
              "jvm_threads_live_threads",
              "process_cpu_usage",
              "process_uptime_seconds",
              "process_files_open_files")) {
        assertThat(metrics).contains("\n" + name);
      }
    }
  }

  private static double value(String metrics, String series) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + series + " in\n" + metrics));
  }

  @Test
  void isHealthy() {
    try (TestServer server = TestServer.start()) {
      assertThat(server.get("/healthz")).isEqualTo("ok\n");
    }
  }

  @Test
  void releasesEverythingWhenItCannotStart() {
    try (TestServer server = TestServer.start(directory.resolve("a"))) {
      String taken = server.endpoint().substring("http://".length());
      assertThatThrownBy(
              () ->
                  TestServer.start(
                      directory.resolve("b"),
                      settings ->
                          settings.withListen(
                              io.tabularium.server.config.Keys.LISTEN.kind().read("listen", taken)),
                      java.time.Clock.systemUTC()))
          .isInstanceOf(StartupException.class)
          .hasMessageContaining(taken);
    }
    try (TestServer again = TestServer.start(directory.resolve("b"))) {
      assertThat(again.get("/healthz")).isEqualTo("ok\n");
    }
  }

  @Test
  void releasesEverythingWhenItCannotNoteWhereItIsAdministered() throws IOException {
    Path inTheWay = Files.createDirectories(directory.resolve("admin.address").resolve("x"));
    assertThatThrownBy(() -> TestServer.start(directory))
        .isInstanceOf(StartupException.class)
        .hasMessageStartingWith("The data directory " + directory + " cannot be written: ");
    Files.delete(inTheWay);
    Files.delete(inTheWay.getParent());
    try (TestServer again = TestServer.start(directory)) {
      assertThat(again.get("/healthz")).isEqualTo("ok\n");
    }
  }

  @Test
  void whatItMakesIsForItsOwnUserOnly() throws IOException {
    Path data = directory.resolve("deep").resolve("data");
    try (TestServer server = TestServer.start(data)) {
      assertThat(permissions(data)).isEqualTo("rwx------");
      Path note = data.resolve("admin.address");
      assertThat(permissions(note)).isEqualTo("rw-------");
      List<String> lines = Files.readAllLines(note);
      assertThat(lines).hasSize(2);
      assertThat(lines.get(0)).isEqualTo(server.admin());
      assertThat(lines.get(1)).matches("token=[0-9a-f]{64}");
    }
    assertThat(data.resolve("admin.address")).doesNotExist();
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void whatACrashLeftOfTheNoteIsReplaced() throws IOException {
    Path stale = Files.writeString(directory.resolve("admin.address.new"), "stale");
    Files.setPosixFilePermissions(stale, PosixFilePermissions.fromString("rw-rw-rw-"));
    try (TestServer server = TestServer.start(directory)) {
      Path note = directory.resolve("admin.address");
      assertThat(Files.readAllLines(note)).first().isEqualTo(server.admin());
      assertThat(permissions(note)).isEqualTo("rw-------");
    }
  }

  @Test
  void closingTwiceIsHarmless() {
    TestServer server = TestServer.start(directory);
    server.close();
    server.close();
  }
}
