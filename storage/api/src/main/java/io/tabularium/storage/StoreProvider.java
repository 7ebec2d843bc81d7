/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage;

import java.nio.file.Path;

/** Makes stores of one kind; found through {@link java.util.ServiceLoader}. */
public interface StoreProvider {
  /** The name configuration uses, such as {@code rocksdb}. */
  String name();

  /**
   * Opens a store, creating it if its directory is empty.
   *
   * @throws StorageException with kind LOCKED if another process has it open, UNKNOWN_FORMAT if its
   *     files are of a format this version does not know, CORRUPT if they are damaged beyond what a
   *     crash can cause, UNAVAILABLE for any other failure to read or write the directory
   */
  Store open(StoreConfig config);

  /**
   * Makes a store directory from a backup.
   *
   * @param backup what {@link Store#backup} wrote
   * @param directory where the store shall be; must be missing or empty
   * @throws StorageException if the backup is unreadable or the directory is not empty
   */
  void restore(Path backup, Path directory);
}
