/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import io.tabularium.search.Highlight;
import io.tabularium.search.HighlightedField;
import io.tabularium.search.lucene.analysis.TextAnalysis;
import io.tabularium.search.lucene.analysis.Tokens;
import io.tabularium.search.lucene.document.FieldTexts;
import io.tabularium.search.lucene.document.Mapping;
import io.tabularium.search.lucene.document.StoredRow;
import io.tabularium.search.query.Query;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Shows what a query found in TEXT fields. The text is cut again as it was when it was taken in,
 * and words the query looks for in that field get tags around them.
 *
 * <p>A fragment ends behind the word with which it reaches its size. Words that overlap one that
 * has tags already get none.
 */
final class Highlighter {
  private final Mapping mapping;
  private final Highlight highlight;
  private final Runnable check;
  private final List<WantedWords> wanted = new ArrayList<>();

  /**
   * Shows what a query found.
   *
   * @param check called before each text is cut; throws to stop
   */
  Highlighter(Mapping mapping, Highlight highlight, Query query, Runnable check) {
    this.mapping = mapping;
    this.highlight = highlight;
    this.check = check;
    for (Highlight.Field field : highlight.fields()) {
      wanted.add(WantedWords.of(query, field.name(), mapping.text(field.name())));
    }
  }

  /**
   * A piece of a text.
   *
   * @param text the piece, with tags
   * @param score how many words were found in it
   */
  private record Fragment(String text, int score) {}

  /**
   * What is shown of a row, or of one of its child rows.
   *
   * @param offsets the places of the child row in its arrays, outermost first; empty for the row
   */
  List<HighlightedField> show(StoredRow row, List<Integer> offsets) {
    List<HighlightedField> shown = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      Highlight.Field field = highlight.fields().get(i);
      if (wanted.get(i).isEmpty() || field.fragments() == 0) {
        continue;
      }
      List<Fragment> fragments = new ArrayList<>();
      TextAnalysis analysis = mapping.text(field.name());
      for (String text : FieldTexts.of(row, mapping, field.name(), offsets)) {
        check.run();
        fragments(text, field, analysis, wanted.get(i), fragments);
      }
      if (field.order() == Highlight.FragmentOrder.SCORE) {
        fragments.sort(Comparator.comparingInt(Fragment::score).reversed());
      }
      if (!fragments.isEmpty()) {
        shown.add(
            new HighlightedField(
                field.name(),
                fragments.stream().limit(field.fragments()).map(Fragment::text).toList()));
      }
    }
    return shown;
  }

  private void fragments(
      String text,
      Highlight.Field field,
      TextAnalysis analysis,
      WantedWords words,
      List<Fragment> fragments) {
    Tokens tokens = analysis.index().cut(text);
    boolean[] found = words.find(tokens);
    StringBuilder out = new StringBuilder();
    int start = 0;
    int written = 0;
    int score = 0;
    for (int i = 0; i < tokens.size(); i++) {
      if (found[i] && tokens.start(i) >= written) {
        encode(text, written, tokens.start(i), out);
        out.append(field.preTag());
        encode(text, tokens.start(i), tokens.end(i), out);
        out.append(field.postTag());
        written = tokens.end(i);
        score++;
      }
      boolean last = i + 1 == tokens.size();
      int end = last ? text.length() : Math.max(written, tokens.end(i));
      if (last || (end - start >= field.fragmentSize() && tokens.start(i + 1) >= end)) {
        encode(text, written, end, out);
        if (score > 0) {
          fragments.add(new Fragment(out.toString(), score));
        }
        out.setLength(0);
        score = 0;
        start = end;
        written = end;
      }
    }
  }

  private void encode(String text, int from, int to, StringBuilder out) {
    if (highlight.encoder() == Highlight.Encoder.PLAIN) {
      out.append(text, from, to);
      return;
    }
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#x27;");
        case '/' -> out.append("&#x2F;");
        default -> out.append(c);
      }
    }
  }
}
