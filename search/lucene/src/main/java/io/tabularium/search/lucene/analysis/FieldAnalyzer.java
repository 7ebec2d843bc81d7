/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.analysis;

import java.util.function.Function;
import org.apache.lucene.analysis.Analyzer;

/** Cuts each field of an index its own way. */
public final class FieldAnalyzer extends Analyzer {
  /** Positions between two texts of an array, so that no phrase reaches over both. */
  private static final int GAP = 100;

  private final Function<String, Cutter> cutters;

  /** Asks for the way each field's texts are cut when they are taken in. */
  public FieldAnalyzer(Function<String, Cutter> cutters) {
    super(PER_FIELD_REUSE_STRATEGY);
    this.cutters = cutters;
  }

  @Override
  protected TokenStreamComponents createComponents(String field) {
    return new TokenStreamComponents(new CutTokenizer(cutters.apply(field)));
  }

  @Override
  public int getPositionIncrementGap(String field) {
    return GAP;
  }
}
