/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.feed;

import io.tabularium.bench.CommonOptions;
import io.tabularium.bench.durability.PutRun;
import io.tabularium.bench.lean.TcpPuts;
import io.tabularium.bench.load.LoadResult;
import io.tabularium.bench.load.WorkloadMix;
import io.tabularium.bench.process.JvmOptions;
import io.tabularium.bench.process.Workspace;
import io.tabularium.bench.report.Figures;
import io.tabularium.bench.report.Machine;
import io.tabularium.bench.report.RatioTable;
import io.tabularium.bench.report.Target;
import io.tabularium.bench.ycsb.Tables;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes to a table with a stream against writes to one without; reads of changes against rows. */
@Command(
    name = "feed",
    description =
        "PutRow on a table with a stream against one without, and the stream read against the"
            + " same rows read as a range.",
    sortOptions = false)
public final class FeedCommand implements Callable<Integer> {
  private static final Target WRITE = Target.atLeast(0.7);
  private static final Target READ = Target.atLeast(0.5);

  @Mixin private CommonOptions common;

  @Option(names = "--clients", description = "Concurrent writers (default: ${DEFAULT-VALUE}).")
  private int clients = 64;

  @Option(names = "--records", description = "Different rows (default: ${DEFAULT-VALUE}).")
  private int records = 100_000;

  @Option(names = "--changes", description = "Changes to read (default: ${DEFAULT-VALUE}).")
  private int changes = 1_000_000;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description = "How long each part runs unmeasured (default: ${DEFAULT-VALUE}).")
  private int warmUpSeconds = 8;

  @Option(
      names = "--seconds",
      description = "How long each part is measured (default: ${DEFAULT-VALUE}).")
  private int seconds = 10;

  @Option(
      names = "--rounds",
      description = "How often each part runs, by turns (default: ${DEFAULT-VALUE}).")
  private int rounds = 3;

  private Workspace workspace;

  @Override
  public Integer call() {
    System.out.println("Machine: " + Machine.current());
    try (Workspace opened = common.workspace()) {
      workspace = opened;
      RatioTable writes =
          new RatioTable(
              String.format(Locale.ROOT, "PutRow of 10 × 100 B, %d clients", clients),
              "no stream",
              "stream");
      for (String durability : List.of("sync", "periodic")) {
        compare(
            writes,
            "over TCP, " + durability,
            () -> overTcp(durability, false),
            () -> overTcp(durability, true));
      }
      compare(writes, "in process, periodic", () -> inProcess(false), () -> inProcess(true));
      RatioTable reads =
          new RatioTable(
              String.format(Locale.ROOT, "%,d changes of 10 × 100 B, in process, encoded", changes),
              "GetRange",
              "GetStreamRecord");
      ReadRun.Rates rates = read();
      reads.add("rows of a page", rates.range(), rates.stream(), "row/s", READ);
      System.out.println();
      System.out.println(writes.render());
      System.out.print(reads.render());
    }
    return 0;
  }

  /** By turns, so that whatever else happens on the machine happens to both; the medians count. */
  private void compare(
      RatioTable table, String what, Supplier<LoadResult> plain, Supplier<LoadResult> streamed) {
    double[] reference = new double[rounds];
    double[] ours = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      reference[round] = plain.get().throughput();
      ours[round] = streamed.get().throughput();
    }
    table.add(what, Figures.median(reference), Figures.median(ours), "op/s", WRITE);
  }

  private LoadResult overTcp(String durability, boolean stream) {
    return new TcpPuts(workspace, clients, records, warmUpSeconds, seconds)
        .run(
            "tcp-" + durability + (stream ? "-stream" : ""),
            durability,
            false,
            server -> {
              if (stream) {
                Tables.enableStream(server, WorkloadMix.TABLE);
              }
            });
  }

  private LoadResult inProcess(boolean stream) {
    String name = "process" + (stream ? "-stream" : "");
    Path data = workspace.path(name);
    try {
      List<String> arguments =
          List.of(
              "directory=" + data,
              "durability=periodic",
              "threads=2",
              "stream=" + (stream ? 1 : 0),
              "records=" + records,
              "warmUpSeconds=" + warmUpSeconds,
              "seconds=" + seconds);
      return TcpPuts.told(name, LoadResult.find(run(name, PutRun.class, arguments)));
    } finally {
      workspace.remove(data);
    }
  }

  private ReadRun.Rates read() {
    Path data = workspace.path("read");
    try {
      return ReadRun.Rates.find(
          run("read", ReadRun.class, List.of("directory=" + data, "changes=" + changes)));
    } finally {
      workspace.remove(data);
    }
  }

  private List<String> run(String name, Class<?> main, List<String> arguments) {
    return workspace.run(name, JvmOptions.SERVER, main, arguments, Duration.ofMinutes(30));
  }
}
