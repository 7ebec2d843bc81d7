/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import io.tabularium.search.lucene.analysis.Tokens;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A phrase that is looked for in a text, to show where it is.
 *
 * <p>Each word that stands somewhere says where the phrase would begin if that word were in its
 * place. The phrase is there where all of its words say the same, or differ by no more than its
 * slop.
 */
final class Phrase {
  private final List<String> words;
  private final int[] places;
  private final int slop;

  private Phrase(List<String> words, int[] places, int slop) {
    this.words = words;
    this.places = places;
    this.slop = slop;
  }

  /** The phrase that a query was cut into. */
  static Phrase of(Tokens tokens, int slop) {
    List<String> words = new ArrayList<>(tokens.terms());
    int[] places = new int[words.size()];
    for (int i = 1; i < places.length; i++) {
      places[i] = places[i - 1] + tokens.increment(i);
    }
    return new Phrase(words, places, slop);
  }

  /** Marks the words of a text that belong to the phrase. */
  void mark(Tokens text, boolean[] found) {
    if (words.isEmpty() || text.size() == 0) {
      return;
    }
    new Search(text).mark(found);
  }

  /** A search in one text. */
  private final class Search {
    private final Tokens text;
    // Which words of the text stand at a position; there may be several.
    private final Map<Integer, List<Integer>> standing = new HashMap<>();
    private final int last;
    // How often each word of the phrase is there, among the beginnings that are close enough.
    private final int[] present = new int[places.length];
    private int different;

    Search(Tokens text) {
      this.text = text;
      int position = -1;
      for (int i = 0; i < text.size(); i++) {
        position += text.increment(i);
        standing.computeIfAbsent(position, p -> new ArrayList<>()).add(i);
      }
      last = position;
    }

    void mark(boolean[] found) {
      int first = -places[places.length - 1];
      int marked = first - 1;
      for (int begin = first; begin <= last; begin++) {
        count(begin, 1);
        long tooFar = (long) begin - slop - 1;
        if (tooFar >= first) {
          count((int) tooFar, -1);
        }
        if (different == places.length) {
          for (int i = (int) Math.max(marked + 1, tooFar + 1); i <= begin; i++) {
            mark(i, found);
          }
          marked = begin;
        }
      }
    }

    private void count(int begin, int change) {
      for (int i = 0; i < places.length; i++) {
        if (standing(begin, i) >= 0) {
          different -= present[i] > 0 ? 1 : 0;
          present[i] += change;
          different += present[i] > 0 ? 1 : 0;
        }
      }
    }

    private void mark(int begin, boolean[] found) {
      for (int i = 0; i < places.length; i++) {
        int place = standing(begin, i);
        if (place >= 0) {
          found[place] = true;
        }
      }
    }

    /** Where in the text a word of the phrase is if the phrase begins there, or -1. */
    private int standing(int begin, int word) {
      for (int candidate : standing.getOrDefault(begin + places[word], List.of())) {
        if (text.term(candidate).equals(words.get(word))) {
          return candidate;
        }
      }
      return -1;
    }
  }
}
