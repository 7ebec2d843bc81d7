/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import io.tabularium.storage.StoreProvider;
import io.tabularium.storage.testkit.StoreContractTest;

/** RocksDB keeps the contract when acknowledged means on disk. */
class RocksStoreContractTest extends StoreContractTest {
  @Override
  protected StoreProvider provider() {
    return new RocksStoreProvider();
  }
}
