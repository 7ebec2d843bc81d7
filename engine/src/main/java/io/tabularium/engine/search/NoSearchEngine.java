/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.search;

import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.search.SearchEngine;
import io.tabularium.search.SearchException;
import io.tabularium.search.SearchIndex;
import io.tabularium.search.schema.IndexSchema;
import java.util.List;

/** What stands in where nothing can be searched: there are no indexes, and none can be made. */
public final class NoSearchEngine implements SearchEngine {
  /** The only one needed. */
  public static final NoSearchEngine INSTANCE = new NoSearchEngine();

  private NoSearchEngine() {}

  @Override
  public SearchIndex open(long id, PrimaryKeySchema key, IndexSchema schema) {
    throw new SearchException(SearchException.Kind.UNAVAILABLE, "There is no search engine.", null);
  }

  @Override
  public List<Long> ids() {
    return List.of();
  }

  @Override
  public void destroy(long id) {}

  @Override
  public void close() {}
}
