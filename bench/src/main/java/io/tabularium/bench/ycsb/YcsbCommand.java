/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.ycsb;

import io.tabularium.bench.CommonOptions;
import io.tabularium.bench.lean.LeanRun;
import io.tabularium.bench.load.LoadResult;
import io.tabularium.bench.load.WorkloadMix;
import io.tabularium.bench.process.ChildJvm;
import io.tabularium.bench.process.HBaseServer;
import io.tabularium.bench.process.Home;
import io.tabularium.bench.process.JvmOptions;
import io.tabularium.bench.process.TabulariumServer;
import io.tabularium.bench.process.Workspace;
import io.tabularium.bench.report.Figures;
import io.tabularium.bench.report.Machine;
import io.tabularium.bench.report.RatioTable;
import io.tabularium.bench.report.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** YCSB over TCP against HBase. */
@Command(
    name = "ycsb",
    description =
        "YCSB workloads over TCP, against HBase standalone in the same run: throughput, and CPU of"
            + " the server process per operation.",
    sortOptions = false)
public final class YcsbCommand implements Callable<Integer> {
  private enum Client {
    HBASE,
    SDK,
    LEAN
  }

  @Mixin private CommonOptions common;

  @Option(
      names = {"--clients", "--client"},
      split = ",",
      description =
          "What to run: hbase (the reference), sdk (ours with the official SDK), lean (ours with"
              + " the lean generator). Default: all three.")
  private List<String> clients = List.of("hbase", "sdk", "lean");

  @Option(
      names = "--workloads",
      split = ",",
      description = "Which workloads after the load (default: A,B,C,F,D,E).")
  private List<String> workloads = List.of("A", "B", "C", "F", "D", "E");

  @Option(names = "--records", description = "Rows (default: ${DEFAULT-VALUE}).")
  private int records = 200_000;

