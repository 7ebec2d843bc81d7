/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.cli;

import io.tabularium.server.DataDirectory;
import io.tabularium.server.StartupException;
import io.tabularium.server.config.Keys;
import io.tabularium.server.config.ServerSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The data directory of a command that works on what is there. */
final class ExistingData {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The server's data directory (default: ./tabularium-data).")
  private Path data = Keys.DATA.defaultValue();

  /** The directory; refuses one without data. */
  DataDirectory directory() {
    DataDirectory directory = new DataDirectory(data);
    if (!Files.isDirectory(directory.store())) {
      throw new StartupException("There is no Tabularium data in " + data + ".", null);
    }
    return directory;
  }

  /** What a server on this directory would go by, all else being left as it is. */
  ServerSettings settings() {
    return ServerSettings.defaults().withData(data);
  }
}
