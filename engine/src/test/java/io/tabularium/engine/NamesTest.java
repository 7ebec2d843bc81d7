/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import static io.tabularium.engine.Refusals.assertInvalid;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Table names are strict, column names nearly free. */
class NamesTest extends CatalogFixture {

  static Stream<String> badTableNames() {
    return Stream.of(
        "", "0", "#", "中文", "T#", "T中文", "3t", "-", "a-b", "a b", "a.b", "x".repeat(256));
  }

  @ParameterizedTest
  @MethodSource("badTableNames")
  void aBadTableNameIsRefusedByEveryOperationBeforeTheTableIsLookedFor(String name) {
    String message = "Invalid table name: '" + name + "'.";

    assertInvalid(() -> Validation.tableName(name), message);
    assertInvalid(() -> create(Specs.table(name)), message);
    assertInvalid(() -> catalog.table(INSTANCE, name), message);
    assertInvalid(() -> catalog.describe(INSTANCE, name), message);
    assertInvalid(() -> catalog.delete(INSTANCE, name), message);
    assertInvalid(() -> catalog.update(INSTANCE, name, null, null, null), message);
    assertInvalid(() -> catalog.addDefinedColumns(INSTANCE, name, List.of()), message);
    assertInvalid(() -> catalog.deleteDefinedColumns(INSTANCE, name, List.of()), message);
    assertInvalid(() -> Splits.compute(catalog, INSTANCE, name, 0, null, null), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"_0", "_T", "A0", "a", "_", "Z_9"})
  void lettersDigitsAndUnderscoresMakeATableName(String name) {
    assertThatCode(() -> create(Specs.table(name))).doesNotThrowAnyException();
  }

  @Test
  void aTableNameHasAtMost255Bytes() {
    assertThatCode(() -> Validation.tableName("x".repeat(255))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c",
        "0",
        "中文",
        "a b",
        ".:'\"$&*()/\\",
        "line\nbreak",
        " ",
        "a#",
        "-",
        "_",
        "\u0000"
      })
  void almostAnythingMakesAColumnName(String name) {
    assertThatCode(() -> Validation.columnName(name)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "#", "#c"})
  void aColumnNameIsNotEmptyAndDoesNotBeginWithANumberSign(String name) {
    assertInvalid(() -> Validation.columnName(name), "Invalid column name: '" + name + "'.");
  }

  @Test
  void aColumnNameIsMeasuredInBytes() {
    String longest = "中".repeat(85); // three bytes each
    String pairs = "😀".repeat(63) + "abc"; // four bytes each

    assertThatCode(() -> Validation.columnName(longest)).doesNotThrowAnyException();
    assertThatCode(() -> Validation.columnName(pairs)).doesNotThrowAnyException();
    assertThatCode(() -> Validation.columnName("x".repeat(255))).doesNotThrowAnyException();
    assertInvalid(
        () -> Validation.columnName(longest + "x"), "Invalid column name: '" + longest + "x'.");
    assertInvalid(
        () -> Validation.columnName(pairs + "x"), "Invalid column name: '" + pairs + "x'.");
    assertInvalid(
        () -> Validation.columnName("x".repeat(256)),
        "Invalid column name: '" + "x".repeat(256) + "'.");
  }
}
