/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search;

import java.util.List;

/**
 * The child rows one nested query found in a row.
 *
 * @param path the nested field
 * @param hits the child rows, in the order asked for
 */
public record NestedHits(String path, List<NestedHit> hits) {
  /** Copies the list. */
  public NestedHits {
    hits = List.copyOf(hits);
  }

  /**
   * A child row that was found.
   *
   * @param offset its place in its array, from 0
   * @param score how well it fits the query
   * @param highlights as in {@link SearchHit}
   * @param innerHits as in {@link SearchHit}, of nested queries within this one
   */
  public record NestedHit(
      int offset, float score, List<HighlightedField> highlights, List<NestedHits> innerHits) {
    /** Copies the lists. */
    public NestedHit {
      highlights = List.copyOf(highlights);
      innerHits = List.copyOf(innerHits);
    }
  }
}
