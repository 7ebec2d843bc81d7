/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.search;

import io.tabularium.model.ByteSlice;
import java.util.List;
import java.util.Set;

/**
 * The changes of one table, in the order in which they took effect on each row, for a consumer that
 * remembers how far it has read. Positions are opaque and outlive restarts.
 */
public interface RowFeed {
  /**
   * From now on changes are kept for this consumer; does nothing if they are already.
   *
   * @return a position such that every change a read of the table begun from now on may miss comes
   *     after it
   */
  ByteSlice attach(String consumer);

  /** Changes are not kept for this consumer any more. */
  void detach(String consumer);

  /**
   * Whether every change after this position can still be read, and the position is not ahead of
   * the table, as it would be after the table has been restored from a backup.
   */
  boolean covers(ByteSlice position);

  /**
   * Reads which rows changed.
   *
   * @param after where to go on
   * @param limit about how many changes at most
   */
  Changes read(ByteSlice after, int limit);

  /** The consumer has durably dealt with every change up to here. */
  void release(String consumer, ByteSlice position);

  /** How many changes of the table were recorded since this process began. */
  long written();

  /** The consumers changes are kept for. */
  Set<String> consumers();

  /**
   * Part of a feed.
   *
   * @param rowKeys the encoded keys of rows that changed, oldest change first; may name one twice
   * @param next where to go on
   * @param more whether there is more to read at once
   * @param timestampMillis when the last of these changes happened; 0 if there is none
   */
  record Changes(List<ByteSlice> rowKeys, ByteSlice next, boolean more, long timestampMillis) {}
}
