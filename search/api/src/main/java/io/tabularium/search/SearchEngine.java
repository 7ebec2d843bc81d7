/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search;

import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.search.schema.IndexSchema;
import java.util.List;

/**
 * All search indexes of one process. Thread-safe. What indexes there are, of which tables and with
 * which schemas, is known to the caller; the engine keeps their contents under numbers.
 *
 * <p>All methods throw {@link SearchException}.
 */
public interface SearchEngine extends AutoCloseable {
  /**
   * Opens the contents of an index, empty if the number is new. An index is open once at a time.
   *
   * @param id not negative
   * @param key the key of the table
   * @param schema a schema that keeps the rules of {@link io.tabularium.search.schema.SchemaCheck}:
   *     the one the contents were made with, or that one with fields added at the end
   * @throws SearchException CORRUPT if the contents are damaged beyond what a crash can cause: then
   *     {@link #destroy} it and feed a new one from the table; UNKNOWN_FORMAT if they are of a
   *     format, or were made with a schema, this version does not know
   */
  SearchIndex open(long id, PrimaryKeySchema key, IndexSchema schema);

  /** The numbers that have contents, open or not, in ascending order. */
  List<Long> ids();

  /**
   * Forgets the contents under a number, after closing them if they are open. Without contents it
   * does nothing. After a crash in between, they are gone or as they were.
   */
  void destroy(long id);

  /** Closes every index that is open, keeping what has been committed. */
  @Override
  void close();
}
