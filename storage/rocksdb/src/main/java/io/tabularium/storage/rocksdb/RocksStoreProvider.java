/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import io.tabularium.storage.StorageException;
import io.tabularium.storage.StorageException.Kind;
import io.tabularium.storage.Store;
import io.tabularium.storage.StoreConfig;
import io.tabularium.storage.StoreProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens stores that keep everything in one directory, in RocksDB. */
public final class RocksStoreProvider implements StoreProvider {
  @Override
  public String name() {
    return "rocksdb";
  }

  @Override
  public Store open(StoreConfig config) {
    try {
      Files.createDirectories(config.directory());
    } catch (IOException e) {
      throw new StorageException(
          Kind.UNAVAILABLE, "Could not make the directory " + config.directory() + ".", e);
    }
    return new RocksStore(config, Database.open(config, true));
  }

  @Override
  public void restore(Path backup, Path directory) {
    throw new StorageException(Kind.UNAVAILABLE, "Not yet.", null);
  }
}
