/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.admin;

import io.tabularium.engine.Partitioning;
import java.util.function.Consumer;

/**
 * Merges and splits partitions of a table on the running server; {@link
 * io.tabularium.engine.Engine#partition}.
 */
@FunctionalInterface
public interface Partitionings {
  /**
   * Does what is asked and reports what partitions there are then.
   *
   * @throws IllegalArgumentException with a sentence for the caller if the table cannot be told
   * @throws io.tabularium.model.ServiceException if it cannot be done
   * @throws io.tabularium.storage.StorageException if the server cannot do it now
   */
  void partition(Partitioning.Request request, Consumer<String> progress);
}
