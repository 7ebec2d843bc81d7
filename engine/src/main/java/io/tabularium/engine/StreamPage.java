/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.model.ConsumedCapacity;
import java.util.List;

/**
 * What GetStreamRecord answers.
 *
 * @param changes in the order in which they were committed
 * @param nextIterator where to go on; the iterator that was given if there was nothing to read;
 *     {@code null} if nothing will ever come any more, because the shard is closed
 * @param more whether there may be more to read at once
 * @param consumed what it cost
 */
public record StreamPage(
    List<Change> changes, String nextIterator, boolean more, ConsumedCapacity consumed) {
  /** Copies the list. */
  public StreamPage {
    changes = List.copyOf(changes);
  }
}
