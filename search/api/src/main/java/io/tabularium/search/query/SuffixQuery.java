/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.query;

/**
 * Values that end so.
 *
 * @param field a FUZZY_KEYWORD field
 * @param suffix the end
 * @param weight see {@link Query}
 */
public record SuffixQuery(String field, String suffix, float weight) implements Query {
  /** With weight 1. */
  public SuffixQuery(String field, String suffix) {
    this(field, suffix, 1);
  }
}
