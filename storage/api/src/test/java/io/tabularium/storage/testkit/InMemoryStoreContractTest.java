/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.testkit;

import io.tabularium.storage.StoreProvider;

/** The store in memory keeps the contract. */
class InMemoryStoreContractTest extends StoreContractTest {
  @Override
  protected StoreProvider provider() {
    return new InMemoryStoreProvider();
  }
}
