/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search;

import java.util.List;

/**
 * What is shown of a TEXT field.
 *
 * @param name the field's path
 * @param fragments pieces of its text with tags around what was found
 */
public record HighlightedField(String name, List<String> fragments) {
  /** Copies the list. */
  public HighlightedField {
    fragments = List.copyOf(fragments);
  }
}
