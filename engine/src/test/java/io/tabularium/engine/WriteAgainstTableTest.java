/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import static io.tabularium.engine.Refusals.assertInvalid;
import static io.tabularium.engine.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tabularium.model.Cell;
import io.tabularium.model.Condition;
import io.tabularium.model.DefinedColumn;
import io.tabularium.model.ErrorCode;
import io.tabularium.model.KeyColumnSchema;
import io.tabularium.model.KeyType;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeyColumn;
import io.tabularium.model.RowChange;
import io.tabularium.model.RowExistence;
import io.tabularium.model.TableOptionsChange;
import io.tabularium.model.Value;
import io.tabularium.model.ValueType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests held against a table: its key's schema, its options, its defined columns. */
class WriteAgainstTableTest extends CatalogFixture {
  /** The server's clock, in seconds. */
  private static final long NOW = 1_700_000_000L;

  private static final Value ONE = Value.integer(1);

  private Table table(Specs specs) {
    create(specs);
    return catalog.table(INSTANCE, "t");
  }

  private static void assertFits(Table table, RowChange change) {
    assertThatCode(() -> Validation.changeFits(change, table, NOW * 1000 + 999))
        .doesNotThrowAnyException();
    assertThatCode(() -> Validation.batchedChangeFits(change, table, NOW * 1000 + 999))
        .doesNotThrowAnyException();
  }

  private static void assertUnfit(Table table, RowChange change, String message) {
    assertUnfit(table, change, ErrorCode.OTSParameterInvalid, message);
  }

  private static void assertUnfit(Table table, RowChange change, ErrorCode code, String message) {
    assertRefused(() -> Validation.changeFits(change, table, NOW * 1000), code, message);
    assertRefused(() -> Validation.batchedChangeFits(change, table, NOW * 1000), code, message);
  }

  private static RowChange put(Cell... cells) {
    return RowChange.put(Keys.A, List.of(cells));
  }

  private static RowChange update(Cell... cells) {
    return RowChange.update(Keys.A, List.of(cells));
  }

  private static RowChange put(PrimaryKey key) {
    return RowChange.put(key, List.of());
  }

  private static PrimaryKey key(Object... namesAndValues) {
    PrimaryKeyColumn[] columns = new PrimaryKeyColumn[namesAndValues.length / 2];
    for (int i = 0; i < columns.length; i++) {
      columns[i] =
          new PrimaryKeyColumn((String) namesAndValues[2 * i], (Value) namesAndValues[2 * i + 1]);
    }
    return PrimaryKey.of(columns);
  }

  // ---- keys -------------------------------------------------------------------------------------

  private Table threeColumns() {
    return table(
        Specs.table()
            .key(
                KeyColumnSchema.of("PK1", KeyType.STRING),
                KeyColumnSchema.of("PK2", KeyType.INTEGER),
                KeyColumnSchema.of("PK3", KeyType.BINARY)));
  }

  private static void assertWrongKey(Table table, PrimaryKey key, String message) {
    assertUnfit(table, put(key), ErrorCode.OTSInvalidPK, message);
    assertRefused(() -> Validation.fits(key, table.schema()), ErrorCode.OTSInvalidPK, message);
  }

  @Test
  void aKeyFitsTheSchemaColumnByColumn() {
    Value a = Value.string("a");
    Value blob = Value.blob(new byte[0]);
    Table table = threeColumns();

    assertFits(table, put(key("PK1", a, "PK2", ONE, "PK3", blob)));
    assertWrongKey(table, key("PK1", a), "Validate PK size fail. Input: 1, Meta: 3.");
    assertWrongKey(
        table,
        key("PK1", a, "PK2", ONE, "PK3", blob, "PK4", a),
        "Validate PK size fail. Input: 4, Meta: 3.");
    assertWrongKey(
        table,
        key("PK2", ONE, "PK1", a, "PK3", blob),
        "Validate PK name fail. Input: PK2, Meta: PK1.");
    assertWrongKey(
        table,
        key("PK1", ONE, "PK2", ONE, "PK3", blob),
        "Validate PK type fail. Input: VT_INTEGER, Meta: VT_STRING.");
    assertWrongKey(
        table,
        key("PK1", a, "PK2", a, "PK3", blob),
        "Validate PK type fail. Input: VT_STRING, Meta: VT_INTEGER.");
    assertWrongKey(
        table,
        key("PK1", a, "PK2", ONE, "PK3", a),
        "Validate PK type fail. Input: VT_STRING, Meta: VT_BLOB.");
  }

