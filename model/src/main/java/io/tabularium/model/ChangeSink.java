/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

/**
 * Receives changes of rows as a {@link RowSink} receives rows. A change is a row whose cells are
 * what was done to it: cells that were put, and deletions, in the order in which they were asked
 * for. {@link #sequence} comes last, before {@link #endRow}.
 */
public interface ChangeSink extends RowSink {
  /** A column that was removed with all its versions. */
  void deleteAllVersions(byte[] name, int nameOffset, int nameLength);

  /** A version of a column that was removed. */
  void deleteOneVersion(byte[] name, int nameOffset, int nameLength, long timestamp);

  /**
   * The change's place among the changes of its row; it rises from one to the next.
   *
   * @param epoch how many generations of shards there were before the change's own
   * @param micros when the change was committed, in microseconds since 1970; its place in its
   *     shard, since no two changes of a shard have the same
   */
  void sequence(int epoch, long micros);
}
