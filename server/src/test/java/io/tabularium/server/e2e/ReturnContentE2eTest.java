/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.ReturnType.RT_AFTER_MODIFY;
import static com.alicloud.openservices.tablestore.model.ReturnType.RT_NONE;
import static com.alicloud.openservices.tablestore.model.ReturnType.RT_PK;
import static io.tabularium.server.e2e.Refusals.assertInvalid;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static io.tabularium.server.e2e.Words.values;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a write gives back. */
class ReturnContentE2eTest {
  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private static TestTable table;

  private final PrimaryKey key = key("pk", "row " + System.nanoTime(), "n", 1);

  @BeforeAll
  static void makeTable() {
    table = TestTable.simple(server.client());
  }

  @Test
  void nothingUnlessAsked() {
    assertThat(table.putting(key, cell("c", 1)).returning(RT_NONE).run().row()).isNull();
    assertThat(table.updating(key).put(cell("c", 1)).returning(RT_NONE).run().row()).isNull();
    assertThat(table.deleting(key).returning(RT_NONE).run().row()).isNull();
  }

  @Test
  void theKeyWithoutCells() {
    assertJustKey(table.putting(key, cell("c", 1)).returning(RT_PK).run().row());
    assertJustKey(table.updating(key).put(cell("c", 1)).returning(RT_PK).run().row());
    assertJustKey(table.deleting(key).returning(RT_PK).run().row());
    assertJustKey(table.deleting(key).returning(RT_PK).run().row());
  }

  @Test
  void theKeyInABatch() {
    var results =
        table
            .batchWrite(
                table.putting(key, cell("c", 1)).returning(RT_PK),
                table.updating(key("pk", "other", "n", 2)).put(cell("c", 1)).returning(RT_PK),
                table.deleting(key("pk", "third", "n", 3)).returning(RT_PK),
                table.putting(key("pk", "fourth", "n", 4)))
            .getRowStatus(table.name());
    assertJustKey(results.get(0).getRow());
    assertThat(Words.show(results.get(1).getRow().getPrimaryKey())).isEqualTo("other/2");
    assertThat(Words.show(results.get(2).getRow().getPrimaryKey())).isEqualTo("third/3");
    assertThat(results.get(3).getRow()).isNull();
  }

  private void assertJustKey(Row row) {
    assertThat(row.getPrimaryKey()).isEqualTo(key);
    assertThat(row.getColumns()).isEmpty();
  }

  @Test
  void theNewValuesOfIncrementedColumns() {
    table.put(key, cell("a", 1), cell("b", 2), cell("other", "x"));
    Row row =
        table
            .updating(key)
            .increment("a", 10)
            .increment("b", 20)
            .increment("c", 30)
            .put(cell("d", 1))
            .returning(RT_AFTER_MODIFY, "c", "a")
            .run()
            .row();
    assertThat(row.getPrimaryKey()).isEqualTo(key);
    assertThat(values(row)).containsExactly("a=11", "c=30");
    assertThat(row.getLatestColumn("a").getTimestamp())
        .isEqualTo(table.get(key).getLatestColumn("a").getTimestamp());
  }

  @Test
  void theNewValuesInABatch() {
    table.put(key, cell("a", 1));
    var results =
        table
            .batchWrite(
                table.updating(key).increment("a", 1).returning(RT_AFTER_MODIFY, "a"),
                table
                    .updating(key("pk", "in batch", "n", 2))
                    .increment("a", 5)
                    .returning(RT_AFTER_MODIFY, "a"))
            .getRowStatus(table.name());
    assertThat(values(results.get(0).getRow())).containsExactly("a=2");
    assertThat(values(results.get(1).getRow())).containsExactly("a=5");
  }

  @Test
  void onlyIncrementedColumnsCanBeReturned() {
    table.put(key, cell("a", 1), cell("b", 2));
    assertInvalid(
        () -> table.updating(key).increment("a", 1).returning(RT_AFTER_MODIFY, "b").run());
    assertInvalid(
        () ->
            table
                .updating(key)
                .increment("a", 1)
                .put(cell("b", 5))
                .returning(RT_AFTER_MODIFY, "a", "b")
                .run());
    assertThat(values(table.get(key))).containsExactly("a=1", "b=2");
  }

  @Test
  void columnNamesDoNotGoWithTheKey() {
    table.put(key, cell("a", 1));
    assertInvalid(() -> table.updating(key).increment("a", 1).returning(RT_PK, "a").run());
    assertThat(values(table.get(key))).containsExactly("a=1");
  }

  @Test
  void onlyAnUpdateReturnsNewValues() {
    assertInvalid(() -> table.putting(key, cell("a", 1)).returning(RT_AFTER_MODIFY, "a").run());
    assertThat(table.get(key)).isNull();
  }
}
