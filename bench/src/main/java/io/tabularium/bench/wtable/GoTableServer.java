/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.wtable;

import io.tabularium.bench.process.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * GoTable's own server as a child process, with its default settings but for port and directory.
 */
final class GoTableServer implements AutoCloseable {
  private static final String MODULE = "github.com/stevejiang/gotable/cmd/gotable-server@latest";
  private static final String PROGRAM = "gotable-server";
  private static final int BUILD_MINUTES = 10;
  private static final int START_SECONDS = 30;

  private final Process process;
  private final Thread killer;
  private final int port;

  private GoTableServer(Process process, int port) {
    this.process = process;
    this.port = port;
    this.killer = new Thread(process::destroyForcibly, "kill GoTable");
    Runtime.getRuntime().addShutdownHook(killer);
  }

  /**
   * Builds the program with Go. It needs a C++ compiler and RocksDB's headers, too.
   *
   * @return the program, or {@code null} after telling on standard output why there is none
   */
  static Path build(Workspace workspace) {
    Path programs = workspace.directory("gotable");
    Path log = workspace.path("gotable-build.log");
    ProcessBuilder builder =
        new ProcessBuilder("go", "install", MODULE)
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
        return programs.resolve(PROGRAM);
      }
      List<String> lines = Files.readAllLines(log);
      System.out.println(
          "GoTable's server cannot be built here: "
              + (lines.isEmpty() ? "go said nothing" : lines.get(lines.size() - 1).strip()));
    } catch (IOException e) {
      System.out.println("GoTable's server cannot be built here: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while building GoTable", e);
    }
    return null;
  }

  /** Starts the server and waits until it listens. */
  static GoTableServer start(Path program, Path data, Path log) {
    int port = Workspace.freePort();
    try {
      Files.createDirectories(data);
      Path configuration = data.resolve("gotable.conf");
      Files.writeString(
          configuration,
          """
          [database]
          network = "tcp"
          address = "127.0.0.1:%d"
          data = "%s"
          write_buffer_size = 67108864
          cache_size = 67108864
          compression = "no"
          [binlog]
          memory_size = 8
          keep_num = 128
          """
              .formatted(port, data.resolve("data")));
      GoTableServer server =
          new GoTableServer(
              new ProcessBuilder(program.toString(), configuration.toString())
                  .redirectErrorStream(true)
                  .redirectOutput(log.toFile())
                  .start(),
              port);
      server.awaitListening(log);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitListening(Path log) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (process.isAlive() && System.nanoTime() < deadline) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException e) {
        Thread.onSpinWait(); // not yet
      }
    }
    close();
    throw new IllegalStateException("GoTable does not start:\n" + Files.readString(log));
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try {
      boolean unused = Runtime.getRuntime().removeShutdownHook(killer);
    } catch (IllegalStateException e) {
      // The benchmark itself is being shut down; the hook has run or will.
    }
  }
}
