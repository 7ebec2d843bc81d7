/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.search;

/**
 * What a client says about an index that has no effect here but is told back. Each part is {@code
 * null} if the client was silent about it.
 *
 * @param shards the number of shards
 * @param routingPartitionSize over how many shards one routing value is spread
 * @param customColumnVersion whether versions given by clients are kept apart
 */
public record SearchIndexSettings(
    Integer shards, Integer routingPartitionSize, Boolean customColumnVersion) {
  /** Nothing said. */
  public static final SearchIndexSettings NONE = new SearchIndexSettings(null, null, null);
}
