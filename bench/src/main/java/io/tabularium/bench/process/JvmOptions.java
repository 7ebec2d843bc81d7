/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.process;

import java.util.List;

/** How the child processes' JVMs are sized. */
public final class JvmOptions {
  /** The server under test. Its rows are outside the heap, so a gigabyte is plenty. */
  public static final List<String> SERVER = List.of("-Xms1g", "-Xmx1g");

  /** HBase keeps memstore and block cache in its heap, so it gets enough for all the data. */
  public static final List<String> HBASE = List.of("-Xms4g", "-Xmx4g");

  /** A load generator. */
  public static final List<String> GENERATOR = List.of("-Xms512m", "-Xmx512m");

  private JvmOptions() {}
}
