/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.analysis;

import io.tabularium.search.schema.Analyzer;

/**
 * How a field's texts are cut.
 *
 * @param index when they are taken in
 * @param query when they are looked for
 * @param phrases whether words found as a phrase can be shown in the text
 */
public record TextAnalysis(Cutter index, Cutter query, boolean phrases) {
  /** The way an analyzer of a schema says. */
  public static TextAnalysis of(Analyzer analyzer) {
    return switch (analyzer.kind()) {
      case SINGLE_WORD ->
          same(
              new SingleWordCutter(
                  analyzer.keepsCase(), Boolean.TRUE.equals(analyzer.delimitWord())));
      case SPLIT -> same(new SplitCutter(analyzer.delimiter(), analyzer.keepsCase()));
      case MIN_WORD -> same(new DictionaryCutter(true));
      case MAX_WORD -> {
        Cutter all = new DictionaryCutter(false);
        yield new TextAnalysis(all, all, false);
      }
      case FUZZY ->
          new TextAnalysis(
              new GramCutter(analyzer.shortest(), analyzer.longest(), analyzer.keepsCase()),
              new PieceCutter(analyzer.longest(), analyzer.keepsCase()),
              true);
    };
  }

  private static TextAnalysis same(Cutter cutter) {
    return new TextAnalysis(cutter, cutter, true);
  }
}
