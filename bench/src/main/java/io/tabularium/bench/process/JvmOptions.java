/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.process;

import java.util.List;

/** How the child processes' JVMs are sized. */
public final class JvmOptions {
  /** The server under test: what the launcher gives it. */
  public static final List<String> SERVER =
      List.of(
          "-XX:MaxRAMPercentage=25",
          "-XX:+ExitOnOutOfMemoryError",
          "-XX:FreqInlineSize=150",
          "-XX:InlineSmallCode=1500",
          "-Dfile.encoding=UTF-8",
          "-Dio.netty.leakDetection.level=disabled",
          "-XX:+UseParallelGC");

  /**
   * HBase keeps memstore and block cache in its heap, so it gets enough for all the data; the
   * collector is the JVM's choice, as with HBase's own start script.
   */
  public static final List<String> HBASE = List.of("-Xms4g", "-Xmx4g");

  /** A load generator. */
  public static final List<String> GENERATOR =
      List.of("-Xms512m", "-Xmx512m", "-XX:+UseParallelGC");

  private JvmOptions() {}
}
