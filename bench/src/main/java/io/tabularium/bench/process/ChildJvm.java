/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.process;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * A JVM started by the benchmark. Its output goes to a log file; its end is awaited or brought
 * about, also when the benchmark itself is interrupted.
 */
public final class ChildJvm implements AutoCloseable {
  /** Begins the lines a child wants people to see while it runs. */
  public static final String PROGRESS = "PROGRESS ";

  private final String name;
  private final Process process;
  private final Path log;
  private final Object lock = new Object();
  private final List<String> lines = new ArrayList<>();
  private boolean ended;
  private final Thread killer;

  private ChildJvm(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.killer = new Thread(process::destroyForcibly, "kill " + name);
    Runtime.getRuntime().addShutdownHook(killer);
    Thread reader = new Thread(this::readOutput, "output of " + name);
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts a JVM of the running Java installation.
   *
   * @param name what messages call it
   * @param jvmArguments options of the JVM
   * @param classPath its class path
   * @param mainClass what to run
   * @param arguments the program's arguments
   * @param log receives standard output and standard error
   */
  public static ChildJvm start(
      String name,
      List<String> jvmArguments,
      String classPath,
      String mainClass,
      List<String> arguments,
      Path log) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmArguments);
    command.add("-cp");
    command.add(classPath);
    command.add(mainClass);
    command.addAll(arguments);
    try {
      Files.createDirectories(log.toAbsolutePath().getParent());
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .start();
      return new ChildJvm(name, process, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void readOutput() {
    try (BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        var out = Files.newBufferedWriter(log)) {
      String line;
      while ((line = reader.readLine()) != null) {
        out.write(line);
        out.newLine();
        out.flush();
        synchronized (lock) {
          if (line.startsWith(PROGRESS)) {
            System.out.println(line.substring(PROGRESS.length()));
          }
          // A server under load may log for hours; only what is waited for or shown is kept.
          if (lines.size() < 10_000) {
            lines.add(line);
          }
          lock.notifyAll();
        }
      }
    } catch (IOException e) {
      // The process is gone; what it said so far is in the log.
    } finally {
      synchronized (lock) {
        ended = true;
        lock.notifyAll();
      }
    }
  }

  /** The process id. */
  public long pid() {
    return process.pid();
  }

  /**
   * Waits until the process prints a line.
   *
   * @return the line
   * @throws IllegalStateException if the process ends or the time passes before
   */
  public String awaitLine(Predicate<String> wanted, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    synchronized (lock) {
      int seen = 0;
      while (true) {
        for (; seen < lines.size(); seen++) {
          if (wanted.test(lines.get(seen))) {
            return lines.get(seen);
          }
        }
        long left = deadline - System.nanoTime();
        if (ended || left <= 0) {
          throw new IllegalStateException(
              name + (ended ? " ended" : " did not get ready in " + timeout) + "; " + tail());
        }
        try {
          TimeUnit.NANOSECONDS.timedWait(lock, left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException("interrupted while waiting for " + name, e);
        }
      }
    }
  }

  /**
   * Waits for the process to end by itself.
   *
   * @return everything it printed
   * @throws IllegalStateException if it fails or does not end in time
   */
  public List<String> awaitSuccess(Duration timeout) {
    try {
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(name + " did not end in " + timeout + "; " + tail());
      }
      synchronized (lock) {
        while (!ended) {
          lock.wait();
        }
        if (process.exitValue() != 0) {
          throw new IllegalStateException(
              name + " ended with code " + process.exitValue() + "; " + tail());
        }
        return List.copyOf(lines);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + name, e);
    }
  }

  private String tail() {
    synchronized (lock) {
      int from = Math.max(0, lines.size() - 15);
      return "its log " + log + " ends:\n" + String.join("\n", lines.subList(from, lines.size()));
    }
  }

  /** Asks the process to end, and makes it end if it does not within half a minute. */
  @Override
  public void close() {
    process.destroy();
    CompletableFuture<Process> end = process.onExit();
    try {
      end.get(30, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(killer);
    } catch (IllegalStateException e) {
      // The benchmark itself is being shut down; the hook has run or will.
    }
  }
}
