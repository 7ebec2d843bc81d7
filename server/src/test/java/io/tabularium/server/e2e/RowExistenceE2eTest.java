/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static io.tabularium.server.e2e.Refusals.assertConditionFails;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static io.tabularium.server.e2e.Words.values;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.RowExistenceExpectation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Writes that expect the row to be there, or not to be. */
class RowExistenceE2eTest {
  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private static TestTable table;

  private final PrimaryKey key = key("pk", "row " + System.nanoTime(), "n", 1);

  @BeforeAll
  static void makeTable() {
    table = TestTable.simple(server.client());
  }

  @ParameterizedTest(name = "{0} {1} on {2} row: {3}")
  @CsvSource({
    "put,    IGNORE,           an existing, ok",
    "put,    EXPECT_EXIST,     an existing, ok",
    "put,    EXPECT_NOT_EXIST, an existing, fails",
    "put,    IGNORE,           a missing,   ok",
    "put,    EXPECT_EXIST,     a missing,   fails",
    "put,    EXPECT_NOT_EXIST, a missing,   ok",
    "update, IGNORE,           an existing, ok",
    "update, EXPECT_EXIST,     an existing, ok",
    "update, EXPECT_NOT_EXIST, an existing, fails",
    "update, IGNORE,           a missing,   ok",
    "update, EXPECT_EXIST,     a missing,   fails",
    "update, EXPECT_NOT_EXIST, a missing,   ok",
    "delete, IGNORE,           an existing, ok",
    "delete, EXPECT_EXIST,     an existing, ok",
    "delete, EXPECT_NOT_EXIST, an existing, fails",
    "delete, IGNORE,           a missing,   ok",
    "delete, EXPECT_EXIST,     a missing,   fails",
    "delete, EXPECT_NOT_EXIST, a missing,   ok",
  })
  void expectations(
      String operation, RowExistenceExpectation expectation, String state, String outcome) {
    boolean exists = state.equals("an existing");
    if (exists) {
      table.put(key, cell("old", 1));
    }
    TestTable.Write write =
        switch (operation) {
          case "put" -> table.putting(key, cell("new", 2));
          case "update" -> table.updating(key).put(cell("new", 2));
          default -> table.deleting(key);
        };
    write.when(expectation);
    if (outcome.equals("fails")) {
      assertConditionFails(write::run);
      if (exists) {
        assertThat(values(table.get(key))).containsExactly("old=1");
      } else {
        assertThat(table.get(key)).isNull();
      }
      return;
    }
    write.run();
    switch (operation) {
      case "put" -> assertThat(values(table.get(key))).containsExactly("new=2");
      case "update" -> {
        if (exists) {
          assertThat(values(table.get(key))).containsExactly("new=2", "old=1");
        } else {
          assertThat(values(table.get(key))).containsExactly("new=2");
        }
      }
      default -> assertThat(table.get(key)).isNull();
    }
  }

  @Test
  void aRowWithoutColumnsExists() {
    table.put(key);
    assertConditionFails(
        () -> table.putting(key).when(RowExistenceExpectation.EXPECT_NOT_EXIST).run());
    table.updating(key).put(cell("c", 1)).when(RowExistenceExpectation.EXPECT_EXIST).run();
    table.updating(key).remove("c").run();
    table.deleting(key).when(RowExistenceExpectation.EXPECT_EXIST).run();
    assertThat(table.get(key)).isNull();
  }

  @Test
  void aDeletedRowDoesNotExist() {
    table.put(key, cell("c", 1));
    table.delete(key);
    assertConditionFails(() -> table.putting(key).when(RowExistenceExpectation.EXPECT_EXIST).run());
    table.putting(key, cell("c", 2)).when(RowExistenceExpectation.EXPECT_NOT_EXIST).run();
    assertThat(values(table.get(key))).containsExactly("c=2");
  }

  @Test
  void anUpdateThatOnlyDeletesDoesNotMakeTheRowExist() {
    table.updating(key).remove("c").when(RowExistenceExpectation.EXPECT_NOT_EXIST).run();
    assertConditionFails(
        () -> table.deleting(key).when(RowExistenceExpectation.EXPECT_EXIST).run());
  }

  @Test
  void ofManyCreatorsOneWins() throws Exception {
    int[] wins = new int[16];
    Parallel.run(
        16,
        thread -> {
          try {
            table
                .putting(key, cell("winner", thread))
                .when(RowExistenceExpectation.EXPECT_NOT_EXIST)
                .run();
            wins[thread]++;
          } catch (com.alicloud.openservices.tablestore.TableStoreException e) {
            assertThat(e.getErrorCode()).isEqualTo("OTSConditionCheckFail");
          }
        });
    assertThat(java.util.Arrays.stream(wins).sum()).isEqualTo(1);
    int winner = (int) table.get(key).getLatestColumn("winner").getValue().asLong();
    assertThat(wins[winner]).isEqualTo(1);
  }
}
