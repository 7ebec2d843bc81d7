/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tabularium.names.NameCenter;
import io.tabularium.names.ProxyAddress;
import io.tabularium.names.Registry;
import io.tabularium.server.testkit.TestServer;
import io.tabularium.storage.StorageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The administration listener by itself. */
final class AdminServerTest {
  private static final String TOKEN = "0123456789abcdef";

  private final Health health = new Health();
  private final AtomicReference<Backups> backups = new AtomicReference<>();
  private final AtomicReference<Checks> checks = new AtomicReference<>();
  private final AtomicReference<Partitionings> partitionings = new AtomicReference<>();
  private final AtomicReference<NameCenter> names = new AtomicReference<>();
  private AdminServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        AdminServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            health,
            () -> "some_metric 1\n",
            TOKEN,
            (directory, progress) -> backups.get().backup(directory, progress),
            (instance, table, progress) -> checks.get().check(instance, table, progress),
            (request, progress) -> partitionings.get().partition(request, progress),
            names::get);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + server.address().getPort() + path));
  }

  private HttpResponse<String> get(String path) {
    return TestServer.send(request(path).build());
  }

  private HttpResponse<String> post(String path) {
    return post(path, AdminServer.authorization(TOKEN));
  }

  private HttpResponse<String> post(String path, String authorization) {
    return TestServer.send(
        request(path).header("Authorization", authorization).POST(BodyPublishers.noBody()).build());
  }

  @Test
  void healthFollowsTheServersLife() {
    assertThat(get("/healthz").statusCode()).isEqualTo(503);
    assertThat(get("/healthz").body()).isEqualTo("starting\n");
    health.enter(Health.State.READY);
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
    assertThat(get("/healthz").body()).isEqualTo("ok\n");
    health.enter(Health.State.STOPPING);
    assertThat(get("/healthz").statusCode()).isEqualTo(503);
    assertThat(get("/healthz").body()).isEqualTo("stopping\n");
  }

  @Test
  void aFailingStorageIsUnhealthyUntilItWorksAgain() {
    health.enter(Health.State.READY);
    health.probe(
        () -> {
          throw new StorageException(StorageException.Kind.UNAVAILABLE, "the disk is full", null);
        });
    assertThat(get("/healthz").statusCode()).isEqualTo(503);
    assertThat(get("/healthz").body()).isEqualTo("storage failed: the disk is full\n");
    health.probe(() -> {});
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void aStorageThatHangsIsUnhealthyAndHangsNobodyElse() {
    CountDownLatch disk = new CountDownLatch(1);
    health.enter(Health.State.READY);
    health.probe(() -> awaitQuietly(disk));
    assertThat(get("/healthz").body()).isEqualTo("storage does not answer\n");
    assertThat(get("/metrics").statusCode()).isEqualTo(200);
    disk.countDown();
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> get("/healthz").statusCode() == 200);
  }

  @Test
  void metricsArePrometheusText() {
    HttpResponse<String> answer = get("/metrics");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValue("text/plain; version=0.0.4; charset=utf-8");
    assertThat(answer.body()).isEqualTo("some_metric 1\n");
  }

  @Test
  void namesAreAnsweredWhenThereIsANameCenter() {
    assertThat(get("/names/7").statusCode()).isEqualTo(503);
    try (NameCenter center = NameCenter.alone(Set.of(7L), new ProxyAddress("10.0.0.1", 6688))) {
      names.set(center);
      HttpResponse<String> answer = get("/names/7");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
      assertThat(answer.body().strip()).isEqualTo(center.list(7).orElseThrow().toJson());
      assertThat(get("/names/8").statusCode()).isEqualTo(404);
      assertThat(get("/names/8").body()).isEqualTo("no server serves the bid 8\n");
      for (String bad :
          List.of(
              "/names/",
              "/names/x",
              "/names/4294967296",
              "/names/-1",
              "/names/7/8",
              "/names/7?since=x",
              "/names/7?wait=1s",
              "/names/7?since=1&wait=31s",
              "/names/7?since=1&wait=1s&x=1")) {
        assertThat(get(bad).statusCode()).as(bad).isEqualTo(400);
      }
      assertThat(post("/names/7").statusCode()).isEqualTo(405);
    }
  }

  @Test
  void whoWaitsForNamesHoldsNobodyUp() throws Exception {
    ProxyAddress first = new ProxyAddress("10.0.0.1", 6688);
    AtomicReference<Consumer<Map<Long, Set<ProxyAddress>>>> registry = new AtomicReference<>();
    try (NameCenter center =
        NameCenter.following(
            spokenFor(registry), server -> CompletableFuture.completedFuture(true))) {
      registry.get().accept(Map.of(7L, Set.of(first)));
      names.set(center);
      long version = center.list(7).orElseThrow().version();
      assertThat(get("/names/7?since=" + version + "&wait=0s").statusCode()).isEqualTo(200);
      List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        waiting.add(
            HttpClient.newHttpClient()
                .sendAsync(
                    request("/names/7?since=" + version).build(),
                    HttpResponse.BodyHandlers.ofString()));
      }
      health.enter(Health.State.READY);
      for (int i = 0; i < 10; i++) {
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
      }
      assertThat(waiting).noneMatch(CompletableFuture::isDone);
      registry.get().accept(Map.of(7L, Set.of(first, new ProxyAddress("10.0.0.2", 6688))));
      for (CompletableFuture<HttpResponse<String>> answer : waiting) {
        assertThat(answer.get(10, TimeUnit.SECONDS).body()).contains("10.0.0.2:6688");
      }
    }
  }

  private static Registry spokenFor(
      AtomicReference<Consumer<Map<Long, Set<ProxyAddress>>>> listener) {
    return new Registry() {
      @Override
      public void register(Set<Long> bids, ProxyAddress address) {
        throw new UnsupportedOperationException();
      }

      @Override
      public void follow(Consumer<Map<Long, Set<ProxyAddress>>> itsListener) {
        listener.set(itsListener);
      }

      @Override
      public State state() {
        return State.NONE;
      }

      @Override
      public void close() {}
    };
  }

  @Test
  void aBackupTellsItsProgressAndItsEnd() {
    AtomicReference<Path> asked = new AtomicReference<>();
    backups.set(
        (directory, progress) -> {
          asked.set(directory);
          progress.accept("half way");
        });
    HttpResponse<String> answer = post("/backup?to=%2Fbackups%2Fa%20b");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body().lines()).containsExactly("half way", AdminServer.BACKUP_DONE);
    assertThat(asked).hasValue(Path.of("/backups/a b"));
  }

  @Test
  void aBackupThatFailsSaysWhy() {
    backups.set(
        (directory, progress) -> {
          throw new StorageException(StorageException.Kind.UNAVAILABLE, "no\nspace", null);
        });
    assertThat(post("/backup?to=/b").body().lines())
        .containsExactly(AdminServer.BACKUP_FAILED + "no space");
  }

  @Test
  void oneBackupAtATime() {
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    backups.set(
        (directory, progress) -> {
          begun.countDown();
          awaitQuietly(end);
        });
    CompletableFuture<HttpResponse<String>> first =
        CompletableFuture.supplyAsync(() -> post("/backup?to=/b"));
    awaitQuietly(begun);
    assertThat(post("/backup?to=/b").statusCode()).isEqualTo(409);
    end.countDown();
    assertThat(first.join().body().strip()).isEqualTo(AdminServer.BACKUP_DONE);
  }

  @Test
  void closingWaitsForABackupThatIsEnding() {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch closing = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();
    backups.set(
        (directory, progress) -> {
          begun.countDown();
          awaitQuietly(closing);
          try {
            // The connection has gone, which the second line at the latest shows.
            Awaitility.await()
                .atMost(Duration.ofSeconds(4))
                .untilAsserted(
                    () ->
                        assertThatThrownBy(() -> progress.accept("more"))
                            .isInstanceOf(RuntimeException.class));
          } finally {
            ended.set(true);
          }
        });
    CompletableFuture<Void> client =
        CompletableFuture.runAsync(
            () ->
                assertThatThrownBy(() -> post("/backup?to=/b"))
                    .isInstanceOf(UncheckedIOException.class));
    awaitQuietly(begun);
    closing.countDown();
    server.close();
    assertThat(ended).isTrue();
    client.join();
    server.close();
  }

  @Test
  void aBackupIsRefusedToWebPagesAndToMistakes() {
    backups.set(
        (directory, progress) -> {
          throw new AssertionError("not to be called");
        });
    assertThat(
            TestServer.send(
                    request("/backup?to=/b")
                        .header("Origin", "http://example.com")
                        .header("Authorization", AdminServer.authorization(TOKEN))
                        .POST(BodyPublishers.noBody())
                        .build())
                .statusCode())
        .isEqualTo(403);
    assertThat(get("/backup?to=/b").statusCode()).isEqualTo(405);
    assertThat(post("/backup").statusCode()).isEqualTo(400);
    assertThat(post("/backup?to=relative").statusCode()).isEqualTo(400);
    assertThat(post("/backup?to=%00").statusCode()).isEqualTo(400);
    assertThat(post("/backup?from=/b").statusCode()).isEqualTo(400);
    assertThat(post("/backup/x?to=/b").statusCode()).isEqualTo(404);
  }

  @Test
  void aBackupNeedsTheToken() {
    backups.set(
        (directory, progress) -> {
          throw new AssertionError("not to be called");
        });
    HttpResponse<String> answer =
        TestServer.send(request("/backup?to=/b").POST(BodyPublishers.noBody()).build());
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body())
        .isEqualTo("a backup needs the token in admin.address, in the data directory\n");
    for (String wrong : List.of("", TOKEN, "Bearer ", "Bearer " + TOKEN + "0", "Basic " + TOKEN)) {
      assertThat(post("/backup?to=/b", wrong).statusCode()).as(wrong).isEqualTo(403);
    }
  }

  @Test
  void otherPathsAndMethods() {
    assertThat(get("/").statusCode()).isEqualTo(200);
    assertThat(get("/nothing").statusCode()).isEqualTo(404);
    assertThat(get("/healthz/x").statusCode()).isEqualTo(404);
    assertThat(post("/healthz").statusCode()).isEqualTo(405);
    assertThat(post("/metrics").statusCode()).isEqualTo(405);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
