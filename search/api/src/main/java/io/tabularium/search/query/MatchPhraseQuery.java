/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.query;

/**
 * All words of a text, one after the other. On a KEYWORD the text is the whole value.
 *
 * @param field a TEXT or KEYWORD field
 * @param text what to look for
 * @param weight see {@link Query}
 */
public record MatchPhraseQuery(String field, String text, float weight) implements Query {
  /** With weight 1. */
  public MatchPhraseQuery(String field, String text) {
    this(field, text, 1);
  }
}
