/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.index;

import io.tabularium.bench.CommonOptions;
import io.tabularium.bench.lean.TcpPuts;
import io.tabularium.bench.load.WorkloadMix;
import io.tabularium.bench.process.ChildJvm;
import io.tabularium.bench.process.Workspace;
import io.tabularium.bench.report.Figures;
import io.tabularium.bench.report.Machine;
import io.tabularium.bench.report.RatioTable;
import io.tabularium.bench.report.Scores;
import io.tabularium.bench.report.Target;
import io.tabularium.bench.ycsb.Tables;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Secondary indexes against tables without. */
@Command(
    name = "index",
    description =
        "PutRow with one global and one local index against none, how far an index lags behind its"
            + " table, and building an index on a full table against scanning it.",
    sortOptions = false)
public final class IndexCommand implements Callable<Integer> {
  private static final double LAG_TARGET_MILLIS = 50;

  @Mixin private CommonOptions common;

  @Option(
      names = "--rows",
      description =
          "Rows of about 850 B to build from; puts meet a tenth (default: ${DEFAULT-VALUE}).")
  private int rows = 1_000_000;

  @Option(
      names = "--cache",
      paramLabel = "MIB",
      description = "Block cache (default: ${DEFAULT-VALUE}).")
  private long cacheMib = 1024;

  @Option(
      names = "--write-buffer",
      paramLabel = "MIB",
      description = "Memtables (default: ${DEFAULT-VALUE}).")
  private long writeBufferMib = 256;

  @Option(
      names = "--rounds",
      description = "How often the sides take turns (default: ${DEFAULT-VALUE}).")
  private int rounds = 3;

  @Option(names = "--seconds", description = "Length of a turn (default: ${DEFAULT-VALUE}).")
  private int seconds = 5;

  @Option(names = "--threads", description = "Writing threads (default: ${DEFAULT-VALUE}).")
  private int threads = 1;

  @Option(
      names = "--lag-rate",
      description = "Writes a second while the lag is measured (default: ${DEFAULT-VALUE}).")
  private int lagRate = 5_000;

  @Option(
      names = "--clients",
      description = "Concurrent writers over TCP (default: ${DEFAULT-VALUE}).")
  private int clients = 64;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description = "How long puts over TCP run unmeasured (default: ${DEFAULT-VALUE}).")
  private int warmUpSeconds = 8;

  @Override
  public Integer call() {
    System.out.println("Machine: " + Machine.current());
    RatioTable overTcp = overTcp();
    System.out.println();
    System.out.println(overTcp.render());
    Scores scores;
    try (Workspace workspace = common.workspace();
        ChildJvm run =
            ChildJvm.start(
                "the index benchmark",
                List.of("-Xms2g", "-Xmx2g"),
                System.getProperty("java.class.path"),
                IndexRun.class.getName(),
                List.of(
                    "directory=" + workspace.directory("data"),
                    "rows=" + rows,
                    "cacheBytes=" + (cacheMib << 20),
                    "writeBufferBytes=" + (writeBufferMib << 20),
                    "rounds=" + rounds,
                    "seconds=" + seconds,
                    "threads=" + threads,
                    "lagRate=" + lagRate),
                workspace.path("index.log"))) {
      scores = Scores.in(run.awaitSuccess(Duration.ofHours(1)));
    }
    RatioTable puts =
        new RatioTable(
            String.format(
                Locale.ROOT,
                "Puts that replace one of %,d rows of about 850 B, in process, %d thread(s)",
                rows / 10,
                threads),
            "no index",
            "one global and one local");
    puts.add("PutRow", scores.get("put/none"), scores.get("put/both"), "op/s", Target.atLeast(0.4));
    System.out.println();
    System.out.print(puts.render());

    System.out.println();
    System.out.print(lag(scores));

    RatioTable build =
        new RatioTable(
            String.format(Locale.ROOT, "A global index on %,d rows", rows),
            "GetRange of all rows",
            "building the index");
    build.add("Rows", scores.get("build/scan"), scores.get("build/global"), "rows/s", Target.NONE);
    System.out.println();
    System.out.print(build.render());
    return 0;
  }

  /** By turns, on fresh data each; the medians count. */
  private RatioTable overTcp() {
    RatioTable table =
        new RatioTable(
            String.format(
                Locale.ROOT,
                "PutRow of 10 × 100 B, %d clients over TCP, replacing rows of %,d",
                clients,
                rows / 10),
            "no index",
            "one global and one local");
    try (Workspace workspace = common.workspace()) {
      TcpPuts puts = new TcpPuts(workspace, clients, rows / 10, warmUpSeconds, seconds);
      for (String durability : List.of("sync", "periodic")) {
        double[] none = new double[rounds];
        double[] both = new double[rounds];
        for (int round = 0; round < rounds; round++) {
          none[round] = puts.run("none", durability, true, server -> {}).throughput();
          both[round] =
              puts.run(
                      "both",
                      durability,
                      true,
                      server -> Tables.createIndexes(server, WorkloadMix.TABLE))
                  .throughput();
        }
        table.add(
            durability, Figures.median(none), Figures.median(both), "op/s", Target.atLeast(0.4));
      }
    }
    return table;
  }

  private static String lag(Scores scores) {
    double p99 = scores.get("lag/p99");
    return String.format(
        Locale.ROOT,
        "### From a put's acknowledgement to its entry read from the global index%n%n"
            + "At %,.0f writes/s, durability `sync`: p50 %.3f ms, p99 %.3f ms (target: under %.0f ms,"
            + " %s); entries that were not there at the first look: %.0f. The entry is in the same"
            + " write as the row, so what is left is the time of the look itself.%n",
        scores.get("lag/rate"),
        scores.get("lag/p50"),
        p99,
        LAG_TARGET_MILLIS,
        p99 < LAG_TARGET_MILLIS ? "PASS" : "MISS",
        scores.get("lag/late"));
  }
}
