/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene.analysis;

import io.tabularium.model.Limits;
import java.util.Arrays;

/** Goes over the runs of letters and digits of a text, up to the limit of fuzzy analyzers. */
final class Pieces {
  private final String text;
  private final int end;
  private int position;
  private int[] offsets = new int[16];
  private int size;

  Pieces(String text) {
    this.text = text;
    int characters = text.codePointCount(0, text.length());
    end =
        characters <= Limits.SEARCH_FUZZY_CHARACTERS
            ? text.length()
            : text.offsetByCodePoints(0, Limits.SEARCH_FUZZY_CHARACTERS);
  }

  /** Goes to the next run, if there is one. */
  boolean next() {
    size = 0;
    while (position < end) {
      int c = text.codePointAt(position);
      boolean part = Letters.isWordPart(c);
      if (part) {
        add(position);
      } else if (size > 0) {
        break;
      }
      position += Character.charCount(c);
    }
    if (size == 0) {
      return false;
    }
    add(position);
    size--;
    return true;
  }

  private void add(int offset) {
    if (size == offsets.length) {
      offsets = Arrays.copyOf(offsets, size * 2);
    }
    offsets[size++] = offset;
  }

  /** How many characters the run has. */
  int size() {
    return size;
  }

  /** Where in the text its character of this number begins; of its size, where the run ends. */
  int offset(int index) {
    return offsets[index];
  }
}
