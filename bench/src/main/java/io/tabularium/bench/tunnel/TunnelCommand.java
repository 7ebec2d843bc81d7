/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.tunnel;

import io.tabularium.bench.CommonOptions;
import io.tabularium.bench.engine.EngineFixture;
import io.tabularium.bench.engine.Settling;
import io.tabularium.bench.process.Workspace;
import io.tabularium.bench.report.Machine;
import io.tabularium.bench.report.RatioTable;
import io.tabularium.bench.report.Target;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What reading through a tunnel costs. */
@Command(
    name = "tunnel",
    description =
        "The backlog of a tunnel against GetRange over the same rows, one reader, in process.",
    sortOptions = false)
public final class TunnelCommand implements Callable<Integer> {
  private static final long CACHE = 256L << 20;
  private static final long WRITE_BUFFER = 128L << 20;

  @Mixin private CommonOptions common;

  @Option(names = "--rows", description = "Rows, each put once (default: ${DEFAULT-VALUE}).")
  private int rows = 1_000_000;

  @Option(
      names = "--rounds",
      description = "How often each way is measured, in turns (default: ${DEFAULT-VALUE}).")
  private int rounds = 3;

  @Override
  public Integer call() throws Exception {
    System.out.println("Machine: " + Machine.current());
    try (Workspace workspace = common.workspace();
        EngineFixture fixture =
            new EngineFixture(
                EngineFixture.config(
                    workspace.directory("store"), EngineFixture.PERIODIC, CACHE, WRITE_BUFFER))) {
      TunnelRun run = new TunnelRun(fixture, rows);
      System.out.printf(Locale.ROOT, "loading %,d rows ...%n", rows);
      run.load();
      Settling.await(Duration.ofMinutes(10), fixture::isIdle);
      RatioTable table =
          new RatioTable(
              String.format(Locale.ROOT, "%,d rows of 10 × 100 B, each put once", rows),
              "GetRange",
              "ReadRecords");
      measure(table, run, true, "Changes of a tunnel's backlog", Target.atLeast(0.5));
      measure(table, run, false, "Rows of a tunnel's base data", Target.NONE);
      System.out.println();
      System.out.print(table.render());
    }
    return 0;
  }

  private void measure(
      RatioTable table, TunnelRun run, boolean changes, String what, Target target) {
    run.choose(changes);
    double[] range = new double[rounds];
    double[] tunnel = new double[rounds];
    for (int round = -1; round < rounds; round++) {
      double ofRange = run.readRange();
      double ofTunnel = run.readTunnel();
      if (round >= 0) {
        range[round] = ofRange;
        tunnel[round] = ofTunnel;
      }
    }
    table.add(what, median(range), median(tunnel), "rows/s", target);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
