/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import java.util.List;

/**
 * A stream as DescribeStream shows it.
 *
 * @param info which it is
 * @param expirationHours how long changes are kept
 * @param shards the ids of its shards, or of some of them. None has parents: partitions of a table
 *     are neither split nor merged
 * @param nextShard the shard to go on with, or {@code null} if these were the last
 */
public record StreamDescription(
    StreamInfo info, int expirationHours, List<String> shards, String nextShard) {
  /** Copies the list. */
  public StreamDescription {
    shards = List.copyOf(shards);
  }
}
