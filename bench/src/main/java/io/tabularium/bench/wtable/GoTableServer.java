/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.wtable;

import io.tabularium.bench.process.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * GoTable's own server as a child process, with its default settings but for port and directory.
 */
final class GoTableServer implements AutoCloseable {
  static final String PROGRAM = "gotable-server";

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
