/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.search;

import io.tabularium.bench.engine.EngineFixture;
import io.tabularium.bench.load.LoadResult;
import io.tabularium.bench.load.Settings;
import io.tabularium.bench.load.Window;
import io.tabularium.bench.report.Scores;
import io.tabularium.engine.WriteResult;
import io.tabularium.engine.search.ReturnedColumns;
import io.tabularium.engine.search.SearchCall;
import io.tabularium.engine.search.SearchIndexSpec;
import io.tabularium.model.Cell;
import io.tabularium.model.ReservedThroughput;
import io.tabularium.model.RowChange;
import io.tabularium.model.TableMeta;
import io.tabularium.model.TableOptionsChange;
import io.tabularium.model.TableSpec;
import io.tabularium.model.Value;
import io.tabularium.search.SearchConfig;
import io.tabularium.search.SearchRequest;
import io.tabularium.search.query.TermQuery;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * A process that puts orders into a table with or without a search index of ten fields, either as
 * fast as it can, or at a given rate while it looks how soon they are found.
 *
 * <p>Arguments are {@code name=value}: {@code directory}, {@code threads}, {@code warmUpSeconds},
 * {@code seconds}, {@code index} (1 for a table with an index) and {@code rate} (writes a second,
 * or 0 for as many as go).
 */
public final class WriteRun {
  private static final String TABLE = "orders";
  private static final String INDEX = "orders_index";
  private static final String SOUGHT = "buyer";

  /** Between the warm-up and what is measured. */
  private static final long SHORT_WARM_UP_SECONDS = 4;

  /** Rows made beforehand: making them is a client's work. */
  private static final int VARIANTS = 1 << 14;

  /** Every so many writes one is looked for. */
  private static final int SAMPLE = 40;

  /** A look at all writes that have not been found yet is followed by a rest. */
  private static final long REST_NANOS = 1_000_000;

  private final EngineFixture fixture;
  private final boolean indexed;
  private final List<List<Cell>> variants = new ArrayList<>();
  private final AtomicInteger ids = new AtomicInteger();
  private final Recorder latencies = new Recorder(TimeUnit.MINUTES.toNanos(5), 3);
  private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
  private volatile boolean stopped;

  private WriteRun(EngineFixture fixture, boolean indexed) {
    this.fixture = fixture;
    this.indexed = indexed;
    OrderRows rows = new OrderRows(VARIANTS);
    for (int i = 0; i < VARIANTS; i++) {
      variants.add(
          rows.cells(i).stream().map(cell -> Cell.put(cell.nameText(), cell.value())).toList());
    }
  }

  /** Runs and prints the results. */
  public static void main(String[] arguments) throws Exception {
    Settings settings = new Settings(arguments);
    Path directory = Path.of(settings.text("directory"));
    boolean indexed = settings.number("index") == 1;
    try (EngineFixture fixture =
        new EngineFixture(
            EngineFixture.config(
                directory.resolve("store"), EngineFixture.PERIODIC, 256L << 20, 256L << 20),
            // The server's defaults.
            new SearchConfig(directory.resolve("search"), Duration.ofMillis(50), 128L << 20, 64))) {
      WriteRun run = new WriteRun(fixture, indexed);
      run.createTable();
      long rate = settings.number("rate");
      if (rate > 0) {
        run.freshness(rate, settings.number("warmUpSeconds"), settings.number("seconds"));
      } else {
        run.throughput(
            Math.toIntExact(settings.number("threads")),
            settings.number("warmUpSeconds"),
            settings.number("seconds"));
      }
    }
  }

  private void createTable() {
    fixture
        .engine()
        .createTable(
            EngineFixture.INSTANCE,
            new TableSpec(
                new TableMeta(TABLE, OrderRows.KEY, List.of()),
                new TableOptionsChange(-1, 1, 86_400L, null, null),
                new ReservedThroughput(0, 0),
                List.of(),
                null,
                null,
                List.of(),
                false));
    if (indexed) {
      fixture
          .engine()
          .searchIndexes()
          .create(EngineFixture.INSTANCE, TABLE, SearchIndexSpec.of(INDEX, OrderRows.SCHEMA));
    }
  }

  private RowChange put(int id) {
    return RowChange.put(OrderRows.key(id), variants.get(id % VARIANTS));
  }

  // ---- as fast as it goes -----------------------------------------------------------------------

  private void throughput(int threads, long warmUpSeconds, long seconds) throws Exception {
    // An index gives way to writes. So that it does not still run in the interpreter when it
    // counts, it takes in what was written to warm up when nobody writes.
    List<Thread> started = start(threads);
    TimeUnit.SECONDS.sleep(warmUpSeconds);
    stop(started);
    if (indexed) {
      awaitIndex();
    }
    started = start(threads);
    TimeUnit.SECONDS.sleep(SHORT_WARM_UP_SECONDS);
    latencies.reset();
    long indexedBefore = indexedRows();
    long began = System.nanoTime();
    Window window = Window.open(ProcessHandle.current().pid(), ids::get);
    TimeUnit.SECONDS.sleep(seconds);
    Histogram measured = latencies.getIntervalHistogram();
    LoadResult result = window.close(measured);
    double during = (indexedRows() - indexedBefore) * 1e9 / (System.nanoTime() - began);
    stop(started);
    System.out.println(result.toLine());
    if (indexed) {
      Scores.tell("during", during);
      catchUp();
    }
  }

