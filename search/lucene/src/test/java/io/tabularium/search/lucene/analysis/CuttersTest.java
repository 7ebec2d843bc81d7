/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.search.schema.Analyzer;
import io.tabularium.search.schema.Analyzer.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.junit.jupiter.api.Test;

/** How texts are cut. */
class CuttersTest {
  private static List<String> words(Analyzer analyzer, String text) {
    return TextAnalysis.of(analyzer).index().cut(text).terms();
  }

  @Test
  void documentedExamples() {
    assertThat(words(Analyzer.SINGLE_WORD, "TableStore 表格存储, iphone6!"))
        .containsExactly("tablestore", "表", "格", "存", "储", "iphone6");
    assertThat(words(Analyzer.singleWord(null, true), "iphone6")).containsExactly("iphone", "6");
    assertThat(words(Analyzer.split(null, null), " a  B\tc ")).containsExactly("a", "b", "c");
    assertThat(words(Analyzer.split("-", null), "-a--b ")).containsExactly("a", "b ");
    assertThat(words(Analyzer.of(Kind.MIN_WORD), "梨花茶")).containsExactly("梨", "花茶");
    assertThat(words(Analyzer.of(Kind.MAX_WORD), "梨花茶")).containsExactly("梨花", "花茶");
    assertThat(words(Analyzer.of(Kind.MIN_WORD), "中华人民共和国-国歌")).containsExactly("中华人民共和国", "国歌");
    assertThat(words(Analyzer.fuzzy(1, 2, null), "AB c")).containsExactly("a", "ab", "b", "c");
    assertThat(TextAnalysis.of(Analyzer.fuzzy(1, 2, null)).query().cut("ABC d").terms())
        .containsExactly("ab", "bc", "d");
  }

  @Test
  void endlessWordsAreCut() {
    String endless = "x".repeat(20_000);
    for (Kind kind : Kind.values()) {
      assertThat(words(Analyzer.of(kind), endless))
          .as("%s", kind)
          .allMatch(word -> word.length() <= Cutter.LONGEST_WORD);
    }
  }

  @Test
  void textsOfAnyLengthAreReadWhole() throws IOException {
    try (FieldAnalyzer analyzer =
        new FieldAnalyzer(field -> TextAnalysis.of(Analyzer.SINGLE_WORD).index())) {
      for (int length : new int[] {5, 0, 1022, 1023, 1024, 1025, 2048, 5_000, 3}) {
        // Four characters, of which the third and fourth are one letter.
        String text = "a \ud840\udc00".repeat(length / 4 + 1).substring(0, length);
        assertThat(tokens(analyzer, text))
            .as("%s characters", length)
            .isEqualTo(words(Analyzer.SINGLE_WORD, text));
      }
    }
  }

  private static List<String> tokens(FieldAnalyzer analyzer, String text) throws IOException {
    List<String> tokens = new ArrayList<>();
    try (TokenStream stream = analyzer.tokenStream("f", text)) {
      CharTermAttribute term = stream.getAttribute(CharTermAttribute.class);
      stream.reset();
      while (stream.incrementToken()) {
        tokens.add(term.toString());
      }
      stream.end();
    }
    return tokens;
  }
}
