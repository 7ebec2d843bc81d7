/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.config;

import io.tabularium.engine.search.SearchSettings;
import java.time.Duration;

/**
 * The search engine.
 *
 * @param engine its name
 * @param writeBufferBytes memory for changes not yet in files, or -1 to follow the heap
 * @param refreshInterval how long a change may stay unseen by searches
 * @param concurrentSearches searches that run at the same time
 * @param feeding how indexes are kept up to date
 */
public record SearchOptions(
    String engine,
    long writeBufferBytes,
    Duration refreshInterval,
    int concurrentSearches,
    SearchSettings feeding) {
  private static final long MIB = 1L << 20;

  /** The memory for changes, decided: a sixteenth of the heap, within reason. */
  public long writeBuffer() {
    return writeBufferBytes >= 0
        ? writeBufferBytes
        : Math.max(16 * MIB, Math.min(Runtime.getRuntime().maxMemory() / 16, 512 * MIB));
  }
}
