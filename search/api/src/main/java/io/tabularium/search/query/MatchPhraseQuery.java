/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.query;

/**
 * All words of a text, one after the other or nearly so. On a KEYWORD the text is the whole value.
 *
 * @param field a TEXT or KEYWORD field
 * @param text what to look for
 * @param slop by how many positions words may be moved altogether; two words that change places are
 *     moved by two
 * @param weight see {@link Query}
 */
public record MatchPhraseQuery(String field, String text, int slop, float weight) implements Query {
  /** One after the other, with weight 1. */
  public MatchPhraseQuery(String field, String text) {
    this(field, text, 0, 1);
  }
}
