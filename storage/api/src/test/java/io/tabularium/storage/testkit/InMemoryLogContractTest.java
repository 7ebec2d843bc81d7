/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.testkit;

import io.tabularium.storage.StoreProvider;

/** The store in memory keeps the contract of logs. */
class InMemoryLogContractTest extends LogContractTest {
  @Override
  protected StoreProvider provider() {
    return new InMemoryStoreProvider();
  }
}
