/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

/**
 * The kind of a {@link Value}. The {@linkplain #code() codes} are the protocol's variant codes;
 * they also reach the disk inside row records, so they are fixed for ever.
 */
public enum ValueType {
  /** A signed 64-bit integer. */
  INTEGER(0),
  /** An IEEE-754 binary64 number; never NaN or infinite. */
  DOUBLE(1),
  /** True or false. */
  BOOLEAN(2),
  /** UTF-8 text. */
  STRING(3),
  /** No value; only in filters and columnar blocks. */
  NULL(6),
  /** Bytes. */
  BLOB(7),
  /** Below every value of a primary-key column; only in range bounds. */
  INF_MIN(9),
  /** Above every value of a primary-key column; only in range bounds. */
  INF_MAX(10),
  /** "The server shall choose": the placeholder of an auto-increment key column. */
  AUTO_INCREMENT(11);

  private static final ValueType[] BY_CODE = new ValueType[12];

  static {
    for (ValueType type : values()) {
      BY_CODE[type.code] = type;
    }
  }

  private final int code;
  private final String wireName;

  ValueType(int code) {
    this.code = code;
    this.wireName = "VT_" + name();
  }

  /** The code of this type on the wire and on disk. */
  public int code() {
    return code;
  }

  /** The name error messages use, such as {@code VT_INTEGER}. */
  public String wireName() {
    return wireName;
  }

  /** The type with this code, or {@code null} if no type has it. */
  public static ValueType ofCode(int code) {
    return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
  }

  /** Whether a value of this type carries bytes of its own length. */
  public boolean isBytes() {
    return this == STRING || this == BLOB;
  }

  /** Whether this type may stand in an attribute column. */
  public boolean isAttributeType() {
    return this == INTEGER || this == DOUBLE || this == BOOLEAN || isBytes();
  }
}
