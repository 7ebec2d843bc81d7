/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.admin;

import java.util.function.Consumer;

/**
 * Compares indexes with their tables on the running server; {@link
 * io.tabularium.engine.Engine#checkIndexes}.
 */
@FunctionalInterface
public interface Checks {
  /**
   * Compares and reports in short sentences.
   *
   * @param instance the instance to look in, or {@code null} for all
   * @param table the table to check, or {@code null} for all
   * @return how many differences there are
   * @throws io.tabularium.storage.StorageException if it could not be done, or there is no such
   *     table
   */
  long check(String instance, String table, Consumer<String> progress);
}