  private List<Thread> start(int threads) {
    stopped = false;
    List<Thread> started = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Thread thread = new Thread(this::putUntilStopped, "put-" + i);
      thread.start();
      started.add(thread);
    }
    return started;
  }

  private void stop(List<Thread> started) throws InterruptedException {
    stopped = true;
    for (Thread thread : started) {
      thread.join();
    }
    if (failure.get() != null) {
      throw failure.get();
    }
  }

  private void putUntilStopped() {
    try {
      while (!stopped) {
        RowChange change = put(ids.getAndIncrement());
        long start = System.nanoTime();
        WriteResult unused =
            fixture.engine().write(EngineFixture.INSTANCE, TABLE, change, null).join();
        latencies.recordValue(System.nanoTime() - start);
      }
    } catch (RuntimeException e) {
      failure.compareAndSet(null, e);
    }
  }

  private long indexedRows() {
    return indexed
        ? fixture.engine().searchIndexes().figures().stream()
            .mapToLong(figures -> figures.contents() == null ? 0 : figures.contents().rows())
            .sum()
        : 0;
  }

  /** How fast the index gets what it lacks when nobody writes. */
  private void catchUp() throws Exception {
    long lacking = ids.get() - indexedRows();
    long began = System.nanoTime();
    awaitIndex();
    Scores.tell("lacking", lacking);
    Scores.tell("alone", lacking * 1e9 / (System.nanoTime() - began));
  }

  private void awaitIndex() throws InterruptedException {
    long began = System.nanoTime();
    while (indexedRows() < ids.get()) {
      if (System.nanoTime() - began > Duration.ofMinutes(10).toNanos()) {
        throw new IllegalStateException("the index has only " + indexedRows() + " rows");
      }
      Thread.sleep(10);
    }
  }

  // ---- how soon rows are found ------------------------------------------------------------------

  /** A row that has been acknowledged and not found yet. */
  private record Awaited(String sought, long acknowledged) {}

  private void freshness(long rate, long warmUpSeconds, long seconds) throws Exception {
    // As fast as it goes first, so that everything is compiled when it counts.
    List<Thread> started = start(1);
    TimeUnit.SECONDS.sleep(warmUpSeconds);
    stop(started);
    awaitIndex();
    stopped = false;
    int first = ids.get();
    long count = rate * (SHORT_WARM_UP_SECONDS + seconds);
    long measuredFrom = System.nanoTime() + TimeUnit.SECONDS.toNanos(SHORT_WARM_UP_SECONDS);
    Queue<Awaited> awaited = new ConcurrentLinkedQueue<>();
    Histogram lags = new Histogram(TimeUnit.MINUTES.toNanos(5), 3);
    Thread looking = new Thread(() -> look(awaited, measuredFrom, lags), "look");
    looking.start();
    long began = System.nanoTime();
    for (int id = 0; id < count; id++) {
      long due = began + id * 1_000_000_000L / rate;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      write(first + id, awaited);
    }
    double took = (System.nanoTime() - began) / 1e9;
    stopped = true;
    looking.join();
    if (failure.get() != null) {
      throw failure.get();
    }
    Scores.tell("rate", count / took);
    Scores.tell("samples", lags.getTotalCount());
    Scores.tell("p50", lags.getValueAtPercentile(50) / 1e6);
    Scores.tell("p99", lags.getValueAtPercentile(99) / 1e6);
    Scores.tell("max", lags.getMaxValue() / 1e6);
  }

  private void write(int id, Queue<Awaited> awaited) {
    List<Cell> cells = new ArrayList<>(variants.get(id % VARIANTS));
    String sought = "sought" + id;
    cells.replaceAll(
        cell -> cell.nameText().equals(SOUGHT) ? Cell.put(SOUGHT, Value.string(sought)) : cell);
    var unused =
        fixture
            .engine()
            .write(EngineFixture.INSTANCE, TABLE, RowChange.put(OrderRows.key(id), cells), null)
            .whenComplete(
                (result, error) -> {
                  if (error != null) {
                    failure.compareAndSet(null, new IllegalStateException(error));
                  } else if (id % SAMPLE == 0) {
                    awaited.add(new Awaited(sought, System.nanoTime()));
                  }
                });
  }

  private void look(Queue<Awaited> awaited, long measuredFrom, Histogram lags) {
    try {
      while (!stopped || !awaited.isEmpty()) {
        for (Iterator<Awaited> all = awaited.iterator(); all.hasNext(); ) {
          Awaited one = all.next();
          if (isFound(one.sought())) {
            all.remove();
            if (one.acknowledged() > measuredFrom) {
              lags.recordValue(System.nanoTime() - one.acknowledged());
            }
          } else if (System.nanoTime() - one.acknowledged() > 60_000_000_000L) {
            throw new IllegalStateException("a row was not found for a minute");
          }
        }
        LockSupport.parkNanos(REST_NANOS);
      }
    } catch (RuntimeException e) {
      failure.compareAndSet(null, e);
    }
  }

  private boolean isFound(String sought) {
    SearchRequest request = SearchRequest.of(new TermQuery(SOUGHT, Value.string(sought))).build();
    return !fixture
        .engine()
        .searchIndexes()
        .search(
            EngineFixture.INSTANCE,
            TABLE,
            INDEX,
            new SearchCall(request, 1, ReturnedColumns.NONE, null, null))
        .rows()
        .isEmpty();
  }
}
