/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.search.schema.Analyzer;
import io.tabularium.search.schema.Analyzer.Kind;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any text at all is cut into words that are in it. */
class CuttersFuzzTest {
  @Property(tries = 300)
  void everyWordStandsWhereItSays(@ForAll("texts") String text) {
    for (Kind kind : Kind.values()) {
      TextAnalysis analysis = TextAnalysis.of(Analyzer.of(kind));
      for (Cutter cutter : List.of(analysis.index(), analysis.query())) {
        Tokens words = cutter.cut(text);
        int before = 0;
        for (int i = 0; i < words.size(); i++) {
          assertThat(words.term(i)).as("%s of %s", kind, text).isNotEmpty();
          assertThat(words.start(i)).isBetween(before, text.length());
          assertThat(words.end(i)).isBetween(words.start(i) + 1, text.length());
          assertThat(words.increment(i)).isBetween(i == 0 ? 1 : 0, text.length());
          before = words.start(i);
        }
      }
    }
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> chinese =
        Arbitraries.strings().withChars("中华人民共和国歌菊花茶一二三个12ab .-@").ofMaxLength(60);
    Arbitrary<String> any = Arbitraries.strings().ofMaxLength(60);
    return Arbitraries.oneOf(List.of(chinese, any));
  }
}
