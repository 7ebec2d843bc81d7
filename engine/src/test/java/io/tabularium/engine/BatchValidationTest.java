/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import static io.tabularium.engine.Refusals.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tabularium.model.Cell;
import io.tabularium.model.Condition;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.RowChange;
import io.tabularium.model.RowExistence;
import io.tabularium.model.RowSelection;
import io.tabularium.model.ServiceException;
import io.tabularium.model.Value;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Batches: their structure, their size, and rows that occur more than once. */
class BatchValidationTest {
  private static final Value ONE = Value.integer(1);
  private static final RowChange PUT = RowChange.put(Keys.A, List.of(Cell.put("c", ONE)));

  private static TableKeys keys(String table, PrimaryKey... keys) {
    return new TableKeys(table, List.of(keys), List.of(), RowSelection.LATEST);
  }

  private static TableKeys keys(String table, int count) {
    return new TableKeys(table, Collections.nCopies(count, Keys.A), List.of(), RowSelection.LATEST);
  }

  private static TableChanges puts(String table, int count) {
    return new TableChanges(table, Collections.nCopies(count, PUT));
  }

  private static void assertBadWrite(String message, TableChanges... tables) {
    assertInvalid(() -> Validation.batchWrite(List.of(tables)), message);
  }

  private static void assertGoodWrite(TableChanges... tables) {
    assertThatCode(() -> Validation.batchWrite(List.of(tables))).doesNotThrowAnyException();
  }

  // ---- BatchGetRow ------------------------------------------------------------------------------

  @Test
  void aBatchGetHasTables() {
    assertInvalid(
        () -> Validation.batchGet(List.of()), "No row specified in the request of BatchGetRow.");
  }

  @Test
  void aTableWithoutKeysIsFine() {
    assertThat(Validation.batchGet(List.of(keys("t")))).hasSize(1);
    assertThat(Validation.batchGet(List.of(keys("t"), keys("u", Keys.A)))).hasSize(2);
  }

  @Test
  void keysAndTablesMayRepeat() {
    assertThat(Validation.batchGet(List.of(keys("t", Keys.A, Keys.A), keys("t", Keys.A))))
        .hasSize(2);
  }

  @Test
  void upTo100RowsAreReadOverAllTables() {
    assertThat(Validation.batchGet(List.of(keys("t", 60), keys("u", 40)))).hasSize(2);
    assertInvalid(
        () -> Validation.batchGet(List.of(keys("t", 60), keys("u", 41))),
        "Rows count exceeds the upper limit: 100.");
  }

  @Test
  void oneBadKeyFailsTheWholeRead() {
    assertInvalid(
        () -> Validation.batchGet(List.of(keys("t", Keys.A), keys("u", Keys.of(Value.INF_MIN)))),
        "VT_INF_MIN is an invalid type for the primary key.");
  }

  @Test
  void readsAreCheckedTableNamesFirstThenStructureThenKeysThenSelections() {
    RowSelection noVersions = new RowSelection(List.of(), null, null, null, null, null, null);
    List<PrimaryKey> badKeys = Collections.nCopies(101, Keys.of());

    assertInvalid(
        () ->
            Validation.batchGet(
                List.of(new TableKeys("t", badKeys, List.of(), noVersions), keys("3t", Keys.A))),
        "Invalid table name: '3t'.");
    assertInvalid(
        () -> Validation.batchGet(List.of(new TableKeys("t", badKeys, List.of(), noVersions))),
        "Rows count exceeds the upper limit: 100.");
    assertInvalid(
        () ->
            Validation.batchGet(
                List.of(new TableKeys("t", List.of(Keys.of()), List.of(), noVersions))),
        "Cell data broken, empty PK.");
    assertInvalid(
        () ->
            Validation.batchGet(
                List.of(new TableKeys("t", List.of(Keys.A), List.of(), noVersions))),
        "No version condition is specified while querying row.");
  }

  // ---- BatchWriteRow and BulkImport -------------------------------------------------------------

  @Test
  void aBatchWriteHasTablesAndEachTableHasRows() {
    assertBadWrite("No row is specified in BatchWriteRow.");
    assertBadWrite("No operation is specified for table: 't'.", puts("t", 0));
    assertBadWrite("No operation is specified for table: 'u'.", puts("t", 1), puts("u", 0));
    assertInvalid(
        () -> Validation.bulkImport(puts("t", 0)), "No operation is specified for table: 't'.");
  }

  @Test
  void upTo200RowsAreWrittenOverAllTables() {
    String message = "Rows count exceeds the upper limit: 200.";

    assertGoodWrite(puts("t", 150), puts("u", 49), puts("t", 1));
    assertBadWrite(message, puts("t", 150), puts("u", 51));
    assertThatCode(() -> Validation.bulkImport(puts("t", 200))).doesNotThrowAnyException();
    assertInvalid(() -> Validation.bulkImport(puts("t", 201)), message);
  }

