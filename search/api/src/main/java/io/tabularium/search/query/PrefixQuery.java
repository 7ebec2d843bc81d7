/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.query;

/**
 * Values, or words of a TEXT field, that begin so.
 *
 * @param field a KEYWORD, FUZZY_KEYWORD or TEXT field
 * @param prefix the beginning
 * @param weight see {@link Query}
 */
public record PrefixQuery(String field, String prefix, float weight) implements Query {
  /** With weight 1. */
  public PrefixQuery(String field, String prefix) {
    this(field, prefix, 1);
  }
}
