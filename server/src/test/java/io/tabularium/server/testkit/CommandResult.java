/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a command left behind that ran to its end.
 *
 * @param exit its exit code
 * @param lines what it printed
 * @param errors what it said of errors
 */
public record CommandResult(int exit, List<String> lines, String errors) {
  /** Runs a command on a data directory. */
  public static CommandResult of(String command, Path data, String... options) {
    List<String> arguments = new ArrayList<>(List.of(command, "--data", data.toString()));
    arguments.addAll(Arrays.asList(options));
    try (TabulariumProcess process = TabulariumProcess.run(arguments.toArray(String[]::new))) {
      int exit = process.awaitExit();
      return new CommandResult(
          exit, process.output().strip().lines().toList(), process.errors().strip());
    }
  }
}
