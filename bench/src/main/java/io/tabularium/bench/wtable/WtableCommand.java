/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.wtable;

import io.tabularium.bench.CommonOptions;
import io.tabularium.bench.load.LoadResult;
import io.tabularium.bench.process.ChildJvm;
import io.tabularium.bench.process.JvmOptions;
import io.tabularium.bench.process.TabulariumServer;
import io.tabularium.bench.process.Workspace;
import io.tabularium.bench.report.Figures;
import io.tabularium.bench.report.Machine;
import io.tabularium.bench.report.RatioTable;
import io.tabularium.bench.report.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The WTable front-end under the load of GoTable's benchmark. */
@Command(
    name = "wtable",
    description =
        "The WTable front-end under the load of GoTable's own benchmark, against GoTable's server"
            + " under the same load, or against its figures elsewhere if it cannot be built here.",
    sortOptions = false)
public final class WtableCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Option(names = "--requests", description = "Requests of each test (default: ${DEFAULT-VALUE}).")
  private int requests = 200_000;

  @Option(
      names = "--many-requests",
      description = "Requests of each test with many keys (default: ${DEFAULT-VALUE}).")
  private int manyRequests = 50_000;

  @Option(
      names = "--warm-up",
      paramLabel = "REQUESTS",
      description =
          "Requests of each test that go before all, in another database (default:"
              + " ${DEFAULT-VALUE}).")
  private int warmUp = 200_000;

  @Option(names = "--workers", description = "Workers (default: ${DEFAULT-VALUE}).")
  private int workers = 100;

  @Option(
      names = "--connections",
      description = "Connections they share (default: ${DEFAULT-VALUE}).")
  private int connections = 10;

  @Option(
      names = "--threads",
      description = "Let workers be threads that wait, instead of chains of requests.")
  private boolean threads;

  @Option(
      names = "--network-threads",
      description = "The generator's network threads (default: ${DEFAULT-VALUE}).")
  private int networkThreads = 1;

  @Option(
      names = "--server-threads",
      description =
          "Our server's network threads (default: ${DEFAULT-VALUE}, what it chooses itself).")
  private String serverThreads = "auto";

  @Option(
      names = "--range",
      description = "Records of a page and keys of a multi-operation (default: ${DEFAULT-VALUE}).")
  private int range = 10;

  @Option(names = "--value-bytes", description = "Bytes of a value (default: ${DEFAULT-VALUE}).")
  private int valueBytes = 8;

  @Option(
      names = "--tests",
      split = ",",
      description = "Some of the tests; those that read need those that write (default: all).")
  private List<KlistTest> tests = List.of(KlistTest.values());

  @Option(
      names = "--durability",
      paramLabel = "MODE",
      description =
          "Our server's durability (default: ${DEFAULT-VALUE}, which is what GoTable promises).")
  private String durability = "periodic";

  @Option(
      names = "--gotable",
      paramLabel = "PROGRAM",
      description =
          "GoTable's server (default: the one on the PATH, or built with Go, if that works here).")
  private Path gotable;

  @Option(
      names = "--gotable-bench",
      paramLabel = "PROGRAM",
      description =
          "GoTable's own benchmark, to be run as well (default: the one on the PATH, or built with"
              + " Go, if that works here).")
  private Path gotableBench;

  @Option(names = "--no-gotable", description = "Do not try to build or run GoTable's programs.")
  private boolean noGotable;

  private Workspace workspace;
  private GoTableBench theirBench;

  /** What one server did under our generator and, if there is it, under GoTable's benchmark. */
  private record Outcome(Map<KlistTest, LoadResult> ours, Map<KlistTest, Double> theirs) {
    static final Outcome NONE = new Outcome(Map.of(), Map.of());
  }

  @Override
  public Integer call() {
    System.out.println("Machine: " + Machine.current());
    try (Workspace opened = common.workspace()) {
      workspace = opened;
      Path program = find(GoTableServer.PROGRAM, gotable);
      Path bench = find(GoTableBench.PROGRAM, gotableBench);
      theirBench =
          bench == null
              ? null
              : new GoTableBench(bench, workspace, workers, connections, range, valueBytes);
      Outcome reference = program == null ? Outcome.NONE : gotable(program);
      Outcome ours = ours();
      System.out.println();
      System.out.print(table(reference.ours(), ours.ours()).render());
      System.out.println();
      System.out.print(details(ours.ours()));
      if (theirBench != null) {
        System.out.println();
        System.out.print(benchTable(reference.theirs(), ours.theirs()).render());
      }
    }
    return 0;
  }

  private Path find(String name, Path given) {
    return noGotable && given == null ? null : GoTablePrograms.find(name, given, workspace);
  }

  private Outcome gotable(Path program) {
    try (GoTableServer server =
        GoTableServer.start(
            program, workspace.path("gotable-data"), workspace.path("gotable.log"))) {
      return both("GoTable", server.address(), server.pid());
    }
  }

  private Outcome ours() {
    String address = "127.0.0.1:" + Workspace.freePort();
    try (TabulariumServer server =
        TabulariumServer.start(
            workspace.path("tabularium-data"),
            durability,
            JvmOptions.SERVER,
            List.of("wtable:", "  listen: " + address, "  network-threads: " + serverThreads),
            workspace.path("tabularium.log"))) {
      return both("Tabularium", address, server.pid());
    }
  }

  private Outcome both(String name, String address, long serverPid) {
    Map<KlistTest, LoadResult> results = run(name, address, serverPid);
    if (theirBench == null) {
      return new Outcome(results, Map.of());
    }
    System.out.println("Running " + GoTableBench.PROGRAM + " against " + name + " ...");
    return new Outcome(results, theirBench.run(name, address, tests, requests, manyRequests));
  }

  private Map<KlistTest, LoadResult> run(String name, String address, long serverPid) {
    System.out.println("Running against " + name + " ...");
    List<String> arguments =
        List.of(
            "address=" + address,
            "serverPid=" + serverPid,
            "tests=" + String.join(",", tests.stream().map(KlistTest::name).toList()),
            "requests=" + requests,
            "manyRequests=" + manyRequests,
            "warmUp=" + warmUp,
            "workerCount=" + workers,
            "workers=" + (threads ? "threads" : "chains"),
            "connections=" + connections,
            "networkThreads=" + networkThreads,
            "range=" + range,
            "valueBytes=" + valueBytes);
    try (ChildJvm child =
        ChildJvm.start(
            "the generator for " + name,
            JvmOptions.GENERATOR,
            System.getProperty("java.class.path"),
            KlistRun.class.getName(),
            arguments,
            workspace.path("generator-" + name + ".log"))) {
      Map<KlistTest, LoadResult> results = new EnumMap<>(KlistTest.class);
      for (String line : child.awaitSuccess(Duration.ofHours(1))) {
        int space = line.indexOf(' ');
        for (KlistTest test : tests) {
          if (space > 0 && line.substring(0, space).equals(test.name())) {
            results.put(test, LoadResult.find(List.of(line.substring(space + 1))));
          }
        }
      }
      return results;
    }
  }

  private RatioTable benchTable(Map<KlistTest, Double> theirs, Map<KlistTest, Double> ours) {
    RatioTable table =
        new RatioTable(
            "The same with " + GoTableBench.PROGRAM,
            theirs.isEmpty() ? "GoTable, elsewhere" : "GoTable",
            "Tabularium");
    ours.forEach(
        (test, throughput) ->
            table.add(
                test.isPaged() ? test + " " + range : test.name(),
                theirs.isEmpty() ? test.elsewhere() : theirs.get(test),
                throughput,
                "op/s",
                Target.NONE));
    return table;
  }

  private RatioTable table(Map<KlistTest, LoadResult> theirs, Map<KlistTest, LoadResult> ours) {
    RatioTable table =
        new RatioTable(
            String.format(
                Locale.ROOT,
                "%d workers on %d connections, %d-byte values, pages and multi-operations of %d",
                workers,
                connections,
                valueBytes,
                range),
            theirs.isEmpty() ? "GoTable, elsewhere" : "GoTable",
            "Tabularium");
    ours.forEach(
        (test, result) -> {
          double reference = theirs.isEmpty() ? test.elsewhere() : theirs.get(test).throughput();
          String name = test.isPaged() ? test + " " + range : test.name();
          if (test.target() > 0) {
            table.addJudged(
                name,
                reference,
                result.throughput(),
                "op/s",
                "≥ " + Figures.figure(test.target(), "op/s"),
                result.throughput() >= test.target());
          } else {
            table.add(name, reference, result.throughput(), "op/s", Target.NONE);
          }
        });
    return table;
  }

  private static String details(Map<KlistTest, LoadResult> ours) {
    StringBuilder text = new StringBuilder();
    ours.forEach(
        (test, result) ->
            text.append(
                String.format(
                    Locale.ROOT,
                    "%-6s p50 %s, p99 %s; processor time: server %s, generator %s%n",
                    test,
                    Figures.figure(result.p50Micros(), "µs"),
                    Figures.figure(result.p99Micros(), "µs"),
                    Figures.figure(result.serverMicrosPerOperation(), "µs/op"),
                    Figures.figure(result.clientMicrosPerOperation(), "µs/op"))));
    return text.toString();
  }
}
