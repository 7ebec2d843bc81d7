/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.cli;

import io.tabularium.server.DataDirectory;
import io.tabularium.server.StartupException;
import io.tabularium.server.config.Keys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a data directory from a backup. */
@Command(
    name = "restore",
    description = "Makes a data directory from a backup; a server can be started on it then.",
    sortOptions = false)
final class RestoreCommand implements Callable<Integer> {
  @Option(
      names = "--from",
      paramLabel = "DIR",
      required = true,
      description = "What `tabularium backup` wrote.")
  private Path from;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The data directory to make: missing or empty (default: ./tabularium-data).")
  private Path data = Keys.DATA.defaultValue();

  @Override
  public Integer call() {
    if (!Files.isDirectory(from)) {
      throw new StartupException("There is no directory " + from + ".", null);
    }
    DataDirectory directory = new DataDirectory(data);
    if (!directory.isEmpty()) {
      throw new StartupException(
          "The directory " + data + " is not empty; restore into a new one.", null);
    }
    directory.prepare();
    DataDirectory.provider(Keys.STORAGE_ENGINE.defaultValue()).restore(from, directory.store());
    System.out.println("Restored " + from + " to " + data + ".");
    return 0;
  }
}
