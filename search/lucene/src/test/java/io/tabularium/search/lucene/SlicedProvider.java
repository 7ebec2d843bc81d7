/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import io.tabularium.search.SearchConfig;
import io.tabularium.search.SearchEngine;
import io.tabularium.search.SearchIndex;
import io.tabularium.search.SearchProvider;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;

/**
 * Opens engines whose indexes have several segments and whose searches work in several slices,
 * however few rows there are.
 */
final class SlicedProvider implements SearchProvider {
  private static final int SLICES = 3;

  /** Into so many segments the changes taken in together go. */
  private static final int SEGMENTS = 4;

  @Override
  public String name() {
    return "sliced";
  }

  @Override
  public SearchEngine open(SearchConfig config) {
    SearchEngine engine = LuceneSearchEngine.open(config, new SliceThreads(SLICES, 1, 0));
    return (SearchEngine)
        Proxy.newProxyInstance(
            SearchEngine.class.getClassLoader(),
            new Class<?>[] {SearchEngine.class},
            (proxy, method, arguments) -> {
              Object result = invoke(engine, method, arguments);
              return result instanceof SearchIndex index ? ofSegments(index) : result;
            });
  }

  private static SearchIndex ofSegments(SearchIndex index) {
    return (SearchIndex)
        Proxy.newProxyInstance(
            SearchIndex.class.getClassLoader(),
            new Class<?>[] {SearchIndex.class},
            (proxy, method, arguments) -> {
              if (!method.getName().equals("apply")) {
                return invoke(index, method, arguments);
              }
              List<?> changes = (List<?>) arguments[0];
              int each = Math.max(1, (changes.size() + SEGMENTS - 1) / SEGMENTS);
              for (int from = 0; from < changes.size(); from += each) {
                invoke(
                    index,
                    method,
                    new Object[] {changes.subList(from, Math.min(changes.size(), from + each))});
                index.refresh();
              }
              return null;
            });
  }

  private static Object invoke(Object on, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(on, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
