/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import io.tabularium.search.SearchProvider;
import io.tabularium.search.testkit.SearchModelTest;

/** Several slices answer what the model answers. */
class SlicedSearchModelTest extends SearchModelTest {
  @Override
  protected SearchProvider provider() {
    return new SlicedProvider();
  }
}
