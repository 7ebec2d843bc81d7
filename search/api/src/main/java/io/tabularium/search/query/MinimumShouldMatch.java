/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.query;

import io.tabularium.model.Errors;
import java.util.ArrayList;
import java.util.List;

/**
 * How many of several words or clauses have to be there, when it is not known yet of how many.
 *
 * <p>As words, it is a number such as {@code 3}, or a part of all such as {@code 75%}, rounded
 * down; what is below zero says how many may be missing: {@code -1}, {@code -25%}. Either may hold
 * for more than so many only, below which all have to be there: {@code 3<75%}, and several of
 * these, in ascending order, stand with spaces between them.
 *
 * @param rules what holds above how many, in ascending order
 */
public record MinimumShouldMatch(List<Rule> rules) {
  private static final int MAX_LENGTH = 255;

  /**
   * What holds for more than so many words or clauses.
   *
   * @param above above how many, or -1 for any number
   * @param amount the number or the percentage
   * @param percent whether it is a percentage
   */
  public record Rule(int above, int amount, boolean percent) {
    private long of(int total) {
      long part = percent ? (long) total * Math.abs(amount) / 100 : Math.abs((long) amount);
      return amount < 0 ? total - part : part;
    }
  }

  /** Copies the list. */
  public MinimumShouldMatch {
    rules = List.copyOf(rules);
  }

  /** A number, whatever there is. */
  public static MinimumShouldMatch count(int count) {
    return new MinimumShouldMatch(List.of(new Rule(-1, count, false)));
  }

  /**
   * Reads the words.
   *
   * @throws io.tabularium.model.ServiceException if they make no sense
   */
  public static MinimumShouldMatch parse(String words) {
    String trimmed = words.trim();
    if (trimmed.isEmpty() || trimmed.length() > MAX_LENGTH) {
      throw Errors.searchQueryInvalid();
    }
    List<Rule> rules = new ArrayList<>();
    if (trimmed.indexOf('<') < 0) {
      rules.add(rule(-1, trimmed));
    } else {
      int above = -1;
      for (String word : trimmed.replaceAll("\\s*<\\s*", "<").split("\\s+")) {
        int sign = word.indexOf('<');
        if (sign < 0 || number(word.substring(0, sign)) <= above) {
          throw Errors.searchQueryInvalid();
        }
        above = number(word.substring(0, sign));
        rules.add(rule(above, word.substring(sign + 1)));
      }
    }
    return new MinimumShouldMatch(rules);
  }

  private static Rule rule(int above, String word) {
    boolean percent = word.endsWith("%");
    int amount = number(percent ? word.substring(0, word.length() - 1) : word);
    if (percent && (amount < -100 || amount > 100)) {
      throw Errors.searchQueryInvalid();
    }
    return new Rule(above, amount, percent);
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw Errors.searchQueryInvalid();
    }
  }

  /** How many of so many; it may be more than there are. */
  public int of(int total) {
    long minimum = total;
    for (Rule rule : rules) {
      if (total <= rule.above()) {
        break;
      }
      minimum = rule.of(total);
    }
    return (int) Math.max(0, Math.min(minimum, Integer.MAX_VALUE));
  }
}
