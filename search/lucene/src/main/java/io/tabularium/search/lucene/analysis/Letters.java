/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.analysis;

/** What kinds of characters there are. */
final class Letters {
  private Letters() {}

  /** Whether the character is a word of its own: Chinese, Japanese and Korean ones. */
  static boolean isIdeographic(int codePoint) {
    if (codePoint < 0x1100) {
      return false;
    }
    return switch (Character.UnicodeScript.of(codePoint)) {
      case HAN, HIRAGANA, KATAKANA, HANGUL, BOPOMOFO -> Character.isLetter(codePoint);
      default -> false;
    };
  }

  /** Whether the character belongs to a word, with marks that sit on letters. */
  static boolean isWordPart(int codePoint) {
    if (Character.isLetterOrDigit(codePoint)) {
      return true;
    }
    int type = Character.getType(codePoint);
    return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
  }

  /** The text in lower case, character by character, so that it is as long as before. */
  static String lower(String text) {
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      if (Character.toLowerCase(c) != c) {
        return lowerFrom(text, i);
      }
      i += Character.charCount(c);
    }
    return text;
  }

  private static String lowerFrom(String text, int start) {
    StringBuilder lower = new StringBuilder(text.length()).append(text, 0, start);
    text.substring(start).codePoints().map(Character::toLowerCase).forEach(lower::appendCodePoint);
    return lower.toString();
  }
}
