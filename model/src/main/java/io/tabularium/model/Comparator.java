/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

/** How a filter compares a cell with its value. The codes are the protocol's. */
public enum Comparator {
  /** The same value of the same type. */
  EQUAL(1),
  /** Another value of the same type. */
  NOT_EQUAL(2),
  /** A larger value. */
  GREATER_THAN(3),
  /** A larger or the same value. */
  GREATER_EQUAL(4),
  /** A smaller value. */
  LESS_THAN(5),
  /** A smaller or the same value. */
  LESS_EQUAL(6),
  /** The column is there. */
  EXIST(7),
  /** The column is not there. */
  NOT_EXIST(8);

  private final int code;

  Comparator(int code) {
    this.code = code;
  }

  /** The code on the wire. */
  public int code() {
    return code;
  }

  /** Whether a comparison result (negative, zero, positive) satisfies this comparator. */
  public boolean accepts(int comparison) {
    return switch (this) {
      case EQUAL -> comparison == 0;
      case NOT_EQUAL -> comparison != 0;
      case GREATER_THAN -> comparison > 0;
      case GREATER_EQUAL -> comparison >= 0;
      case LESS_THAN -> comparison < 0;
      case LESS_EQUAL -> comparison <= 0;
      case EXIST, NOT_EXIST -> throw new IllegalStateException(this + " does not compare");
    };
  }
}
