/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.model.Comparator;
import io.tabularium.model.Errors;
import io.tabularium.model.Filter;
import io.tabularium.model.Limits;
import io.tabularium.model.Value;
import io.tabularium.model.ValueType;

/** Which filters and column conditions are well formed. */
final class FilterRules {
  /** How messages call a filter that pages columns. */
  static final String PAGINATION = "FT_COLUMN_PAGINATION";

  private FilterRules() {}

  /**
   * A filter or a column condition.
   *
   * @param read whether it belongs to a read, where it may page columns instead
   */
  static void check(Filter filter, boolean read) {
    if (countNodes(filter, 0) > Limits.FILTER_NODES) {
      throw Errors.tooManyFilters();
    }
    if (filter instanceof Filter.Pagination pagination) {
      if (!read) {
        throw Errors.invalidFilterType(PAGINATION);
      }
      if (pagination.offset() < 0) {
        throw Errors.paginationOffset();
      }
      if (pagination.limit() <= 0) {
        throw Errors.paginationLimit();
      }
      return;
    }
    operators(filter);
    columns(filter, read);
  }

  /** Counts no further than one over the limit, so that depth is bounded for what follows. */
  private static int countNodes(Filter filter, int before) {
    int count = before + 1;
    if (filter instanceof Filter.Composite composite) {
      for (Filter child : composite.children()) {
        if (count > Limits.FILTER_NODES) {
          break;
        }
        count = countNodes(child, count);
      }
    }
    return count;
  }

  private static void operators(Filter filter) {
    if (filter instanceof Filter.Composite composite) {
      int operands = composite.children().size();
      if (composite.operator() == Filter.LogicalOperator.NOT) {
        if (operands != 1) {
          throw Errors.notOperands();
        }
      } else if (operands < 2) {
        throw Errors.andOrOperands();
      }
      for (Filter child : composite.children()) {
        if (child instanceof Filter.Pagination) {
          throw Errors.invalidSubFilterType(PAGINATION);
        }
        operators(child);
      }
    }
  }

  private static void columns(Filter filter, boolean read) {
    if (filter instanceof Filter.Composite composite) {
      composite.children().forEach(child -> columns(child, read));
    } else if (filter instanceof Filter.SingleColumn test) {
      Validation.columnName(test.column());
      // Tests of existence come with a value that means nothing.
      if (test.comparator() != Comparator.EXIST && test.comparator() != Comparator.NOT_EXIST) {
        Value value = test.value();
        if (value == null || !value.type().isAttributeType()) {
          throw Errors.invalidFilterValue(value == null ? null : value.type());
        }
        if (value.type().isBytes()) {
          Validation.attributeLength(value, test.column());
        }
      }
      if (test.transfer() != null) {
        transfer(test.transfer(), read);
      }
    }
  }

  private static void transfer(Filter.ValueTransfer transfer, boolean read) {
    int length = Validation.utf8Length(transfer.regex());
    if (length > Limits.FILTER_REGEX_BYTES) {
      throw Errors.regexTooLong(length);
    }
    ValueType cast = transfer.castType();
    if (cast != ValueType.STRING && cast != ValueType.INTEGER && cast != ValueType.DOUBLE) {
      throw Errors.invalidCastType(cast);
    }
    if (!read) {
      // A read is about to compile its filter anyway; a condition must be known to be sound before
      // any row of a batch is written.
      Transfer unused = Transfer.of(transfer);
    }
  }
}
