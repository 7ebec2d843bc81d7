/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.engine;

import io.tabularium.bench.load.Settings;
import io.tabularium.bench.process.ChildJvm;
import io.tabularium.bench.report.Scores;
import io.tabularium.bench.ycsb.TablestoreClient;
import io.tabularium.engine.RangeRead;
import io.tabularium.engine.RangeResult;
import io.tabularium.model.Direction;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeyColumn;
import io.tabularium.model.RowChange;
import io.tabularium.model.RowSelection;
import io.tabularium.model.Value;
import io.tabularium.storage.StoreConfig;
import io.tabularium.wire.tablestore.codec.PlainBufferRowSink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/**
 * The process of the engine benchmark: loads both sides, then runs their operations in turns, so
 * that whatever changes during the run changes for both. JMH does not fork: the rows are loaded
 * once, and both sides meet the same JVM.
 *
 * <p>Arguments are {@code name=value}: {@code directory}, {@code rows}, {@code cacheBytes}, {@code
 * writeBufferBytes}, {@code rounds}, {@code iterations}, {@code seconds}, {@code threads}. Prints a
 * line {@code SCORE name operations-per-second} for each operation.
 */
public final class EngineRun {
  private EngineRun() {}

  /** Runs. */
  public static void main(String[] arguments) throws Exception {
    Settings settings = new Settings(arguments);
    Path directory = Path.of(settings.text("directory"));
    Dataset data = new Dataset(Math.toIntExact(settings.number("rows")));
    StoreConfig rawConfig = config(settings, directory.resolve("raw"));
    StoreConfig ourConfig = config(settings, directory.resolve("ours"));
    progress("loading " + data.size() + " rows on both sides");
    load(data, rawConfig, ourConfig);
    // Opening anew writes out what was in memory: both sides begin with all rows in files.
    try (RawRows raw = new RawRows(rawConfig);
        EngineFixture ours = new EngineFixture(ourConfig)) {
      RowBenchmark.both = new RowBenchmark.Both(data, raw, ours);
      Settling.await(Duration.ofMinutes(2), raw::isIdle, ours::isIdle);
      readEverything(data, raw, ours);
      Map<String, Double> sums = new LinkedHashMap<>();
      int rounds = Math.toIntExact(settings.number("rounds"));
      for (List<String> turn :
          List.of(
              List.of("rawGet", "engineGet", "engineGetEncoded"),
              List.of("rawRange", "engineRangeEncoded"),
              List.of("rawPut", "enginePut"),
              List.of("rawPut", "engineUpdate"))) {
        for (int round = 0; round < rounds; round++) {
          for (String benchmark : turn) {
            double score = run(benchmark, settings);
            sums.merge(turn.get(turn.size() - 1) + "/" + benchmark, score / rounds, Double::sum);
            progress("%s: %,.0f op/s".formatted(benchmark, score));
            Settling.await(Duration.ofMinutes(2), raw::isIdle, ours::isIdle);
          }
        }
      }
      sums.forEach(Scores::tell);
    }
  }

  private static void progress(String text) {
    System.out.println(ChildJvm.PROGRESS + text);
  }

  private static StoreConfig config(Settings settings, Path directory) {
    return EngineFixture.config(
        directory,
        EngineFixture.PERIODIC,
        settings.number("cacheBytes"),
        settings.number("writeBufferBytes"));
  }

  private static void load(Dataset data, StoreConfig rawConfig, StoreConfig ourConfig)
      throws Exception {
    java.nio.file.Files.createDirectories(rawConfig.directory());
    try (RawRows raw = new RawRows(rawConfig)) {
      for (int from = 0; from < data.size(); from += 200) {
        try (WriteBatch batch = new WriteBatch()) {
          for (int i = from; i < Math.min(data.size(), from + 200); i++) {
            batch.put(data.key(i), data.rawRow(i));
          }
          raw.write(batch);
        }
      }
      Settling.await(Duration.ofMinutes(5), raw::isIdle);
    }
    try (EngineFixture ours = new EngineFixture(ourConfig)) {
      ours.load(
          RowBenchmark.TABLE, data.size(), i -> RowChange.put(data.primaryKey(i), data.row(i)));
      Settling.await(Duration.ofMinutes(5), ours::isIdle);
    }
  }

  /** Reads all rows on both sides, which also brings them into the block caches. */
  private static void readEverything(Dataset data, RawRows raw, EngineFixture ours) {
    int rawCount = 0;
    try (RocksIterator iterator = raw.iterator()) {
      for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
        rawCount++;
      }
    }
    PrimaryKey end = bound(Value.INF_MAX);
    PrimaryKey next = bound(Value.INF_MIN);
    long bytes = 0;
    while (next != null) {
      try (PlainBufferRowSink sink = PlainBufferRowSink.borrow()) {
        RangeResult page =
            ours.engine()
                .getRange(
                    EngineFixture.INSTANCE,
                    RowBenchmark.TABLE,
                    new RangeRead(Direction.FORWARD, next, end, null, RowSelection.LATEST),
                    null,
                    sink);
        bytes += sink.bytes().size();
        next = page.nextStart();
      }
    }
    progress(
        "%,d raw rows and %,d bytes of encoded rows are in the caches; ours holds %,.0f bytes"
            .formatted(rawCount, bytes, ours.statistic("rocksdb.cache.bytes")));
    if (rawCount != data.size()) {
      throw new IllegalStateException("loaded " + rawCount + " rows of " + data.size());
    }
  }

  private static PrimaryKey bound(Value marker) {
    return PrimaryKey.of(new PrimaryKeyColumn(TablestoreClient.KEY_COLUMN, marker));
  }

  private static double run(String benchmark, Settings settings) throws Exception {
    Options options =
        new OptionsBuilder()
            .include("\\b" + RowBenchmark.class.getSimpleName() + "\\." + benchmark + "$")
            .forks(0)
            .threads(Math.toIntExact(settings.number("threads")))
            .warmupIterations(1)
            .warmupTime(TimeValue.seconds(settings.number("seconds")))
            .measurementIterations(Math.toIntExact(settings.number("iterations")))
            .measurementTime(TimeValue.seconds(settings.number("seconds")))
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();
    Collection<RunResult> results = new Runner(options).run();
    return results.iterator().next().getPrimaryResult().getScore();
  }
}
