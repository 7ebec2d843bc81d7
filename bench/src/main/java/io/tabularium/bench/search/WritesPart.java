/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.search;

import io.tabularium.bench.lean.TcpPuts;
import io.tabularium.bench.load.LoadResult;
import io.tabularium.bench.load.WorkloadMix;
import io.tabularium.bench.process.JvmOptions;
import io.tabularium.bench.process.Workspace;
import io.tabularium.bench.report.Figures;
import io.tabularium.bench.report.RatioTable;
import io.tabularium.bench.report.Scores;
import io.tabularium.bench.report.Target;
import io.tabularium.bench.ycsb.Tables;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes to a table with a search index of ten fields against writes to one without. */
final class WritesPart {
  private static final Target WRITE = Target.atLeast(0.6);
  private static final double FRESH_MILLIS = 200;
  private static final String INDEX = "all_fields";

  private final Workspace workspace;
  private final int rounds;
  private final int clients;
  private final int warmUpSeconds;
  private final int seconds;
  private final int rate;
  private final List<Double> during = new ArrayList<>();
  private final List<Double> alone = new ArrayList<>();

  WritesPart(
      Workspace workspace, int rounds, int clients, int warmUpSeconds, int seconds, int rate) {
    this.workspace = workspace;
    this.rounds = rounds;
    this.clients = clients;
    this.warmUpSeconds = warmUpSeconds;
    this.seconds = seconds;
    this.rate = rate;
  }

  void run() {
    RatioTable table =
        new RatioTable(
            "PutRow on a table with a search index of ten fields", "no index", "with index");
    double[][] tcp = new double[2][rounds];
    double[][] process = new double[2][rounds];
    for (int round = 0; round < rounds; round++) {
      for (int index = 0; index < 2; index++) {
        tcp[index][round] = overTcp(index).throughput();
        process[index][round] = inProcess(index).throughput();
      }
    }
    table.add(
        String.format(
            Locale.ROOT, "10 × 100 B as keywords, over TCP, %d clients, periodic", clients),
        Figures.median(tcp[0]),
        Figures.median(tcp[1]),
        "op/s",
        WRITE);
    table.add(
        "orders, in process, 2 threads, periodic",
        Figures.median(process[0]),
        Figures.median(process[1]),
        "op/s",
        WRITE);
    System.out.println();
    System.out.println(table.render());
    System.out.printf(
        Locale.ROOT,
        "Indexing orders: %,.0f rows/s while rows are put as fast as they go, %,.0f rows/s when"
            + " nobody writes.%n%n",
        Figures.median(during.stream().mapToDouble(d -> d).toArray()),
        Figures.median(alone.stream().mapToDouble(d -> d).toArray()));
    freshness();
  }

  private LoadResult overTcp(int index) {
    return new TcpPuts(workspace, clients, 100_000, warmUpSeconds, seconds)
        .run(
            "tcp" + (index == 1 ? "-index" : ""),
            "periodic",
            true,
            server -> {
              if (index == 1) {
                Tables.createSearchIndex(server, WorkloadMix.TABLE, INDEX);
              }
            },
            server -> {
              if (index == 1) {
                Tables.awaitSearchIndex(server, WorkloadMix.TABLE, INDEX, Duration.ofMinutes(10));
              }
            });
  }

  private LoadResult inProcess(int index) {
    String name = "process" + (index == 1 ? "-index" : "");
    Path data = workspace.path(name);
    try {
      List<String> lines =
          child(
              name,
              WriteRun.class,
              List.of("directory=" + data, "threads=2", "index=" + index, "rate=0"));
      if (index == 1) {
        Scores scores = Scores.in(lines);
        during.add(scores.get("during"));
        alone.add(scores.get("alone"));
      }
      return TcpPuts.told(name, LoadResult.find(lines));
    } finally {
      workspace.remove(data);
    }
  }

  private void freshness() {
    Path data = workspace.path("fresh");
    try {
      Scores scores =
          Scores.in(
              child(
                  "fresh",
                  WriteRun.class,
                  List.of("directory=" + data, "threads=1", "index=1", "rate=" + rate)));
      double p99 = scores.get("p99");
      System.out.printf(
          Locale.ROOT,
          "From a put's acknowledgement until a search finds the row, at %,.0f writes/s, %,.0f"
              + " rows looked for: p50 %.0f ms, p99 %.0f ms, longest %.0f ms (target: p99 under"
              + " %.0f ms, %s).%n",
          scores.get("rate"),
          scores.get("samples"),
          scores.get("p50"),
          p99,
          scores.get("max"),
          FRESH_MILLIS,
          p99 < FRESH_MILLIS ? "PASS" : "MISS");
    } finally {
      workspace.remove(data);
    }
  }

  private List<String> child(String name, Class<?> main, List<String> more) {
    List<String> arguments = new ArrayList<>(more);
    arguments.addAll(List.of("warmUpSeconds=" + warmUpSeconds, "seconds=" + seconds));
    return workspace.run(name, JvmOptions.SERVER, main, arguments, Duration.ofMinutes(30));
  }
}
