/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

/** What a channel delivers. */
public enum ChannelType {
  /** The rows of one part of the table, in key order. */
  BASE_DATA("BaseData"),
  /** The changes of one shard of the table's stream, in the order they were made. */
  STREAM("Stream");

  private final String text;

  ChannelType(String text) {
    this.text = text;
  }

  /** The name clients read, and what is kept on disk. */
  public String text() {
    return text;
  }

  static ChannelType ofText(String text) {
    for (ChannelType type : values()) {
      if (type.text.equals(text)) {
        return type;
      }
    }
    throw new IllegalArgumentException("not a channel type: " + text);
  }
}
