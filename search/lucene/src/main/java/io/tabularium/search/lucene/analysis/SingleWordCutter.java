/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.analysis;

/** Each ideographic character is a word, and so is each run of other letters and digits. */
final class SingleWordCutter implements Cutter {
  private final boolean keepsCase;
  private final boolean cutsDigits;

  SingleWordCutter(boolean keepsCase, boolean cutsDigits) {
    this.keepsCase = keepsCase;
    this.cutsDigits = cutsDigits;
  }

  @Override
  public void cut(String text, Tokens words) {
    int start = -1;
    boolean digits = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      int next = i + Character.charCount(c);
      boolean alone = Letters.isIdeographic(c);
      boolean part = !alone && Letters.isWordPart(c);
      boolean digit = Character.isDigit(c);
      if (start >= 0 && (!part || (cutsDigits && digit != digits) || next - start > LONGEST_WORD)) {
        word(text, start, i, words);
        start = -1;
      }
      if (alone) {
        word(text, i, next, words);
      } else if (part && start < 0) {
        start = i;
      }
      digits = digit;
      i = next;
    }
    if (start >= 0) {
      word(text, start, text.length(), words);
    }
  }

  private void word(String text, int start, int end, Tokens words) {
    String word = text.substring(start, end);
    words.add(keepsCase ? word : Letters.lower(word), start, end, 1);
  }
}
