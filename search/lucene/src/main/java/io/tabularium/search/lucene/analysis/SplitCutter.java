/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.analysis;

/** The pieces between delimiters. */
final class SplitCutter implements Cutter {
  private final String delimiter;
  private final boolean keepsCase;

  /** Cuts at this text, or at white space if it is {@code null}. */
  SplitCutter(String delimiter, boolean keepsCase) {
    this.delimiter = delimiter == null ? null : unescape(delimiter);
    this.keepsCase = keepsCase;
  }

  /** Characters with a meaning in regular expressions arrive behind a backslash. */
  private static String unescape(String delimiter) {
    return delimiter.length() > 1 && delimiter.charAt(0) == '\\'
        ? delimiter.substring(1)
        : delimiter;
  }

  @Override
  public void cut(String text, Tokens words) {
    int start = 0;
    while (start < text.length()) {
      int end = nextDelimiter(text, start);
      for (int from = start; from < end; from += LONGEST_WORD) {
        int to = Math.min(end, from + LONGEST_WORD);
        String word = text.substring(from, to);
        words.add(keepsCase ? word : Letters.lower(word), from, to, 1);
      }
      start = end + (delimiter == null ? 1 : delimiter.length());
    }
  }

  private int nextDelimiter(String text, int start) {
    if (delimiter != null) {
      int found = text.indexOf(delimiter, start);
      return found < 0 ? text.length() : found;
    }
    int i = start;
    while (i < text.length() && !Character.isWhitespace(text.charAt(i))) {
      i++;
    }
    return i;
  }
}
