/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.testkit;

import io.tabularium.storage.StoreProvider;

/** The store in memory shows what sorted maps show. */
class InMemoryStoreModelTest extends StoreModelTest {
  @Override
  protected StoreProvider provider() {
    return new InMemoryStoreProvider();
  }
}
