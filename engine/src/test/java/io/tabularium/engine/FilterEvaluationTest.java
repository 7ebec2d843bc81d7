/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.model.Comparator;
import io.tabularium.model.Filter;
import io.tabularium.model.Value;
import io.tabularium.model.ValueType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a filter decides about a row. */
class FilterEvaluationTest {
  private static final Value ONE = Value.integer(1);
  private static final Value TWO = Value.integer(2);

  private static boolean accepts(Filter filter, TestRow row) {
    return CompiledFilter.of(filter).accepts(row);
  }

  private static TestRow row(String column, Value... versions) {
    return new TestRow(Map.of("pk", Value.string("key")), Map.of(column, List.of(versions)));
  }

  // ---- comparing --------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({
    "EQUAL,          false, true,  false",
    "NOT_EQUAL,      true,  false, true",
    "GREATER_THAN,   false, false, true",
    "GREATER_EQUAL,  false, true,  true",
    "LESS_THAN,      true,  false, false",
    "LESS_EQUAL,     true,  true,  false"
  })
  void valuesOfOneTypeCompareInTheirOrder(
      Comparator comparator, boolean below, boolean same, boolean above) {
    List<List<Value>> ascending =
        List.of(
            List.of(Value.integer(-1), Value.integer(0), Value.integer(1)),
            List.of(Value.real(-1.5), Value.real(0), Value.real(1e300)),
            List.of(Value.string(""), Value.string("a"), Value.string("a\0")),
            List.of(Value.string("Z"), Value.string("z"), Value.string("中")),
            List.of(
                Value.blob(new byte[] {1}),
                Value.blob(new byte[] {0x7f}),
                Value.blob(new byte[] {(byte) 0x80})));
    for (List<Value> values : ascending) {
      Filter filter = Filters.test(comparator, "c", values.get(1));
      assertThat(accepts(filter, row("c", values.get(0)))).as("below").isEqualTo(below);
      assertThat(accepts(filter, row("c", values.get(1)))).as("same").isEqualTo(same);
      assertThat(accepts(filter, row("c", values.get(2)))).as("above").isEqualTo(above);
    }
  }

  @Test
  void falseIsBelowTrue() {
    assertThat(
            accepts(
                Filters.test(Comparator.LESS_THAN, "c", Value.bool(true)),
                row("c", Value.bool(false))))
        .isTrue();
  }

  @Test
  void bothZerosAreTheSameNumber() {
    assertThat(accepts(Filters.equal("c", Value.real(0.0)), row("c", Value.real(-0.0)))).isTrue();
    assertThat(
            accepts(
                Filters.test(Comparator.LESS_THAN, "c", Value.real(0.0)),
                row("c", Value.real(-0.0))))
        .isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      value = Comparator.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"EXIST", "NOT_EXIST"})
  void valuesOfDifferentTypesNeverMatch(Comparator comparator) {
    Value[] values = {
      ONE, Value.real(1), Value.bool(true), Value.string("1"), Value.blob(new byte[] {'1'})
    };
    for (Value stored : values) {
      for (Value asked : values) {
        if (stored.type() != asked.type()) {
          assertThat(accepts(Filters.test(comparator, "c", asked), row("c", stored)))
              .as("%s against %s", stored.type(), asked.type())
              .isFalse();
        }
      }
    }
  }

  // ---- missing columns --------------------------------------------------------------------------

  @Test
  void aMissingColumnPassesUnlessToldOtherwise() {
    Filter pass = new Filter.SingleColumn(Comparator.EQUAL, "m", ONE, false, true, null);
    Filter fail = new Filter.SingleColumn(Comparator.EQUAL, "m", ONE, true, true, null);

    assertThat(accepts(pass, row("c", ONE))).isTrue();
    assertThat(accepts(fail, row("c", ONE))).isFalse();
    assertThat(accepts(Filters.not(pass), row("c", ONE))).isFalse();
  }

  @Test
  void existenceIsATestOfItsOwn() {
    for (boolean filterIfMissing : new boolean[] {true, false}) {
      Filter exists =
          new Filter.SingleColumn(Comparator.EXIST, "c", null, filterIfMissing, true, null);
      Filter missing =
          new Filter.SingleColumn(Comparator.NOT_EXIST, "c", null, filterIfMissing, true, null);

      assertThat(accepts(exists, row("c", ONE))).isTrue();
      assertThat(accepts(exists, row("d", ONE))).isFalse();
      assertThat(accepts(missing, row("c", ONE))).isFalse();
      assertThat(accepts(missing, row("d", ONE))).isTrue();
    }
  }

  // ---- key columns and versions -----------------------------------------------------------------

  @Test
  void keyColumnsAreTestedLikeAnyOther() {
    TestRow row = row("c", ONE);

    assertThat(accepts(Filters.equal("pk", Value.string("key")), row)).isTrue();
    assertThat(accepts(Filters.equal("pk", Value.string("other")), row)).isFalse();
    assertThat(accepts(Filters.equal("pk", ONE), row)).isFalse();
    assertThat(accepts(Filters.test(Comparator.EXIST, "pk", null), row)).isTrue();
    assertThat(accepts(Filters.test(Comparator.NOT_EXIST, "pk", null), row)).isFalse();
  }

  @Test
  void theNewestVersionDecidesOrAnyDoes() {
    Filter newest = new Filter.SingleColumn(Comparator.EQUAL, "c", ONE, false, true, null);
    Filter any = new Filter.SingleColumn(Comparator.EQUAL, "c", ONE, false, false, null);

    assertThat(accepts(newest, row("c", ONE, TWO))).isTrue();
    assertThat(accepts(newest, row("c", TWO, ONE))).isFalse();
    assertThat(accepts(any, row("c", TWO, ONE))).isTrue();
    assertThat(accepts(any, row("c", TWO, TWO))).isFalse();
  }

  // ---- combining --------------------------------------------------------------------------------

  @Test
  void filtersCombine() {
    TestRow row = row("c", ONE);
    Filter yes = Filters.equal("c", ONE);
    Filter no = Filters.equal("c", TWO);

    assertThat(accepts(Filters.not(yes), row)).isFalse();
    assertThat(accepts(Filters.not(no), row)).isTrue();
    assertThat(accepts(Filters.and(yes, yes, yes), row)).isTrue();
    assertThat(accepts(Filters.and(yes, yes, no), row)).isFalse();
    assertThat(accepts(Filters.or(no, no, yes), row)).isTrue();
    assertThat(accepts(Filters.or(no, no), row)).isFalse();
    assertThat(accepts(Filters.and(yes, Filters.not(Filters.or(no, Filters.not(yes)))), row))
        .isTrue();
  }

  // ---- value transfer ---------------------------------------------------------------------------

  private static TestRow text(String... versions) {
    return row("c", Arrays.stream(versions).map(Value::string).toArray(Value[]::new));
  }

  @Test
  void withoutGroupTheWholeFirstMatchIsCompared() {
    assertThat(
            accepts(Filters.matching("c", "1[a-z]+5", Value.string("1aaa5")), text("1aaa51bbb5")))
        .isTrue();
    assertThat(
            accepts(Filters.matching("c", "1[a-z]+5", Value.string("1bbb5")), text("1aaa51bbb5")))
        .isFalse();
  }

  @Test
  void withGroupsTheFirstGroupOfTheFirstMatchIsCompared() {
    assertThat(
            accepts(Filters.matching("c", "1([a-z]+)5", Value.string("aaa")), text("1aaa51bbb5")))
        .isTrue();
    assertThat(
            accepts(Filters.matching("c", "([a-z]+)([0-9]+)", Value.string("ab")), text("--ab12")))
        .isTrue();
  }

  @Test
  void whatWasTakenOutIsCast() {
    Filter above = Filters.transferring(Comparator.GREATER_THAN, "c", "n=(-?\\d+)", ONE);
    assertThat(accepts(above, text("n=10"))).isTrue();
    assertThat(accepts(above, text("n=-10"))).isFalse();
    assertThat(accepts(above, text("n=9223372036854775807"))).isTrue();
    Filter real = Filters.transferring(Comparator.LESS_EQUAL, "c", "^[^ ]*", Value.real(1.5));
    assertThat(accepts(real, text("1.5 m"))).isTrue();
    assertThat(accepts(real, text("-2e3"))).isTrue();
    assertThat(accepts(real, text("1.51"))).isFalse();
  }

  @Test
  void whatCannotBeCastDoesNotMatch() {
    Filter any = Filters.transferring(Comparator.NOT_EQUAL, "c", ".*", ONE);
    for (String number : List.of("9223372036854775808", "", "1.5", " 1", "x")) {
      assertThat(accepts(any, text(number))).as(number).isFalse();
    }
    Filter real = Filters.transferring(Comparator.NOT_EQUAL, "c", ".*", Value.real(7));
    for (String number : List.of("NaN", "Infinity", "1e999", "0x1p3", "1d", "1f", " 1", "", ".")) {
      assertThat(accepts(real, text(number))).as(number).isFalse();
    }
  }

  @Test
  void whatDoesNotMatchTheExpressionDoesNotMatch() {
    for (Comparator comparator : List.of(Comparator.EQUAL, Comparator.NOT_EQUAL)) {
      assertThat(
              accepts(Filters.transferring(comparator, "c", "[0-9]", Value.string("x")), text("x")))
          .isFalse();
    }
    assertThat(accepts(Filters.matching("c", "a(b)?", Value.string("b")), text("a")))
        .as("the group takes no part in the match")
        .isFalse();
  }

  @Test
  void onlyStringsAreTransferred() {
    assertThat(accepts(Filters.matching("c", ".*", ONE), row("c", ONE))).isFalse();
    assertThat(
            accepts(
                Filters.matching("c", ".*", Value.string("a")),
                row("c", Value.blob(new byte[] {'a'}))))
        .isFalse();
    Filter otherType =
        new Filter.SingleColumn(
            Comparator.EQUAL,
            "c",
            Value.string("1"),
            true,
            true,
            new Filter.ValueTransfer("1", ValueType.INTEGER));
    assertThat(accepts(otherType, text("1"))).as("cast to another type than the value's").isFalse();
  }

  @Test
  void existenceWithAnExpressionMeansThatItMatches() {
    Filter matches = Filters.transferring(Comparator.EXIST, "c", "b+", Value.string(""));
    Filter not = Filters.transferring(Comparator.NOT_EXIST, "c", "b+", Value.string(""));

    assertThat(accepts(matches, text("abbc"))).isTrue();
    assertThat(accepts(not, text("abbc"))).isFalse();
    assertThat(accepts(matches, text("ac"))).isFalse();
    assertThat(accepts(not, text("ac"))).isTrue();
    assertThat(accepts(matches, row("c", ONE))).isFalse();
    assertThat(accepts(matches, row("d", ONE))).isFalse();
    assertThat(accepts(not, row("d", ONE))).isTrue();
  }

  @Test
  void anExpressionRunsInTimeProportionalToTheText() {
    String text = "a".repeat(20_000) + "b";

    assertThat(accepts(Filters.matching("c", "^(a+)+$", Value.string(text)), text(text))).isFalse();
    assertThat(accepts(Filters.matching("c", "(x+x+)+y", Value.string(text)), text(text)))
        .isFalse();
  }
}
