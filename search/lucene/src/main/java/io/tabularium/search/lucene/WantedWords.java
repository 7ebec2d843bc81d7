/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import io.tabularium.model.ByteSlice;
import io.tabularium.search.lucene.analysis.TextAnalysis;
import io.tabularium.search.lucene.analysis.Tokens;
import io.tabularium.search.query.MatchPhraseQuery;
import io.tabularium.search.query.MatchQuery;
import io.tabularium.search.query.PrefixQuery;
import io.tabularium.search.query.Query;
import io.tabularium.search.query.RangeQuery;
import io.tabularium.search.query.TermQuery;
import io.tabularium.search.query.TermsQuery;
import io.tabularium.search.query.WildcardQuery;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The words a query looks for in one TEXT field. */
final class WantedWords {
  private final Set<String> terms = new HashSet<>();
  private final List<Predicate<String>> patterns = new ArrayList<>();
  private final List<Phrase> phrases = new ArrayList<>();

  private WantedWords() {}

  static WantedWords of(Query query, String field, TextAnalysis analysis) {
    WantedWords words = new WantedWords();
    Trees.positive(query, false, node -> words.add(node, field, analysis));
    return words;
  }

  private void add(Query query, String field, TextAnalysis analysis) {
    if (query instanceof MatchQuery match && match.field().equals(field)) {
      terms.addAll(analysis.query().cut(match.text()).terms());
    } else if (query instanceof MatchPhraseQuery phrase && phrase.field().equals(field)) {
      if (analysis.phrases()) {
        phrases.add(Phrase.of(analysis.query().cut(phrase.text()), phrase.slop()));
      }
    } else if (query instanceof TermQuery term && term.field().equals(field)) {
      terms.add(term.term().toString());
    } else if (query instanceof TermsQuery any && any.field().equals(field)) {
      any.terms().forEach(term -> terms.add(term.toString()));
    } else if (query instanceof PrefixQuery prefix && prefix.field().equals(field)) {
      patterns.add(word -> word.startsWith(prefix.prefix()));
    } else if (query instanceof WildcardQuery wildcard && wildcard.field().equals(field)) {
      patterns.add(word -> fits(word, wildcard.pattern()));
    } else if (query instanceof RangeQuery range && range.field().equals(field)) {
      patterns.add(word -> within(word, range));
    }
  }

  private static boolean within(String word, RangeQuery range) {
    ByteSlice bytes = ByteSlice.utf8(word);
    if (range.from() != null) {
      int order = bytes.compareTo(ByteSlice.utf8(range.from().toString()));
      if (order < 0 || (order == 0 && !range.includeFrom())) {
        return false;
      }
    }
    if (range.to() != null) {
      int order = bytes.compareTo(ByteSlice.utf8(range.to().toString()));
      return order < 0 || (order == 0 && range.includeTo());
    }
    return true;
  }

  /** Whether a word fits a pattern; takes time in proportion to both lengths at most. */
  static boolean fits(String word, String pattern) {
    int[] w = word.codePoints().toArray();
    int[] p = pattern.codePoints().toArray();
    int i = 0;
    int j = 0;
    int star = -1;
    int retry = 0;
    while (i < w.length) {
      if (j < p.length && p[j] == '*') {
        star = j++;
        retry = i;
      } else if (j < p.length && (p[j] == '?' || p[j] == w[i])) {
        i++;
        j++;
      } else if (star >= 0) {
        j = star + 1;
        i = ++retry;
      } else {
        return false;
      }
    }
    while (j < p.length && p[j] == '*') {
      j++;
    }
    return j == p.length;
  }

  boolean isEmpty() {
    return terms.isEmpty() && patterns.isEmpty() && phrases.isEmpty();
  }

  /** Which words of a text are wanted. */
  boolean[] find(Tokens words) {
    boolean[] found = new boolean[words.size()];
    for (int i = 0; i < found.length; i++) {
      String word = words.term(i);
      found[i] = terms.contains(word) || patterns.stream().anyMatch(p -> p.test(word));
    }
    for (Phrase phrase : phrases) {
      phrase.mark(words, found);
    }
    return found;
  }
}
