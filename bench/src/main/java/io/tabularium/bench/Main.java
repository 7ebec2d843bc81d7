/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench;

import io.tabularium.bench.aggregation.AggregationCommand;
import io.tabularium.bench.durability.DurabilityCommand;
import io.tabularium.bench.engine.EngineCommand;
import io.tabularium.bench.feed.FeedCommand;
import io.tabularium.bench.growth.GrowthCommand;
import io.tabularium.bench.index.IndexCommand;
import io.tabularium.bench.search.SearchCommand;
import io.tabularium.bench.tunnel.TunnelCommand;
import io.tabularium.bench.wtable.WtableCommand;
import io.tabularium.bench.ycsb.YcsbCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The command line of the benchmarks. */
@Command(
    name = "tabularium bench",
    description = "Benchmarks that print a ratio against a reference measured in the same run.",
    synopsisSubcommandLabel = "BENCHMARK",
    subcommands = {
      EngineCommand.class,
      YcsbCommand.class,
      DurabilityCommand.class,
      GrowthCommand.class,
      IndexCommand.class,
      FeedCommand.class,
      TunnelCommand.class,
      WtableCommand.class,
      AggregationCommand.class,
      SearchCommand.class,
      HelpCommand.class
    })
public final class Main {
  private Main() {}

  /** Runs a benchmark and ends the process with its exit code: 0 also if a target was missed. */
  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new Main())
            .setExecutionExceptionHandler(
                (e, command, parsed) -> {
                  if (!(e instanceof IllegalStateException)) {
                    throw e;
                  }
                  System.err.println("The benchmark failed: " + e.getMessage());
                  return 1;
                })
            .execute(arguments.length == 0 ? new String[] {"help"} : arguments));
  }
}
