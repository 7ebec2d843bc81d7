/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

/** The type of a primary-key column. The names are the protocol's. */
public enum KeyType {
  /** A signed 64-bit integer. */
  INTEGER(ValueType.INTEGER),
  /** UTF-8 text of at most 1024 bytes. */
  STRING(ValueType.STRING),
  /** At most 1024 bytes. */
  BINARY(ValueType.BLOB);

  private final ValueType valueType;

  KeyType(ValueType valueType) {
    this.valueType = valueType;
  }

  /** The type values of such a column have. */
  public ValueType valueType() {
    return valueType;
  }
}
