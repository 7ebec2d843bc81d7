/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.testkit;

import com.alicloud.openservices.tablestore.SyncClient;
import io.tabularium.server.cli.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * The program as a process of its own, run from this build's classes. Whatever the test does, the
 * process does not outlive {@link #close}.
 */
public final class TabulariumProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern READY = Pattern.compile("Tabularium is ready at (http://\\S+)");

  private final Process process;
  private final List<String> output = Collections.synchronizedList(new ArrayList<>());
  private final List<String> errors = Collections.synchronizedList(new ArrayList<>());
  private final Thread outputReader;
  private final Thread errorReader;

  private TabulariumProcess(Process process) {
    this.process = process;
    this.outputReader = reader(process.inputReader(StandardCharsets.UTF_8), output);
    this.errorReader = reader(process.errorReader(StandardCharsets.UTF_8), errors);
  }

  /** Starts a server over a directory on free ports and waits until it is ready. */
  public static TabulariumProcess server(Path data, String... options) {
    return server(0, data, options);
  }

  /** The same with clients at this port, so that they can outlive the process. */
  public static TabulariumProcess server(int port, Path data, String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "server",
                "--data",
                data.toString(),
                "--listen",
                "127.0.0.1:" + port,
                "--admin",
                "127.0.0.1:0"));
    arguments.addAll(Arrays.asList(options));
    TabulariumProcess started = run(arguments.toArray(String[]::new));
    try {
      started.awaitReady();
    } catch (RuntimeException | Error e) {
      started.close();
      throw e;
    }
    return started;
  }

  /** Runs the program with these arguments. */
  public static TabulariumProcess run(String... arguments) {
    return run(Map.of(), List.of("-Xmx512m"), arguments);
  }

  /** Runs the program with additional environment variables and the given JVM options. */
  public static TabulariumProcess run(
      Map<String, String> environment, List<String> jvmOptions, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    try {
      return new TabulariumProcess(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The endpoint for clients, from the line a ready server prints. */
  public String endpoint() {
    Matcher matcher = READY.matcher(output());
    if (!matcher.find()) {
      throw new AssertionError("the server is not ready:\n" + output() + errors());
    }
    return matcher.group(1);
  }

  /** A client with the development key; the caller shuts it down. */
  public SyncClient client(String instance) {
    return new SyncClient(endpoint(), TestServer.KEY, TestServer.KEY, instance);
  }

  /** Everything printed to standard output so far. */
  public String output() {
    return lines(output);
  }

  /** Everything printed to standard error so far, the log included. */
  public String errors() {
    return lines(errors);
  }

  /** The process itself. */
  public Process process() {
    return process;
  }

  /** Ends the process as a power cut would (SIGKILL) and waits until it is gone. */
  public void kill() {
    // Through the handle, because Process itself would also close the streams being read.
    process.toHandle().destroyForcibly();
    awaitExit();
  }

  /** Asks the process to end (SIGTERM) and waits for it. */
  public int terminate() {
    process.toHandle().destroy();
    return awaitExit();
  }

  /** Waits until the process has ended and all it printed is here. */
  public int awaitExit() {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("the process does not end:\n" + output() + errors());
      }
      outputReader.join(PATIENCE.toMillis());
      errorReader.join(PATIENCE.toMillis());
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
  }

  /** Waits until a server started with {@link #run} is ready. */
  public void awaitReady() {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> READY.matcher(output()).find() || !process.isAlive());
    if (!process.isAlive()) {
      awaitExit();
    }
    endpoint();
  }

  private static Thread reader(BufferedReader stream, List<String> into) {
    Thread thread = new Thread(() -> stream.lines().forEach(into::add), "process-output");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static String lines(List<String> lines) {
    synchronized (lines) {
      return String.join("\n", lines) + "\n";
    }
  }
}