  @Test
  void oneBadRowFailsTheWholeWrite() {
    TableChanges bad =
        new TableChanges("t", List.of(PUT, RowChange.put(Keys.A, List.of(Cell.put("#", ONE)))));

    assertBadWrite("Invalid column name: '#'.", puts("u", 3), bad);
    assertInvalid(() -> Validation.bulkImport(bad), "Invalid column name: '#'.");
  }

  @Test
  void allRowsTogetherHaveUpTo4194304BytesExplicitTimestampsCounted() {
    // Each key has 3 bytes, each cell's name one.
    RowChange first = RowChange.put(Keys.A, List.of(Cell.put("a", blob(2_097_152))));
    int rest = 4_194_304 - (3 + 1 + 2_097_152) - (3 + 1 + 8) - (3 + 1);
    RowChange second = RowChange.put(Keys.A, List.of(Cell.put("b", blob(rest), 5)));
    RowChange over = RowChange.put(Keys.A, List.of(Cell.put("b", blob(rest + 1), 5)));
    RowChange third = RowChange.update(Keys.A, List.of(Cell.deleteAll("c")));

    assertGoodWrite(
        new TableChanges("t", List.of(first, second)), new TableChanges("u", List.of(third)));
    assertBadWrite(
        "The total data size of BatchWriteRow request exceeds the limit, limit size: 4194304, data"
            + " size: 4194305.",
        new TableChanges("t", List.of(first, over)),
        new TableChanges("u", List.of(third)));
  }

  private static Value blob(int length) {
    return Value.blob(new byte[length]);
  }

  @Test
  void writesAreCheckedTableNamesFirstThenStructureThenRows() {
    RowChange badRow = RowChange.put(Keys.of(), List.of());

    assertBadWrite(
        "Invalid table name: '3t'.",
        new TableChanges("t", Collections.nCopies(201, badRow)),
        puts("3t", 0));
    assertBadWrite(
        "Rows count exceeds the upper limit: 200.",
        new TableChanges("t", Collections.nCopies(201, badRow)));
    assertBadWrite("Cell data broken, empty PK.", new TableChanges("t", List.of(badRow)));
    assertInvalid(() -> Validation.bulkImport(puts("3t", 0)), "Invalid table name: '3t'.");
  }

  // ---- repeated rows ----------------------------------------------------------------------------

  private static final Condition EXPECT_EXIST = new Condition(RowExistence.EXPECT_EXIST, null);
  private static final Condition COLUMN =
      new Condition(RowExistence.IGNORE, Filters.equal("c", ONE));
  private static final RowChange INCREMENT =
      RowChange.update(Keys.A, List.of(Cell.increment("n", 1)));

  private static List<String> repeated(RowChange... changes) {
    ServiceException[] errors = Validation.repeatedRows(List.of(changes));
    return errors == null
        ? null
        : Arrays.stream(errors).map(error -> error == null ? null : error.getMessage()).toList();
  }

  @Test
  void unconditionalRowsMayRepeat() {
    assertThat(repeated(PUT, RowChange.delete(Keys.A), PUT)).isNull();
  }

  @Test
  void differentRowsMayHaveConditionsAndIncrements() {
    RowChange other = RowChange.delete(Keys.key("b"));

    assertThat(repeated(PUT.when(EXPECT_EXIST), other.when(COLUMN))).isNull();
    assertThat(repeated(INCREMENT, other)).isNull();
  }

  @Test
  void repeatedRowsMayNotHaveConditions() {
    String existence = "Repeated rows do not support row exist expectation check in BatchModify.";
    String column = "Repeated rows do not support row condition check in BatchModify.";

    assertThat(repeated(PUT, PUT.when(EXPECT_EXIST))).containsExactly(null, existence);
    assertThat(repeated(PUT.when(EXPECT_EXIST), PUT)).containsExactly(existence, null);
    assertThat(repeated(PUT.when(COLUMN), RowChange.delete(Keys.key("b")), PUT.when(COLUMN)))
        .containsExactly(column, null, column);
  }

  @Test
  void anIncrementedRowOccursOnlyOnce() {
    String message = "Repeated rows do not support atomic increment in BatchModify.";

    assertThat(repeated(INCREMENT, INCREMENT, PUT)).containsExactly(null, message, message);
    assertThat(repeated(PUT, INCREMENT)).containsExactly(null, message);
  }

  @Test
  void placeholdersBecomeDifferentRows() {
    PrimaryKey key = Keys.of(Value.string("a"), Value.AUTO_INCREMENT);
    RowChange change = RowChange.update(key, List.of(Cell.increment("n", 1)));

    assertThat(repeated(change, change)).isNull();
  }
}
