/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
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
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
 * </ul>
 *
 * <p>The token stands in the data directory, so that only who may read the data anyway can have it
 * copied. Where a request comes from proves nothing: a machine has other users and forwards ports.
 *
 * <p>A request that carries an {@code Origin} header comes from a web page and may not change
 * anything: a page must not be able to have files written on its visitor's machine.
 */
public final class AdminServer implements AutoCloseable {
  /** The last line of a backup that succeeded. */
  public static final String BACKUP_DONE = "backup complete";

  /** How the last line of a backup that failed begins. */
  public static final String BACKUP_FAILED = "backup failed: ";

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
  private final NamesResource names;
  private final Semaphore backupRunning = new Semaphore(1);

  private AdminServer(
      HttpServer http,
      ThreadPoolExecutor threads,
      Health health,
      Supplier<String> metrics,
      String token,
      Backups backups,
      NamesResource names) {
    this.http = http;
    this.threads = threads;
    this.health = health;
    this.metrics = metrics;
    this.authorization = authorization(token).getBytes(StandardCharsets.UTF_8);
    this.backups = backups;
    this.names = names;
  }

  /** The value of the header {@code Authorization} that shows a token. */
  public static String authorization(String token) {
    return "Bearer " + token;
  }

  /**
   * Starts to listen.
   *
   * @param token what a caller that wants a backup has to know
   * @param names the Name Center, or {@code null} as long as there is none
   * @throws IOException if the address cannot be used
   */
  public static AdminServer start(
      InetSocketAddress address,
      Health health,
      Supplier<String> metrics,
      String token,
      Backups backups,
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
        new AdminServer(http, threads, health, metrics, token, backups, new NamesResource(names));
    http.setExecutor(threads);
    http.createContext("/", guarded(server::index));
    http.createContext("/healthz", guarded(server::healthz));
    http.createContext("/metrics", guarded(server::metrics));
    http.createContext("/backup", guarded(server::backup));
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
          exchange, 404, TEXT, "not here; there are /healthz, /metrics, /names/BID and /backup\n");
      return;
    }
    answer(
        exchange,
        200,
        TEXT,
        "Tabularium administration: /healthz, /metrics, /names/BID, /backup\n");
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

  private void backup(HttpExchange exchange) throws IOException {
    String refusal = null;
    int status = 403;
    if (!exchange.getRequestURI().getPath().equals("/backup")) {
      status = 404;
      refusal = "not here";
    } else if (!exchange.getRequestMethod().equals("POST")) {
      status = 405;
      refusal = "use POST";
    } else if (!showsToken(exchange)) {
      refusal = "a backup needs the token in admin.address, in the data directory";
    } else if (exchange.getRequestHeaders().containsKey("Origin")) {
      refusal = "a web page may not ask for a backup";
    }
    if (refusal != null) {
      answer(exchange, status, TEXT, refusal + "\n");
      return;
    }
    Path directory = directory(exchange.getRequestURI().getRawQuery());
    if (directory == null) {
      answer(
          exchange, 400, TEXT, "give an absolute directory, as in POST /backup?to=/backups/one\n");
    } else if (!backupRunning.tryAcquire()) {
      answer(exchange, 409, TEXT, "another backup is running\n");
    } else {
      try {
        backUp(exchange, directory);
      } finally {
        backupRunning.release();
      }
    }
  }

  private boolean showsToken(HttpExchange exchange) {
    String shown = exchange.getRequestHeaders().getFirst("Authorization");
    return shown != null
        && MessageDigest.isEqual(shown.getBytes(StandardCharsets.UTF_8), authorization);
  }

  private void backUp(HttpExchange exchange, Path directory) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", TEXT);
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      try {
        LOG.atInfo().setMessage("backup begins").addKeyValue("directory", directory).log();
        backups.backup(directory, sentence -> line(out, sentence));
        LOG.atInfo().setMessage("backup complete").addKeyValue("directory", directory).log();
        line(out, BACKUP_DONE);
      } catch (StorageException e) {
        LOG.atError()
            .setMessage("backup failed")
            .addKeyValue("directory", directory)
            .setCause(e)
            .log();
        line(out, BACKUP_FAILED + e.getMessage());
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
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
