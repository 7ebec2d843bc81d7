/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

import java.util.List;

/** A condition on the columns of a row: the tree that reads filter by and writes depend on. */
public sealed interface Filter {
  /**
   * Tests one column, which may be a primary-key column.
   *
   * @param comparator the test
   * @param column the column's name
   * @param value what to compare with; ignored by EXIST and NOT_EXIST
   * @param filterIfMissing the outcome for a missing column: {@code true} fails it, {@code false}
   *     lets it pass
   * @param latestVersionOnly whether only the newest version counts, or any
   * @param transfer how to turn a string cell into what is compared, or {@code null}
   */
  record SingleColumn(
      Comparator comparator,
      String column,
      Value value,
      boolean filterIfMissing,
      boolean latestVersionOnly,
      ValueTransfer transfer)
      implements Filter {}

  /**
   * Combines other filters.
   *
   * @param operator how
   * @param children one for NOT, at least two otherwise
   */
  record Composite(LogicalOperator operator, List<Filter> children) implements Filter {
    /** Copies the list. */
    public Composite {
      children = List.copyOf(children);
    }
  }

  /**
   * Not a test but a window over a row's columns in name order; allowed at the top of a read only.
   *
   * @param offset how many columns to skip
   * @param limit how many to return
   */
  record Pagination(int offset, int limit) implements Filter {}

  /** How a {@link Composite} combines. The codes are the protocol's. */
  enum LogicalOperator {
    /** The one child must fail. */
    NOT(1),
    /** All children must pass. */
    AND(2),
    /** At least one child must pass. */
    OR(3);

    private final int code;

    LogicalOperator(int code) {
      this.code = code;
    }

    /** The code on the wire. */
    public int code() {
      return code;
    }
  }

  /**
   * Takes a part out of a string cell and reads it as another type before it is compared.
   *
   * @param regex the expression; its first group, or the whole match if it has none, is taken
   * @param castType STRING, INTEGER or DOUBLE
   */
  record ValueTransfer(String regex, ValueType castType) {}
}
