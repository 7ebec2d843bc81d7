/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.aggregation;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongUnaryOperator;

/** A key, or none, of each of several ways of grouping. Never changed once it is in a table. */
final class Combination {
  private final long[] keys;
  private final boolean[] absent;

  /** One of so many ways, to be filled in. */
  Combination(int ways) {
    keys = new long[ways];
    absent = new boolean[ways];
  }

  private Combination(long[] keys, boolean[] absent) {
    this.keys = keys;
    this.absent = absent;
  }

  /** One that does not change with this one. */
  Combination copy() {
    return new Combination(keys.clone(), absent.clone());
  }

  /** One with other keys for these. */
  Combination translated(List<LongUnaryOperator> translations) {
    Combination translated = copy();
    for (int i = 0; i < keys.length; i++) {
      if (!absent[i]) {
        translated.keys[i] = translations.get(i).applyAsLong(keys[i]);
      }
    }
    return translated;
  }

  void set(int way, long key) {
    keys[way] = key;
    absent[way] = false;
  }

  void setAbsent(int way) {
    keys[way] = 0;
    absent[way] = true;
  }

  long key(int way) {
    return keys[way];
  }

  boolean isAbsent(int way) {
    return absent[way];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Combination that
        && Arrays.equals(keys, that.keys)
        && Arrays.equals(absent, that.absent);
  }

  @Override
  public int hashCode() {
    long hash = 0;
    for (int i = 0; i < keys.length; i++) {
      hash = Hashes.mix(hash + keys[i] + (absent[i] ? 1L << 62 : 0));
    }
    return (int) hash;
  }
}
