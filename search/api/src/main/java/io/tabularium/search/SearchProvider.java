/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search;

/** Makes search engines of one kind; found through {@link java.util.ServiceLoader}. */
public interface SearchProvider {
  /** The name configuration uses, such as {@code lucene}. */
  String name();

  /**
   * Opens an engine, creating its directory if it is missing.
   *
   * @throws SearchException LOCKED if another process has it open, UNAVAILABLE if its directory
   *     cannot be read or written
   */
  SearchEngine open(SearchConfig config);
}
