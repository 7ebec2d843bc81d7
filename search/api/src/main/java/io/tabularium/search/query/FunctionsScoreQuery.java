/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.query;

import java.util.List;

/**
 * The rows of another query, their score changed by functions.
 *
 * @param query the other query
 * @param functions what the score is changed by
 * @param scoreMode how the functions' results become one
 * @param combineMode how that one and the query's score become the row's score
 * @param minScore rows with less are not found, or {@code null}
 * @param maxScore the most the functions can give, or {@code null}
 */
public record FunctionsScoreQuery(
    Query query,
    List<ScoreFunction> functions,
    ScoreMode scoreMode,
    CombineMode combineMode,
    Double minScore,
    Double maxScore)
    implements Query {
  /** How the functions' results become one. */
  public enum ScoreMode {
    /** Their mean, each as often as its weight says. */
    AVG,
    /** The largest. */
    MAX,
    /** Their sum. */
    SUM,
    /** The smallest. */
    MIN,
    /** Their product; the default. */
    MULTIPLY,
    /** The first whose filter lets the row through. */
    FIRST
  }

  /** How the query's score and the functions' result become one. */
  public enum CombineMode {
    /** Their product; the default. */
    MULTIPLY,
    /** Their mean. */
    AVG,
    /** The larger. */
    MAX,
    /** Their sum. */
    SUM,
    /** The smaller. */
    MIN,
    /** The functions' result alone. */
    REPLACE
  }

  /** Copies the list. */
  public FunctionsScoreQuery {
    functions = List.copyOf(functions);
  }
}
