/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.analysis;

import java.io.IOException;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;

/** A {@link Cutter} as Lucene wants it. */
final class CutTokenizer extends Tokenizer {
  private static final int BUFFER = 4096;

  private final Cutter cutter;
  private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
  private final PositionIncrementAttribute increment =
      addAttribute(PositionIncrementAttribute.class);
  private Tokens words;
  private int next;

  CutTokenizer(Cutter cutter) {
    this.cutter = cutter;
  }

  @Override
  public void reset() throws IOException {
    super.reset();
    StringBuilder text = new StringBuilder();
    char[] buffer = new char[BUFFER];
    for (int n = input.read(buffer); n >= 0; n = input.read(buffer)) {
      text.append(buffer, 0, n);
    }
    words = cutter.cut(text.toString());
    next = 0;
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
