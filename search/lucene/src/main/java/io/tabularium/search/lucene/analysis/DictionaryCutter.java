/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.analysis;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import org.wltea.analyzer.core.IKSegmenter;
import org.wltea.analyzer.core.Lexeme;

/**
 * Words of the IK dictionary, either all of them, overlapping, or as few as cover the text. Each
 * word has a position of its own, in the order in which they begin, longer ones first.
 */
final class DictionaryCutter implements Cutter {
  private final boolean few;

  DictionaryCutter(boolean few) {
    this.few = few;
  }

  @Override
  public void cut(String text, Tokens words) {
    IKSegmenter segmenter = new IKSegmenter(new StringReader(text), few);
    try {
      for (Lexeme word = segmenter.next(); word != null; word = segmenter.next()) {
        String term = word.getLexemeText();
        if (term != null && term.length() <= LONGEST_WORD) {
          words.add(Letters.lower(term), word.getBeginPosition(), word.getEndPosition(), 1);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
