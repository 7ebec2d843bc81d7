/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import static io.tabularium.engine.Refusals.assertInvalid;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Cell;
import io.tabularium.model.Condition;
import io.tabularium.model.Filter;
import io.tabularium.model.ReturnContent;
import io.tabularium.model.RowChange;
import io.tabularium.model.RowExistence;
import io.tabularium.model.Value;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a PutRow, UpdateRow or DeleteRow may say, whatever the table. */
class WriteValidationTest {
  private static final long LAST_TIMESTAMP = Long.MAX_VALUE / 1000 - 1;
  private static final Value ONE = Value.integer(1);

  private static RowChange put(Cell... cells) {
    return RowChange.put(Keys.A, List.of(cells));
  }

  private static RowChange update(Cell... cells) {
    return RowChange.update(Keys.A, List.of(cells));
  }

  private static Cell cell(Cell.Operation operation, Value value, long timestamp) {
    return Cell.of(ByteSlice.utf8("c"), operation, value, timestamp);
  }

  private static void assertBad(RowChange change, String message) {
    assertInvalid(() -> Validation.change(change), message);
    TableChanges batch = new TableChanges("t", List.of(RowChange.delete(Keys.A), change));
    assertInvalid(() -> Validation.batchWrite(List.of(batch)), message);
    assertInvalid(() -> Validation.bulkImport(batch), message);
  }

  private static void assertGood(RowChange change) {
    assertThatCode(() -> Validation.change(change)).doesNotThrowAnyException();
    TableChanges batch = new TableChanges("t", List.of(change));
    assertThatCode(() -> Validation.batchWrite(List.of(batch))).doesNotThrowAnyException();
    assertThatCode(() -> Validation.bulkImport(batch)).doesNotThrowAnyException();
  }

  // ---- names and values -------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"", "#", "#c"})
  void everyCellHasAColumnName(String name) {
    String message = "Invalid column name: '" + name + "'.";

    assertBad(put(Cell.put(name, ONE)), message);
    assertBad(update(Cell.put(name, ONE)), message);
    assertBad(update(Cell.deleteAll(name)), message);
    assertBad(update(Cell.deleteOne(name, 1)), message);
    assertBad(update(Cell.increment(name, 1)), message);
  }

  @Test
  void aCellsNameIsMeasuredInBytes() {
    assertGood(put(Cell.put("中".repeat(85), ONE)));
    assertGood(update(Cell.deleteAll("a:b 中\n")));
    String tooLong = "中".repeat(85) + "x";
    assertBad(put(Cell.put(tooLong, ONE)), "Invalid column name: '" + tooLong + "'.");
  }

  static Stream<Value> attributeValues() {
    return Stream.of(
        ONE,
        Value.real(-0.0),
        Value.bool(false),
        Value.string(""),
        Value.blob(new byte[0]),
        Value.string("x".repeat(2_097_152)));
  }

  @ParameterizedTest
  @MethodSource("attributeValues")
  void attributesAreNumbersBooleansStringsOrBlobs(Value value) {
    assertGood(put(Cell.put("c", value)));
    assertGood(update(Cell.put("c", value)));
  }

  static Stream<Value> markers() {
    return Stream.of(Value.NULL, Value.INF_MIN, Value.INF_MAX, Value.AUTO_INCREMENT);
  }

  @ParameterizedTest
  @MethodSource("markers")
  void markersAreNoAttributes(Value value) {
    String message = value.type().wireName() + " is an invalid type for the attribute column.";

    assertBad(put(Cell.put("c", value)), message);
    assertBad(update(Cell.put("c", value)), message);
  }

  @Test
  void stringsAndBlobsHaveUpTo2097152Bytes() {
    String message =
        "The length of attribute column: 'attr' exceeds the MaxLength:2097152 with"
            + " CurrentLength:2097153.";
    Value text = Value.string("x".repeat(2_097_153));
    Value blob = Value.blob(new byte[2_097_153]);

    assertGood(put(Cell.put("attr", Value.blob(new byte[2_097_152]))));
    assertBad(put(Cell.put("attr", text)), message);
    assertBad(put(Cell.put("attr", blob)), message);
    assertBad(update(Cell.put("attr", text)), message);
  }

  // ---- timestamps -------------------------------------------------------------------------------

  @Test
  void timestampsAreInRange() {
    String message = "Timestamp must be in range [0, INT64_MAX/1000).";

    assertGood(put(Cell.put("c", ONE, 0), Cell.put("c", ONE, LAST_TIMESTAMP)));
    assertGood(update(Cell.deleteOne("c", 0), Cell.deleteOne("c", LAST_TIMESTAMP)));
    assertBad(put(Cell.put("c", ONE, LAST_TIMESTAMP + 1)), message);
    assertBad(put(Cell.put("c", ONE, -2)), message);
    assertBad(update(Cell.put("c", ONE, Long.MAX_VALUE)), message);
    assertBad(update(Cell.deleteOne("c", LAST_TIMESTAMP + 1)), message);
  }

