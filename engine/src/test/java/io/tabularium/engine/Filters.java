/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.model.Comparator;
import io.tabularium.model.Filter;
import io.tabularium.model.Value;
import java.util.List;

/** Filters for tests. */
final class Filters {
  private Filters() {}

  /** A test that lets a row pass if the column is missing, on the newest version. */
  static Filter.SingleColumn test(Comparator comparator, String column, Value value) {
    return new Filter.SingleColumn(comparator, column, value, false, true, null);
  }

  static Filter.SingleColumn equal(String column, Value value) {
    return test(Comparator.EQUAL, column, value);
  }

  /** A test for equality with what the expression takes out of a string, as the value's type. */
  static Filter.SingleColumn matching(String column, String regex, Value value) {
    return transferring(Comparator.EQUAL, column, regex, value);
  }

  static Filter.SingleColumn transferring(
      Comparator comparator, String column, String regex, Value value) {
    return new Filter.SingleColumn(
        comparator, column, value, true, true, new Filter.ValueTransfer(regex, value.type()));
  }

  static Filter.Composite not(Filter... children) {
    return new Filter.Composite(Filter.LogicalOperator.NOT, List.of(children));
  }

  static Filter.Composite and(Filter... children) {
    return new Filter.Composite(Filter.LogicalOperator.AND, List.of(children));
  }

  static Filter.Composite or(Filter... children) {
    return new Filter.Composite(Filter.LogicalOperator.OR, List.of(children));
  }
}
