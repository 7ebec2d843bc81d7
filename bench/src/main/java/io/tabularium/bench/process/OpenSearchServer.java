/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.process;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * OpenSearch with one node as a child process, with its default settings but for ports and
 * directories.
 */
public final class OpenSearchServer implements AutoCloseable {
  private static final String PORT = "HTTP Port:";
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int OK = 200;

  private final ChildJvm process;
  private final URI endpoint;

  private OpenSearchServer(ChildJvm process, URI endpoint) {
    this.process = process;
    this.endpoint = endpoint;
  }

  /** Downloads OpenSearch unless that has been done: about 100 MB. */
  public static void prepare(Path home, Path log) {
    Path unused = PeerProject.build(home, "opensearch", log);
  }

  /**
   * Starts the server and waits until it answers.
   *
   * @param home the project
   * @param data an empty directory
   * @param jvmOptions options of its JVM
   * @param log receives what it prints
   */
  public static OpenSearchServer start(Path home, Path data, List<String> jvmOptions, Path log) {
    Path libraries = home.resolve("bench").resolve("opensearch").resolve("target").resolve("lib");
    ChildJvm process =
        ChildJvm.start(
            "OpenSearch",
            jvmOptions,
            libraries.resolve("*").toString(),
            "org.codelibs.opensearch.runner.OpenSearchRunner",
            List.of("-basePath", data.toString(), "-numOfNode", "1", "-clusterName", "bench"),
            log);
    try {
      String line = process.awaitLine(text -> text.startsWith(PORT), PATIENCE);
      URI endpoint = URI.create("http://127.0.0.1:" + line.substring(PORT.length()).trim());
      awaitAnswer(endpoint);
      return new OpenSearchServer(process, endpoint);
    } catch (RuntimeException e) {
      process.close();
      throw e;
    }
  }

  private static void awaitAnswer(URI endpoint) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    URI health = endpoint.resolve("/_cluster/health?wait_for_status=yellow&timeout=60s");
    while (true) {
      try {
        HttpURLConnection connection = (HttpURLConnection) health.toURL().openConnection();
        if (connection.getResponseCode() == OK) {
          return;
        }
      } catch (IOException e) {
        // It does not listen yet.
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("OpenSearch did not get ready");
      }
      try {
        Thread.sleep(200);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for OpenSearch", e);
      }
    }
  }

  /** Where it listens. */
  public URI endpoint() {
    return endpoint;
  }

  @Override
  public void close() {
    process.close();
  }
}
