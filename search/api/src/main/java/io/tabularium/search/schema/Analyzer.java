/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.schema;

/**
 * How a TEXT field is cut into words. Options a client left out are {@code null} here and have the
 * stated default; an analyzer ignores options that are not its own.
 *
 * @param kind the way of cutting
 * @param caseSensitive whether letters keep their case (default false)
 * @param delimitWord SINGLE_WORD: whether letters are cut from digits (default false)
 * @param delimiter SPLIT: where to cut (default: at white space)
 * @param minChars FUZZY: characters of the shortest piece (default 1)
 * @param maxChars FUZZY: characters of the longest piece (default 7)
 */
public record Analyzer(
    Kind kind,
    Boolean caseSensitive,
    Boolean delimitWord,
    String delimiter,
    Integer minChars,
    Integer maxChars) {

  /** The analyzer of a TEXT field that names none. */
  public static final Analyzer SINGLE_WORD = of(Kind.SINGLE_WORD);

  /** The ways of cutting. */
  public enum Kind {
    /** Each Chinese, Japanese or Korean character; runs of other letters and digits. */
    SINGLE_WORD,
    /** All words of a dictionary, overlapping. */
    MAX_WORD,
    /** Words of a dictionary, as few as possible. */
    MIN_WORD,
    /** The pieces between delimiters. */
    SPLIT,
    /** All pieces of some lengths, so that a phrase finds any part of the text. */
    FUZZY
  }

  /** An analyzer with every option left out. */
  public static Analyzer of(Kind kind) {
    return new Analyzer(kind, null, null, null, null, null);
  }

  /** A FUZZY analyzer. */
  public static Analyzer fuzzy(Integer minChars, Integer maxChars, Boolean caseSensitive) {
    return new Analyzer(Kind.FUZZY, caseSensitive, null, null, minChars, maxChars);
  }

  /** A SPLIT analyzer. */
  public static Analyzer split(String delimiter, Boolean caseSensitive) {
    return new Analyzer(Kind.SPLIT, caseSensitive, null, delimiter, null, null);
  }

  /** A SINGLE_WORD analyzer. */
  public static Analyzer singleWord(Boolean caseSensitive, Boolean delimitWord) {
    return new Analyzer(Kind.SINGLE_WORD, caseSensitive, delimitWord, null, null, null);
  }

  /** Whether the client gave any option. */
  public boolean hasOptions() {
    return caseSensitive != null
        || delimitWord != null
        || delimiter != null
        || minChars != null
        || maxChars != null;
  }

  /** Whether letters keep their case. */
  public boolean keepsCase() {
    return Boolean.TRUE.equals(caseSensitive);
  }

  /** FUZZY: characters of the shortest piece. */
  public int shortest() {
    return minChars == null ? 1 : minChars;
  }

  /** FUZZY: characters of the longest piece. */
  public int longest() {
    return maxChars == null ? Math.max(7, shortest()) : maxChars;
  }
}
