/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import static io.tabularium.engine.Refusals.assertInvalid;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tabularium.model.Comparator;
import io.tabularium.model.Filter;
import io.tabularium.model.Value;
import io.tabularium.model.ValueType;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which filters are well formed. */
class FilterValidationTest {
  private static final Filter LEAF = Filters.equal("c", Value.integer(1));

  private static void assertGood(Filter filter) {
    assertThatCode(() -> FilterRules.check(filter, true)).doesNotThrowAnyException();
    assertThatCode(() -> FilterRules.check(filter, false)).doesNotThrowAnyException();
  }

  private static void assertBad(Filter filter, String message) {
    assertInvalid(() -> FilterRules.check(filter, true), message);
    assertInvalid(() -> FilterRules.check(filter, false), message);
  }

  private static Filter and(int leaves) {
    return Filters.and(Collections.nCopies(leaves, LEAF).toArray(new Filter[0]));
  }

  @Test
  void aFilterHasUpTo32NodesLeavesAndOperatorsTogether() {
    assertGood(and(31));
    assertBad(and(32), "The count of filter exceeds the max: 32.");
    assertGood(Filters.or(and(28), Filters.not(LEAF)));
    assertBad(Filters.or(and(29), Filters.not(LEAF)), "The count of filter exceeds the max: 32.");
  }

  @Test
  void depthIsBoundedByTheNumberOfNodes() {
    Filter deep = LEAF;
    for (int i = 0; i < 31; i++) {
      deep = Filters.not(deep);
    }
    assertGood(deep);
    for (int i = 0; i < 100_000; i++) {
      deep = Filters.not(deep);
    }
    assertBad(deep, "The count of filter exceeds the max: 32.");
  }

  @Test
  void theCountComesBeforeEverythingElse() {
    Filter bad = Filters.equal("#", Value.NULL);
    assertBad(
        Filters.not(Collections.nCopies(32, bad).toArray(new Filter[0])),
        "The count of filter exceeds the max: 32.");
  }

  @Test
  void notHasOneOperandAndTheOthersAtLeastTwo() {
    assertGood(Filters.not(LEAF));
    assertGood(Filters.and(LEAF, LEAF));
    assertGood(Filters.or(LEAF, LEAF, LEAF));

    String not = "Invalid NOT operator: the number of sub-filters must be 1.";
    assertBad(Filters.not(), not);
    assertBad(Filters.not(LEAF, LEAF), not);
    String andOr = "Invalid AND/OR operator: the number of sub-filters must be more than 1.";
    assertBad(Filters.and(), andOr);
    assertBad(Filters.and(LEAF), andOr);
    assertBad(Filters.or(LEAF), andOr);
    assertBad(Filters.or(LEAF, Filters.and(Filters.equal("#", Value.NULL))), andOr);
  }

  @ParameterizedTest
  @EnumSource(Comparator.class)
  void columnsHaveColumnNames(Comparator comparator) {
    Value one = Value.integer(1);
    assertGood(Filters.test(comparator, "中 文", one));
    assertBad(Filters.test(comparator, "", one), "Invalid column name: ''.");
    assertBad(Filters.or(LEAF, Filters.test(comparator, "#c", one)), "Invalid column name: '#c'.");
  }

  @ParameterizedTest
  @EnumSource(
      value = ValueType.class,
      names = {"NULL", "INF_MIN", "INF_MAX", "AUTO_INCREMENT"})
  void whatIsComparedWithIsAnAttributeValue(ValueType type) {
    Value marker =
        switch (type) {
          case INF_MIN -> Value.INF_MIN;
          case INF_MAX -> Value.INF_MAX;
          case AUTO_INCREMENT -> Value.AUTO_INCREMENT;
          default -> Value.NULL;
        };
    assertBad(Filters.equal("c", marker), "Invalid value type in filter: VT_" + type + ".");
  }

  @Test
  void testsOfExistenceDoNotCareForTheValue() {
    assertGood(Filters.test(Comparator.EXIST, "c", Value.INF_MIN));
    assertGood(Filters.test(Comparator.NOT_EXIST, "c", null));
    assertGood(Filters.test(Comparator.EXIST, "c", Value.blob(new byte[2_097_153])));
  }

  @Test
  void valuesAreNoLongerThanAttributes() {
    assertGood(Filters.equal("c", Value.blob(new byte[2_097_152])));
    assertBad(
        Filters.equal("attr", Value.string("x".repeat(2_097_153))),
        "The length of attribute column: 'attr' exceeds the MaxLength:2097152 with"
            + " CurrentLength:2097153.");
  }

  @Test
  void paginationStandsAloneAndInReadsOnly() {
    assertThatCode(() -> FilterRules.check(new Filter.Pagination(0, 1), true))
        .doesNotThrowAnyException();
    assertInvalid(
        () -> FilterRules.check(new Filter.Pagination(0, 1), false),
        "Invalid type of filter: FT_COLUMN_PAGINATION.");
    assertBad(
        Filters.and(LEAF, new Filter.Pagination(0, 1)),
        "Invalid type of sub-filter: FT_COLUMN_PAGINATION.");
    assertInvalid(
        () -> FilterRules.check(new Filter.Pagination(-1, 1), true),
        "Offset in ColumnPaginationFilter must be greater than or equal to 0.");
    assertInvalid(
        () -> FilterRules.check(new Filter.Pagination(0, 0), true),
        "Limit in ColumnPaginationFilter must be greater than 0.");
  }

  @Test
  void expressionsHaveUpTo256Bytes() {
    Value one = Value.integer(1);
    assertGood(Filters.matching("c", "x".repeat(256), one));
    assertBad(
        Filters.matching("c", "x".repeat(257), one),
        "The length of regex in filter exceeds the MaxLength:256 with CurrentLength:257.");
    assertBad(
        Filters.matching("c", "中".repeat(86), one),
        "The length of regex in filter exceeds the MaxLength:256 with CurrentLength:258.");
  }

  @ParameterizedTest
  @EnumSource(
      value = ValueType.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"STRING", "INTEGER", "DOUBLE"})
  void stringsAreTransferredToStringsAndNumbersOnly(ValueType type) {
    Filter filter =
        new Filter.SingleColumn(
            Comparator.EXIST, "c", null, true, true, new Filter.ValueTransfer("x", type));

    assertBad(filter, "Invalid cast type in filter: VT_" + type + ".");
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "a)", "[", "a{2,1}", "*", "a**", "\\8", "(?=a)"})
  void whatIsNoExpressionIsRefusedByConditionsAtOnceAndByReadsWhenCompiled(String regex) {
    Filter filter = Filters.matching("c", regex, Value.integer(1));

    assertInvalid(
        () -> FilterRules.check(filter, false), "Invalid regex in filter: '" + regex + "'.");
    assertInvalid(() -> CompiledFilter.of(filter), "Invalid regex in filter: '" + regex + "'.");
  }
}
