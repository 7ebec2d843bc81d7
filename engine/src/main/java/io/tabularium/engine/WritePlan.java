/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.StreamDetails;
import java.util.List;

/**
 * What a write to a table has to do beside changing its row. A plan never changes; a table gets a
 * new one when something begins or ends to follow it.
 *
 * <p>A write prepares itself by the plan it finds and must carry it out only if the plan is still
 * the table's at the moment when no other write to the row can slip in: {@link Table#follows}.
 * Whoever gives a table a new plan then waits with {@link
 * io.tabularium.storage.TableSpace#barrier}. After that, what was written by an old plan is seen by
 * every reader, and nothing will be any more.
 */
final class WritePlan {
  private final boolean logged;
  private final boolean streamed;
  private final long firstPosition;
  private final List<ByteSlice> originals;
  private final Partitions partitions;
  private final byte[][] points;
  private final int[] shards;
  private final TableIndexes indexes;

  private WritePlan(
      boolean logged,
      boolean streamed,
      long firstPosition,
      List<ByteSlice> originals,
      Partitions partitions,
      TableIndexes indexes) {
    this.logged = logged;
    this.streamed = streamed;
    this.firstPosition = firstPosition;
    this.originals = originals;
    this.partitions = partitions;
    this.points = partitions.encodedPoints();
    this.shards = partitions.open().stream().mapToInt(Integer::intValue).toArray();
    this.indexes = indexes;
  }

  /**
   * The plan for a state of a table.
   *
   * @param indexes the table's indexes, or {@code null} if it has none
   * @param before the plan so far, which is kept if it still fits; {@code null} at first
   */
  @SuppressWarnings("ReferenceEquality") // indexes that are equal are the same
  static WritePlan of(TableState state, TableIndexes indexes, WritePlan before) {
    StreamDetails stream = state.stream().details();
    boolean logged = stream.enabled() || !state.feedConsumers().isEmpty();
    List<ByteSlice> originals = stream.originColumns().stream().map(ByteSlice::utf8).toList();
    Partitions partitions = state.partitions();
    long first = state.stream().lastMicros();
    for (Partitions.Shard shard : partitions.shards()) {
      first = Math.max(first, shard.first());
    }
    if (before != null
        && before.logged == logged
        && before.streamed == stream.enabled()
        && before.firstPosition == first
        && before.indexes == indexes
        && before.partitions.open().equals(partitions.open())
        && before.originals.equals(originals)) {
      return before;
    }
    return new WritePlan(logged, stream.enabled(), first, originals, partitions, indexes);
  }

  /** Whether every change is recorded in the table's log. */
  boolean isLogged() {
    return logged;
  }

  /**
   * Whether records say what was done, as readers of the stream want to know. If not, they only
   * name the row: who follows the table for an index reads the row itself, as it is by then.
   */
  boolean isStreamed() {
    return streamed;
  }

  /** As this, but recording changes in any case: for a write whose plan is decided only later. */
  WritePlan asStreamed() {
    return streamed
        ? this
        : new WritePlan(true, true, firstPosition, originals, partitions, indexes);
  }

  /** The columns whose old values accompany each change; such a write must look at the row. */
  List<ByteSlice> originals() {
    return originals;
  }

  /** The table's indexes, or {@code null} if there are none; such a write must look at the row. */
  TableIndexes indexes() {
    return indexes;
  }

  /**
   * No record gets a position below this: it begins the newest stream there was, and the newest
   * shard.
   */
  long firstPosition() {
    return firstPosition;
  }

  /** The number of the shard that has the changes of an encoded partition key. */
  int shardOf(byte[] partitionKey) {
    return shards[Partitions.indexOf(points, partitionKey)];
  }
}
