/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.engine.tunnel.TunnelSettings;
import io.tabularium.model.Limits;

/**
 * The engine's settings.
 *
 * @param tablesPerInstance quota of tables in one instance
 * @param acceptEncryption whether a request for server-side encryption is accepted and echoed (data
 *     is not encrypted) rather than refused
 * @param allowShortTimeToLive whether a time to live under a day is accepted, for tests
 * @param rowResponseBytes how much of one wide row a read returns before it hands out a token
 * @param upkeepIntervalMillis how often expired cells are looked for
 * @param indexBuildRowsPerSecond how many rows a second one index is built from at most
 * @param tunnels the tunnel service's own
 */
public record EngineConfig(
    int tablesPerInstance,
    boolean acceptEncryption,
    boolean allowShortTimeToLive,
    int rowResponseBytes,
    long upkeepIntervalMillis,
    int indexBuildRowsPerSecond,
    TunnelSettings tunnels) {

  /** Settings under which indexes are built as fast as it goes, and tunnels are as by default. */
  public EngineConfig(
      int tablesPerInstance,
      boolean acceptEncryption,
      boolean allowShortTimeToLive,
      int rowResponseBytes,
      long upkeepIntervalMillis) {
    this(
        tablesPerInstance,
        acceptEncryption,
        allowShortTimeToLive,
        rowResponseBytes,
        upkeepIntervalMillis,
        Integer.MAX_VALUE,
        TunnelSettings.DEFAULT);
  }

  /** The same settings with another limit of rows a second for building indexes. */
  public EngineConfig withIndexBuildRowsPerSecond(int rows) {
    return new EngineConfig(
        tablesPerInstance,
        acceptEncryption,
        allowShortTimeToLive,
        rowResponseBytes,
        upkeepIntervalMillis,
        rows,
        tunnels);
  }

  /** What a server uses unless configured otherwise. */
  public static final EngineConfig DEFAULT =
      new EngineConfig(Limits.TABLES_PER_INSTANCE, false, false, 64 << 20, 600_000);
}
