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
 */
record FeedPage(List<Change> changes, long next, boolean more, boolean trimmed) {
  FeedPage {
    changes = List.copyOf(changes);
  }
}
