/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.load;

import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/**
 * What a generator measured.
 *
 * @param operations how many operations finished in the window
 * @param seconds how long the window was
 * @param serverCpuSeconds CPU the server process used in the window
 * @param clientCpuSeconds CPU the generator process used in the window
 * @param p50Micros half of the operations took at most this
 * @param p99Micros 99 of 100 operations took at most this
 */
public record LoadResult(
    long operations,
    double seconds,
    double serverCpuSeconds,
    double clientCpuSeconds,
    double p50Micros,
    double p99Micros) {
  private static final String MARK = "RESULT";

  /** Refuses a window in which nothing happened: no ratio could be made of it. */
  public LoadResult {
    if (operations <= 0) {
      throw new IllegalStateException("no operation finished while it was measured");
    }
  }

  /** Operations per second. */
  public double throughput() {
    return operations / seconds;
  }

  /** Server CPU per operation, in microseconds. */
  public double serverMicrosPerOperation() {
    return serverCpuSeconds * 1e6 / operations;
  }

  /** Generator CPU per operation, in microseconds. */
  public double clientMicrosPerOperation() {
    return clientCpuSeconds * 1e6 / operations;
  }

  /** The line a generator process prints; {@link #find} reads it. */
  public String toLine() {
    return String.format(
        Locale.ROOT,
        "%s operations=%d seconds=%f server=%f client=%f p50=%f p99=%f",
        MARK,
        operations,
        seconds,
        serverCpuSeconds,
        clientCpuSeconds,
        p50Micros,
        p99Micros);
  }

  /**
   * The result among the lines a generator process printed.
   *
   * @throws IllegalStateException if there is none
   */
  public static LoadResult find(List<String> lines) {
    for (String line : lines) {
      if (line.startsWith(MARK + " ")) {
        TreeMap<String, String> parts = new TreeMap<>();
        for (String part : line.split(" ")) {
          int equals = part.indexOf('=');
          if (equals > 0) {
            parts.put(part.substring(0, equals), part.substring(equals + 1));
          }
        }
        return new LoadResult(
            Long.parseLong(parts.get("operations")),
            Double.parseDouble(parts.get("seconds")),
            Double.parseDouble(parts.get("server")),
            Double.parseDouble(parts.get("client")),
            Double.parseDouble(parts.get("p50")),
            Double.parseDouble(parts.get("p99")));
      }
    }
    throw new IllegalStateException("the load generator reported no result");
  }
}
