/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.sdk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The directory in which one suite is installed and run, {@code target/sdk-LANGUAGE}: a copy of the
 * suite's sources, the SDK beside them, and the output of every command that was run.
 */
final class Workshop {
  private static final Duration INSTALL_LIMIT = Duration.ofMinutes(5);

  private final Path directory;

  private Workshop(Path directory) {
    this.directory = directory;
  }

  /** Lays a fresh copy of the suite's sources over what is there. */
  static Workshop of(String language) {
    Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    Workshop workshop = new Workshop(module.resolve("target").resolve("sdk-" + language));
    try {
      workshop.copy(module.resolve("src/test/sdk").resolve(language));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return workshop;
  }

  Path path(String name) {
    return directory.resolve(name);
  }

  /** Finds the first of several programs that answers when it is asked for its version. */
  String tool(String versionArgument, String... names) throws SdkUnavailableException {
    for (String name : names) {
      if (execute(List.of(name, versionArgument), Map.of(), Duration.ofMinutes(1)).exitCode == 0) {
        return name;
      }
    }
    throw new SdkUnavailableException("there is no " + String.join(" or ", names) + " here");
  }

  /**
   * Runs a step of the installation unless it has succeeded before with the same command and the
   * same manifests.
   *
   * @param manifests files of the suite that decide what is installed
   */
  void installOnce(
      String step, List<String> manifests, List<String> command, Map<String, String> environment)
      throws SdkUnavailableException {
    Path stamp = path(step + ".installed");
    String wanted = fingerprint(manifests, command);
    try {
      if (Files.exists(stamp) && Files.readString(stamp).equals(wanted)) {
        return;
      }
      Outcome outcome = execute(command, environment, INSTALL_LIMIT);
      if (outcome.exitCode != 0) {
        throw new SdkUnavailableException(
            "'%s' failed: %s".formatted(String.join(" ", command), outcome.lastLines(5)));
      }
      Files.writeString(stamp, wanted);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a program here; its output is kept in a file of the program's name. */
  Outcome execute(List<String> command, Map<String, String> environment, Duration limit) {
    String program = Path.of(command.get(0)).getFileName().toString();
    Path output = path(program + ".out");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    try {
      Process process;
      try {
        process = builder.start();
      } catch (IOException e) {
        return new Outcome(127, List.of(e.getMessage()));
      }
      process.getOutputStream().close();
      boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
      }
      List<String> lines =
          new String(Files.readAllBytes(output), StandardCharsets.UTF_8).lines().toList();
      return new Outcome(ended ? process.exitValue() : Outcome.TIMED_OUT, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + program + " ran", e);
    }
  }

  /**
   * How a program ended.
   *
   * @param exitCode its exit code, or {@link #TIMED_OUT}
   * @param lines what it printed
   */
  record Outcome(int exitCode, List<String> lines) {
    static final int TIMED_OUT = -1;

    String lastLines(int count) {
      return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
    }
  }

  private String fingerprint(List<String> manifests, List<String> command) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(String.join("\0", command).getBytes(StandardCharsets.UTF_8));
      for (String manifest : manifests) {
        digest.update(Files.readAllBytes(path(manifest)));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void copy(Path sources) throws IOException {
    Files.createDirectories(directory);
    Files.walkFileTree(
        sources,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path from, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(directory.resolve(sources.relativize(from).toString()));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path from, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(
                from,
                directory.resolve(sources.relativize(from).toString()),
                StandardCopyOption.REPLACE_EXISTING);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
