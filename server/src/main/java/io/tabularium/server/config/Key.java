/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.config;

/**
 * One setting: its place in the file, its type, its default and what it does. Made in {@link Keys}.
 *
 * @param path names joined by dots; {@code []} after a name means "of each element of that list"
 * @param kind its type; for a list or a map, the type of each element
 * @param shape whether it is one value, a list or a map
 * @param defaultText the default as it would be written, or {@code null} if there is none
 * @param help what it does, for the reference page
 * @param <T> type of its value or elements
 */
public record Key<T>(String path, Kind<T> kind, Shape shape, String defaultText, String help) {
  /** How many values a setting has. */
  public enum Shape {
    /** One. */
    VALUE,
    /** Any number, behind dashes or in brackets. */
    LIST,
    /** Any number, each under a name of the operator's choice. */
    MAP
  }

  /** The last name in the path. */
  String name() {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /** The default, or {@code null} if there is none. */
  public T defaultValue() {
    return defaultText == null || shape != Shape.VALUE ? null : kind.read(path, defaultText);
  }
}
