/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.process;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the project is: the benchmark builds its peers there. */
public final class Home {
  private Home() {}

  /**
   * The directory with {@code mvnw}, found upwards from this class's jar or directory.
   *
   * @throws IllegalStateException if there is none
   */
  public static Path find() {
    try {
      Path code = Path.of(Home.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      for (Path at = code; at != null; at = at.getParent()) {
        if (Files.isExecutable(at.resolve("mvnw")) && Files.isDirectory(at.resolve("bench"))) {
          return at;
        }
      }
      throw new IllegalStateException(
          "No project around "
              + code
              + "; the benchmarks need the source tree they were built in.");
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
