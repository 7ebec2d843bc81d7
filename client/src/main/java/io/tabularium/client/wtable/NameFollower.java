/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.client.wtable;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a Name Center for the servers of a business, and then waits there for every change. When one
 * Name Center fails the next is asked, and while none answers the last list stays in use.
 */
final class NameFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NameFollower.class);
  private static final int WAIT_SECONDS = 25;

  /** How long a whole answer may take, with the waiting. */
  private static final Duration PATIENCE = Duration.ofSeconds(WAIT_SECONDS + 5);

  private static final long ANSWER_BYTES = 1 << 20;
  private static final long SHORTEST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  private final List<URI> centers;
  private final long bid;
  private final Duration patience;
  private final ScheduledExecutorService clock;
  private final Consumer<List<Endpoint>> listener;
  private final Consumer<WTableException> troubleListener;
  private final HttpClient http;
  private int failures;
  private long version;
  private volatile boolean closed;
  private volatile CompletableFuture<?> question = CompletableFuture.completedFuture(null);

  /**
   * A follower that does not ask yet.
   *
   * @param centers where Name Centers are, such as {@code http://10.0.0.1:8281}; at least one
   * @param clock waits between questions
   * @param listener receives each list
   * @param troubleListener receives the reason each time there is no answer
   */
  NameFollower(
      List<URI> centers,
      long bid,
      Duration connectTimeout,
      ScheduledExecutorService clock,
      Consumer<List<Endpoint>> listener,
      Consumer<WTableException> troubleListener) {
    this(centers, bid, connectTimeout, PATIENCE, clock, listener, troubleListener);
  }

  /** As the other, for tests with less patience. */
  NameFollower(
      List<URI> centers,
      long bid,
      Duration connectTimeout,
      Duration patience,
      ScheduledExecutorService clock,
      Consumer<List<Endpoint>> listener,
      Consumer<WTableException> troubleListener) {
    this.patience = patience;
    this.centers = List.copyOf(centers);
    this.bid = bid;
    this.clock = clock;
    this.listener = listener;
    this.troubleListener = troubleListener;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(connectTimeout)
            .build();
  }

  void start() {
    ask();
  }

  private void ask() {
    if (closed) {
      return;
    }
    URI center = centers.get(failures % centers.size());
    String path = "/names/" + bid + "?since=" + version + "&wait=" + WAIT_SECONDS + "s";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(center.toString().replaceFirst("/+$", "") + path))
            .timeout(patience)
            .build();
    CompletableFuture<HttpResponse<String>> exchange =
        http.sendAsync(request, NameFollower::bounded);
    question = exchange;
    // The request's own timeout ends with the answer's head; its body may never come.
    var unused =
        exchange
            .copy()
            .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
            .handle(
                (answer, failure) -> {
                  if (failure != null) {
                    boolean unusedResult = exchange.cancel(true);
                  }
                  return answered(center, answer, failure);
                });
  }

  /** A body whose length is told and small. */
  private static HttpResponse.BodySubscriber<String> bounded(HttpResponse.ResponseInfo head) {
    long length = head.headers().firstValueAsLong("Content-Length").orElse(-1);
    return length >= 0 && length <= ANSWER_BYTES
        ? BodySubscribers.ofString(StandardCharsets.UTF_8)
        : BodySubscribers.replacing(null);
  }

  private Void answered(URI center, HttpResponse<String> answer, Throwable failure) {
    long pause = SHORTEST_PAUSE_MILLIS;
    try {
      if (failure != null) {
        String why =
            failure instanceof TimeoutException
                ? "no whole answer in time"
                : String.valueOf(failure.getMessage());
        throw new IllegalArgumentException(why, failure);
      }
      if (answer.statusCode() != 200 || answer.body() == null) {
        throw new IllegalArgumentException(
            "status " + answer.statusCode() + ": " + String.valueOf(answer.body()).strip());
      }
      take(answer.body());
      if (failures > 0) {
        LOG.info("the Name Center at {} answers", center);
      }
      failures = 0;
    } catch (RuntimeException e) {
      String trouble = "the Name Center at " + center + " does not answer: " + e.getMessage();
      if (failures == 0 && !closed) {
        LOG.warn("{}", trouble);
      }
      troubleListener.accept(
          WTableException.local(WTableException.Kind.DISCONNECTED, trouble, false, e));
      failures++;
      pause =
          Math.min(
              SHORTEST_PAUSE_MILLIS << Math.min(failures / centers.size(), 10),
              LONGEST_PAUSE_MILLIS);
    }
    pause += ThreadLocalRandom.current().nextLong(pause / 2);
    try {
      var unused = clock.schedule(this::ask, pause, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("asking no more, because the client is closed", e);
    }
    return null;
  }

  private void take(String body) {
    if (!(Json.read(body) instanceof Map<?, ?> members)
        || !(members.get("version") instanceof Long itsVersion)
        || !(members.get("proxies") instanceof List<?> proxies)
        || proxies.isEmpty()) {
      throw new IllegalArgumentException("not a list of servers: " + body);
    }
    if (itsVersion == version) {
      return;
    }
    List<Endpoint> endpoints = new ArrayList<>();
    for (Object proxy : proxies) {
      endpoints.add(Endpoint.parse(String.valueOf(proxy)));
    }
    LOG.info("the servers of bid {} are {}", bid, endpoints);
    listener.accept(endpoints);
    version = itsVersion;
  }

  @Override
  public void close() {
    closed = true;
    boolean unused = question.cancel(true);
  }
}
