/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.load;

import io.tabularium.bench.process.ProcessFacts;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/**
 * The part of a run that is measured: opened after the warm-up, closed before the generator stops.
 */
public final class Window {
  private final long serverPid;
  private final LongSupplier operationsDone;
  private final long startNanos;
  private final double startServerCpu;
  private final double startClientCpu;
  private final long startOperations;

  private Window(long serverPid, LongSupplier operationsDone) {
    this.serverPid = serverPid;
    this.operationsDone = operationsDone;
    this.startServerCpu = cpuSeconds(serverPid);
    this.startClientCpu = cpuSeconds(ProcessHandle.current().pid());
    this.startOperations = operationsDone.getAsLong();
    this.startNanos = System.nanoTime();
  }

  /**
   * Starts to measure.
   *
   * @param serverPid the process whose CPU is counted
   * @param operationsDone a running count of finished operations
   */
  public static Window open(long serverPid, LongSupplier operationsDone) {
    return new Window(serverPid, operationsDone);
  }

  /**
   * Ends the measurement.
   *
   * @param latencies of the operations, in nanoseconds
   */
  public LoadResult close(Histogram latencies) {
    long endNanos = System.nanoTime();
    long operations = operationsDone.getAsLong() - startOperations;
    double server = cpuSeconds(serverPid) - startServerCpu;
    double client = cpuSeconds(ProcessHandle.current().pid()) - startClientCpu;
    return new LoadResult(
        operations,
        (endNanos - startNanos) / 1e9,
        server,
        client,
        latencies.getValueAtPercentile(50) / 1e3,
        latencies.getValueAtPercentile(99) / 1e3);
  }

  private static double cpuSeconds(long pid) {
    return ProcessFacts.cpu(pid).toNanos() / 1e9;
  }
}
