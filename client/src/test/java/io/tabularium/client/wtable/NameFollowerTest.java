/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.client.wtable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a client makes of a Name Center's answers. */
final class NameFollowerTest {
  private final List<HttpServer> centers = new ArrayList<>();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<List<Endpoint>> heard = new CopyOnWriteArrayList<>();
  private final List<WTableException> troubles = new CopyOnWriteArrayList<>();
  private volatile String body = "";
  private volatile int status = 200;
  private NameFollower follower;

  @AfterEach
  void close() {
    if (follower != null) {
      follower.close();
    }
    clock.shutdownNow();
    centers.forEach(center -> center.stop(0));
  }

  private URI center() {
    try {
      HttpServer center =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
      center.createContext(
          "/",
          exchange -> {
            asked.add(exchange.getRequestURI().toString());
            byte[] answer = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
          });
      center.start();
      centers.add(center);
      return URI.create("http://127.0.0.1:" + center.getAddress().getPort() + "/");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void follow(URI... uris) {
    follower =
        new NameFollower(
            List.of(uris), 10086, Duration.ofSeconds(1), clock, heard::add, troubles::add);
    follower.start();
  }

  private static String list(long version, String... proxies) {
    return "{\"bid\":10086,\"version\":"
        + version
        + ",\"degraded\":false,\"proxies\":[\""
        + String.join("\",\"", proxies)
        + "\"]}";
  }

  private void awaitHeard(int lists) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(() -> assertThat(heard).hasSize(lists));
  }

  @Test
  void eachListIsHeardOnce() {
    body = list(5, "10.0.0.1:1", "[::1]:2");
    follow(center());
    awaitHeard(1);
    assertThat(heard.get(0)).containsExactly(new Endpoint("10.0.0.1", 1), new Endpoint("::1", 2));
    assertThat(asked.get(0)).isEqualTo("/names/10086?since=0&wait=25s");
    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> asked.size() >= 3);
    assertThat(asked.get(2)).isEqualTo("/names/10086?since=5&wait=25s");
    assertThat(heard).hasSize(1);
    body = list(6, "10.0.0.3:1");
    awaitHeard(2);
  }

  @Test
  void anotherNameCenterIsAskedWhenOneFails() {
    body = list(5, "10.0.0.1:1");
    URI gone = URI.create("http://127.0.0.1:1");
    follow(gone, center());
    awaitHeard(1);
    assertThat(troubles.get(0)).hasMessageContaining("http://127.0.0.1:1");
  }

  @Test
  void anAnswerThatBreaksOffAfterItsHeadIsNotWaitedForForEver() throws IOException {
    HttpServer hanging =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
    centers.add(hanging);
    AtomicInteger questions = new AtomicInteger();
    hanging.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          questions.incrementAndGet();
        });
    hanging.start();
    body = list(5, "10.0.0.1:1");
    follower =
        new NameFollower(
            List.of(URI.create("http://127.0.0.1:" + hanging.getAddress().getPort()), center()),
            10086,
            Duration.ofSeconds(1),
            Duration.ofMillis(200),
            clock,
            heard::add,
            troubles::add);
    follower.start();
    awaitHeard(1);
    assertThat(questions).hasValue(1);
    assertThat(troubles).hasSize(1);
  }

  @Test
  void nonsenseIsNoList() {
    follow(center());
    for (String bad :
        List.of(
            "",
            "{}",
            "[]",
            "null",
            "{\"version\":1,\"proxies\":[]}",
            "{\"version\":\"1\",\"proxies\":[\"a:1\"]}",
            "{\"version\":1,\"proxies\":[\"a\"]}",
            "{\"version\":1,\"proxies\":[7]}")) {
      body = bad;
      int before = asked.size();
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(5))
          .until(() -> asked.size() >= before + 2 || before > 3);
    }
    status = 404;
    body = list(5, "10.0.0.1:1");
    assertThat(heard).isEmpty();
    status = 200;
    awaitHeard(1);
  }

  @Test
  void whoDoesNotKnowTheServersSaysWhy() {
    status = 404;
    body = "no server serves the bid 7\n";
    try (WTableClient client =
        WTableClient.builder()
            .nameCenter(center().toString())
            .bid(7)
            .timeout(Duration.ofSeconds(2))
            .build()) {
      assertThatThrownBy(() -> client.database().ping())
          .isInstanceOf(WTableException.class)
          .hasMessageContaining("no server is known")
          .hasMessageContaining("no server serves the bid 7");
    }
  }

  @Test
  void jsonIsReadStrictly() {
    assertThat(
            Json.read(" {\"a\" : [1, -2, 3.5, true, false, null, \"x\\n\\u00e9\\\"\"], \"b\":{}} "))
        .isEqualTo(
            Map.of("a", Arrays.asList(1L, -2L, 3.5, true, false, null, "x\né\""), "b", Map.of()));
    for (String bad :
        List.of(
            "",
            "{",
            "[",
            "[1,]",
            "{\"a\"}",
            "{\"a\":1,}",
            "tru",
            "\"a",
            "\"\\x\"",
            "\"\\u12g4\"",
            "1 2",
            "--1",
            "{1:2}",
            "\"a\nb\"",
            "[".repeat(100) + "]".repeat(100))) {
      assertThatThrownBy(() -> Json.read(bad)).as(bad).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void randomTextNeverDoesAnythingElseThanFail() {
    Random random = new Random(3);
    String letters = "{}[]\":,\\tfn0123456789.eE+- au";
    String good = list(77, "a:1", "b:2");
    for (int i = 0; i < 50_000; i++) {
      StringBuilder text = new StringBuilder(i % 2 == 0 ? good : "");
      for (int k = 0; k < 8; k++) {
        text.insert(
            random.nextInt(text.length() + 1), letters.charAt(random.nextInt(letters.length())));
      }
      try {
        Object unused = Json.read(text.toString());
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageContaining("character");
      }
    }
  }
}
