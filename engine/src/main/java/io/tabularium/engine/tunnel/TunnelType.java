/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

/** What a tunnel delivers. Names and codes are the protocol's; the names also reach the disk. */
public enum TunnelType {
  /** The rows there are. */
  BASE_DATA("BaseData", 1),
  /** The changes made from its start on. */
  STREAM("Stream", 2),
  /** The rows there are, and then the changes made since it was created. */
  BASE_AND_STREAM("BaseAndStream", 3);

  private final String text;
  private final int code;

  TunnelType(String text, int code) {
    this.text = text;
    this.code = code;
  }

  /** The name clients read. */
  public String text() {
    return text;
  }

  /** The code in a request. */
  public int code() {
    return code;
  }

  /** The type with this code, or {@code null}. */
  public static TunnelType ofCode(int code) {
    for (TunnelType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    return null;
  }

  /** The type with this name. */
  static TunnelType ofText(String text) {
    for (TunnelType type : values()) {
      if (type.text.equals(text)) {
        return type;
      }
    }
    throw new IllegalArgumentException("not a tunnel type: " + text);
  }

  boolean hasBase() {
    return this != STREAM;
  }

  boolean hasStream() {
    return this != BASE_DATA;
  }
}