  @Option(
      names = "--threads",
      description = "Client threads, or connections (default: ${DEFAULT-VALUE}).")
  private int threads = 16;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description = "How long each workload runs unmeasured (default: ${DEFAULT-VALUE}).")
  private int warmUpSeconds = 10;

  @Option(
      names = "--seconds",
      description = "How long each workload is measured (default: ${DEFAULT-VALUE}).")
  private int seconds = 20;

  private Workspace workspace;
  private Path home;

  @Override
  public Integer call() {
    Set<Client> wanted = new LinkedHashSet<>();
    for (String name : clients) {
      wanted.add(Client.valueOf(name.toUpperCase(Locale.ROOT)));
    }
    System.out.println("Machine: " + Machine.current());
    Map<Client, Map<WorkloadMix, LoadResult>> results = new EnumMap<>(Client.class);
    try (Workspace opened = common.workspace()) {
      workspace = opened;
      home = Home.find();
      run(wanted, results);
    }
    report(results);
    return 0;
  }

  private List<WorkloadMix> order() {
    List<WorkloadMix> order = new ArrayList<>(List.of(WorkloadMix.LOAD));
    workloads.forEach(name -> order.add(WorkloadMix.named(name)));
    return order;
  }

  /**
   * Runs each workload with all clients in turn before the next one: a machine whose speed drifts
   * over minutes then drifts for all of them alike.
   */
  private void run(Set<Client> wanted, Map<Client, Map<WorkloadMix, LoadResult>> results) {
    List<Side> sides = new ArrayList<>();
    try {
      for (Client one : wanted) {
        results.put(one, new EnumMap<>(WorkloadMix.class));
        sides.add(one == Client.HBASE ? new HBaseSide() : new OurSide(one));
      }
      for (WorkloadMix mix : order()) {
        for (Side side : sides) {
          results.get(side.client()).put(mix, side.run(mix));
        }
      }
    } finally {
      sides.forEach(Side::close);
    }
  }

  /** A running server with data of its own, and the client that loads it. */
  private interface Side extends AutoCloseable {
    Client client();

    LoadResult run(WorkloadMix mix);

    @Override
    void close();
  }

  private final class HBaseSide implements Side {
    private final Path data = workspace.directory("data-" + Client.HBASE);
    private final HBaseServer server;

    HBaseSide() {
      System.out.println("Preparing HBase (the first time downloads it) ...");
      HBaseServer.prepare(home, workspace.path("hbase-build.log"));
      server = HBaseServer.start(home, data, JvmOptions.HBASE, workspace.path("hbase-server.log"));
    }

    @Override
    public Client client() {
      return Client.HBASE;
    }

    @Override
    public LoadResult run(WorkloadMix mix) {
      return generate(
          Client.HBASE,
          mix,
          server.clientClassPath(),
          YcsbRun.class,
          List.of("serverPid=" + server.pid(), "db=io.tabularium.bench.peers.HBaseClient"));
    }

    @Override
    public void close() {
      server.close();
      workspace.remove(data);
    }
  }

  private final class OurSide implements Side {
    private final Client client;
    private final Path data;
    private final TabulariumServer server;

    OurSide(Client client) {
      this.client = client;
      this.data = workspace.directory("data-" + client);
      Path log = workspace.path(client.name().toLowerCase(Locale.ROOT) + "-server.log");
      server = TabulariumServer.start(data, "periodic", JvmOptions.SERVER, List.of(), log);
      Tables.create(server, WorkloadMix.TABLE, WorkloadMix.WARM_UP_TABLE);
    }

    @Override
    public Client client() {
      return client;
    }

    @Override
    public LoadResult run(WorkloadMix mix) {
      List<String> arguments;
      if (client == Client.SDK) {
        arguments = new ArrayList<>(server.sdkArguments());
        arguments.add("db=" + TablestoreClient.class.getName());
      } else {
        arguments = new ArrayList<>(server.leanArguments());
        arguments.add("connections=" + threads);
      }
      String classPath = System.getProperty("java.class.path");
      return generate(
          client, mix, classPath, client == Client.SDK ? YcsbRun.class : LeanRun.class, arguments);
    }

    @Override
    public void close() {
      server.close();
      workspace.remove(data);
    }
  }

  private LoadResult generate(
      Client one, WorkloadMix mix, String classPath, Class<?> main, List<String> more) {
    List<String> arguments = new ArrayList<>(more);
    arguments.add("workload=" + mix.name());
    arguments.add("records=" + records);
    arguments.add("threads=" + threads);
    arguments.add("warmUpSeconds=" + warmUpSeconds);
    arguments.add("seconds=" + seconds);
    String name = one.name().toLowerCase(Locale.ROOT) + "-" + mix.label();
    try (ChildJvm generator =
        ChildJvm.start(
            "the generator of " + name,
            JvmOptions.GENERATOR,
            classPath,
            main.getName(),
            arguments,
            workspace.path(name + ".log"))) {
      LoadResult result = LoadResult.find(generator.awaitSuccess(Duration.ofHours(6)));
      System.out.printf(
          Locale.ROOT,
          "%-10s %s, server %s, client %s, p50 %s, p99 %s%n",
          name,
          Figures.figure(result.throughput(), "op/s"),
          Figures.figure(result.serverMicrosPerOperation(), "µs/op"),
          Figures.figure(result.clientMicrosPerOperation(), "µs/op"),
          Figures.figure(result.p50Micros(), "µs"),
          Figures.figure(result.p99Micros(), "µs"));
      return result;
    }
  }

  private void report(Map<Client, Map<WorkloadMix, LoadResult>> results) {
    Map<WorkloadMix, LoadResult> hbase = results.get(Client.HBASE);
    if (hbase == null) {
      return;
    }
    String rows =
        String.format(Locale.ROOT, "%,d records of 10 × 100 B, %d clients", records, threads);
    if (results.containsKey(Client.SDK)) {
      table("Throughput, official SDK, " + rows, hbase, results.get(Client.SDK), false, 1);
      table("Server CPU per operation, official SDK", hbase, results.get(Client.SDK), true, 0.4);
    }
    if (results.containsKey(Client.LEAN)) {
      table("Throughput, lean generator, " + rows, hbase, results.get(Client.LEAN), false, 3);
      table("Server CPU per operation, lean generator", hbase, results.get(Client.LEAN), true, 0);
    }
  }

  private static void table(
      String title,
      Map<WorkloadMix, LoadResult> reference,
      Map<WorkloadMix, LoadResult> ours,
      boolean cpu,
      double target) {
    RatioTable table = new RatioTable(title, "HBase", "Tabularium");
    // In YCSB's own order, not in that of the run.
    ours.forEach(
        (mix, result) -> {
          LoadResult other = reference.get(mix);
          if (cpu) {
            table.add(
                mix.label(),
                other.serverMicrosPerOperation(),
                result.serverMicrosPerOperation(),
                "µs",
                target == 0 ? Target.NONE : Target.atMost(target));
          } else {
            table.add(
                mix.label(),
                other.throughput(),
                result.throughput(),
                "op/s",
                Target.atLeast(target));
          }
        });
    System.out.println();
    System.out.print(table.render());
  }
}
