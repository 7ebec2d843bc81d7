/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.durability;

import io.tabularium.bench.CommonOptions;
import io.tabularium.bench.lean.TcpPuts;
import io.tabularium.bench.load.LoadResult;
import io.tabularium.bench.process.JvmOptions;
import io.tabularium.bench.process.Workspace;
import io.tabularium.bench.report.Figures;
import io.tabularium.bench.report.Machine;
import io.tabularium.bench.report.RatioTable;
import io.tabularium.bench.report.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Group commit: many clients against one, and against not waiting for the disk. */
@Command(
    name = "durability",
    description =
        "PutRow when acknowledged means on disk: many clients against one client and against"
            + " periodic durability, over TCP and in process.",
    sortOptions = false)
public final class DurabilityCommand implements Callable<Integer> {
  private static final double MANY_TO_ONE = 20;
  private static final double SYNC_TO_PERIODIC = 0.8;

  @Mixin private CommonOptions common;

  @Option(
      names = "--clients",
      description = "How many concurrent clients are many (default: ${DEFAULT-VALUE}).")
  private int clients = 64;

  @Option(names = "--records", description = "Different rows (default: ${DEFAULT-VALUE}).")
  private int records = 100_000;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description = "How long each part runs unmeasured (default: ${DEFAULT-VALUE}).")
  private int warmUpSeconds = 15;

  @Option(
      names = "--seconds",
      description = "How long each part is measured (default: ${DEFAULT-VALUE}).")
  private int seconds = 15;

  private Workspace workspace;

  @Override
  public Integer call() {
    System.out.println("Machine: " + Machine.current());
    try (Workspace opened = common.workspace()) {
      workspace = opened;
      System.out.printf(
          Locale.ROOT,
          "One flush of a 1 KiB append to %s takes %s (median).%n",
          workspace.path(""),
          Figures.figure(flushMicros(workspace.path("flush")), "µs"));
      RatioTable table =
          new RatioTable(
              String.format(
                  Locale.ROOT, "PutRow of 10 × 100 B, sync durability, %d clients", clients),
              "reference",
              "sync, " + clients + " clients");
      judge(
          table,
          "over TCP",
          overTcp("sync", 1),
          overTcp("sync", clients),
          overTcp("periodic", clients));
      judge(
          table,
          "in process",
          inProcess("sync", 1),
          inProcess("sync", clients),
          inProcess("periodic", clients));
      System.out.println();
      System.out.print(table.render());
    }
    return 0;
  }

  private void judge(
      RatioTable table, String where, LoadResult one, LoadResult many, LoadResult periodic) {
    double toOne = many.throughput() / one.throughput();
    double toPeriodic = many.throughput() / periodic.throughput();
    table.addJudged(
        where + ", against 1 client",
        one.throughput(),
        many.throughput(),
        "op/s",
        "≥ 20x, or ≥ 0.80x periodic",
        toOne >= MANY_TO_ONE || toPeriodic >= SYNC_TO_PERIODIC);
    table.add(
        where + ", against periodic",
        periodic.throughput(),
        many.throughput(),
        "op/s",
        Target.NONE);
  }

  /** The median time of an append and a flush, without any database. */
  private static double flushMicros(Path file) {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      double[] micros = new double[100];
      for (int i = 0; i < micros.length; i++) {
        long start = System.nanoTime();
        int unused = channel.write(ByteBuffer.allocate(1024));
        channel.force(false);
        micros[i] = (System.nanoTime() - start) / 1e3;
      }
      Arrays.sort(micros);
      Files.delete(file);
      return micros[micros.length / 2];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private LoadResult overTcp(String durability, int connections) {
    return new TcpPuts(workspace, connections, records, warmUpSeconds, seconds)
        .run("tcp-" + durability + "-" + connections, durability, false, server -> {});
  }

  private LoadResult inProcess(String durability, int threads) {
    String name = "process-" + durability + "-" + threads;
    Path data = workspace.path(name);
    try {
      List<String> arguments =
          List.of(
              "directory=" + data,
              "durability=" + durability,
              "threads=" + threads,
              "records=" + records,
              "warmUpSeconds=" + warmUpSeconds,
              "seconds=" + seconds);
      return TcpPuts.told(
          name,
          LoadResult.find(
              workspace.run(
                  name, JvmOptions.SERVER, PutRun.class, arguments, Duration.ofMinutes(30))));
    } finally {
      workspace.remove(data);
    }
  }
}
