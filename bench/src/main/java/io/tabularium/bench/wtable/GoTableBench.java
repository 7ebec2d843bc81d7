/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.wtable;

import io.tabularium.bench.process.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** GoTable's own benchmark as a child process. It tells throughputs and nothing else. */
final class GoTableBench {
  static final String PROGRAM = "gotable-bench";

  private static final int PATIENCE_MINUTES = 20;

  /** A result, such as {@code SCAN 10 : 115589.9 op/s}; progress stands before it. */
  private static final Pattern RESULT =
      Pattern.compile("\\b([A-Z]+)(?: [0-9]+)? *: *([0-9]+[.][0-9]+) op/s");

  private final Path program;
  private final Workspace workspace;
  private final List<String> load;

  /**
   * The benchmark with a load.
   *
   * @param workers workers, each with one request under way
   * @param connections connections they share
   * @param range records of a page and keys of a multi-operation
   * @param valueBytes bytes of a value
   */
  GoTableBench(
      Path program, Workspace workspace, int workers, int connections, int range, int valueBytes) {
    this.program = program;
    this.workspace = workspace;
    this.load =
        List.of(
            "-c", Integer.toString(workers),
            "-pool", Integer.toString(connections),
            "-range", Integer.toString(range),
            "-d", Integer.toString(valueBytes));
  }

  /**
   * Runs tests against a server, one after the other.
   *
   * @param name what to call the server in file names
   * @return operations per second
   * @throws IllegalStateException if a request fails
   */
  Map<KlistTest, Double> run(
      String name, String address, List<KlistTest> tests, int requests, int manyRequests) {
    Map<KlistTest, Double> results = new EnumMap<>(KlistTest.class);
    List<KlistTest> single = tests.stream().filter(test -> !test.isMany()).toList();
    List<KlistTest> many = tests.stream().filter(KlistTest::isMany).toList();
    results.putAll(run(name, address, single, requests));
    results.putAll(run(name, address, many, manyRequests));
    return results;
  }

  private Map<KlistTest, Double> run(
      String name, String address, List<KlistTest> tests, int requests) {
    if (tests.isEmpty()) {
      return Map.of();
    }
    List<String> command = new ArrayList<>(List.of(program.toString(), "-h", address));
    command.add("-t");
    command.add(String.join(",", tests.stream().map(GoTableBench::name).toList()));
    command.add("-n");
    command.add(Integer.toString(requests));
    command.addAll(load);
    Path log = workspace.path(PROGRAM + "-" + name + "-" + name(tests.get(0)) + ".log");
    Map<KlistTest, Double> results = parse(output(command, log));
    if (!results.keySet().containsAll(tests)) {
      throw new IllegalStateException(
          PROGRAM + " has told nothing of some of " + tests + "; see " + log);
    }
    return results;
  }

  private static String name(KlistTest test) {
    return test.name().toLowerCase(Locale.ROOT);
  }

  private static String output(List<String> command, Path log) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IllegalStateException(PROGRAM + " does not end; see " + log);
      }
      String output = Files.readString(log);
      if (process.exitValue() != 0 || output.contains("failed")) {
        throw new IllegalStateException(PROGRAM + " has failed:\n" + output.strip());
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + PROGRAM + " runs", e);
    }
  }

  /** The results told in an output. */
  static Map<KlistTest, Double> parse(String output) {
    Map<KlistTest, Double> results = new EnumMap<>(KlistTest.class);
    Matcher matcher = RESULT.matcher(output);
    while (matcher.find()) {
      for (KlistTest test : KlistTest.values()) {
        if (test.name().equals(matcher.group(1))) {
          results.put(test, Double.parseDouble(matcher.group(2)));
        }
      }
    }
    return results;
  }
}
