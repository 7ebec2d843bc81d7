/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.analysis;

import java.io.IOException;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;

/** A {@link Cutter} as Lucene wants it. */
final class CutTokenizer extends Tokenizer {
  /** Characters read at once. Few texts have more, and a new buffer for each would cost more. */
  private static final int BUFFER = 1024;

  private final Cutter cutter;
  private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
  private final PositionIncrementAttribute increment =
      addAttribute(PositionIncrementAttribute.class);
  private final char[] buffer = new char[BUFFER];
  private Tokens words;
  private int next;

  CutTokenizer(Cutter cutter) {
    this.cutter = cutter;
  }

  @Override
  public void reset() throws IOException {
    super.reset();
    words = cutter.cut(text());
    next = 0;
  }

  private String text() throws IOException {
    int length = fill();
    if (length < BUFFER) {
      return new String(buffer, 0, length);
    }
    StringBuilder text = new StringBuilder(2 * BUFFER);
    for (; length > 0; length = fill()) {
      text.append(buffer, 0, length);
    }
    return text.toString();
  }

  /** Fills the buffer as far as there is text; returns how far. */
  private int fill() throws IOException {
    int length = 0;
    while (length < BUFFER) {
      int n = input.read(buffer, length, BUFFER - length);
      if (n < 0) {
        break;
      }
      length += n;
    }
    return length;
  }

  @Override
  public boolean incrementToken() {
    clearAttributes();
    if (next == words.size()) {
      return false;
    }
    term.append(words.term(next));
    increment.setPositionIncrement(words.increment(next));
    next++;
    return true;
  }

  @Override
  public void end() throws IOException {
    super.end();
    words = null;
  }
}
