/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

/**
 * One column of a table's primary key.
 *
 * @param name the column's name
 * @param type its type
 * @param autoIncrement whether the server may choose its value
 */
public record KeyColumnSchema(String name, KeyType type, boolean autoIncrement) {
  /** A column whose values the client gives. */
  public static KeyColumnSchema of(String name, KeyType type) {
    return new KeyColumnSchema(name, type, false);
  }
}
