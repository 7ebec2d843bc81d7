/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import io.tabularium.storage.Store;
import io.tabularium.storage.StoreProvider;
import io.tabularium.storage.testkit.StoreModelTest;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDBException;

/**
 * RocksDB shows what sorted maps show, also while memtables are written out and files compacted.
 */
class RocksStoreModelTest extends StoreModelTest {
  private int disturbances;

  @Override
  protected StoreProvider provider() {
    return new RocksStoreProvider();
  }

  @Override
  protected void disturb(Store store) {
    Database database = ((RocksStore) store).database();
    try (FlushOptions options = new FlushOptions().setWaitForFlush(true)) {
      database.db().flush(options, database.families());
      if (++disturbances % 2 == 0) {
        for (ColumnFamilyHandle family : database.families()) {
          database.db().compactRange(family);
        }
      }
    } catch (RocksDBException e) {
      throw new AssertionError(e);
    }
  }
}
