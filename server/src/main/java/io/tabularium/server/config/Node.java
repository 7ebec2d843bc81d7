/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.config;

import java.util.List;
import java.util.Map;

/** A configuration file's content as a tree that remembers its lines. */
sealed interface Node {
  /** The line it begins on, from 1. */
  int line();

  /** A single value, as written; {@code null} text if nothing was written. */
  record Scalar(String text, int line) implements Node {}

  /** Values behind dashes. */
  record Sequence(List<Node> items, int line) implements Node {}

  /** Settings by name, in the order written. */
  record Mapping(Map<String, Entry> entries, int line) implements Node {
    static Mapping empty() {
      return new Mapping(Map.of(), 1);
    }
  }

  /** A named value and the line of its name. */
  record Entry(int line, Node value) {}
}
