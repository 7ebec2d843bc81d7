/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.names.etcd.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/** An etcd of one member as a child process, with data of its own. */
public final class EtcdServer implements AutoCloseable {
  private static final boolean INSTALLED = installed();

  private final HttpClient http = HttpClient.newHttpClient();
  private final int port = freePort();
  private final int peerPort = freePort();
  private final Path directory;
  private Process process;

  private EtcdServer() {
    try {
      directory = Files.createTempDirectory("tabularium-etcd");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts one. Where etcd is not installed, the test that asks is skipped, or fails if the
   * environment variable {@code TABULARIUM_REQUIRE_ETCD} is {@code true}.
   */
  public static EtcdServer start() {
    if (!INSTALLED) {
      String reason = "there is no etcd here; Debian's package is etcd-server";
      if ("true".equals(System.getenv("TABULARIUM_REQUIRE_ETCD"))) {
        throw new AssertionError("etcd is required, but " + reason);
      }
      Assumptions.abort("skipped: " + reason);
    }
    EtcdServer server = new EtcdServer();
    server.run();
    return server;
  }

  private static boolean installed() {
    try {
      Process process =
          new ProcessBuilder("etcd", "--version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where clients find it. */
  public String endpoint() {
    return "http://127.0.0.1:" + port;
  }

  /** Kills it. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Starts it again after {@link #kill}, at the same address and without its data. */
  public void restartEmpty() {
    deleteTree(directory);
    run();
  }

  private void run() {
    String peer = "http://127.0.0.1:" + peerPort;
    try {
      Files.createDirectories(directory);
      process =
          new ProcessBuilder(
                  List.of(
                      "etcd",
                      "--name=test",
                      "--data-dir=" + directory.resolve("data"),
                      "--listen-client-urls=" + endpoint(),
                      "--advertise-client-urls=" + endpoint(),
                      "--listen-peer-urls=" + peer,
                      "--initial-advertise-peer-urls=" + peer,
                      "--initial-cluster=test=" + peer,
                      // The shortest leases are one and a half elections long.
                      "--heartbeat-interval=50",
                      "--election-timeout=250"))
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("log").toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    Awaitility.await("etcd is healthy")
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .until(this::isHealthy);
  }

  private boolean isHealthy() throws InterruptedException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(endpoint() + "/health"))
              .timeout(Duration.ofSeconds(2))
              .build();
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body().contains("true");
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    kill();
    deleteTree(directory);
  }

  private static void deleteTree(Path root) {
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
