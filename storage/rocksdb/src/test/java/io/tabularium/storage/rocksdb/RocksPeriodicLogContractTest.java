/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import io.tabularium.storage.Durability;
import io.tabularium.storage.StoreProvider;
import io.tabularium.storage.testkit.LogContractTest;
import java.time.Duration;

/** RocksDB keeps the contract of logs when the log is flushed now and then. */
class RocksPeriodicLogContractTest extends LogContractTest {
  @Override
  protected StoreProvider provider() {
    return new RocksStoreProvider();
  }

  @Override
  protected Durability durability() {
    return Durability.periodic(Duration.ofMillis(5));
  }
}
