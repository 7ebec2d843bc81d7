/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How to open a search engine.
 *
 * @param directory where its files are; created if missing
 * @param refreshInterval how long a change may stay unseen by searches
 * @param writeBufferBytes memory for changes not yet in files, over all indexes
 * @param concurrentSearches searches, and pages of scans, that run at the same time; more are told
 *     the server is busy
 */
public record SearchConfig(
    Path directory, Duration refreshInterval, long writeBufferBytes, int concurrentSearches) {
  /** A configuration for tests. */
  public static SearchConfig small(Path directory) {
    return new SearchConfig(directory, Duration.ofMillis(20), 16L << 20, 64);
  }
}