  @Test
  void theFirstColumnThatDoesNotFitIsReportedNameBeforeType() {
    Table table = threeColumns();

    assertWrongKey(
        table, key("x", ONE, "y", ONE, "z", ONE), "Validate PK name fail. Input: x, Meta: PK1.");
    assertWrongKey(
        table,
        key("PK1", ONE, "y", ONE, "z", ONE),
        "Validate PK type fail. Input: VT_INTEGER, Meta: VT_STRING.");
    assertWrongKey(table, key("x", ONE, "y", ONE), "Validate PK size fail. Input: 2, Meta: 3.");
  }

  @Test
  void infinitiesFitEveryColumn() {
    Table table = threeColumns();

    assertThatCode(
            () ->
                Validation.fits(
                    key("PK1", Value.INF_MIN, "PK2", Value.INF_MAX, "PK3", Value.INF_MIN),
                    table.schema()))
        .doesNotThrowAnyException();
  }

  @Test
  void aTransactionsKeyIsThePartitionKey() {
    Table table = threeColumns();

    assertThatCode(() -> Validation.partitionKeyFits(key("PK1", Value.string("a")), table.schema()))
        .doesNotThrowAnyException();
    assertRefused(
        () -> Validation.partitionKeyFits(key("PK2", Value.string("a")), table.schema()),
        ErrorCode.OTSInvalidPK,
        "Validate PK name fail. Input: PK2, Meta: PK1.");
    assertRefused(
        () -> Validation.partitionKeyFits(key("PK1", ONE), table.schema()),
        ErrorCode.OTSInvalidPK,
        "Validate PK type fail. Input: VT_INTEGER, Meta: VT_STRING.");
  }

  // ---- auto-increment ---------------------------------------------------------------------------

  private Table generated() {
    return table(
        Specs.table()
            .key(KeyColumnSchema.of("p", KeyType.STRING), Specs.generated("n", KeyType.INTEGER)));
  }

  private static PrimaryKey generatedKey(Value value) {
    return key("p", Value.string("a"), "n", value);
  }

  private static Condition expect(RowExistence existence) {
    return new Condition(existence, null);
  }

  @Test
  void thePlaceholderFitsTheAutoIncrementColumnOnly() {
    Table table = generated();
    PrimaryKey wrong = key("p", Value.AUTO_INCREMENT, "n", Value.AUTO_INCREMENT);

    assertFits(table, put(generatedKey(Value.AUTO_INCREMENT)));
    assertFits(table, put(generatedKey(ONE)));
    assertWrongKey(
        table, wrong, "Validate PK type fail. Input: VT_AUTO_INCREMENT, Meta: VT_STRING.");
  }

  @Test
  void aGeneratedKeyTakesNoExpectationThatCannotHoldAndNoCondition() {
    Table table = generated();
    RowChange put = put(generatedKey(Value.AUTO_INCREMENT));
    Condition column = new Condition(RowExistence.IGNORE, Filters.equal("c", ONE));

    assertFits(table, put.when(expect(RowExistence.EXPECT_NOT_EXIST)));
    assertUnfit(
        table,
        put.when(expect(RowExistence.EXPECT_EXIST)),
        "Invalid expect:EXPECT_EXIST when modify row with pk auto increment.");
    assertUnfit(
        table, put.when(column), "Can't set condition when modify row with pk auto increment.");
    assertUnfit(
        table,
        RowChange.delete(generatedKey(Value.AUTO_INCREMENT)),
        "Invalid row to delete which with pk auto increment.");
  }

  @Test
  void anExplicitKeyAddressesARowThatExists() {
    Table table = generated();
    RowChange put = put(generatedKey(ONE));

    assertFits(table, put.when(expect(RowExistence.EXPECT_EXIST)));
    assertFits(table, RowChange.delete(generatedKey(ONE)));
    assertUnfit(
        table,
        put.when(expect(RowExistence.EXPECT_NOT_EXIST)),
        "Invalid expect: EXPECT_NOT_EXIST when modify a specific row for table with pk auto"
            + " increment.");
  }

  // ---- options ----------------------------------------------------------------------------------

  @Test
  void updatesMayBeForbidden() {
    Table table = table(Specs.table().options(new TableOptionsChange(-1, 1, null, false, null)));

    assertUnfit(table, update(Cell.put("c", ONE)), "Update operation is not allowed in this table");
    assertFits(table, put(Cell.put("c", ONE)));
    assertFits(table, RowChange.delete(Keys.A));
  }

  @Test
  void anUpdateThatReplacesTheRowOnlyPuts() {
    Table table = table(Specs.table().options(new TableOptionsChange(-1, 1, null, null, true)));
    String message =
        "Only put is allowed when updating row in table with updateFullRow, column: c.";

    assertFits(table, update(Cell.put("c", ONE)));
    assertUnfit(table, update(Cell.deleteAll("c")), message);
    assertUnfit(table, update(Cell.put("d", ONE), Cell.deleteOne("c", 1)), message);
    assertUnfit(table, update(Cell.increment("c", 1)), message);
  }

