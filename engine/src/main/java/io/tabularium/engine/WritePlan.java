/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.engine.row.KeyCodec;
import io.tabularium.model.ByteSlice;
import io.tabularium.model.StreamDetails;
import java.util.Arrays;
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
  private final long firstPosition;
  private final List<ByteSlice> originals;
  private final byte[][] shardStarts;

  private WritePlan(
      boolean logged, long firstPosition, List<ByteSlice> originals, byte[][] shardStarts) {
    this.logged = logged;
    this.firstPosition = firstPosition;
    this.originals = originals;
    this.shardStarts = shardStarts;
  }

  /**
   * The plan for a state of a table.
   *
   * @param before the plan so far, which is kept if it still fits; {@code null} at first
   */
  static WritePlan of(TableState state, WritePlan before) {
    StreamDetails stream = state.stream().details();
    boolean logged = stream.enabled() || !state.feedConsumers().isEmpty();
    List<ByteSlice> originals = stream.originColumns().stream().map(ByteSlice::utf8).toList();
    long first = state.stream().lastMicros();
    if (before != null
        && before.logged == logged
        && before.firstPosition == first
        && before.originals.equals(originals)) {
      return before;
    }
    byte[][] starts =
        state.splitPoints().stream().map(KeyCodec::encodePartitionKey).toArray(byte[][]::new);
    return new WritePlan(logged, first, originals, starts);
  }

  /** Whether every change is recorded in the table's log. */
  boolean isLogged() {
    return logged;
  }

  /** As this, but recording changes in any case: for a write whose plan is decided only later. */
  WritePlan asLogged() {
    return logged ? this : new WritePlan(true, firstPosition, originals, shardStarts);
  }

  /** The columns whose old values accompany each change; such a write must look at the row. */
  List<ByteSlice> originals() {
    return originals;
  }

  /** No record gets a position below this: it begins the newest stream there was. */
  long firstPosition() {
    return firstPosition;
  }

  /** How many shards the table's log has: one for each of the table's partitions. */
  int shards() {
    return shardStarts.length + 1;
  }

  /** The shard that has the changes of an encoded partition key. */
  int shardOf(byte[] partitionKey) {
    int low = 0;
    int high = shardStarts.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Arrays.compareUnsigned(shardStarts[middle], partitionKey) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
