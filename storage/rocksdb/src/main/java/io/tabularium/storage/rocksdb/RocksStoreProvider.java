/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import io.tabularium.storage.Store;
import io.tabularium.storage.StoreConfig;
import io.tabularium.storage.StoreProvider;
import java.nio.file.Path;
import org.rocksdb.RocksDBException;

/** Opens stores that keep everything in one directory, in RocksDB. */
public final class RocksStoreProvider implements StoreProvider {
  @Override
  public String name() {
    return "rocksdb";
  }

  @Override
  public Store open(StoreConfig config) {
    Path directory = config.directory();
    boolean create = StoreDirectory.prepare(directory);
    if (!create) {
      LogCheck.check(directory);
    }
    Database database = Database.open(config, create);
    try {
      return new RocksStore(config.durability(), database, StoreDirectory.storeId(directory));
    } catch (RocksDBException e) {
      database.close();
      throw RocksErrors.of("open the store in " + directory, e);
    } catch (RuntimeException | Error e) {
      database.close();
      throw e;
    }
  }

  @Override
  public void restore(Path backup, Path directory) {
    RocksBackup.restore(backup, directory);
  }
}
