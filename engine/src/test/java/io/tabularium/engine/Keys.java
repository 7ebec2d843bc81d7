/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeyColumn;
import io.tabularium.model.Value;

/** Primary keys for tests. */
final class Keys {
  /** The key {@code pk="a"}, which fits {@link Specs#table()}. */
  static final PrimaryKey A = key("a");

  private Keys() {}

  /** A key of one STRING column called {@code pk}. */
  static PrimaryKey key(String value) {
    return key("pk", Value.string(value));
  }

  /** A key of one column. */
  static PrimaryKey key(String name, Value value) {
    return PrimaryKey.of(new PrimaryKeyColumn(name, value));
  }

  /** A key whose columns are called {@code pk0}, {@code pk1} and so on. */
  static PrimaryKey of(Value... values) {
    PrimaryKeyColumn[] columns = new PrimaryKeyColumn[values.length];
    for (int i = 0; i < values.length; i++) {
      columns[i] = new PrimaryKeyColumn("pk" + i, values[i]);
    }
    return PrimaryKey.of(columns);
  }
}
