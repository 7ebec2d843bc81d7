/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import java.util.List;

/**
 * Some changes of one shard.
 *
 * @param changes in order
 * @param next the position to go on from; unchanged if there was nothing to read
 * @param more whether reading stopped because of a limit, so that there is more to read at once
 * @param trimmed whether changes at or after the position asked for are gone; then there is nothing
 *     else here
 * @param ended whether these were the last changes the shard will ever have; then {@code next} is
 *     its end
 */
record FeedPage(List<Change> changes, long next, boolean more, boolean trimmed, boolean ended) {
  FeedPage {
    changes = List.copyOf(changes);
  }
}
