/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.index;

import io.tabularium.bench.engine.EngineFixture;
import io.tabularium.bench.engine.Settling;
import io.tabularium.bench.load.Settings;
import io.tabularium.bench.process.ChildJvm;
import io.tabularium.bench.report.Scores;
import io.tabularium.engine.IndexBuild;
import io.tabularium.engine.IndexCheck;
import io.tabularium.engine.RangeRead;
import io.tabularium.model.Cell;
import io.tabularium.model.DefinedColumn;
import io.tabularium.model.Direction;
import io.tabularium.model.IndexMeta;
import io.tabularium.model.KeyColumnSchema;
import io.tabularium.model.KeyType;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeyColumn;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.ReservedThroughput;
import io.tabularium.model.RowChange;
import io.tabularium.model.RowCollector;
import io.tabularium.model.RowSelection;
import io.tabularium.model.TableMeta;
import io.tabularium.model.TableOptionsChange;
import io.tabularium.model.TableSpec;
import io.tabularium.model.Value;
import io.tabularium.model.ValueType;
import io.tabularium.storage.Durability;
import io.tabularium.storage.StoreConfig;
import io.tabularium.wire.tablestore.codec.PlainBufferRowSink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The process of the index benchmark: the engine over the default store, without network.
 *
 * <p>Arguments are {@code name=value}: {@code directory}, {@code rows}, {@code cacheBytes}, {@code
 * writeBufferBytes}, {@code rounds}, {@code seconds}, {@code threads}, {@code lagRate}. Prints a
 * line {@code SCORE name figure} for each figure.
 */
public final class IndexRun {
  private static final int BLOBS = 8;
  private static final int VARIANTS = 1024;
  private static final int CITIES = 1000;

  private final Settings settings;
  private final List<List<Cell>> blobs = new ArrayList<>();

