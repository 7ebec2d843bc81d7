/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.lean;

import io.tabularium.bench.load.LoadResult;
import io.tabularium.bench.load.WorkloadMix;
import io.tabularium.bench.process.JvmOptions;
import io.tabularium.bench.process.TabulariumServer;
import io.tabularium.bench.process.Workspace;
import io.tabularium.bench.report.Figures;
import io.tabularium.bench.ycsb.Tables;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * PutRow of ten columns of 100 bytes over TCP, on a server and data of its own: by which tables
 * that something follows are compared with tables nothing does.
 *
 * @param workspace where data and logs go
 * @param clients concurrent writers
 * @param records different rows
 * @param warmUpSeconds how long it runs unmeasured
 * @param seconds how long it is measured
 */
public record TcpPuts(
    Workspace workspace, int clients, int records, int warmUpSeconds, int seconds) {
  private static final int SHORT_WARM_UP_SECONDS = 4;

  /**
   * Runs, and prints the figures.
   *
   * @param name what the run is called; unique while it runs
   * @param durability the server's
   * @param text whether columns are strings; otherwise they are binary
   * @param prepare does to the server, whose table is there, what the run is about
   */
  public LoadResult run(
      String name, String durability, boolean text, Consumer<TabulariumServer> prepare) {
    return run(name, durability, text, prepare, null);
  }

  /**
   * Runs, and prints the figures.
   *
   * @param name what the run is called; unique while it runs
   * @param durability the server's
   * @param text whether columns are strings; otherwise they are binary
   * @param prepare does to the server, whose table is there, what the run is about
   * @param settle if not {@code null}, the warm-up is a run of its own, this waits until the server
   *     has nothing more to do because of it, and a short warm-up precedes what is measured
   */
  public LoadResult run(
      String name,
      String durability,
      boolean text,
      Consumer<TabulariumServer> prepare,
      Consumer<TabulariumServer> settle) {
    Path data = workspace.path(name);
    try (TabulariumServer server =
        TabulariumServer.start(
            data, durability, JvmOptions.SERVER, List.of(), workspace.path(name + "-server.log"))) {
      Tables.create(server, WorkloadMix.TABLE);
      prepare.accept(server);
      if (settle == null) {
        return told(name, put(server, name, text, warmUpSeconds, seconds));
      }
      LoadResult unused = put(server, name + "-warm-up", text, 1, warmUpSeconds);
      settle.accept(server);
      return told(name, put(server, name, text, SHORT_WARM_UP_SECONDS, seconds));
    } finally {
      workspace.remove(data);
    }
  }

  private LoadResult put(
      TabulariumServer server, String name, boolean text, int unmeasured, int measured) {
    List<String> arguments = new ArrayList<>(server.leanArguments());
    arguments.addAll(
        List.of(
            "workload=" + WorkloadMix.PUT.name(),
            "connections=" + clients,
            "records=" + records,
            "text=" + (text ? 1 : 0),
            "warmUpSeconds=" + unmeasured,
            "seconds=" + measured));
    return LoadResult.find(
        workspace.run(name, JvmOptions.SERVER, LeanRun.class, arguments, Duration.ofMinutes(30)));
  }

  /** Prints the figures of a run, and answers them. */
  public static LoadResult told(String name, LoadResult result) {
    System.out.printf(
        Locale.ROOT,
        "%-20s %s, server %s, p50 %s, p99 %s%n",
        name,
        Figures.figure(result.throughput(), "op/s"),
        Figures.figure(result.serverMicrosPerOperation(), "µs/op"),
        Figures.figure(result.p50Micros(), "µs"),
        Figures.figure(result.p99Micros(), "µs"));
    return result;
  }
}
