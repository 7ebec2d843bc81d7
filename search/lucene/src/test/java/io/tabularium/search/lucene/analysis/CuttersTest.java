/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.search.schema.Analyzer;
import io.tabularium.search.schema.Analyzer.Kind;
import java.util.List;
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
}
