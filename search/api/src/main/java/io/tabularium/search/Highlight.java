/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search;

import java.util.List;

/**
 * What was found in TEXT fields is to be shown in its context.
 *
 * @param encoder how the text is written
 * @param fields the fields
 */
public record Highlight(Encoder encoder, List<Field> fields) {
  /** Characters of a fragment when the request does not say. */
  public static final int FRAGMENT_SIZE_DEFAULT = 100;

  /** Fragments of a field when the request does not say. */
  public static final int FRAGMENTS_DEFAULT = 5;

  /** How the text is written. */
  public enum Encoder {
    /** As it is. */
    PLAIN,
    /** With the characters {@code & < > " ' /} replaced, so that only the tags are markup. */
    HTML
  }

  /** The order of fragments. */
  public enum FragmentOrder {
    /** As in the text. */
    TEXT_SEQUENCE,
    /** Best first. */
    SCORE
  }

  /**
   * One field.
   *
   * @param name its path
   * @param fragments how many fragments at most
   * @param fragmentSize about how many characters each has
   * @param preTag what is written before a word found
   * @param postTag what is written behind
   * @param order in which order
   */
  public record Field(
      String name,
      int fragments,
      int fragmentSize,
      String preTag,
      String postTag,
      FragmentOrder order) {
    /** With every option at its default. */
    public Field(String name) {
      this(
          name,
          FRAGMENTS_DEFAULT,
          FRAGMENT_SIZE_DEFAULT,
          "<em>",
          "</em>",
          FragmentOrder.TEXT_SEQUENCE);
    }
  }

  /** Copies the list. */
  public Highlight {
    fields = List.copyOf(fields);
  }
}
