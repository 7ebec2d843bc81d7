/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.tabularium.engine.Partitioning;
import io.tabularium.model.ServiceException;
import io.tabularium.names.NameCenter;
import io.tabularium.storage.StorageException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The administration listener.
 *
 * <ul>
 *   <li>{@code GET /healthz}: 200 and {@code ok}, or 503 and the reason
 *   <li>{@code GET /metrics}: Prometheus' text format
 *   <li>{@code GET /names/BID}: the servers of a business, see {@link NamesResource}
 *   <li>{@code POST /backup?to=DIRECTORY}: with the header {@code Authorization: Bearer TOKEN};
 *       answers progress line by line, and last {@link #BACKUP_DONE} or {@link #BACKUP_FAILED} with
 *       the reason
 *   <li>{@code POST /check}, with {@code table=NAME} and {@code instance=NAME} as one likes: in the
 *       same way compares indexes with their tables; the last line is {@link #CHECK_DONE} and the
 *       number of differences, or {@link #CHECK_FAILED} with the reason
 *   <li>{@code POST /partitions?table=NAME}, with {@code instance=NAME}, {@code merge=VALUE} and
 *       {@code split=VALUE}, both as often as one likes, and {@code parts=NUMBER}: in the same way
 *       merges and splits partitions and shows what there are; the last line is {@link
 *       #PARTITIONS_DONE}, or {@link #PARTITIONS_FAILED} with the reason
 * </ul>
 *
 * <p>The token stands in the data directory, so that only who may read the data anyway can have it
 * copied or shown. Where a request comes from proves nothing: a machine has other users and
 * forwards ports.
 *
 * <p>A request that carries an {@code Origin} header comes from a web page and may not change
 * anything: a page must not be able to have files written on its visitor's machine.
 */
public final class AdminServer implements AutoCloseable {
  /** The last line of a backup that succeeded. */
  public static final String BACKUP_DONE = "backup complete";

  /** How the last line of a backup that failed begins. */
  public static final String BACKUP_FAILED = "backup failed: ";

  /**
   * How the last line of a check begins that came to its end; the number of differences follows.
   */
  public static final String CHECK_DONE = "check complete, differences: ";

  /** How the last line of a check that failed begins. */
  public static final String CHECK_FAILED = "check failed: ";

  /** The last line when partitions have been shown, and changed if that was asked. */
  public static final String PARTITIONS_DONE = "partitions complete";

  /** How the last line begins if that failed. */
  public static final String PARTITIONS_FAILED = "partitions failed: ";

  private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
  private static final int THREADS = 4;
  private static final int WAITING = 64;
  private static final int PATIENCE_SECONDS = 5;
  static final String TEXT = "text/plain; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  static {
    // A client that is slow to send its request may not hold a thread for long; in seconds.
    if (System.getProperty("sun.net.httpserver.maxReqTime") == null) {
      System.setProperty("sun.net.httpserver.maxReqTime", "10");
    }
  }

  private final HttpServer http;
  private final ThreadPoolExecutor threads;
  private final Health health;
  private final Supplier<String> metrics;
  private final byte[] authorization;
  private final Backups backups;
  private final Checks checks;
  private final Partitionings partitionings;
  private final NamesResource names;

  private AdminServer(
      HttpServer http,
      ThreadPoolExecutor threads,
      Health health,
      Supplier<String> metrics,
      String token,
      Backups backups,
      Checks checks,
      Partitionings partitionings,
      NamesResource names) {
    this.http = http;
    this.threads = threads;
    this.health = health;
    this.metrics = metrics;
    this.authorization = authorization(token).getBytes(StandardCharsets.UTF_8);
    this.backups = backups;
    this.checks = checks;
    this.partitionings = partitionings;
    this.names = names;
  }

  /** The value of the header {@code Authorization} that shows a token. */
  public static String authorization(String token) {
    return "Bearer " + token;
  }

  /**
   * Starts to listen.
   *
   * @param token what a caller has to know to have anything done
   * @param names the Name Center, or {@code null} as long as there is none
   * @throws IOException if the address cannot be used
   */
  public static AdminServer start(
      InetSocketAddress address,
      Health health,
      Supplier<String> metrics,
      String token,
      Backups backups,
      Checks checks,
      Partitionings partitionings,
      Supplier<NameCenter> names)
      throws IOException {
    HttpServer http = HttpServer.create(address, 64);
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            task -> {
              Thread thread = new Thread(task, "tabularium-admin-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    AdminServer server =
        new AdminServer(
            http,
            threads,
            health,
            metrics,
            token,
            backups,
            checks,
            partitionings,
            new NamesResource(names));
    http.setExecutor(threads);
    http.createContext("/", guarded(server::index));
    http.createContext("/healthz", guarded(server::healthz));
    http.createContext("/metrics", guarded(server::metrics));
    http.createContext("/backup", guarded(server.new Task("backup", "a backup", server::backup)));
    http.createContext("/check", guarded(server.new Task("check", "a check", server::check)));
    http.createContext(
        "/partitions",
        guarded(server.new Task("partitions", "work on partitions", server::partitions)));
    http.createContext("/names/", server.names);
    http.start();
    return server;
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return http.getAddress();
  }

  /**
   * Stops to listen and ends connections, then waits a moment for those that were answering, who
   * use what closes next. Safe to call twice.
   */
  @Override
  public synchronized void close() {
    if (threads.isShutdown()) {
      return;
    }
    http.stop(0);
    threads.shutdown();
    names.close();
    try {
      if (!threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("an administration request is still being answered");
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private static HttpHandler guarded(HttpHandler handler) {
    return exchange -> {
      try {
        handler.handle(exchange);
      } catch (IOException e) {
        LOG.debug("an administration request broke off", e);
      } catch (RuntimeException e) {
        LOG.error("an administration request failed", e);
        if (exchange.getResponseCode() < 0) {
          answer(exchange, 500, TEXT, "internal error; see the log\n");
        }
      } finally {
        exchange.close();
      }
    };
  }

  private void index(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestURI().getPath().equals("/")) {
      answer(
          exchange,
          404,
          TEXT,
          "not here; there are /healthz, /metrics, /names/BID, /backup, /check and /partitions\n");
      return;
    }
    answer(
        exchange,
        200,
        TEXT,
        "Tabularium administration: /healthz, /metrics, /names/BID, /backup, /check, /partitions\n");
  }

  private void healthz(HttpExchange exchange) throws IOException {
    if (onlyGet(exchange, "/healthz")) {
      Health.Report report = health.check();
      answer(exchange, report.healthy() ? 200 : 503, TEXT, report.text() + "\n");
    }
  }

  private void metrics(HttpExchange exchange) throws IOException {
    if (onlyGet(exchange, "/metrics")) {
      answer(exchange, 200, PROMETHEUS, metrics.get());
    }
  }

  /** Something that takes its time and reports line by line; answers the last line. */
  @FunctionalInterface
  private interface Work {
    String run(Consumer<String> progress);
  }

  /** Reads what a query asks for. */
  @FunctionalInterface
  private interface Asked {
    /**
     * The work to do.
     *
     * @throws IllegalArgumentException with a sentence for the caller
     */
    Work read(String query);
  }

  /** What a POST with the token starts, one of a kind at a time. */
  private final class Task implements HttpHandler {
    private final String name;
    private final String noun;
    private final Asked asked;
    private final Semaphore running = new Semaphore(1);

    Task(String name, String noun, Asked asked) {
      this.name = name;
      this.noun = noun;
      this.asked = asked;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
      String refusal = null;
      int status = 403;
      if (!exchange.getRequestURI().getPath().equals("/" + name)) {
        status = 404;
        refusal = "not here";
      } else if (!exchange.getRequestMethod().equals("POST")) {
        status = 405;
        refusal = "use POST";
      } else if (!showsToken(exchange)) {
        refusal = noun + " needs the token in admin.address, in the data directory";
      } else if (exchange.getRequestHeaders().containsKey("Origin")) {
        refusal = "a web page may not ask for " + noun;
      }
      if (refusal != null) {
        answer(exchange, status, TEXT, refusal + "\n");
        return;
      }
      Work work;
      try {
        work = asked.read(exchange.getRequestURI().getRawQuery());
      } catch (IllegalArgumentException e) {
        answer(exchange, 400, TEXT, e.getMessage() + "\n");
        return;
      }
      if (!running.tryAcquire()) {
        answer(exchange, 409, TEXT, noun + " is running already\n");
        return;
      }
      try {
        run(exchange, work);
      } finally {
        running.release();
      }
    }

    private void run(HttpExchange exchange, Work work) throws IOException {
      String query = exchange.getRequestURI().getQuery();
      exchange.getResponseHeaders().set("Content-Type", TEXT);
      exchange.sendResponseHeaders(200, 0);
      try (OutputStream out = exchange.getResponseBody()) {
        try {
          LOG.atInfo().setMessage(name + " begins").addKeyValue("asked", query).log();
          String last = work.run(sentence -> line(out, sentence));
          LOG.atInfo().setMessage(last).addKeyValue("asked", query).log();
          line(out, last);
        } catch (StorageException e) {
          LOG.atError().setMessage(name + " failed").addKeyValue("asked", query).setCause(e).log();
          line(out, name + " failed: " + e.getMessage());
        } catch (ServiceException | IllegalArgumentException e) {
          String refusal = name + " failed: " + e.getMessage();
          LOG.atInfo().setMessage(refusal).addKeyValue("asked", query).log();
          line(out, refusal);
        } catch (UncheckedIOException e) {
          throw e.getCause();
        }
      }
    }
  }

  private Work backup(String query) {
    Path directory = directory(query);
    if (directory == null) {
      throw new IllegalArgumentException(
          "give an absolute directory, as in POST /backup?to=/backups/one");
    }
    return progress -> {
      backups.backup(directory, progress);
      return BACKUP_DONE;
    };
  }

  private Work check(String query) {
    Map<String, List<String>> asked = parameters(query);
    if (!Set.of("table", "instance").containsAll(asked.keySet())
        || isRepeated(asked, asked.keySet())) {
      throw new IllegalArgumentException(
          "give a table, an instance, both or none, as in POST /check?table=t&instance=i");
    }
    return progress ->
        CHECK_DONE + checks.check(only(asked, "instance"), only(asked, "table"), progress);
  }

  private Work partitions(String query) {
    Map<String, List<String>> asked = parameters(query);
    if (!Set.of("table", "instance", "merge", "split", "parts").containsAll(asked.keySet())
        || isRepeated(asked, Set.of("table", "instance", "parts"))
        || !asked.containsKey("table")) {
      throw new IllegalArgumentException(
          "give a table and what to do, as in POST /partitions?table=t&instance=i&split=m");
    }
    String parts = only(asked, "parts");
    Partitioning.Request request =
        new Partitioning.Request(
            only(asked, "instance"),
            only(asked, "table"),
            asked.getOrDefault("merge", List.of()),
            asked.getOrDefault("split", List.of()),
            parts == null ? 0 : Integer.parseInt(parts));
    return progress -> {
      partitionings.partition(request, progress);
      return PARTITIONS_DONE;
    };
  }

  private static Map<String, List<String>> parameters(String query) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    for (String part : query == null || query.isEmpty() ? new String[0] : query.split("&", -1)) {
      int equal = part.indexOf('=');
      parameters
          .computeIfAbsent(part.substring(0, Math.max(0, equal)), name -> new ArrayList<>())
          .add(URLDecoder.decode(part.substring(equal + 1), StandardCharsets.UTF_8));
    }
    return parameters;
  }

  private static boolean isRepeated(Map<String, List<String>> parameters, Set<String> names) {
    return names.stream().anyMatch(name -> parameters.getOrDefault(name, List.of()).size() > 1);
  }

  private static String only(Map<String, List<String>> parameters, String name) {
    return parameters.containsKey(name) ? parameters.get(name).get(0) : null;
  }

  private boolean showsToken(HttpExchange exchange) {
    String shown = exchange.getRequestHeaders().getFirst("Authorization");
    return shown != null
        && MessageDigest.isEqual(shown.getBytes(StandardCharsets.UTF_8), authorization);
  }

  private static void line(OutputStream out, String text) {
    try {
      out.write((text.replaceAll("[\\r\\n]+", " ") + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path directory(String query) {
    if (query == null || !query.startsWith("to=") || query.indexOf('&') >= 0) {
      return null;
    }
    try {
      Path path = Path.of(URLDecoder.decode(query.substring(3), StandardCharsets.UTF_8));
      return path.isAbsolute() ? path.normalize() : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static boolean onlyGet(HttpExchange exchange, String path) throws IOException {
    if (!exchange.getRequestURI().getPath().equals(path)) {
      answer(exchange, 404, TEXT, "not here\n");
      return false;
    }
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      answer(exchange, 405, TEXT, "use GET\n");
      return false;
    }
    return true;
  }

  static void answer(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
    } else {
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
