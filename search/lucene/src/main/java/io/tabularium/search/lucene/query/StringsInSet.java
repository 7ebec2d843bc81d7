/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.query;

import java.io.IOException;
import java.util.Set;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.search.TwoPhaseIterator;
import org.apache.lucene.util.BytesRef;

/** Looks up the strings of one document after the other, and whether one of them is in a set. */
final class StringsInSet extends TwoPhaseIterator {
  /** Numbers whose answer is remembered; a power of two. */
  private static final int REMEMBERED = 1 << 8;

  /** What a match costs beside other clauses' checks, in Lucene's simple operations. */
  private static final float COST = 500;

  private final SortedSetDocValues column;
  private final Set<BytesRef> set;

  /** For a slot the number seen last, plus one; negative if its string is not in the set. */
  private final long[] known = new long[REMEMBERED];

  StringsInSet(SortedSetDocValues column, Set<BytesRef> set) {
    super(column);
    this.column = column;
    this.set = set;
  }

  @Override
  public boolean matches() throws IOException {
    for (int i = column.docValueCount(); i > 0; i--) {
      if (isIn(column.nextOrd())) {
        return true;
      }
    }
    return false;
  }

  private boolean isIn(long number) throws IOException {
    int slot = (int) number & (REMEMBERED - 1);
    if (Math.abs(known[slot]) != number + 1) {
      boolean found = set.contains(column.lookupOrd(number));
      known[slot] = found ? number + 1 : -number - 1;
    }
    return known[slot] > 0;
  }

  @Override
  public float matchCost() {
    return COST;
  }
}
