/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static io.tabularium.server.e2e.Refusals.assertInvalid;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.cells;
import static io.tabularium.server.e2e.Words.key;
import static io.tabularium.server.e2e.Words.values;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.core.protocol.OtsInternalApi;
import com.alicloud.openservices.tablestore.core.protocol.PlainBufferCell;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** UpdateRow: cells applied in order, and when a row comes into being. */
class UpdateRowE2eTest {
  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private static TestTable table;

  private final PrimaryKey key = key("pk", "row " + System.nanoTime(), "n", 1);

  @BeforeAll
  static void makeTable() {
    table = TestTable.versioned(server.client(), 10);
  }

  @Test
  void columnsNotMentionedStay() {
    table.put(key, cell("a", 1), cell("b", 2));
    table.updating(key).put(cell("b", 3)).put(cell("c", 4)).run();
    assertThat(values(table.get(key))).containsExactly("a=1", "b=3", "c=4");
  }

  @Test
  void aPutCreatesTheRow() {
    table.updating(key).put(cell("a", 1)).run();
    assertThat(values(table.get(key))).containsExactly("a=1");
  }

  @Test
  void onlyDeletingDoesNotCreateTheRow() {
    table.updating(key).remove("a").run();
    assertThat(table.get(key)).isNull();
    table.updating(key).removeVersion("a", 1).remove("b").run();
    assertThat(table.get(key)).isNull();
  }

  @Test
  void aPutAmongDeletionsCreatesTheRow() {
    table.updating(key).remove("a").put(cell("b", 1)).run();
    assertThat(values(table.get(key))).containsExactly("b=1");
  }

  @Test
  void putThenDeletedLeavesTheColumnAbsent() {
    table.put(key, cell("old", 1));
    table.updating(key).put(cell("c", 1)).remove("c").run();
    assertThat(values(table.get(key))).containsExactly("old=1");
  }

  @Test
  void deletedThenPutLeavesOnlyTheNewVersion() {
    table.put(key, cell("c", "old", 100), cell("c", "older", 50));
    table.updating(key).remove("c").put(cell("c", "new", 70)).run();
    assertThat(cells(table.versions(key))).containsExactly("c=new@70");
  }

  @Test
  void deletingEveryColumnLeavesTheRow() {
    table.put(key, cell("a", 1), cell("b", 2));
    table.updating(key).remove("a").remove("b").run();
    assertThat(table.get(key)).isNotNull();
    assertThat(table.get(key).getColumns()).isEmpty();
  }

  @Test
  void deletingAnAbsentColumnChangesNothing() {
    table.put(key, cell("a", 1));
    table.updating(key).remove("b").run();
    assertThat(values(table.get(key))).containsExactly("a=1");
  }

  @Test
  void theSameColumnMayBePutOrDeletedTwice() {
    table.put(key, cell("a", 1));
    table.updating(key).put(cell("c", "x", 7)).put(cell("c", "y", 7)).run();
    assertThat(cells(table.reading(key).columns("c").maxVersions(9).row()))
        .containsExactly("c=y@7");
    table.updating(key).remove("c").remove("c").run();
    assertThat(values(table.get(key))).containsExactly("a=1");
  }

  @Test
  void anUpdateOfNothingIsRefused() {
    assertInvalid(() -> table.updating(key).run(), "Attribute column is missing.");
    assertThat(table.get(key)).isNull();
  }

  @Test
  void putsDeletionsAndIncrementsTogether() {
    table.put(key, cell("a", 1), cell("b", 2), cell("count", 40), cell("v", "x", 5));
    table
        .updating(key)
        .put(cell("new", "v"))
        .remove("a")
        .increment("count", 2)
        .removeVersion("v", 5)
        .run();
    assertThat(values(table.get(key))).containsExactly("b=2", "count=42", "new=v");
  }

  @Test
  void manySmallUpdatesFoldIntoOneRow() {
    for (int i = 0; i < 300; i++) {
      table.updating(key).put(cell("c%02d".formatted(i % 10), i, i)).run();
      if (i % 50 == 49) {
        table.updating(key).remove("c00").run();
      }
    }
    assertThat(values(table.get(key)))
        .containsExactly(
            "c01=291", "c02=292", "c03=293", "c04=294", "c05=295", "c06=296", "c07=297", "c08=298",
            "c09=299");
  }

  @Test
  void cellsThatContradictThemselvesAreRefused() {
    table.put(key, cell("c", "v", 5));
    assertUpdateRefused(
        "Timestamp must be given when type is DELETE_ONE_VERSION.",
        RawRows.operation("c", RawRows.DELETE_ONE_VERSION));
    assertUpdateRefused(
        "Timestamp cannot be given when type is DELETE_ALL_VERSION.",
        RawRows.at(RawRows.operation("c", RawRows.DELETE_ALL_VERSION), 5));
    assertUpdateRefused(
        "Column value cannot be given when type is DELETE_ONE_VERSION,DELETE_ALL_VERSION.",
        RawRows.as(RawRows.put("c", 1), RawRows.DELETE_ALL_VERSION));
    assertUpdateRefused("Invalid op type of cell: 2.", RawRows.operation("c", (byte) 2));
    assertUpdateRefused("Invalid op type of cell: 9.", RawRows.operation("c", (byte) 9));
    assertThat(cells(table.versions(key))).containsExactly("c=v@5");
  }

  @Test
  void oneBadCellSpoilsTheWholeUpdate() {
    assertUpdateRefused(
        "Timestamp must be given when type is DELETE_ONE_VERSION.",
        RawRows.put("good", 1),
        RawRows.operation("c", RawRows.DELETE_ONE_VERSION));
    assertThat(table.get(key)).isNull();
  }

  private void assertUpdateRefused(String message, PlainBufferCell... cells) {
    assertInvalid(
        server
            .raw()
            .call(
                "UpdateRow",
                OtsInternalApi.UpdateRowRequest.newBuilder()
                    .setTableName(table.name())
                    .setRowChange(RawRows.row(key, cells))
                    .setCondition(
                        OtsInternalApi.Condition.newBuilder()
                            .setRowExistence(OtsInternalApi.RowExistenceExpectation.IGNORE))
                    .build()),
        message);
  }
}