  // ---- operations -------------------------------------------------------------------------------

  @Test
  void aPutOnlyPuts() {
    assertBad(put(Cell.deleteAll("c")), "OpType cannot be given for column name:c in PutRow.");
    assertBad(put(Cell.increment("c", 1)), "OpType cannot be given for column name:c in PutRow.");
    assertBad(
        put(cell(Cell.Operation.PUT, null, Cell.NO_TIMESTAMP)),
        "Invalid request of put row: find cells without values.");
  }

  @Test
  void aPutMayHaveNoCells() {
    assertGood(put());
  }

  @Test
  void anUpdateDoesSomething() {
    assertInvalid(() -> Validation.change(update()), "Attribute column is missing.");
    assertInvalid(
        () -> Validation.change(RowChange.update(Keys.of(), List.of())),
        "Cell data broken, empty PK.");
  }

  @Test
  void inABatchAnUpdateWithoutCellsIsThatRowsFailureOnly() {
    TableChanges batch = new TableChanges("t", List.of(update()));

    assertThatCode(() -> Validation.batchWrite(List.of(batch))).doesNotThrowAnyException();
    assertThatCode(() -> Validation.bulkImport(batch)).doesNotThrowAnyException();
  }

  @Test
  void theSameColumnMayBePutAndDeletedRepeatedly() {
    assertGood(
        update(
            Cell.put("c", ONE),
            Cell.put("c", ONE),
            Cell.deleteAll("c"),
            Cell.deleteAll("c"),
            Cell.deleteOne("c", 5),
            Cell.deleteOne("c", 5)));
    assertGood(put(Cell.put("c", ONE, 1), Cell.put("c", ONE, 1)));
  }

  @Test
  void deletionsSayWhichVersionsAndNoValue() {
    assertBad(
        update(cell(Cell.Operation.DELETE_ONE_VERSION, null, Cell.NO_TIMESTAMP)),
        "Timestamp must be given when type is DELETE_ONE_VERSION.");
    assertBad(
        update(cell(Cell.Operation.DELETE_ALL_VERSIONS, null, 5)),
        "Timestamp cannot be given when type is DELETE_ALL_VERSION.");
    String message =
        "Column value cannot be given when type is DELETE_ONE_VERSION,DELETE_ALL_VERSION.";
    assertBad(update(cell(Cell.Operation.DELETE_ONE_VERSION, ONE, 5)), message);
    assertBad(update(cell(Cell.Operation.DELETE_ALL_VERSIONS, ONE, Cell.NO_TIMESTAMP)), message);
  }

  @Test
  void whatIsWrittenHasAValue() {
    String message = "Cell data broken, attr has no value, name:c.";

    assertBad(update(cell(Cell.Operation.PUT, null, Cell.NO_TIMESTAMP)), message);
    assertBad(update(cell(Cell.Operation.INCREMENT, null, Cell.NO_TIMESTAMP)), message);
  }

  @Test
  void aDeleteRowHasNoCells() {
    assertGood(RowChange.delete(Keys.A));
    RowChange delete =
        new RowChange(
            RowChange.Type.DELETE,
            Keys.A,
            List.of(Cell.deleteAll("c")),
            Condition.NONE,
            ReturnContent.NONE);
    assertBad(delete, "Invalid delete row request: unexpected cells in request.");
  }

  // ---- increments -------------------------------------------------------------------------------

  @Test
  void incrementsAddIntegersAtTheServersTime() {
    assertGood(update(Cell.increment("c", 0), Cell.increment("d", Long.MIN_VALUE)));
    assertBad(
        update(cell(Cell.Operation.INCREMENT, Value.real(1), Cell.NO_TIMESTAMP)),
        "Column value must be VT_INTEGER when type is INCREMENT, column: c, actual: VT_DOUBLE.");
    assertBad(
        update(cell(Cell.Operation.INCREMENT, ONE, 5)),
        "Timestamp cannot be given when type is INCREMENT.");
  }

  @Test
  void anIncrementedColumnIsNotOtherwiseChanged() {
    String message = "Column cannot be incremented and otherwise changed in one request: c.";

    assertGood(update(Cell.increment("c", 1), Cell.put("d", ONE), Cell.put("d", ONE)));
    assertBad(update(Cell.increment("c", 1), Cell.put("c", ONE)), message);
    assertBad(update(Cell.put("c", ONE), Cell.increment("c", 1)), message);
    assertBad(update(Cell.deleteAll("c"), Cell.put("d", ONE), Cell.increment("c", 1)), message);
    assertBad(update(Cell.increment("c", 1), Cell.increment("c", 1)), message);
  }

  // ---- counts and sizes -------------------------------------------------------------------------

