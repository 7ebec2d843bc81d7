/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.growth;

import io.tabularium.bench.CommonOptions;
import io.tabularium.bench.lean.LeanRun;
import io.tabularium.bench.load.LoadResult;
import io.tabularium.bench.load.WorkloadMix;
import io.tabularium.bench.process.JvmOptions;
import io.tabularium.bench.process.ProcessFacts;
import io.tabularium.bench.process.TabulariumServer;
import io.tabularium.bench.process.Workspace;
import io.tabularium.bench.report.Machine;
import io.tabularium.bench.report.RatioTable;
import io.tabularium.bench.report.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Much data against little. */
@Command(
    name = "growth",
    description =
        "Cost as data grows: GetRow on many rows against few, a page of a wide row against a"
            + " narrow one, idle memory and start-up time.",
    sortOptions = false)
public final class GrowthCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Option(names = "--rows", description = "Many rows (default: ${DEFAULT-VALUE}).")
  private int rows = 10_000_000;

  @Option(names = "--few-rows", description = "Few rows (default: ${DEFAULT-VALUE}).")
  private int fewRows = 100_000;

  @Option(names = "--columns", description = "Columns of the wide row (default: ${DEFAULT-VALUE}).")
  private int columns = 1_000_000;

  @Option(
      names = "--few-columns",
      description = "Columns of the narrow row (default: ${DEFAULT-VALUE}).")
  private int fewColumns = 1_000;

  @Option(
      names = "--cache",
      paramLabel = "MIB",
      description = "Block cache (default: ${DEFAULT-VALUE}).")
  private long cacheMib = 64;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description = "How long each part runs unmeasured (default: ${DEFAULT-VALUE}).")
  private int warmUpSeconds = 10;

  @Option(
      names = "--seconds",
      description = "How long each part is measured (default: ${DEFAULT-VALUE}).")
  private int seconds = 20;

  private Workspace workspace;

  /** What was found out about one amount of rows. */
  private record Amount(
      LoadResult inProcess,
      LoadResult overTcp,
      double startUpMillis,
      double idleMebibytes,
      double anonymousMebibytes,
      double dataMebibytes) {}

  @Override
  public Integer call() {
    System.out.println("Machine: " + Machine.current());
    try (Workspace opened = common.workspace()) {
      workspace = opened;
      Amount few = amount(fewRows);
      Amount many = amount(rows);
      LoadResult narrow = wide(fewColumns);
      LoadResult wide = wide(columns);
      report(few, many, narrow, wide);
    }
    return 0;
  }

  private void report(Amount few, Amount many, LoadResult narrow, LoadResult wide) {
    RatioTable table =
        new RatioTable(
            String.format(
                Locale.ROOT,
                "%,d rows of 10 × 100 B against %,d; block cache of %d MiB",
                rows,
                fewRows,
                cacheMib),
            String.format(Locale.ROOT, "%,d rows", fewRows),
            String.format(Locale.ROOT, "%,d rows", rows));
    add(table, "GetRow in process, p50", p50(few.inProcess()), p50(many.inProcess()), "µs");
    add(table, "GetRow in process, p99", p99(few.inProcess()), p99(many.inProcess()), "µs");
    add(table, "GetRow over TCP, p50", p50(few.overTcp()), p50(many.overTcp()), "µs");
    add(table, "GetRow over TCP, p99", p99(few.overTcp()), p99(many.overTcp()), "µs");
    add(table, "Start-up", few.startUpMillis(), many.startUpMillis(), "ms");
    add(table, "Idle memory, resident", few.idleMebibytes(), many.idleMebibytes(), "MiB");
    add(
        table,
        "Idle memory, without mapped files",
        few.anonymousMebibytes(),
        many.anonymousMebibytes(),
        "MiB");
    add(table, "Data on disk", few.dataMebibytes(), many.dataMebibytes(), "MiB");
    System.out.println();
    System.out.print(table.render());

    RatioTable columnTable =
        new RatioTable(
            String.format(
                Locale.ROOT,
                "A page of %d columns of a row with %,d columns against %,d",
                GrowthRun.PAGE_COLUMNS,
                columns,
                fewColumns),
            String.format(Locale.ROOT, "%,d columns", fewColumns),
            String.format(Locale.ROOT, "%,d columns", columns));
    add(columnTable, "GetRow in process, p50", p50(narrow), p50(wide), "µs");
    add(columnTable, "GetRow in process, p99", p99(narrow), p99(wide), "µs");
    System.out.println();
    System.out.print(columnTable.render());
  }

  private static void add(RatioTable table, String what, double few, double many, String unit) {
    table.add(what, few, many, unit, Target.NONE);
  }

  private static double p50(LoadResult result) {
    return result.p50Micros();
  }

  private static double p99(LoadResult result) {
    return result.p99Micros();
  }

  private Amount amount(int count) {
    Path data = workspace.directory("rows-" + count);
    // Where a server looks for its store within its data directory.
    Path store = data.resolve("store");
    progress("loading %,d rows", count);
    List<String> unused = child("load", store, count);
    progress("reading from %,d rows in process", count);
    LoadResult inProcess = LoadResult.find(child("get", store, count));
    double dataSize = mebibytes(workspace.size(data));
    progress("starting a server on %,d rows", count);
    try (TabulariumServer server =
        TabulariumServer.start(
            data,
            "periodic",
            JvmOptions.SERVER,
            List.of("storage:", "  cache: " + cacheMib + "MiB"),
            workspace.path("rows-" + count + "-server.log"))) {
      collectGarbage(server.pid());
      double resident = mebibytes(ProcessFacts.memoryBytes(server.pid(), "VmRSS"));
      double anonymous = mebibytes(ProcessFacts.memoryBytes(server.pid(), "RssAnon"));
      List<String> arguments = new ArrayList<>(server.leanArguments());
      arguments.addAll(
          List.of(
              "workload=" + WorkloadMix.GET.name(),
              "records=" + count,
              "connections=1",
              "warmUpSeconds=" + warmUpSeconds,
              "seconds=" + seconds));
      LoadResult overTcp =
          LoadResult.find(start("get-" + count + "-tcp", LeanRun.class, arguments));
      return new Amount(
          inProcess, overTcp, server.startUp().toNanos() / 1e6, resident, anonymous, dataSize);
    } finally {
      workspace.remove(data);
    }
  }

  private LoadResult wide(int count) {
    Path store = workspace.path("columns-" + count);
    progress("a row of %,d columns", count);
    try {
      List<String> unused = child("wide-load", store, count);
      return LoadResult.find(child("wide-get", store, count));
    } finally {
      workspace.remove(store);
    }
  }

  private List<String> child(String task, Path store, int count) {
    return start(
        task + "-" + count,
        GrowthRun.class,
        List.of(
            "task=" + task,
            "directory=" + store,
            "cacheBytes=" + (cacheMib << 20),
            "records=" + count,
            "warmUpSeconds=" + warmUpSeconds,
            "seconds=" + seconds));
  }

  private List<String> start(String name, Class<?> main, List<String> arguments) {
    return workspace.run(name, JvmOptions.SERVER, main, arguments, Duration.ofHours(6));
  }

  /** Asks a JVM for a full collection, so that garbage of its start does not count as memory. */
  private static void collectGarbage(long pid) {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    try {
      Process process =
          new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.run")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new IllegalStateException("jcmd could not collect garbage in process " + pid);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static double mebibytes(long bytes) {
    return bytes / (double) (1 << 20);
  }

  private static void progress(String text, int count) {
    System.out.printf(Locale.ROOT, text + " ...%n", count);
  }
}
