/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model.klist;

/**
 * The lists of a row's records, as scans and dumps name them. The last two are orders of the same
 * records.
 */
public enum ColumnSpace {
  /** The default space, by column. */
  DEFAULT(0),
  /** The Z space, by score and then by column. */
  BY_SCORE(1),
  /** The Z space, by column. */
  BY_COLUMN(2);

  private final int code;

  ColumnSpace(int code) {
    this.code = code;
  }

  /** The number on the wire. */
  public int code() {
    return code;
  }

  /** The list with this number; an unknown number means the default space. */
  public static ColumnSpace of(int code) {
    return switch (code) {
      case 1 -> BY_SCORE;
      case 2 -> BY_COLUMN;
      default -> DEFAULT;
    };
  }
}
