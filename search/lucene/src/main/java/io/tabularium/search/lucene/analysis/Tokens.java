/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Words of a text in order, with where they stand. */
public final class Tokens {
  private static final int FIELDS = 3;

  private final List<String> terms = new ArrayList<>();
  private int[] places = new int[FIELDS * 16];

  /**
   * Appends a word.
   *
   * @param term the word as it is found
   * @param start where it begins in the text
   * @param end where it ends in the text
   * @param increment how many positions it is behind the word before
   */
  public void add(String term, int start, int end, int increment) {
    int at = terms.size() * FIELDS;
    if (at == places.length) {
      places = Arrays.copyOf(places, at * 2);
    }
    places[at] = start;
    places[at + 1] = end;
    places[at + 2] = increment;
    terms.add(term);
  }

  /** How many words. */
  public int size() {
    return terms.size();
  }

  /** The word as it is found. */
  public String term(int index) {
    return terms.get(index);
  }

  /** Where it begins in the text. */
  public int start(int index) {
    return places[index * FIELDS];
  }

  /** Where it ends in the text. */
  public int end(int index) {
    return places[index * FIELDS + 1];
  }

  /** How many positions it is behind the word before. */
  public int increment(int index) {
    return places[index * FIELDS + 2];
  }

  /** All words. */
  public List<String> terms() {
    return List.copyOf(terms);
  }
}
