/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A part of a configuration file: its root, or one element of a list of groups. Reads settings by
 * their {@link Key} and refuses what is not one.
 */
final class Section {
  private final String file;
  private final String path;
  private final Node.Mapping content;

  private Section(String file, String path, Node.Mapping content) {
    this.file = file;
    this.path = path;
    this.content = content;
  }

  /** The whole file; refuses unknown settings at once, wherever they stand. */
  static Section root(String file, Node.Mapping content) {
    Section root = new Section(file, "", content);
    root.refuseUnknown(content, "");
    return root;
  }

  /** The setting's value, or its default, which may be {@code null}. */
  <T> T get(Key<T> key) {
    Node.Entry entry = find(key.path());
    return entry == null ? key.defaultValue() : scalar(key, key.name(), entry.value());
  }

  /** The setting's value; refuses if it is missing. */
  <T> T require(Key<T> key) {
    T value = get(key);
    if (value == null) {
      throw mistake(
          content.line(),
          key.name() + " is missing here; it must be " + key.kind().expectation() + ".");
    }
    return value;
  }

  /** The elements of a list setting; empty if it is not there. */
  <T> List<T> list(Key<T> key) {
    Node.Entry entry = find(key.path());
    if (entry == null) {
      return List.of();
    }
    if (!(entry.value() instanceof Node.Sequence sequence)) {
      throw mistake(
          entry.value().line(),
          key.name() + " must be a list, each element " + key.kind().expectation() + ".");
    }
    List<T> values = new ArrayList<>();
    for (Node item : sequence.items()) {
      values.add(scalar(key, "each element of " + key.name(), item));
    }
    return List.copyOf(values);
  }

  /** The entries of a map setting; empty if it is not there. */
  <T> Map<String, T> map(Key<T> key) {
    Node.Entry entry = find(key.path());
    if (entry == null) {
      return Map.of();
    }
    if (!(entry.value() instanceof Node.Mapping mapping)) {
      throw mistake(
          entry.value().line(),
          key.name() + " must hold names, each with " + key.kind().expectation() + ".");
    }
    Map<String, T> values = new LinkedHashMap<>();
    mapping.entries().forEach((name, value) -> values.put(name, scalar(key, name, value.value())));
    return values;
  }

  /** The groups of a list of groups; its name is relative to this section and may have dots. */
  List<Section> sections(String name) {
    Node.Entry entry = find(join(path, name));
    if (entry == null) {
      return List.of();
    }
    List<Section> sections = new ArrayList<>();
    for (Node item : ((Node.Sequence) entry.value()).items()) {
      sections.add(new Section(file, join(path, name) + "[]", (Node.Mapping) item));
    }
    return sections;
  }

  /** Whether the setting is written here. */
  boolean has(Key<?> key) {
    return find(key.path()) != null;
  }

  /** The line of a setting written here, or of this section. */
  int line(Key<?> key) {
    Node.Entry entry = find(key.path());
    return entry == null ? content.line() : entry.line();
  }

  /** A mistake in a line of this file. */
  ConfigException mistake(int line, String sentence) {
    return new ConfigException(file + ", line " + line + ": " + sentence);
  }

  private Node.Entry find(String keyPath) {
    String relative = path.isEmpty() ? keyPath : keyPath.substring(path.length() + 1);
    Node.Mapping mapping = content;
    String[] names = relative.split("\\.");
    for (int i = 0; i < names.length - 1; i++) {
      Node.Entry entry = mapping.entries().get(names[i]);
      if (entry == null) {
        return null;
      }
      mapping = (Node.Mapping) entry.value();
    }
    return mapping.entries().get(names[names.length - 1]);
  }

  private <T> T scalar(Key<T> key, String subject, Node node) {
    if (!(node instanceof Node.Scalar scalar)) {
      String found = node instanceof Node.Sequence ? "a list" : "a group of settings";
      throw mistake(node.line(), key.kind().wrong(subject, found));
    }
    try {
      return key.kind().read(subject, scalar.text());
    } catch (ConfigException e) {
      throw mistake(scalar.line(), e.getMessage());
    }
  }

  /** Also refuses groups written as values and lists of groups written as anything else. */
  private void refuseUnknown(Node.Mapping mapping, String at) {
    for (Map.Entry<String, Node.Entry> entry : mapping.entries().entrySet()) {
      String here = join(at, entry.getKey());
      Node value = entry.getValue().value();
      if (isKey(here)) {
        continue;
      }
      if (isGroup(here + ".")) {
        if (value instanceof Node.Mapping inner) {
          refuseUnknown(inner, here);
        } else if (value instanceof Node.Scalar scalar && scalar.text() == null) {
          throw mistake(value.line(), "\"" + here + "\" must hold settings, but nothing is given.");
        } else {
          throw mistake(
              value.line(), "\"" + here + "\" must hold settings, not a value or a list.");
        }
      } else if (isGroup(here + "[].")) {
        if (!(value instanceof Node.Sequence sequence)) {
          throw mistake(value.line(), "\"" + here + "\" must be a list of groups of settings.");
        }
        for (Node item : sequence.items()) {
          if (!(item instanceof Node.Mapping inner)) {
            throw mistake(
                item.line(), "each element of \"" + here + "\" must be a group of settings.");
          }
          refuseUnknown(inner, here + "[]");
        }
      } else {
        throw mistake(entry.getValue().line(), unknown(here));
      }
    }
  }

  private static boolean isKey(String candidate) {
    return Keys.all().stream().anyMatch(key -> key.path().equals(candidate));
  }

  private static boolean isGroup(String prefix) {
    return Keys.all().stream().anyMatch(key -> key.path().startsWith(prefix));
  }

  private static String unknown(String name) {
    String best = null;
    int bestDistance = 4;
    for (Key<?> key : Keys.all()) {
      int distance = distance(name, key.path());
      if (distance < bestDistance) {
        best = key.path();
        bestDistance = distance;
      }
    }
    return "unknown setting \""
        + name
        + "\""
        + (best == null
            ? "; docs/configuration.md lists all."
            : "; did you mean \"" + best + "\"?");
  }

  /** How many letters must be added, removed or changed to turn one word into the other. */
  private static int distance(String left, String right) {
    int[] previous = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int[] current = new int[right.length() + 1];
      current[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int change = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
        current[j] = Math.min(previous[j - 1] + change, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[right.length()];
  }

  private static String join(String at, String name) {
    return at.isEmpty() ? name : at + "." + name;
  }
}
