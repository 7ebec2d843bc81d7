/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.query;

/**
 * Words of a text. The text is cut as the field is; on a KEYWORD it is the whole value.
 *
 * @param field a TEXT or KEYWORD field
 * @param text what to look for
 * @param operator whether all words must be there
 * @param minimumShouldMatch how many must be there if not all, but at least one; {@code null} means
 *     1
 * @param weight see {@link Query}
 */
public record MatchQuery(
    String field,
    String text,
    Operator operator,
    MinimumShouldMatch minimumShouldMatch,
    float weight)
    implements Query {
  /** How the words are put together. */
  public enum Operator {
    /** Some. */
    OR,
    /** All; then the minimum means nothing. */
    AND
  }

  /** Any word of the text. */
  public MatchQuery(String field, String text) {
    this(field, text, Operator.OR, null, 1);
  }
}
