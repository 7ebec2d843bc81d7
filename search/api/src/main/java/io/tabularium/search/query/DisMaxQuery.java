/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.query;

import java.util.List;

/**
 * Some of several queries hold. The score is that of the best one, and a part of the sum of the
 * others.
 *
 * @param queries at least one of these holds
 * @param tieBreaker which part of the others' scores counts, from 0 to 1
 * @param weight see {@link Query}
 */
public record DisMaxQuery(List<Query> queries, float tieBreaker, float weight) implements Query {
  /** Copies the list. */
  public DisMaxQuery {
    queries = List.copyOf(queries);
  }
}
