/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.growth;

import io.tabularium.bench.engine.Dataset;
import io.tabularium.bench.engine.EngineFixture;
import io.tabularium.bench.engine.Settling;
import io.tabularium.bench.load.KeyChooser;
import io.tabularium.bench.load.LoadResult;
import io.tabularium.bench.load.Settings;
import io.tabularium.bench.load.Window;
import io.tabularium.bench.load.WorkloadMix;
import io.tabularium.engine.ReadResult;
import io.tabularium.engine.WriteResult;
import io.tabularium.model.ByteSlice;
import io.tabularium.model.Cell;
import io.tabularium.model.Filter;
import io.tabularium.model.Limits;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.RowChange;
import io.tabularium.model.RowSelection;
import io.tabularium.model.Value;
import io.tabularium.wire.tablestore.codec.PlainBufferRowSink;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * A process that fills a store, or measures reads from it, with one thread.
 *
 * <p>Arguments are {@code name=value}: {@code task} ({@code load}, {@code get}, {@code wide-load},
 * {@code wide-get}), {@code directory}, {@code cacheBytes}, {@code records} (rows, or columns of
 * the wide row), and for the reads {@code warmUpSeconds} and {@code seconds}.
 */
public final class GrowthRun {
  /** Columns of one page of a wide row. */
  static final int PAGE_COLUMNS = 100;

  private static final String WIDE_TABLE = "wide";
  private static final long WRITE_BUFFER = 128L << 20;

  private final EngineFixture fixture;
  private final int records;
  private final Settings settings;
  private long done;

  private GrowthRun(EngineFixture fixture, Settings settings) {
    this.fixture = fixture;
    this.settings = settings;
    this.records = Math.toIntExact(settings.number("records"));
  }

  /** Runs the task; reads print the result's line. */
  public static void main(String[] arguments) throws Exception {
    Settings settings = new Settings(arguments);
    try (EngineFixture fixture =
        new EngineFixture(
            EngineFixture.config(
                Path.of(settings.text("directory")),
                EngineFixture.PERIODIC,
                settings.number("cacheBytes"),
                WRITE_BUFFER))) {
      GrowthRun run = new GrowthRun(fixture, settings);
      switch (settings.text("task")) {
        case "load" -> run.load();
        case "get" -> run.measure(run::get);
        case "wide-load" -> run.wideLoad();
        case "wide-get" -> run.measure(run::wideGet);
        default -> throw new IllegalArgumentException("no such task");
      }
    }
  }

  private void load() throws Exception {
    Dataset data = new Dataset(0);
    fixture.load(
        WorkloadMix.TABLE,
        records,
        i -> RowChange.put(Dataset.primaryKey(KeyChooser.key(i)), data.row(i)));
    Settling.await(Duration.ofMinutes(30), fixture::isIdle);
  }

  private void wideLoad() throws Exception {
    fixture.engine().createTable(EngineFixture.INSTANCE, Dataset.table(WIDE_TABLE));
    List<CompletableFuture<WriteResult>> underWay = new ArrayList<>();
    int step = Math.min(records, Limits.CELLS_PER_WRITE);
    for (int from = 0; from < records; from += step) {
      List<Cell> cells = new ArrayList<>();
      for (int i = from; i < Math.min(records, from + step); i++) {
        cells.add(
            Cell.of(
                ByteSlice.utf8(column(i)),
                Cell.Operation.PUT,
                Value.blob("a value of 20 bytes.".getBytes(StandardCharsets.US_ASCII)),
                Cell.NO_TIMESTAMP));
      }
      underWay.add(
          fixture
              .engine()
              .write(EngineFixture.INSTANCE, WIDE_TABLE, RowChange.update(wideKey(), cells), null));
    }
    for (CompletableFuture<WriteResult> write : underWay) {
      WriteResult unused = write.join();
    }
    Settling.await(Duration.ofMinutes(5), fixture::isIdle);
  }

  private PrimaryKey wideKey() {
    return Dataset.primaryKey(("wide" + records).getBytes(StandardCharsets.US_ASCII));
  }

  private static String column(int number) {
    return String.format(Locale.ROOT, "c%08d", number);
  }

  private void get(SplittableRandom random) {
    read(
        WorkloadMix.TABLE,
        Dataset.primaryKey(KeyChooser.key(random.nextInt(records))),
        RowSelection.LATEST);
  }

  private void wideGet(SplittableRandom random) {
    int start = random.nextInt(records - PAGE_COLUMNS + 1);
    read(
        WIDE_TABLE,
        wideKey(),
        new RowSelection(
            List.of(), column(start), null, null, 1, new Filter.Pagination(0, PAGE_COLUMNS), null));
  }

  private void read(String table, PrimaryKey key, RowSelection selection) {
    try (PlainBufferRowSink sink = PlainBufferRowSink.borrow()) {
      ReadResult unused =
          fixture.engine().getRow(EngineFixture.INSTANCE, table, key, selection, null, sink);
      if (sink.bytes().size() == 0) {
        throw new IllegalStateException("row missing: " + key);
      }
    }
    done++;
  }

  /** One kind of read. */
  private interface Read {
    void run(SplittableRandom random);
  }

  private void measure(Read read) {
    SplittableRandom random = new SplittableRandom(1);
    Histogram latencies = new Histogram(TimeUnit.MINUTES.toNanos(5), 3);
    drive(read, random, latencies, settings.number("warmUpSeconds"));
    latencies.reset();
    Window window = Window.open(ProcessHandle.current().pid(), () -> done);
    drive(read, random, latencies, settings.number("seconds"));
    LoadResult result = window.close(latencies);
    System.out.println(result.toLine());
  }

  private static void drive(Read read, SplittableRandom random, Histogram latencies, long seconds) {
    long start = System.nanoTime();
    long end = start + TimeUnit.SECONDS.toNanos(seconds);
    while (start < end) {
      read.run(random);
      long now = System.nanoTime();
      latencies.recordValue(now - start);
      start = now;
    }
  }
}
