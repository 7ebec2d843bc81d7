/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import io.tabularium.search.SearchProvider;
import io.tabularium.search.testkit.SortContract;

/** Lucene keeps this part of the contract. */
class LuceneSortTest extends SortContract {
  @Override
  protected SearchProvider provider() {
    return new LuceneSearchProvider();
  }
}
