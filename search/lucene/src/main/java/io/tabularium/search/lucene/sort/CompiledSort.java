/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.sort;

import java.util.List;
import org.apache.lucene.search.Sort;

/**
 * A sort as Lucene takes it.
 *
 * @param lucene the sort
 * @param kinds what kind of value each of its fields compares
 */
public record CompiledSort(Sort lucene, List<Kind> kinds) {
  /** A kind of value. */
  public enum Kind {
    /** A Long. */
    LONG,
    /** A Double. */
    DOUBLE,
    /** A BytesRef, or {@code null} for none. */
    BYTES,
    /** A Float. */
    SCORE,
    /** An Integer, of no meaning outside of one search. */
    DOC
  }

  /** The place of the first field that compares scores, or -1. */
  public int scoreField() {
    return kinds.indexOf(Kind.SCORE);
  }

  /** Whether the best come first, and of those alike the one that was taken in first. */
  public boolean isByScoreAlone() {
    return kinds.equals(List.of(Kind.SCORE, Kind.DOC));
  }
}
