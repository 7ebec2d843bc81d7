/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import java.util.List;

/**
 * A stream as DescribeStream shows it.
 *
 * @param info which it is
 * @param expirationHours how long changes are kept
 * @param shards its shards, or some of them, parents before their children
 * @param nextShard the shard to go on with, or {@code null} if these were the last
 */
public record StreamDescription(
    StreamInfo info, int expirationHours, List<Shard> shards, String nextShard) {
  /** Copies the list. */
  public StreamDescription {
    shards = List.copyOf(shards);
  }

  /**
   * A shard of a stream.
   *
   * @param id its id
   * @param parents the ids of the shards it took over from and that can still be read: one that was
   *     split, or two that were merged
   */
  public record Shard(String id, List<String> parents) {
    /** Copies the list. */
    public Shard {
      parents = List.copyOf(parents);
    }
  }
}
