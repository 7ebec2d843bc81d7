/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

import java.util.List;

/**
 * The ordered columns of a table's primary key; the first is the partition key.
 *
 * @param columns one to four columns for a table, up to eight for an index
 */
public record PrimaryKeySchema(List<KeyColumnSchema> columns) {
  /** Copies the list. */
  public PrimaryKeySchema {
    columns = List.copyOf(columns);
  }

  /** A schema of these columns. */
  public static PrimaryKeySchema of(KeyColumnSchema... columns) {
    return new PrimaryKeySchema(List.of(columns));
  }

  /** How many columns the key has. */
  public int size() {
    return columns.size();
  }

  /** The column at this position. */
  public KeyColumnSchema column(int index) {
    return columns.get(index);
  }

  /** The position of the column with this name, or -1. */
  public int indexOf(String name) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  /** The position of the auto-increment column, or -1. */
  public int autoIncrementIndex() {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).autoIncrement()) {
        return i;
      }
    }
    return -1;
  }
}
