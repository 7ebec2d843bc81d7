/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage;

import java.nio.file.Path;

/**
 * How to open a store.
 *
 * @param directory where its files are; created if missing
 * @param durability when a write counts as done
 * @param cacheBytes memory for caching stored blocks
 * @param writeBufferBytes memory for writes not yet in files, over all keyspaces
 */
public record StoreConfig(
    Path directory, Durability durability, long cacheBytes, long writeBufferBytes) {
  /** A configuration for tests: synchronous, small caches. */
  public static StoreConfig small(Path directory) {
    return new StoreConfig(directory, Durability.SYNC, 32L << 20, 32L << 20);
  }
}
