/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import io.tabularium.search.SearchProvider;
import io.tabularium.search.testkit.SearchModelTest;

/** Lucene finds what the model finds. */
class LuceneSearchModelTest extends SearchModelTest {
  @Override
  protected SearchProvider provider() {
    return new LuceneSearchProvider();
  }
}
