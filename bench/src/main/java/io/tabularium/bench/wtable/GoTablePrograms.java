/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.wtable;

import io.tabularium.bench.process.Workspace;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Finds GoTable's own programs, or builds them with Go. */
final class GoTablePrograms {
  private static final String MODULE = "github.com/stevejiang/gotable/cmd/";
  private static final String VERSION = "@latest";
  private static final int BUILD_MINUTES = 10;

  private GoTablePrograms() {}

  /**
   * A program: the one given, else the one on the path, else one built now. The server needs a C++
   * compiler and RocksDB's headers to be built, the benchmark does not.
   *
   * @param given the program the caller has named, or {@code null}
   * @return {@code null} after telling on standard output why there is none
   */
  static Path find(String name, Path given, Workspace workspace) {
    if (given != null) {
      return given.toAbsolutePath();
    }
    Path installed = onPath(name, System.getenv("PATH"));
    return installed != null ? installed : build(name, workspace);
  }

  /** The first executable file of this name in a list of directories, or {@code null}. */
  static Path onPath(String name, String directories) {
    for (String directory : (directories == null ? "" : directories).split(File.pathSeparator)) {
      Path candidate = Path.of(directory, name);
      if (!directory.isEmpty() && Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
        return candidate.toAbsolutePath();
      }
    }
    return null;
  }

  private static Path build(String name, Workspace workspace) {
    Path programs = workspace.directory("gotable");
    Path log = workspace.path(name + "-build.log");
    ProcessBuilder builder =
        new ProcessBuilder("go", "install", MODULE + name + VERSION)
            .directory(programs.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("GOBIN", programs.toString());
    builder.environment().put("GOTOOLCHAIN", "local");
    try {
      Process build = builder.start();
      boolean ended = build.waitFor(BUILD_MINUTES, TimeUnit.MINUTES);
      if (!ended) {
        build.destroyForcibly();
      }
      if (ended && build.exitValue() == 0) {
        return programs.resolve(name).toAbsolutePath();
      }
      List<String> lines = Files.readAllLines(log);
      tellMissing(name, lines.isEmpty() ? "go said nothing" : lines.get(lines.size() - 1).strip());
    } catch (IOException e) {
      tellMissing(name, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while building " + name, e);
    }
    return null;
  }

  private static void tellMissing(String name, String why) {
    System.out.println(name + " cannot be built here: " + why);
  }
}
