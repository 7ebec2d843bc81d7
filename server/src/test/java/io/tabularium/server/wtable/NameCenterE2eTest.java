/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.wtable;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tabularium.client.wtable.Key;
import io.tabularium.client.wtable.SetArgs;
import io.tabularium.client.wtable.WTable;
import io.tabularium.client.wtable.WTableClient;
import io.tabularium.client.wtable.WTableException;
import io.tabularium.names.ProxyAddress;
import io.tabularium.names.Registry;
import io.tabularium.names.RegistryProvider;
import io.tabularium.names.etcd.testkit.EtcdServer;
import io.tabularium.server.config.ConfigException;
import io.tabularium.server.testkit.TabulariumProcess;
import io.tabularium.server.testkit.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that find each other in a real etcd, and clients that find them. */
final class NameCenterE2eTest {
  private static final AtomicInteger PREFIXES = new AtomicInteger();
  private static final long BID = 10086;

  private static EtcdServer etcd;

  @TempDir private Path directory;
  private final String prefix = "/e2e/" + PREFIXES.incrementAndGet() + "/";
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  @AfterEach
  void closeAll() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }

  @AfterAll
  static void stop() {
    if (etcd != null) {
      etcd.close();
    }
  }

  private static EtcdServer etcd() {
    if (etcd == null) {
      etcd = EtcdServer.start();
    }
    return etcd;
  }

  private <T extends AutoCloseable> T opened(T resource) {
    opened.push(resource);
    return resource;
  }

  private String yaml() {
    return String.join(
        "\n",
        "wtable:",
        "  listen: 127.0.0.1:0",
        "  businesses:",
        "    - {id: 10086, database: 3, password: secret}",
        "name-center:",
        "  etcd: [\"" + etcd().endpoint() + "\"]",
        "  prefix: " + prefix,
        "  lease: 2s",
        "");
  }

  private TestServer server() {
    return opened(TestServer.configured(yaml()));
  }

  private static HttpResponse<String> get(TestServer server, String path) {
    return TestServer.send(HttpRequest.newBuilder(URI.create(server.admin() + path)).build());
  }

  private static String list(TestServer server) {
    return get(server, "/names/" + BID).body();
  }

  private static void awaitList(TestServer asked, boolean degraded, String... servers) {
    String proxies = String.join("\",\"", List.of(servers).stream().sorted().toList());
    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(
            () ->
                assertThat(list(asked))
                    .contains("\"degraded\":" + degraded + ",\"proxies\":[\"" + proxies + "\"]"));
  }

  private static String address(TestServer server) {
    return server.server().wtableAddress();
  }

  @Test
  void serversFindEachOther() {
    TestServer first = server();
    TestServer second = server();
    awaitList(first, false, address(first), address(second));
    awaitList(second, false, address(first), address(second));
    assertThat(list(first)).as("the same list, the same version").isEqualTo(list(second));
    assertThat(get(first, "/names/7").statusCode()).isEqualTo(404);
    assertThat(first.get("/metrics"))
        .contains("tabularium_names_businesses 1.0")
        .contains("tabularium_names_degraded 0.0")
        .contains("tabularium_names_servers 2.0")
        .contains("tabularium_names_servers_bad 0.0")
        .contains("tabularium_names_waiting 0.0")
        .contains("tabularium_names_changes_total ")
        .contains("tabularium_names_turned_away_total 0.0")
        .contains("tabularium_names_entered 1.0")
        .contains("tabularium_names_entries_total 1.0")
        .contains("tabularium_names_following 1.0")
        .contains("tabularium_names_interruptions_total 0.0")
        .containsPattern("tabularium_names_lease_seconds [012][.][0-9]");
    second.close();
    opened.remove(second);
    awaitList(first, false, address(first));
  }

  @Test
  void aServerThatIsKilledVanishes() throws IOException {
    TestServer first = server();
    Path configuration = directory.resolve("second.yaml");
    Files.writeString(configuration, yaml().replaceFirst("(?m)^  etcd: .*\n", ""));
    TabulariumProcess second =
        opened(
            TabulariumProcess.server(
                directory.resolve("data"),
                "--config",
                configuration.toString(),
                "--name-center",
                etcd().endpoint()));
    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> list(first).contains(",\"127.0.0.1:"));
    second.kill();
    awaitList(first, false, address(first));
  }

  @Test
  void aServerThatDoesNotAnswerIsLeftOutUntilItDoes() throws Exception {
    TestServer first = server();
    AtomicBoolean answering = new AtomicBoolean();
    try (ServerSocket other = new ServerSocket()) {
      other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      Thread thread = new Thread(() -> echo(other, answering), "proxy");
      thread.setDaemon(true);
      thread.start();
      String its = "127.0.0.1:" + other.getLocalPort();
      register(its);
      awaitList(first, false, address(first), its);
      awaitList(first, false, address(first));
      answering.set(true);
      awaitList(first, false, address(first), its);
    }
  }

  private void register(String address) {
    Registry registry =
        opened(
            ServiceLoader.load(RegistryProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals("etcd"))
                .findFirst()
                .orElseThrow()
                .open(
                    new RegistryProvider.Settings(
                        List.of(etcd().endpoint()), prefix, Duration.ofSeconds(2), null, null)));
    registry.register(Set.of(BID), ProxyAddress.parse(address));
  }

  /** Accepts everyone, and gives back what it is sent if it shall answer. */
  private static void echo(ServerSocket listening, AtomicBoolean answering) {
    while (!listening.isClosed()) {
      try (Socket socket = listening.accept()) {
        byte[] ping = socket.getInputStream().readNBytes(15);
        if (answering.get()) {
          socket.getOutputStream().write(ping);
        }
      } catch (IOException e) {
        // The next one.
      }
    }
  }

  @Test
  void clientsFollowTheServers() {
    TestServer first = server();
    TestServer second = server();
    awaitList(first, false, address(first), address(second));
    WTableClient client =
        opened(
            WTableClient.builder()
                .nameCenter(first.admin(), second.admin())
                .bid(BID)
                .password("secret")
                .timeout(Duration.ofSeconds(20))
                .build());
    WTable db = client.database();
    Key key = Key.of(1, "row", "column");
    db.set(key, "v".getBytes(UTF_8));
    awaitServers(client, address(first), address(second));
    first.close();
    opened.remove(first);
    for (int i = 0; i < 50; i++) {
      var unused = db.get(key);
    }
    awaitServers(client, address(second));
    TestServer third = server();
    awaitServers(client, address(second), address(third));
    db.set(key, "v".getBytes(UTF_8));
  }

  private static void awaitServers(WTableClient client, String... servers) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> assertThat(client.servers()).containsExactlyInAnyOrder(servers));
  }

  /** The server takes 100 keys at most from a connection that has named its business. */
  @Test
  void aBusinessHasItsDatabaseAndAnyNumberOfKeys() {
    TestServer alone =
        opened(
            TestServer.configured(
                "wtable:\n  listen: 127.0.0.1:0\n  admin-password: root\n  businesses:\n"
                    + "    - {id: 10086, database: 3, password: secret}\n"));
    WTableClient business =
        opened(
            WTableClient.builder()
                .nameCenter(alone.admin())
                .bid(BID)
                .password("secret")
                .timeout(Duration.ofSeconds(20))
                .build());
    WTableClient admin =
        opened(WTableClient.builder().address(address(alone)).password("root").build());
    List<SetArgs> records =
        IntStream.range(0, 250)
            .mapToObj(i -> SetArgs.of(Key.of(1, "row", "c" + i), "v", i))
            .toList();
    assertThat(business.database().mSet(records)).allMatch(reply -> reply.errCode() == 0);
    assertThat(admin.database(3).get(Key.of(1, "row", "c249")).score()).isEqualTo(249);
    assertThatThrownBy(() -> business.database(4).get(Key.of(1, "row", "c")))
        .isInstanceOf(WTableException.class)
        .hasMessageContaining("-12");
    WTableClient stranger =
        opened(WTableClient.builder().address(address(alone)).bid(BID).password("guess").build());
    assertThatThrownBy(() -> stranger.database().get(Key.of(1, "row", "c")))
        .isInstanceOf(WTableException.class)
        .hasMessageContaining("-11");
  }

  @Test
  void whoseBusinessIsUnknownIsToldSo() {
    TestServer alone =
        opened(
            TestServer.configured("wtable:\n  listen: 127.0.0.1:0\nname-center:\n  bids: [7]\n"));
    assertThat(get(alone, "/names/7").body())
        .contains("\"bid\":7,")
        .contains("\"degraded\":false,\"proxies\":[\"" + address(alone) + "\"]");
    assertThat(get(alone, "/names/8").statusCode()).isEqualTo(404);
    assertThat(alone.get("/metrics"))
        .contains("tabularium_names_servers 1.0")
        .doesNotContain("tabularium_names_lease");
  }

  @Test
  void aRegistryThatCannotBeReachedIsNoReasonNotToStart() {
    TestServer lonely =
        opened(
            TestServer.configured(
                "wtable:\n  listen: 127.0.0.1:0\n"
                    + "name-center:\n  bids: [7]\n  etcd: [\"http://127.0.0.1:1\"]\n"));
    assertThat(get(lonely, "/names/7").statusCode()).isEqualTo(503);
    assertThat(get(lonely, "/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void withoutARegistryNothingOfEtcdIsLoaded() throws IOException {
    Path classes = directory.resolve("classes");
    try (TabulariumProcess server =
        TabulariumProcess.run(
            Map.of(),
            List.of("-Xlog:class+load:file=" + classes),
            "server",
            "--data",
            directory.resolve("data").toString(),
            "--listen",
            "127.0.0.1:0",
            "--admin",
            "127.0.0.1:0",
            "--wtable",
            "127.0.0.1:0")) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> server.output().contains("is ready at"));
      assertThat(server.terminate()).isZero();
    }
    String loaded = Files.readString(classes);
    assertThat(loaded).contains("io.tabularium.names.NameCenter ");
    assertThat(loaded).doesNotContain("io.etcd.", "io.grpc.", "io.vertx.", "names.etcd.");
  }

  @Test
  void contradictionsAreRefused() {
    assertThatThrownBy(
            () ->
                TestServer.configured(
                    "wtable:\n  listen: 127.0.0.1:0\n"
                        + "name-center:\n  etcd: [\"http://127.0.0.1:1\"]\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("name-center.bids");
    assertThatThrownBy(
            () ->
                TestServer.configured(
                    "wtable:\n  listen: 0.0.0.0:0\n  admin-password: x\n"
                        + "name-center:\n  bids: [7]\n  etcd: [\"http://127.0.0.1:1\"]\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("name-center.advertise");
    assertThatThrownBy(() -> TestServer.configured("name-center:\n  etcd: [\"127.0.0.1:1\"]\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("URL");
    assertThatThrownBy(() -> TestServer.configured("name-center:\n  user: x\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("password");
  }
}
