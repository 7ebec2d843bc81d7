/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.config;

import java.lang.management.ManagementFactory;

/**
 * The storage engine.
 *
 * @param engine its name
 * @param cacheBytes memory for caching blocks, or -1 to follow the machine's
 * @param writeBufferBytes memory for recent writes, or -1 to follow the cache
 */
public record StorageSettings(String engine, long cacheBytes, long writeBufferBytes) {
  private static final long MIB = 1L << 20;

  /** Rows are found faster in sorted files than in a large buffer of recent writes. */
  private static final long MAX_WRITE_BUFFER = 128 * MIB;

  /** The same with every figure decided. */
  public StorageSettings resolved() {
    long cache = cacheBytes >= 0 ? cacheBytes : between(64 * MIB, memoryBytes() / 4, 8192 * MIB);
    long buffer =
        writeBufferBytes >= 0 ? writeBufferBytes : between(64 * MIB, cache / 4, MAX_WRITE_BUFFER);
    return new StorageSettings(engine, cache, buffer);
  }

  private static long between(long min, long wish, long max) {
    return Math.max(min, Math.min(wish, max));
  }

  /** The machine's memory or the container's share of it. */
  private static long memoryBytes() {
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean system) {
      return system.getTotalMemorySize();
    }
    return 1024 * MIB;
  }
}
