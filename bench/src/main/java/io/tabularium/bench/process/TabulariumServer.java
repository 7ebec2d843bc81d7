/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.process;

import io.tabularium.wire.tablestore.Development;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Our server as a child process, in development mode. */
public final class TabulariumServer implements AutoCloseable {
  /** The instance the benchmarks use. */
  public static final String INSTANCE = "bench";

  private static final String READY = "Tabularium is ready at ";

  private final ChildJvm process;
  private final URI endpoint;
  private final Duration startUp;

  private TabulariumServer(ChildJvm process, URI endpoint, Duration startUp) {
    this.process = process;
    this.endpoint = endpoint;
    this.startUp = startUp;
  }

  /**
   * Starts a server and waits until it is ready.
   *
   * @param data its data directory
   * @param durability as its command line takes it
   * @param jvmOptions options of its JVM
   * @param configuration lines of a configuration file
   * @param log receives what it prints
   */
  public static TabulariumServer start(
      Path data, String durability, List<String> jvmOptions, List<String> configuration, Path log) {
    Path file = log.resolveSibling(log.getFileName() + ".yaml");
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, configuration);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "server",
                "--data",
                data.toString(),
                "--listen",
                "127.0.0.1:0",
                "--admin",
                "127.0.0.1:0",
                "--durability",
                durability));
    if (!configuration.isEmpty()) {
      arguments.addAll(List.of("--config", file.toString()));
    }
    long start = System.nanoTime();
    ChildJvm process =
        ChildJvm.start(
            "the Tabularium server",
            jvmOptions,
            System.getProperty("java.class.path"),
            io.tabularium.server.cli.Main.class.getName(),
            arguments,
            log);
    try {
      String line = process.awaitLine(text -> text.startsWith(READY), Duration.ofMinutes(5));
      Duration startUp = Duration.ofNanos(System.nanoTime() - start);
      return new TabulariumServer(
          process, URI.create(line.substring(READY.length()).trim()), startUp);
    } catch (RuntimeException e) {
      process.close();
      throw e;
    }
  }

  /** Its process. */
  public long pid() {
    return process.pid();
  }

  /** Where it listens. */
  public URI endpoint() {
    return endpoint;
  }

  /** How long it took from the start of the JVM to the line that says it is ready. */
  public Duration startUp() {
    return startUp;
  }

  /** What a generator on the SDK needs to know. */
  public List<String> sdkArguments() {
    return List.of(
        "tablestore.endpoint=" + endpoint,
        "tablestore.instance=" + INSTANCE,
        "tablestore.accessKeyId=" + Development.KEY,
        "tablestore.accessKeySecret=" + Development.KEY,
        "serverPid=" + pid());
  }

  /** What the lean generator needs to know. */
  public List<String> leanArguments() {
    return List.of(
        "host=" + endpoint.getHost(),
        "port=" + endpoint.getPort(),
        "instance=" + INSTANCE,
        "accessKeyId=" + Development.KEY,
        "accessKeySecret=" + Development.KEY,
        "serverPid=" + pid());
  }

  @Override
  public void close() {
    process.close();
  }
}