  @Test
  void inABatchAnUpdateWithoutCellsFailsByItself() {
    Table table = table(Specs.table());

    assertInvalid(
        () -> Validation.batchedChangeFits(update(), table, NOW * 1000),
        "Invalid update row request: missing cells in request.");
  }

  // ---- timestamps -------------------------------------------------------------------------------

  private static RowChange at(long seconds) {
    return put(Cell.put("c", ONE, seconds * 1000 + 500));
  }

  @Test
  void explicitTimestampsAreNoFurtherFromTheClockThanTheDeviation() {
    Table table = table(Specs.table().options(new TableOptionsChange(-1, 1, 100L, null, null)));
    String message = "Invalid timestamp. Cell:c.";

    assertFits(table, at(NOW - 100));
    assertFits(table, at(NOW));
    assertFits(table, at(NOW + 99));
    assertUnfit(table, at(NOW - 101), message);
    assertUnfit(table, at(NOW + 100), message);
    assertUnfit(table, update(Cell.put("c", ONE, 0)), message);
  }

  @Test
  void explicitTimestampsAreNotOlderThanTheTimeToLive() {
    Table table =
        table(Specs.table().options(new TableOptionsChange(86_400, 1, 1_000_000L, null, null)));

    assertFits(table, at(NOW - 86_400));
    assertUnfit(table, at(NOW - 86_401), "Invalid timestamp. Cell:c.");
    assertFits(table, at(NOW + 999_999));
  }

  @Test
  void theLargestDeviationAllowsEveryTimestamp() {
    Table table =
        table(
            Specs.table()
                .options(
                    new TableOptionsChange(
                        Integer.MAX_VALUE, 1, Long.MAX_VALUE / 1_000_000, null, null)));
    Table forever =
        new Table(
            9, table.state().withOptions(table.options().withTimeToLiveSeconds(-1)), table.space());

    assertFits(forever, put(Cell.put("c", ONE, 0)));
    assertFits(forever, put(Cell.put("c", ONE, Long.MAX_VALUE / 1000 - 1)));
    assertFits(table, put(Cell.put("c", ONE, Long.MAX_VALUE / 1000 - 1)));
  }

  @Test
  void deletionsOfOneVersionAndCellsWithoutTimestampAreFree() {
    Table table = table(Specs.table().options(new TableOptionsChange(-1, 1, 0L, null, null)));

    assertFits(table, update(Cell.deleteOne("c", 5), Cell.put("d", ONE)));
    assertUnfit(table, at(NOW), "Invalid timestamp. Cell:c.");
  }

  // ---- columns ----------------------------------------------------------------------------------

  @Test
  void noAttributeIsNamedLikeAKeyColumn() {
    Table table = table(Specs.table());
    String message = "Duplicated attribute column name with primary key column: pk.";

    assertUnfit(table, put(Cell.put("c", ONE), Cell.put("pk", ONE)), message);
    assertUnfit(table, update(Cell.deleteAll("pk")), message);
    assertFits(table, put(Cell.put("PK", ONE), Cell.put("pk2", ONE)));
  }

  @Test
  void definedColumnsAreTyped() {
    Table table =
        table(
            Specs.table()
                .columns(
                    new DefinedColumn("DC1", ValueType.STRING),
                    new DefinedColumn("DC2", ValueType.INTEGER)));
    Value blob = Value.blob(new byte[1]);

    assertFits(
        table, put(Cell.put("DC1", Value.string("x")), Cell.put("DC2", ONE), Cell.put("x", blob)));
    assertUnfit(
        table,
        put(Cell.put("DC1", Value.string("x")), Cell.put("DC2", blob)),
        "Invalid column type for column DC2 expect VT_INTEGER actual VT_BLOB");
    assertFits(table, update(Cell.increment("DC2", 1), Cell.deleteAll("DC1")));
    assertUnfit(
        table,
        update(Cell.increment("DC1", 1)),
        "Invalid column type for column DC1 expect VT_STRING actual VT_INTEGER");
  }

  @Test
  void theKeyComesBeforeTheCells() {
    Table table = table(Specs.table().columns(new DefinedColumn("c", ValueType.STRING)));
    RowChange change = RowChange.put(Keys.of(ONE), List.of(Cell.put("c", ONE)));

    assertUnfit(
        table, change, ErrorCode.OTSInvalidPK, "Validate PK name fail. Input: pk0, Meta: pk.");
  }
}
