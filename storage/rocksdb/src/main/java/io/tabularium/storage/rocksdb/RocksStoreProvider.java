/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import io.tabularium.storage.Store;
import io.tabularium.storage.StoreConfig;
import io.tabularium.storage.StoreProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.rocksdb.RocksDBException;

/** Opens stores that keep everything in one directory, in RocksDB. */
public final class RocksStoreProvider implements StoreProvider {
  @Override
  public String name() {
    return "rocksdb";
  }

  @Override
  public Store open(StoreConfig config) {
    return open(config, RocksStore.PATIENCE);
  }

  /** Opens a store whose operations wait no longer than they are told. */
  static RocksStore open(StoreConfig config, Duration patience) {
    Path directory = config.directory();
    boolean create = StoreDirectory.prepare(directory);
    if (!create) {
      LogCheck.check(directory);
    }
    Database database = Database.open(config, create);
    try {
      String storeId = StoreDirectory.storeId(directory);
      return new RocksStore(
          config.durability(), database, storeId, patience, UnaryOperator.identity());
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