  private IndexRun(Settings settings) {
    this.settings = settings;
    SplittableRandom random = new SplittableRandom(7);
    for (int v = 0; v < VARIANTS; v++) {
      List<Cell> cells = new ArrayList<>();
      for (int b = 0; b < BLOBS; b++) {
        byte[] bytes = new byte[100];
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = (byte) (' ' + random.nextInt(95));
        }
        cells.add(Cell.put("field" + b, Value.blob(bytes)));
      }
      blobs.add(cells);
    }
  }

  /** Runs. */
  public static void main(String[] arguments) throws Exception {
    IndexRun run = new IndexRun(new Settings(arguments));
    run.puts();
    run.lag();
    run.build();
  }

  private static void progress(String format, Object... values) {
    System.out.println(ChildJvm.PROGRESS + String.format(Locale.ROOT, format, values));
  }

  private EngineFixture open(String name, Durability durability) {
    StoreConfig config =
        EngineFixture.config(
            Path.of(settings.text("directory")).resolve(name),
            durability,
            settings.number("cacheBytes"),
            settings.number("writeBufferBytes"));
    return new EngineFixture(config);
  }

  private static TableSpec table(String name, List<IndexMeta> indexes) {
    return new TableSpec(
        new TableMeta(
            name,
            PrimaryKeySchema.of(
                KeyColumnSchema.of("user", KeyType.STRING),
                KeyColumnSchema.of("number", KeyType.INTEGER)),
            List.of(
                new DefinedColumn("city", ValueType.STRING),
                new DefinedColumn("age", ValueType.INTEGER))),
        new TableOptionsChange(-1, 1, 86_400L, null, null),
        new ReservedThroughput(0, 0),
        List.of(),
        null,
        null,
        indexes,
        false);
  }

  private static IndexMeta global(String name) {
    return new IndexMeta(name, List.of("city"), List.of("age"), false, true);
  }

  private static IndexMeta local(String name) {
    return new IndexMeta(name, List.of("user", "age"), List.of("city"), true, true);
  }

  private RowChange put(long user, long value) {
    List<Cell> cells = new ArrayList<>(BLOBS + 2);
    cells.add(Cell.put("age", Value.integer(value % 100)));
    cells.add(Cell.put("city", Value.string("city" + value % CITIES)));
    cells.addAll(blobs.get((int) (value % VARIANTS)));
    return RowChange.put(key(user), cells);
  }

  private static PrimaryKey key(long user) {
    return PrimaryKey.of(
        new PrimaryKeyColumn("user", Value.string(String.format("user%010d", user))),
        new PrimaryKeyColumn("number", Value.integer(user)));
  }

  // ---- what a put costs -------------------------------------------------------------------------

  private void puts() throws Exception {
    int rows = Math.toIntExact(settings.number("rows"));
    try (EngineFixture fixture = open("puts", EngineFixture.PERIODIC)) {
      for (String side : List.of("none", "both")) {
        fixture
            .engine()
            .createTable(
                EngineFixture.INSTANCE,
                table(
                    side,
                    side.equals("none") ? List.of() : List.of(global("both_g"), local("both_l"))));
        // Both sides meet old rows: a put that replaces one moves its entries.
        loadRows(fixture, side, rows / 10);
      }
      long rounds = settings.number("rounds");
      double none = 0;
      double both = 0;
      for (int round = 0; round < rounds + 1; round++) {
        for (String side : List.of("none", "both")) {
          Settling.await(Duration.ofMinutes(1), fixture::isIdle);
          double rate = putRate(fixture, side, rows / 10, round);
          progress("PutRow, %s indexes: %,.0f op/s", side, rate);
          if (round > 0) { // the first one warms up
            none += side.equals("none") ? rate / rounds : 0;
            both += side.equals("both") ? rate / rounds : 0;
          }
        }
      }
      Scores.tell("put/none", none);
      Scores.tell("put/both", both);
    }
  }

  private double putRate(EngineFixture fixture, String table, int rows, int round)
      throws Exception {
    int threads = Math.toIntExact(settings.number("threads"));
    long end = System.nanoTime() + Duration.ofSeconds(settings.number("seconds")).toNanos();
    long began = System.nanoTime();
    AtomicLong done = new AtomicLong();
    CountDownLatch over = new CountDownLatch(threads);
    AtomicLong failed = new AtomicLong();
    for (int t = 0; t < threads; t++) {
      SplittableRandom random = new SplittableRandom(31L * round + t);
      new Thread(
              () -> {
                try {
                  long count = 0;
                  while (System.nanoTime() < end) {
                    RowChange change = put(random.nextInt(rows), random.nextInt(1 << 20));
                    fixture.engine().write(EngineFixture.INSTANCE, table, change, null).join();
                    count++;
                  }
                  done.addAndGet(count);
                } catch (RuntimeException e) {
                  failed.incrementAndGet();
                  throw e;
                } finally {
                  over.countDown();
                }
              })
          .start();
    }
    over.await();
    if (failed.get() > 0) {
      throw new IllegalStateException("a put failed");
    }
    return done.get() * 1e9 / (System.nanoTime() - began);
  }

  private void loadRows(EngineFixture fixture, String table, int rows) {
    List<CompletableFuture<?>> underWay = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      underWay.add(fixture.engine().write(EngineFixture.INSTANCE, table, put(i, i), null));
      if (underWay.size() == 1000) {
        underWay.forEach(CompletableFuture::join);
        underWay.clear();
      }
    }
    underWay.forEach(CompletableFuture::join);
  }

  // ---- how far an index lags behind -------------------------------------------------------------

  /**
   * Writes at a given rate; whenever a put is acknowledged, looks for its entry in the global index
   * until it is there.
   */
  private void lag() throws Exception {
    long rate = settings.number("lagRate");
    int count = Math.toIntExact(rate * settings.number("seconds"));
    try (EngineFixture fixture = open("lag", Durability.SYNC)) {
      fixture
          .engine()
          .createTable(
              EngineFixture.INSTANCE, table("lag", List.of(global("lag_g"), local("lag_l"))));
      long[] nanos = new long[count];
      AtomicLong late = new AtomicLong();
      CountDownLatch over = new CountDownLatch(count);
      long began = System.nanoTime();
      for (int i = 0; i < count; i++) {
        long due = began + i * 1_000_000_000L / rate;
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        int number = i;
        var unused =
            fixture
                .engine()
                .write(EngineFixture.INSTANCE, "lag", put(number, number), null)
                .whenComplete(
                    (result, failure) -> {
                      long acknowledged = System.nanoTime();
                      while (failure == null && !isThere(fixture, number)) {
                        late.incrementAndGet();
                      }
                      nanos[number] = System.nanoTime() - acknowledged;
                      over.countDown();
                    });
      }
      over.await();
      double seconds = (System.nanoTime() - began) / 1e9;
      Arrays.sort(nanos);
      progress(
          "index lag at %,.0f writes/s: %d of %,d entries were not there at once",
          count / seconds, late.get(), count);
      Scores.tell("lag/rate", count / seconds);
      Scores.tell("lag/late", late.get());
      Scores.tell("lag/p50", nanos[count / 2] / 1e6);
      Scores.tell("lag/p99", nanos[(int) (count * 0.99)] / 1e6);
    }
  }

  private static boolean isThere(EngineFixture fixture, long number) {
    RowCollector row = new RowCollector();
    var unused =
        fixture
            .engine()
            .getRow(
                EngineFixture.INSTANCE,
                "lag_g",
                PrimaryKey.of(
                    new PrimaryKeyColumn("city", Value.string("city" + number % CITIES)),
                    key(number).column(0),
                    key(number).column(1)),
                RowSelection.LATEST,
                null,
                row);
    return row.row() != null;
  }

  // ---- how fast an index is built ---------------------------------------------------------------

  private void build() throws Exception {
    int rows = Math.toIntExact(settings.number("rows"));
    try (EngineFixture fixture = open("build", EngineFixture.PERIODIC)) {
      fixture.engine().createTable(EngineFixture.INSTANCE, table("full", List.of()));
      long began = System.nanoTime();
      loadRows(fixture, "full", rows);
      progress("loaded %,d rows, %,.0f rows/s", rows, rate(rows, began));
      Settling.await(Duration.ofMinutes(5), fixture::isIdle);
      began = System.nanoTime();
      readAll(fixture);
      Scores.tell("build/scan", rate(rows, began));

      began = System.nanoTime();
      fixture.engine().createIndex(EngineFixture.INSTANCE, "full", global("full_g"), true);
      for (List<IndexBuild> builds = builds(fixture); !builds.isEmpty(); builds = builds(fixture)) {
        IndexBuild build = builds.get(0);
        progress(
            "building: %,d rows, %,d entries, %,d rows/s",
            build.rows(), build.entries(), build.rowsPerSecond());
        Thread.sleep(2000);
      }
      Scores.tell("build/global", rate(rows, began));
      IndexCheck.Result result =
          fixture.engine().checkIndexes(EngineFixture.INSTANCE, "full", line -> progress(line));
      if (result.differences() > 0) {
        throw new IllegalStateException("the index differs from its table");
      }
    }
  }

  private static List<IndexBuild> builds(EngineFixture fixture) {
    return List.copyOf(fixture.engine().indexBuilds());
  }

  private static double rate(int rows, long began) {
    return rows * 1e9 / (System.nanoTime() - began);
  }

  private static void readAll(EngineFixture fixture) {
    PrimaryKey next = bound(Value.INF_MIN);
    while (next != null) {
      try (PlainBufferRowSink sink = PlainBufferRowSink.borrow()) {
        next =
            fixture
                .engine()
                .getRange(
                    EngineFixture.INSTANCE,
                    "full",
                    new RangeRead(
                        Direction.FORWARD, next, bound(Value.INF_MAX), null, RowSelection.LATEST),
                    null,
                    sink)
                .nextStart();
      }
    }
  }

  private static PrimaryKey bound(Value marker) {
    return PrimaryKey.of(
        new PrimaryKeyColumn("user", marker), new PrimaryKeyColumn("number", marker));
  }
}
