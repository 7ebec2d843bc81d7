/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import static io.tabularium.engine.Refusals.assertInvalid;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeyColumn;
import io.tabularium.model.Value;
import org.junit.jupiter.api.Test;

/** What a primary key in a request may look like, whatever the table. */
class KeyValidationTest {
  private static final Value ONE = Value.integer(1);

  private static void assertBadEverywhere(PrimaryKey key, String message) {
    assertInvalid(() -> Validation.pointKey(key, false), message);
    assertInvalid(() -> Validation.pointKey(key, true), message);
    assertInvalid(() -> Validation.rangeKey(key), message);
  }

  @Test
  void aKeyHasOneToFourColumns() {
    assertThatCode(() -> Validation.pointKey(Keys.of(ONE), false)).doesNotThrowAnyException();
    assertThatCode(() -> Validation.pointKey(Keys.of(ONE, ONE, ONE, ONE), false))
        .doesNotThrowAnyException();

    assertBadEverywhere(Keys.of(), "Cell data broken, empty PK.");
    assertBadEverywhere(
        Keys.of(ONE, ONE, ONE, ONE, ONE),
        "The number of primary key columns must be in range: [1, 4].");
  }

  @Test
  void columnsHaveValidAndDifferentNames() {
    assertBadEverywhere(Keys.key("#", ONE), "Invalid column name: '#'.");
    assertBadEverywhere(Keys.key("", ONE), "Invalid column name: ''.");
    assertBadEverywhere(
        PrimaryKey.of(
            new PrimaryKeyColumn("a", ONE),
            new PrimaryKeyColumn("b", ONE),
            new PrimaryKeyColumn("a", ONE)),
        "Duplicated primary key name: 'a'.");
  }

  @Test
  void valuesAreIntegersStringsOrBinaries() {
    for (Value value : new Value[] {ONE, Value.string(""), Value.blob(new byte[0])}) {
      assertThatCode(() -> Validation.pointKey(Keys.of(value), false)).doesNotThrowAnyException();
      assertThatCode(() -> Validation.rangeKey(Keys.of(value))).doesNotThrowAnyException();
    }
    assertBadEverywhere(
        Keys.of(Value.real(1)), "VT_DOUBLE is an invalid type for the primary key.");
    assertBadEverywhere(
        Keys.of(Value.bool(true)), "VT_BOOLEAN is an invalid type for the primary key.");
    assertBadEverywhere(Keys.of(Value.NULL), "VT_NULL is an invalid type for the primary key.");
  }

  @Test
  void infinitiesAreForRangesOnly() {
    for (boolean write : new boolean[] {true, false}) {
      assertInvalid(
          () -> Validation.pointKey(Keys.of(ONE, Value.INF_MIN), write),
          "VT_INF_MIN is an invalid type for the primary key.");
      assertInvalid(
          () -> Validation.pointKey(Keys.of(Value.INF_MAX), write),
          "VT_INF_MAX is an invalid type for the primary key.");
    }
    assertThatCode(() -> Validation.rangeKey(Keys.of(Value.INF_MAX, ONE, Value.INF_MIN)))
        .doesNotThrowAnyException();
  }

  @Test
  void thePlaceholderIsForWritesOnly() {
    PrimaryKey key = Keys.of(ONE, Value.AUTO_INCREMENT);
    String message = "PKAutoIncr can't be used for read operations.";

    assertThatCode(() -> Validation.pointKey(key, true)).doesNotThrowAnyException();
    assertInvalid(() -> Validation.pointKey(key, false), message);
    assertInvalid(() -> Validation.rangeKey(key), message);
  }

  @Test
  void stringsAndBinariesHaveUpTo1024Bytes() {
    assertThatCode(() -> Validation.pointKey(Keys.key("x".repeat(1024)), false))
        .doesNotThrowAnyException();
    assertThatCode(() -> Validation.rangeKey(Keys.key("pk", Value.blob(new byte[1024]))))
        .doesNotThrowAnyException();

    assertBadEverywhere(
        Keys.key("pk_0", Value.string("x".repeat(1025))),
        "The length of primary key column: 'pk_0' exceeds the MaxLength:1024 with"
            + " CurrentLength:1025.");
    assertBadEverywhere(
        Keys.key("pk", Value.blob(new byte[2000])),
        "The length of primary key column: 'pk' exceeds the MaxLength:1024 with"
            + " CurrentLength:2000.");
    assertBadEverywhere(
        Keys.key("pk", Value.string("中".repeat(342))),
        "The length of primary key column: 'pk' exceeds the MaxLength:1024 with"
            + " CurrentLength:1026.");
  }

  @Test
  void countComesBeforeNamesAndNamesBeforeValues() {
    Value tooLong = Value.string("x".repeat(1025));
    PrimaryKeyColumn bad = new PrimaryKeyColumn("#", tooLong);

    assertBadEverywhere(
        PrimaryKey.of(bad, bad, bad, bad, bad),
        "The number of primary key columns must be in range: [1, 4].");
    assertBadEverywhere(
        PrimaryKey.of(new PrimaryKeyColumn("a", tooLong), bad), "Invalid column name: '#'.");
  }
}
