/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.analysis;

/** Cuts a text into words. Immutable and free of state, so it may be shared. */
@FunctionalInterface
public interface Cutter {
  /** The longest word in UTF-16 units; a longer run is cut, as Lucene's terms have a limit. */
  int LONGEST_WORD = 8191;

  /** Appends the text's words in order of their position. */
  void cut(String text, Tokens words);

  /** The text's words. */
  default Tokens cut(String text) {
    Tokens words = new Tokens();
    cut(text, words);
    return words;
  }
}
