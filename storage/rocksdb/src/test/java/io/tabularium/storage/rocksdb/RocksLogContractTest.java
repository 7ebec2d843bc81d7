/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import io.tabularium.storage.StoreProvider;
import io.tabularium.storage.testkit.LogContractTest;

/** RocksDB keeps the contract of logs when acknowledged means on disk. */
class RocksLogContractTest extends LogContractTest {
  @Override
  protected StoreProvider provider() {
    return new RocksStoreProvider();
  }
}
