/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A project beside the build that fetches a peer; it is built on first use. */
final class PeerProject {
  private PeerProject() {}

  /**
   * Builds it unless that has been done.
   *
   * @param home our project
   * @param name the directory in the bench module
   * @param log receives what Maven says
   * @return the directory it was built in
   * @throws IllegalStateException if that fails
   */
  static Path build(Path home, String name, Path log) {
    Path project = home.resolve("bench").resolve(name);
    List<String> command =
        List.of(
            home.resolve("mvnw").toString(),
            "-q",
            "-B",
            "-f",
            project.resolve("pom.xml").toString(),
            "package");
    try {
      Process maven =
          new ProcessBuilder(command)
              .directory(home.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (maven.waitFor() != 0) {
        throw new IllegalStateException("Could not build the peers:\n" + Files.readString(log));
      }
      return project.resolve("target");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while building the peers", e);
    }
  }
}
