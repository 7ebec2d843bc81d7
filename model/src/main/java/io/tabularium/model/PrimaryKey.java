/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A primary key as a client gives it: named values in the client's order. Whether names, order and
 * types fit a table is for the engine to check against the {@link PrimaryKeySchema}.
 */
public final class PrimaryKey {
  private final PrimaryKeyColumn[] columns;

  private PrimaryKey(PrimaryKeyColumn[] columns) {
    this.columns = columns;
  }

  /** A key of these columns, in this order. */
  public static PrimaryKey of(PrimaryKeyColumn... columns) {
    return new PrimaryKey(columns);
  }

  /** A key of these columns, in this order. */
  public static PrimaryKey of(List<PrimaryKeyColumn> columns) {
    return new PrimaryKey(columns.toArray(new PrimaryKeyColumn[0]));
  }

  /** How many columns the key has. */
  public int size() {
    return columns.length;
  }

  /** The column at this position. */
  public PrimaryKeyColumn column(int index) {
    return columns[index];
  }

  /** The name at this position. */
  public String name(int index) {
    return columns[index].name();
  }

  /** The value at this position. */
  public Value value(int index) {
    return columns[index].value();
  }

  /** The columns as a list. */
  public List<PrimaryKeyColumn> columns() {
    return List.of(columns);
  }

  /** The same key with another value at one position. */
  public PrimaryKey with(int index, Value value) {
    PrimaryKeyColumn[] copy = columns.clone();
    copy[index] = new PrimaryKeyColumn(columns[index].name(), value);
    return new PrimaryKey(copy);
  }

  /** The position of the first column whose value is of this type, or -1. */
  public int indexOf(ValueType type) {
    for (int i = 0; i < columns.length; i++) {
      if (columns[i].value().type() == type) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof PrimaryKey other && Arrays.equals(columns, other.columns);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(columns);
  }

  @Override
  public String toString() {
    return Arrays.stream(columns)
        .map(PrimaryKeyColumn::toString)
        .collect(Collectors.joining(", ", "(", ")"));
  }
}
