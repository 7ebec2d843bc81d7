/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.tabularium.names.NameCenter;
import io.tabularium.names.NameList;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /names/BID}: the servers of a business, as {@link NameList#toJson} writes them.
 *
 * <p>With {@code ?since=VERSION} the answer waits until the list's version is another, for at most
 * {@link #LONGEST_WAIT} or, with {@code &wait=SECONDSs}, less; then it is the same list again. Who
 * waits holds a connection but no thread.
 */
final class NamesResource implements HttpHandler, AutoCloseable {
  static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(NamesResource.class);
  private static final String PREFIX = "/names/";
  private static final String JSON = "application/json";
  private static final Pattern QUERY =
      Pattern.compile("since=(?<since>[0-9]{1,18})(?:&wait=(?<wait>[0-9]{1,2})s)?");
  private static final Pattern BID = Pattern.compile("[0-9]{1,10}");

  private final Supplier<NameCenter> center;

  /** Writes the answers of those who have waited. */
  private final ThreadPoolExecutor answers;

  /**
   * The resource.
   *
   * @param center the Name Center, or {@code null} as long as there is none
   */
  NamesResource(Supplier<NameCenter> center) {
    this.center = center;
    this.answers =
        new ThreadPoolExecutor(
            2,
            2,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(NameCenter.WAITING_MAX),
            task -> {
              Thread thread = new Thread(task, "tabularium-names-answer");
              thread.setDaemon(true);
              return thread;
            });
    answers.allowCoreThreadTimeOut(true);
  }

  /** Answers, at once or later; the exchange is closed in any case. */
  @Override
  public void handle(HttpExchange exchange) throws IOException {
    boolean later = false;
    try {
      later = answerOrWait(exchange);
    } finally {
      if (!later) {
        exchange.close();
      }
    }
  }

  private boolean answerOrWait(HttpExchange exchange) throws IOException {
    String bidText = exchange.getRequestURI().getRawPath().substring(PREFIX.length());
    if (!exchange.getRequestMethod().equals("GET")) {
      refuse(exchange, 405, "use GET");
      return false;
    }
    long bid = BID.matcher(bidText).matches() ? Long.parseLong(bidText) : -1;
    if (bid < 0 || bid > NameList.BID_MAX) {
      refuse(exchange, 400, "give a bid, a number from 0 to 4294967295, as in /names/10086");
      return false;
    }
    String query = exchange.getRequestURI().getRawQuery();
    Matcher matcher = QUERY.matcher(query == null ? "since=0" : query);
    Duration wait = matcher.matches() ? wait(matcher.group("wait")) : LONGEST_WAIT.plusSeconds(1);
    if (wait.compareTo(LONGEST_WAIT) > 0) {
      refuse(exchange, 400, "ask with ?since=VERSION&wait=SECONDSs, 30s at most, or without");
      return false;
    }
    NameCenter asked = center.get();
    if (asked == null) {
      refuse(exchange, 503, "there is no Name Center here, or not yet");
      return false;
    }
    CompletableFuture<Optional<NameList>> list =
        asked.changed(bid, Long.parseLong(matcher.group("since")), wait);
    if (list.isDone()) {
      answer(exchange, asked, bid, list.join());
      return false;
    }
    var unused =
        list.thenAcceptAsync(later -> answerLater(exchange, asked, bid, later), answers)
            .whenComplete((done, failure) -> exchange.close());
    return true;
  }

  private static Duration wait(String seconds) {
    return seconds == null ? LONGEST_WAIT : Duration.ofSeconds(Long.parseLong(seconds));
  }

  private static void answerLater(
      HttpExchange exchange, NameCenter asked, long bid, Optional<NameList> list) {
    try {
      answer(exchange, asked, bid, list);
    } catch (IOException e) {
      LOG.debug("someone who waited for a change has gone", e);
    }
  }

  private static void answer(
      HttpExchange exchange, NameCenter asked, long bid, Optional<NameList> list)
      throws IOException {
    if (list.isPresent()) {
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      AdminServer.answer(exchange, 200, JSON, list.get().toJson() + "\n");
    } else if (asked.informed()) {
      refuse(exchange, 404, "no server serves the bid " + bid);
    } else {
      refuse(exchange, 503, "the registry has not answered yet");
    }
  }

  private static void refuse(HttpExchange exchange, int status, String why) throws IOException {
    AdminServer.answer(exchange, status, AdminServer.TEXT, why + "\n");
  }

  @Override
  public void close() {
    answers.shutdown();
  }
}
