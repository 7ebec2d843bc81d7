/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import static io.tabularium.engine.Refusals.assertInvalid;
import static io.tabularium.engine.Refusals.assertRefused;
import static io.tabularium.model.Direction.BACKWARD;
import static io.tabularium.model.Direction.FORWARD;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tabularium.model.Direction;
import io.tabularium.model.ErrorCode;
import io.tabularium.model.KeyColumnSchema;
import io.tabularium.model.KeyType;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.RowSelection;
import io.tabularium.model.Value;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Limits and bounds of range reads. */
class RangeValidationTest {
  private static final Value A = Value.string("a");
  private static final Value B = Value.string("b");
  private static final String FORWARD_MESSAGE = "Begin key must less than end key in FORWARD";
  private static final String BACKWARD_MESSAGE = "Begin key must more than end key in BACKWARD";

  private static RangeRead range(Direction direction, PrimaryKey start, PrimaryKey end) {
    return new RangeRead(direction, start, end, null, RowSelection.LATEST);
  }

  private static RangeRead limited(Integer limit) {
    return new RangeRead(FORWARD, Keys.of(A), Keys.of(B), limit, RowSelection.LATEST);
  }

  /** Asserts that {@code low} is below {@code high} in both directions. */
  private static void assertOrdered(PrimaryKey low, PrimaryKey high) {
    assertThatCode(() -> Validation.rangeRead(range(FORWARD, low, high)))
        .doesNotThrowAnyException();
    assertThatCode(() -> Validation.rangeRead(range(BACKWARD, high, low)))
        .doesNotThrowAnyException();
    assertInvalid(() -> Validation.rangeRead(range(FORWARD, high, low)), FORWARD_MESSAGE);
    assertInvalid(() -> Validation.rangeRead(range(BACKWARD, low, high)), BACKWARD_MESSAGE);
  }

  @Test
  void aLimitIsPositive() {
    assertThatCode(() -> Validation.rangeRead(limited(null))).doesNotThrowAnyException();
    assertThatCode(() -> Validation.rangeRead(limited(1))).doesNotThrowAnyException();
    for (int limit : new int[] {0, -1}) {
      assertInvalid(
          () -> Validation.rangeRead(limited(limit)), "The limit must be greater than 0.");
    }
  }

  @Test
  void boundsAreOrderedAsKeysAre() {
    assertOrdered(Keys.of(A), Keys.of(B));
    assertOrdered(Keys.of(A), Keys.of(Value.string("a\0")));
    assertOrdered(Keys.of(Value.string("z")), Keys.of(Value.string("中")));
    assertOrdered(Keys.of(Value.integer(-1)), Keys.of(Value.integer(0)));
    assertOrdered(
        Keys.of(Value.blob(new byte[] {0x7f})), Keys.of(Value.blob(new byte[] {(byte) 0x80})));
    assertOrdered(Keys.of(A, Value.integer(1)), Keys.of(A, Value.integer(2)));
    assertOrdered(Keys.of(A, Value.integer(9)), Keys.of(B, Value.integer(1)));
  }

  @Test
  void infinitiesLieOutsideAllValuesAtEveryPosition() {
    assertOrdered(Keys.of(Value.INF_MIN), Keys.of(Value.INF_MAX));
    assertOrdered(Keys.of(Value.INF_MIN), Keys.of(Value.integer(Long.MIN_VALUE)));
    assertOrdered(Keys.of(Value.string("\uffff".repeat(300))), Keys.of(Value.INF_MAX));
    assertOrdered(Keys.of(A, Value.INF_MIN), Keys.of(A, Value.INF_MAX));
    assertOrdered(Keys.of(A, Value.INF_MAX), Keys.of(B, Value.INF_MIN));
    assertOrdered(Keys.of(Value.INF_MIN, Value.INF_MAX), Keys.of(Value.INF_MAX, Value.INF_MIN));
  }

  @Test
  void equalBoundsAreNoRange() {
    for (PrimaryKey key :
        List.of(Keys.of(A), Keys.of(Value.INF_MIN), Keys.of(A, Value.INF_MAX, B))) {
      assertInvalid(() -> Validation.rangeRead(range(FORWARD, key, key)), FORWARD_MESSAGE);
      assertInvalid(() -> Validation.rangeRead(range(BACKWARD, key, key)), BACKWARD_MESSAGE);
    }
  }

  @Test
  void boundsThatCannotBothFitATableAreLeftToItsSchema() {
    PrimaryKeySchema schema = PrimaryKeySchema.of(KeyColumnSchema.of("pk0", KeyType.STRING));
    RangeRead types = range(FORWARD, Keys.of(B), Keys.of(Value.integer(1)));
    RangeRead sizes = range(FORWARD, Keys.of(B, B), Keys.of(A));

    assertThatCode(() -> Validation.rangeRead(types)).doesNotThrowAnyException();
    assertRefused(
        () -> Validation.rangeFits(types, schema),
        ErrorCode.OTSInvalidPK,
        "Validate PK type fail. Input: VT_INTEGER, Meta: VT_STRING.");
    assertThatCode(() -> Validation.rangeRead(sizes)).doesNotThrowAnyException();
    assertRefused(
        () -> Validation.rangeFits(sizes, schema),
        ErrorCode.OTSInvalidPK,
        "Validate PK size fail. Input: 2, Meta: 1.");
  }

  @Test
  void keysComeBeforeSelectionsSelectionsBeforeLimitsAndLimitsBeforeOrder() {
    RowSelection noVersions = new RowSelection(List.of(), null, null, null, null, null, null);
    PrimaryKey badKey = Keys.of(A, Value.AUTO_INCREMENT);

    assertInvalid(
        () -> Validation.rangeRead(new RangeRead(FORWARD, Keys.of(A), badKey, 0, noVersions)),
        "PKAutoIncr can't be used for read operations.");
    assertInvalid(
        () -> Validation.rangeRead(new RangeRead(FORWARD, Keys.of(A), Keys.of(A), 0, noVersions)),
        "No version condition is specified.");
    assertInvalid(
        () ->
            Validation.rangeRead(
                new RangeRead(FORWARD, Keys.of(A), Keys.of(A), 0, RowSelection.LATEST)),
        "The limit must be greater than 0.");
  }
}
