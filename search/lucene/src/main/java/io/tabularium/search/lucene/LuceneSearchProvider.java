/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import io.tabularium.search.SearchConfig;
import io.tabularium.search.SearchEngine;
import io.tabularium.search.SearchProvider;

/** Opens engines that keep each index in a directory of its own, in Lucene. */
public final class LuceneSearchProvider implements SearchProvider {
  @Override
  public String name() {
    return "lucene";
  }

  @Override
  public SearchEngine open(SearchConfig config) {
    return LuceneSearchEngine.open(config);
  }
}
