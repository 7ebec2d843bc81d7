/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.sort;

import io.tabularium.model.Value;
import java.util.List;

/**
 * By a field's value.
 *
 * @param field the field's path
 * @param order which way
 * @param mode which of several values counts, or {@code null} for the first in this order
 * @param nestedFilter which child rows count, or {@code null} for all
 * @param missingFields the fields of which the first that has a value counts when this one has
 *     none; {@code null} is an empty list
 * @param missingValue what counts when none of them has a value: a value of the field's type, or
 *     one of the strings {@link #FIRST} and {@link #LAST}; {@code null} means last
 */
public record FieldSort(
    String field,
    SortOrder order,
    SortMode mode,
    NestedFilter nestedFilter,
    List<String> missingFields,
    Value missingValue)
    implements Sorter {
  /** The missing value that comes before all others. */
  public static final String FIRST = "_first";

  /** The missing value that comes after all others. */
  public static final String LAST = "_last";

  /** Copies the list. */
  public FieldSort {
    missingFields = missingFields == null ? List.of() : List.copyOf(missingFields);
  }

  /** By a field, with every option at its default. */
  public FieldSort(String field, SortOrder order) {
    this(field, order, null, null, null, null);
  }

  /** Which of several values counts. */
  public SortMode effectiveMode() {
    if (mode != null) {
      return mode;
    }
    return order == SortOrder.ASC ? SortMode.MIN : SortMode.MAX;
  }

  /** Whether rows without any value come first. */
  public boolean missingFirst() {
    return missingValue != null && missingValue.equals(Value.string(FIRST));
  }

  /** Whether rows without any value come last. */
  public boolean missingLast() {
    return missingValue == null || missingValue.equals(Value.string(LAST));
  }
}
