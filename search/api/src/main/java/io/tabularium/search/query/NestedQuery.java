/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.query;

/**
 * Rows some child row of which is found by another query.
 *
 * @param path a nested field
 * @param query what holds for the child row; fields are still named from the row
 * @param scoreMode how the scores of the child rows found become the row's
 * @param weight see {@link Query}
 * @param innerHits which of the child rows found are returned, or {@code null} for none
 */
public record NestedQuery(
    String path, Query query, ScoreMode scoreMode, float weight, InnerHits innerHits)
    implements Query {
  /** How several scores become one. */
  public enum ScoreMode {
    /** It is 0. */
    NONE,
    /** Their mean; the default. */
    AVG,
    /** The largest. */
    MAX,
    /** Their sum. */
    TOTAL,
    /** The smallest. */
    MIN
  }

  /** With the default mode, weight 1 and no inner hits. */
  public NestedQuery(String path, Query query) {
    this(path, query, ScoreMode.AVG, 1, null);
  }
}
