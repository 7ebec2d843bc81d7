/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.engine;

import io.tabularium.bench.CommonOptions;
import io.tabularium.bench.process.ChildJvm;
import io.tabularium.bench.process.Workspace;
import io.tabularium.bench.report.Machine;
import io.tabularium.bench.report.RatioTable;
import io.tabularium.bench.report.Scores;
import io.tabularium.bench.report.Target;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The engine in process against raw RocksDB. */
@Command(
    name = "engine",
    description =
        "The engine in process, rows in the block cache, against raw RocksDB with one value per"
            + " row; JMH, both sides in one JVM.",
    sortOptions = false)
public final class EngineCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Option(names = "--rows", description = "Rows of 10 × 100 B (default: ${DEFAULT-VALUE}).")
  private int rows = 1_000_000;

  @Option(
      names = "--cache",
      paramLabel = "MIB",
      description = "Block cache of each side (default: ${DEFAULT-VALUE}).")
  private long cacheMib = 3072;

  @Option(
      names = "--write-buffer",
      paramLabel = "MIB",
      description = "Memtables of each side (default: ${DEFAULT-VALUE}).")
  private long writeBufferMib = 256;

  @Option(
      names = "--rounds",
      description = "How often the sides take turns (default: ${DEFAULT-VALUE}).")
  private int rounds = 3;

  @Option(
      names = "--iterations",
      description = "Measured iterations of a turn (default: ${DEFAULT-VALUE}).")
  private int iterations = 3;

  @Option(names = "--seconds", description = "Length of an iteration (default: ${DEFAULT-VALUE}).")
  private int seconds = 3;

  @Option(names = "--threads", description = "Threads (default: ${DEFAULT-VALUE}).")
  private int threads = 1;

  @Override
  public Integer call() {
    System.out.println("Machine: " + Machine.current());
    Scores scores;
    try (Workspace workspace = common.workspace();
        ChildJvm run =
            ChildJvm.start(
                "the engine benchmark",
                List.of("-Xms2g", "-Xmx2g"),
                System.getProperty("java.class.path"),
                EngineRun.class.getName(),
                List.of(
                    "directory=" + workspace.directory("data"),
                    "rows=" + rows,
                    "cacheBytes=" + (cacheMib << 20),
                    "writeBufferBytes=" + (writeBufferMib << 20),
                    "rounds=" + rounds,
                    "iterations=" + iterations,
                    "seconds=" + seconds,
                    "threads=" + threads),
                workspace.path("engine.log"))) {
      scores = Scores.in(run.awaitSuccess(Duration.ofHours(3)));
    }
    RatioTable table =
        new RatioTable(
            String.format(
                Locale.ROOT,
                "Engine in process, %,d rows of 10 × 100 B in block cache, %d thread(s)",
                rows,
                threads),
            "raw RocksDB",
            "engine");
    String get = "engineGetEncoded/";
    String range = "engineRangeEncoded/";
    String put = "enginePut/";
    String update = "engineUpdate/";
    add(table, scores, "GetRow", get + "rawGet", get + "engineGet", Target.atLeast(0.6));
    add(table, scores, "GetRow, encoded", get + "rawGet", get + "engineGetEncoded", Target.NONE);
    add(table, scores, "PutRow", put + "rawPut", put + "enginePut", Target.atLeast(0.6));
    add(
        table,
        scores,
        "UpdateRow of one column, against raw put",
        update + "rawPut",
        update + "engineUpdate",
        Target.atLeast(0.5));
    table.add(
        "GetRange, encoded, against raw iterator",
        scores.get(range + "rawRange"),
        scores.get(range + "engineRangeEncoded"),
        "rows/s",
        Target.atLeast(0.35));
    System.out.println();
    System.out.print(table.render());
    return 0;
  }

  private static void add(
      RatioTable table, Scores scores, String what, String raw, String ours, Target target) {
    table.add(what, scores.get(raw), scores.get(ours), "op/s", target);
  }
}
