/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec.search;

import io.tabularium.model.Errors;

/**
 * How many clauses or words have to be there, in the words of newer clients: a number such as
 * {@code 3}, or a part of all such as {@code 75%}, rounded down. What is below zero says how many
 * may be missing.
 *
 * @param amount the number, or the percentage
 * @param percent whether it is a percentage
 */
record MinimumShouldMatch(int amount, boolean percent) {
  /** Reads the words. */
  static MinimumShouldMatch parse(String text) {
    String trimmed = text.trim();
    boolean percent = trimmed.endsWith("%");
    try {
      int amount = Integer.parseInt(percent ? trimmed.substring(0, trimmed.length() - 1) : trimmed);
      if (percent && (amount < -100 || amount > 100)) {
        throw Errors.searchQueryInvalid();
      }
      return new MinimumShouldMatch(amount, percent);
    } catch (NumberFormatException e) {
      throw Errors.searchQueryInvalid();
    }
  }

  /** How many of so many. */
  int of(int total) {
    long part = percent ? (long) total * Math.abs(amount) / 100 : Math.abs((long) amount);
    return (int) Math.max(0, Math.min(amount < 0 ? total - part : part, Integer.MAX_VALUE));
  }

  /** The number, where it is not known of how many; what is relative to that is refused. */
  int asCount() {
    if (percent || amount < 0) {
      throw Errors.searchQueryInvalid();
    }
    return amount;
  }
}
