/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.query;

/**
 * Values, or words of a TEXT field, that fit a pattern.
 *
 * @param field a KEYWORD, FUZZY_KEYWORD or TEXT field
 * @param pattern {@code *} is any text, {@code ?} any one character, everything else itself
 * @param weight see {@link Query}
 */
public record WildcardQuery(String field, String pattern, float weight) implements Query {
  /** With weight 1. */
  public WildcardQuery(String field, String pattern) {
    this(field, pattern, 1);
  }
}
