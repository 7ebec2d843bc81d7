/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tabularium.engine.Engine;
import io.tabularium.engine.search.SearchIndexDescription;
import io.tabularium.engine.search.SearchIndexFigures;
import io.tabularium.engine.search.SearchIndexes;
import io.tabularium.names.NameCenter;
import io.tabularium.search.IndexStatistics;
import io.tabularium.server.Version;
import io.tabularium.storage.Store;
import io.tabularium.wire.tablestore.RequestObserver;
import io.tabularium.wire.tablestore.TablestoreServer;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * The server's meters: requests, storage, JVM, process. Series are bounded in number, because
 * operations and error codes are the protocol's own and nothing a client chooses becomes a label.
 */
public final class ServerMetrics implements RequestObserver, AutoCloseable {
  static final Duration[] BUCKETS = {
    Duration.ofNanos(100_000),
    Duration.ofNanos(250_000),
    Duration.ofNanos(500_000),
    Duration.ofMillis(1),
    Duration.ofNanos(2_500_000),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30)
  };
  private static final String UNKNOWN_OPERATION = "unknown";
  private static final String OK = "OK";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics gc = new JvmGcMetrics();
  private final ConcurrentMap<String, OperationMeters> operations = new ConcurrentHashMap<>();

  /** Meters of the process, as long as no store is added. */
  public ServerMetrics() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new JvmInfoMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    gc.bindTo(registry);
    Gauge.builder("tabularium.build", () -> 1)
        .description("Always 1; the version is in the label.")
        .tag("version", Version.get())
        .register(registry);
  }

  /** Adds the store's own figures, asked for at each scrape. */
  public void addStore(Store store) {
    registry.getPrometheusRegistry().register(new StoreCollector(store));
  }

  /**
   * Adds figures about search indexes. Names that clients choose become no labels, so these are
   * sums and extremes over all indexes; which index it is says the log.
   */
  public void addSearch(SearchIndexes indexes) {
    gauge("tabularium.search.indexes", "Search indexes.", indexes, figures -> figures.count());
    gauge(
        "tabularium.search.lag.seconds",
        "How far the index that is most behind its table is behind.",
        indexes,
        figures -> figures.mapToLong(f -> f.lagMillis()).max().orElse(0) / 1e3);
    gauge(
        "tabularium.search.indexes.filling",
        "Search indexes that still lack rows their tables had before.",
        indexes,
        figures -> figures.filter(f -> f.walking()).count());
    gauge(
        "tabularium.search.indexes.unusable",
        "Search indexes that do not answer.",
        indexes,
        figures ->
            figures.filter(f -> f.status() != SearchIndexDescription.Status.RUNNING).count());
    gauge(
        "tabularium.search.rebuilds",
        "How often since the start an index was made anew because it was damaged.",
        indexes,
        figures -> figures.mapToLong(f -> f.rebuilds()).sum());
    gauge(
        "tabularium.search.rows",
        "Rows in search indexes.",
        indexes,
        figures -> ofContents(figures, IndexStatistics::rows));
    gauge(
        "tabularium.search.disk.bytes",
        "Bytes of the files of search indexes.",
        indexes,
        figures -> ofContents(figures, IndexStatistics::bytesOnDisk));
    gauge(
        "tabularium.search.memory.bytes",
        "Bytes of changes of search indexes that are not yet in files.",
        indexes,
        figures -> ofContents(figures, IndexStatistics::bytesInMemory));
    gauge(
        "tabularium.search.scans",
        "Parallel scans that go on.",
        indexes,
        figures -> ofContents(figures, IndexStatistics::scans));
    gauge(
        "tabularium.search.dropped.values",
        "Values left out since the start because they did not fit their field.",
        indexes,
        figures -> ofContents(figures, IndexStatistics::droppedValues));
  }

  private void gauge(
      String name,
      String description,
      SearchIndexes indexes,
      ToDoubleFunction<Stream<SearchIndexFigures>> value) {
    Gauge.builder(name, indexes, i -> value.applyAsDouble(i.figures().stream()))
        .description(description)
        .register(registry);
  }

  private static double ofContents(
      Stream<SearchIndexFigures> figures, ToLongFunction<IndexStatistics> value) {
    return figures
        .filter(f -> f.contents() != null)
        .mapToLong(f -> value.applyAsLong(f.contents()))
        .sum();
  }

  /** Adds what the front-end is holding. */
  public void addFront(TablestoreServer front) {
    gauge("tabularium.connections", "Connections that are open.", front, f -> f.connections());
    gauge(
        "tabularium.requests.in.flight",
        "Requests that have been read and not been answered.",
        front,
        f -> f.requestsInFlight());
    gauge(
        "tabularium.requests.queued",
        "Requests that wait for a worker.",
        front,
        f -> f.requestsQueued());
    gauge(
        "tabularium.in.flight.bytes",
        "Bytes of requests and replies in memory.",
        front,
        f -> f.bytesInFlight());
  }

  /** Adds what the engine does in the background. */
  public void addEngine(Engine engine) {
    Gauge.builder("tabularium.index.builds", engine, e -> e.indexBuilds().size())
        .description("Indexes that are being built from the rows of their tables.")
        .register(registry);
    FunctionCounter.builder("tabularium.index.build.rows", engine, Engine::indexRowsBuilt)
        .description("Rows looked at to build indexes.")
        .register(registry);
    FunctionCounter.builder("tabularium.index.build.entries", engine, Engine::indexEntriesBuilt)
        .description("Entries written to build indexes.")
        .register(registry);
  }

  /** Adds meters for the front-end of WTable clients. */
  public WtableMetrics addWtable() {
    return new WtableMetrics(registry);
  }

  /** Adds what the Name Center knows, and how its registry fares. */
  public void addNames(NameCenter center) {
    NameCenterMetrics.add(registry, center);
  }

  private void gauge(
      String name,
      String description,
      TablestoreServer front,
      ToDoubleFunction<TablestoreServer> value) {
    Gauge.builder(name, front, value).description(description).register(registry);
  }

  @Override
  public void answered(Request request) {
    String operation = request.operation() == null ? UNKNOWN_OPERATION : request.operation();
    OperationMeters meters = operations.get(operation);
    if (meters == null) {
      meters = operations.computeIfAbsent(operation, OperationMeters::new);
    }
    meters.record(request);
  }

  /** Everything, in Prometheus' text format. */
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    gc.close();
    registry.close();
  }

  /** The meters of one operation, looked up once. */
  private final class OperationMeters {
    private final String operation;
    private final Timer duration;
    private final Timer queue;
    private final Counter requestBytes;
    private final Counter replyBytes;
    private final ConcurrentMap<String, Counter> codes = new ConcurrentHashMap<>();

    OperationMeters(String operation) {
      this.operation = operation;
      duration =
          Timer.builder("tabularium.request.duration")
              .description("From a request's first byte until its reply is handed to the network.")
              .tag("operation", operation)
              .serviceLevelObjectives(BUCKETS)
              .register(registry);
      queue =
          Timer.builder("tabularium.request.queue")
              .description("From a request's last byte until a worker takes it up.")
              .tag("operation", operation)
              .register(registry);
      requestBytes =
          Counter.builder("tabularium.request.bytes")
              .description("Bytes of request bodies, as sent.")
              .tag("operation", operation)
              .register(registry);
      replyBytes =
          Counter.builder("tabularium.reply.bytes")
              .description("Bytes of reply bodies, as sent.")
              .tag("operation", operation)
              .register(registry);
    }

    void record(Request request) {
      duration.record(request.totalNanos(), TimeUnit.NANOSECONDS);
      queue.record(request.queueNanos(), TimeUnit.NANOSECONDS);
      requestBytes.increment((double) request.requestBytes());
      replyBytes.increment((double) request.replyBytes());
      String code = request.error() == null ? OK : request.error().name();
      Counter counter = codes.get(code);
      if (counter == null) {
        counter = codes.computeIfAbsent(code, this::codeCounter);
      }
      counter.increment();
    }

    private Counter codeCounter(String code) {
      return Counter.builder("tabularium.requests")
          .description("Requests answered, by operation and error code; OK for success.")
          .tag("operation", operation)
          .tag("code", code)
          .register(registry);
    }
  }
}