  @Test
  void oneWriteHasUpTo1024Cells() {
    String message =
        "The number of attribute columns exceeds the limit, limit count: 1024, column count:"
            + " 1025.";
    Cell put = Cell.put("c", ONE);

    assertGood(RowChange.put(Keys.A, Collections.nCopies(1024, put)));
    assertGood(RowChange.update(Keys.A, Collections.nCopies(1024, Cell.deleteAll("c"))));
    assertBad(RowChange.put(Keys.A, Collections.nCopies(1025, put)), message);
    assertBad(RowChange.update(Keys.A, Collections.nCopies(1025, Cell.deleteAll("c"))), message);
  }

  @Test
  void oneWriteHasUpTo4194304Bytes() {
    // key: 2 + 1 bytes; three cells with names of one byte
    int rest = 4_194_304 - 3 - 3 - 2_097_152 - 2_000_000;
    Cell[] exactly = {
      Cell.put("a", Value.blob(new byte[2_097_152])),
      Cell.put("b", Value.blob(new byte[2_000_000])),
      Cell.put("c", Value.blob(new byte[rest]), 5)
    };
    Cell[] over = exactly.clone();
    over[2] = Cell.put("c", Value.blob(new byte[rest + 1]));

    assertThatCode(() -> Validation.change(put(exactly))).doesNotThrowAnyException();
    assertInvalid(
        () -> Validation.change(put(over)),
        "The total data size of PutRow request exceeds the limit, limit size: 4194304 , data size:"
            + " 4194305.");
    assertInvalid(
        () -> Validation.change(update(over)),
        "The total data size of UpdateRow request exceeds the limit, limit size: 4194304 , data"
            + " size: 4194305.");
  }

  // ---- conditions and return content ------------------------------------------------------------

  @Test
  void aColumnConditionIsAFilterButNotAPagination() {
    assertGood(put().when(new Condition(RowExistence.EXPECT_EXIST, Filters.equal("c", ONE))));
    assertBad(
        put().when(new Condition(RowExistence.IGNORE, Filters.equal("#", ONE))),
        "Invalid column name: '#'.");
    assertBad(
        put().when(new Condition(RowExistence.IGNORE, new Filter.Pagination(0, 1))),
        "Invalid type of filter: FT_COLUMN_PAGINATION.");
    assertBad(
        RowChange.delete(Keys.A)
            .when(new Condition(RowExistence.IGNORE, Filters.matching("c", "(", ONE))),
        "Invalid regex in filter: '('.");
  }

  @Test
  void aKeyCanBeReturnedByEveryWrite() {
    assertGood(put().returning(ReturnContent.PRIMARY_KEY));
    assertGood(update(Cell.deleteAll("c")).returning(ReturnContent.PRIMARY_KEY));
    assertGood(RowChange.delete(Keys.A).returning(ReturnContent.PRIMARY_KEY));
    assertBad(
        put().returning(new ReturnContent(ReturnContent.Type.PRIMARY_KEY, List.of("c"))),
        "Invalid return type: RT_PK.");
  }

  @Test
  void whatIsReturnedAfterAModificationIsAnIncrementedColumn() {
    ReturnContent c = new ReturnContent(ReturnContent.Type.AFTER_MODIFY, List.of("c"));

    assertGood(update(Cell.put("d", ONE), Cell.increment("c", 1)).returning(c));
    assertBad(put(Cell.put("c", ONE)).returning(c), "Invalid return type: RT_AFTER_MODIFY.");
    assertBad(RowChange.delete(Keys.A).returning(c), "Invalid return type: RT_AFTER_MODIFY.");
    assertBad(
        update(Cell.put("c", ONE), Cell.increment("d", 1)).returning(c),
        "Return column is not incremented in this request: c.");
    assertBad(
        update(Cell.increment("c", 1))
            .returning(new ReturnContent(ReturnContent.Type.AFTER_MODIFY, List.of("#"))),
        "Invalid column name: '#'.");
  }

  @Test
  void keysComeBeforeCellsCellsBeforeConditionsAndSizesLast() {
    Condition badCondition = new Condition(RowExistence.IGNORE, Filters.equal("#f", ONE));
    List<Cell> large = Collections.nCopies(3, Cell.put("c", Value.blob(new byte[2_000_000])));
    RowChange change = RowChange.put(Keys.A, large).when(badCondition);

    assertInvalid(() -> Validation.change(change), "Invalid column name: '#f'.");
    assertInvalid(
        () ->
            Validation.change(
                new RowChange(
                    RowChange.Type.PUT,
                    Keys.of(Value.INF_MIN),
                    List.of(Cell.put("#c", ONE)),
                    badCondition,
                    ReturnContent.NONE)),
        "VT_INF_MIN is an invalid type for the primary key.");
    assertInvalid(
        () -> Validation.change(put(Cell.put("#c", ONE)).when(badCondition)),
        "Invalid column name: '#c'.");
  }
}
