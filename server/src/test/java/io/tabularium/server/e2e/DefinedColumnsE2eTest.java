/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.STRING;
import static io.tabularium.server.e2e.Refusals.assertError;
import static io.tabularium.server.e2e.Refusals.assertInvalid;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static io.tabularium.server.e2e.Words.values;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.model.AddDefinedColumnRequest;
import com.alicloud.openservices.tablestore.model.DefinedColumnSchema;
import com.alicloud.openservices.tablestore.model.DefinedColumnType;
import com.alicloud.openservices.tablestore.model.DeleteDefinedColumnRequest;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Attribute columns that the table gives a type. */
class DefinedColumnsE2eTest {
  private static final PrimaryKey KEY = key("pk", "a");

  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private final SyncClient client = server.client();
  private TestTable table;

  @BeforeEach
  void freshTable() {
    table =
        TestTable.make(client)
            .key("pk", STRING)
            .defined("i", DefinedColumnType.INTEGER)
            .defined("d", DefinedColumnType.DOUBLE)
            .defined("b", DefinedColumnType.BOOLEAN)
            .defined("s", DefinedColumnType.STRING)
            .defined("x", DefinedColumnType.BINARY)
            .create();
  }

  @Test
  void theyAreDescribedInOrder() {
    assertThat(table.describe().getTableMeta().getDefinedColumnsList())
        .containsExactly(
            new DefinedColumnSchema("i", DefinedColumnType.INTEGER),
            new DefinedColumnSchema("d", DefinedColumnType.DOUBLE),
            new DefinedColumnSchema("b", DefinedColumnType.BOOLEAN),
            new DefinedColumnSchema("s", DefinedColumnType.STRING),
            new DefinedColumnSchema("x", DefinedColumnType.BINARY));
  }

  @Test
  void valuesOfTheRightTypeAreWritten() {
    table.put(
        KEY,
        cell("i", 1),
        cell("d", 1.5),
        cell("b", true),
        cell("s", "text"),
        cell("x", new byte[] {1}),
        cell("free", "anything"));
    assertThat(values(table.get(KEY)))
        .containsExactly("b=true", "d=1.5", "free=anything", "i=1", "s=text", "x=0x01");
  }

  @Test
  void aValueOfAnotherTypeIsRefused() {
    assertInvalid(
        () -> table.put(KEY, cell("i", new byte[] {1})),
        "Invalid column type for column i expect VT_INTEGER actual VT_BLOB");
    assertInvalid(
        () -> table.put(KEY, cell("ok", 1), cell("s", 1.5)),
        "Invalid column type for column s expect VT_STRING actual VT_DOUBLE");
    assertInvalid(
        () -> table.updating(KEY).put(cell("d", 1)).run(),
        "Invalid column type for column d expect VT_DOUBLE actual VT_INTEGER");
    assertInvalid(
        () -> table.updating(KEY).put(cell("b", "true")).run(),
        "Invalid column type for column b expect VT_BOOLEAN actual VT_STRING");
    assertThat(table.get(KEY)).isNull();
  }

  @Test
  void inABatchOnlyTheRowFails() {
    var results =
        table
            .batchWrite(
                table.putting(key("pk", "good"), cell("i", 1)),
                table.putting(key("pk", "bad"), cell("i", "one")))
            .getRowStatus(table.name());
    assertThat(results.get(0).isSucceed()).isTrue();
    assertError(
        results.get(1).getError(),
        "OTSParameterInvalid",
        "Invalid column type for column i expect VT_INTEGER actual VT_STRING");
    assertThat(table.get(key("pk", "good"))).isNotNull();
    assertThat(table.get(key("pk", "bad"))).isNull();
  }

  @Test
  void inABulkImportOnlyTheRowFails() {
    var results =
        table
            .bulkImport(
                table.putting(key("pk", "bad"), cell("x", "text")),
                table.putting(key("pk", "good"), cell("x", new byte[0])))
            .getRowResults();
    assertError(
        results.get(0).getError(),
        "OTSParameterInvalid",
        "Invalid column type for column x expect VT_BLOB actual VT_STRING");
    assertThat(results.get(1).isSucceed()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(DefinedColumnType.class)
  void aColumnIsAddedAndChecked(DefinedColumnType type) {
    add("added", type);
    assertThat(table.describe().getTableMeta().getDefinedColumnMap()).containsEntry("added", type);
    Object wrong = type == DefinedColumnType.INTEGER ? "text" : (Object) 1;
    assertInvalid(
        () -> table.put(KEY, cell("added", wrong)),
        "Invalid column type for column added expect %s actual %s"
            .formatted(wireName(type), wrong instanceof String ? "VT_STRING" : "VT_INTEGER"));
  }

  private static String wireName(DefinedColumnType type) {
    return type == DefinedColumnType.BINARY ? "VT_BLOB" : "VT_" + type;
  }

  @Test
  void storedValuesAreNotCheckedAgain() {
    table.put(KEY, cell("later", "text"));
    add("later", DefinedColumnType.INTEGER);
    assertThat(values(table.get(KEY))).containsExactly("later=text");
  }

  @Test
  void addingTwiceIsFineWithTheSameTypeOnly() {
    add("i", DefinedColumnType.INTEGER);
    assertInvalid(() -> add("i", DefinedColumnType.STRING));
    assertThat(table.describe().getTableMeta().getDefinedColumnMap())
        .containsEntry("i", DefinedColumnType.INTEGER)
        .hasSize(5);
  }

  @Test
  void aKeyColumnIsNotDefined() {
    assertInvalid(() -> add("pk", DefinedColumnType.STRING));
    assertInvalid(
        () ->
            TestTable.make(client)
                .key("pk", STRING)
                .defined("pk", DefinedColumnType.STRING)
                .create());
  }

  @Test
  void aDeletedColumnIsFreeAgain() {
    remove("i");
    assertThat(table.describe().getTableMeta().getDefinedColumnMap()).doesNotContainKey("i");
    table.put(KEY, cell("i", "text"));
    assertThat(values(table.get(KEY))).containsExactly("i=text");
  }

  @Test
  void deletingAnUnknownColumnIsRefused() {
    assertInvalid(() -> remove("unknown"), "Column does not exist:unknown.");
  }

  @Test
  void thirtyTwoAreTheMost() {
    TestTable.Maker maker = TestTable.make(client).key("pk", STRING);
    for (int i = 0; i < 32; i++) {
      maker.defined("c" + i, DefinedColumnType.STRING);
    }
    table = maker.create();
    String message = "The number of defined columns must be in range: [0, 32].";
    assertInvalid(() -> add("c32", DefinedColumnType.STRING), message);
    assertThat(table.describe().getTableMeta().getDefinedColumnsList()).hasSize(32);

    TestTable.Maker tooMany = TestTable.make(client).key("pk", STRING);
    for (int i = 0; i < 33; i++) {
      tooMany.defined("c" + i, DefinedColumnType.STRING);
    }
    assertInvalid(tooMany::create, message);
  }

  private void add(String column, DefinedColumnType type) {
    AddDefinedColumnRequest request = new AddDefinedColumnRequest();
    request.setTableName(table.name());
    request.addDefinedColumn(column, type);
    client.addDefinedColumn(request);
  }

  private void remove(String column) {
    DeleteDefinedColumnRequest request = new DeleteDefinedColumnRequest();
    request.setTableName(table.name());
    request.addDefinedColumn(column);
    client.deleteDefinedColumn(request);
  }
}
