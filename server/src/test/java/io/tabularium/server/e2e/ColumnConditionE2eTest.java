/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.condition.SingleColumnValueCondition.CompareOperator.EQUAL;
import static com.alicloud.openservices.tablestore.model.condition.SingleColumnValueCondition.CompareOperator.GREATER_THAN;
import static com.alicloud.openservices.tablestore.model.condition.SingleColumnValueCondition.CompareOperator.LESS_THAN;
import static com.alicloud.openservices.tablestore.model.condition.SingleColumnValueCondition.CompareOperator.NOT_EQUAL;
import static io.tabularium.server.e2e.Refusals.assertConditionFails;
import static io.tabularium.server.e2e.Refusals.assertInvalid;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static io.tabularium.server.e2e.Words.values;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.core.protocol.OTSProtocolBuilder;
import com.alicloud.openservices.tablestore.core.protocol.OtsInternalApi;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.RowExistenceExpectation;
import com.alicloud.openservices.tablestore.model.condition.ColumnCondition;
import com.alicloud.openservices.tablestore.model.condition.CompositeColumnValueCondition;
import com.alicloud.openservices.tablestore.model.condition.CompositeColumnValueCondition.LogicOperator;
import com.alicloud.openservices.tablestore.model.condition.SingleColumnValueCondition;
import com.alicloud.openservices.tablestore.model.condition.SingleColumnValueCondition.CompareOperator;
import com.alicloud.openservices.tablestore.model.filter.ColumnPaginationFilter;
import com.alicloud.openservices.tablestore.model.filter.Filter;
import com.alicloud.openservices.tablestore.model.filter.RegexRule;
import com.alicloud.openservices.tablestore.model.filter.SingleColumnValueRegexFilter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Writes that depend on what the row holds. */
class ColumnConditionE2eTest {
  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private static TestTable table;

  private final PrimaryKey key = key("pk", "row " + System.nanoTime(), "n", 1);

  @BeforeAll
  static void makeTable() {
    table = TestTable.versioned(server.client(), 5);
  }

  private static SingleColumnValueCondition that(
      String column, CompareOperator operator, Object value) {
    SingleColumnValueCondition condition =
        new SingleColumnValueCondition(column, operator, Words.value(value));
    condition.setPassIfMissing(false);
    return condition;
  }

  private static CompositeColumnValueCondition all(
      LogicOperator operator, ColumnCondition... conditions) {
    CompositeColumnValueCondition composite = new CompositeColumnValueCondition(operator);
    for (ColumnCondition condition : conditions) {
      composite.addCondition(condition);
    }
    return composite;
  }

  @ParameterizedTest
  @ValueSource(strings = {"put", "update", "delete"})
  void everyKindOfWriteObeys(String operation) {
    table.put(key, cell("version", 1), cell("c", "old"));
    TestTable.Write refused = write(operation).when(that("version", EQUAL, 2));
    assertConditionFails(refused::run);
    assertThat(values(table.get(key))).containsExactly("c=old", "version=1");

    write(operation).when(that("version", EQUAL, 1)).run();
    switch (operation) {
      case "put" -> assertThat(values(table.get(key))).containsExactly("c=new");
      case "update" -> assertThat(values(table.get(key))).containsExactly("c=new", "version=1");
      default -> assertThat(table.get(key)).isNull();
    }
  }

  private TestTable.Write write(String operation) {
    return switch (operation) {
      case "put" -> table.putting(key, cell("c", "new"));
      case "update" -> table.updating(key).put(cell("c", "new"));
      default -> table.deleting(key);
    };
  }

  @Test
  void everyComparison() {
    table.put(key, cell("c", 5));
    assertHolds(that("c", EQUAL, 5), that("c", NOT_EQUAL, 4), that("c", GREATER_THAN, 4));
    assertHolds(
        that("c", LESS_THAN, 6),
        that("c", CompareOperator.GREATER_EQUAL, 5),
        that("c", CompareOperator.LESS_EQUAL, 5));
    assertHoldsNot(that("c", EQUAL, 4), that("c", NOT_EQUAL, 5), that("c", GREATER_THAN, 5));
    assertHoldsNot(
        that("c", LESS_THAN, 5),
        that("c", CompareOperator.GREATER_EQUAL, 6),
        that("c", CompareOperator.LESS_EQUAL, 4));
    assertHoldsNot(that("c", EQUAL, "5"), that("c", NOT_EQUAL, "5"), that("c", EQUAL, 5.0));
  }

  private void assertHolds(ColumnCondition... conditions) {
    for (ColumnCondition condition : conditions) {
      table.updating(key).put(cell("touched", 1)).when(condition).run();
    }
  }

  private void assertHoldsNot(ColumnCondition... conditions) {
    for (ColumnCondition condition : conditions) {
      assertConditionFails(() -> table.updating(key).put(cell("never", 1)).when(condition).run());
    }
    assertThat(table.reading(key).columns("never").row()).isNull();
  }

  @Test
  void aMissingColumnPassesOrFailsAsAsked() {
    table.put(key, cell("other", 1));
    SingleColumnValueCondition condition = that("missing", EQUAL, 1);
    assertHoldsNot(condition);
    condition.setPassIfMissing(true);
    assertHolds(condition);
  }

  @Test
  void onAMissingRowEveryColumnIsMissing() {
    SingleColumnValueCondition condition = that("c", EQUAL, 1);
    assertConditionFails(() -> table.putting(key, cell("c", 2)).when(condition).run());
    assertThat(table.get(key)).isNull();
    condition.setPassIfMissing(true);
    table.putting(key, cell("c", 2)).when(condition).run();
    assertThat(values(table.get(key))).containsExactly("c=2");
  }

  @Test
  void aKeyColumnIsAColumn() {
    table.put(key, cell("c", 1));
    assertHolds(that("n", EQUAL, 1));
    assertHoldsNot(that("n", EQUAL, 2));
  }

  @Test
  void theNewestVersionOrAny() {
    table.put(key, cell("c", "old", 1), cell("c", "new", 2));
    SingleColumnValueCondition old = that("c", EQUAL, "old");
    old.setLatestVersionsOnly(true);
    assertHoldsNot(old);
    old.setLatestVersionsOnly(false);
    assertHolds(old);
  }

  @Test
  void composites() {
    table.put(key, cell("a", 1), cell("b", 2));
    assertHolds(
        all(LogicOperator.AND, that("a", EQUAL, 1), that("b", EQUAL, 2)),
        all(LogicOperator.OR, that("a", EQUAL, 9), that("b", EQUAL, 2)),
        all(LogicOperator.NOT, that("a", EQUAL, 9)),
        all(
            LogicOperator.AND,
            all(LogicOperator.NOT, that("a", EQUAL, 9)),
            all(LogicOperator.OR, that("b", GREATER_THAN, 1), that("b", LESS_THAN, 0))));
    assertHoldsNot(
        all(LogicOperator.AND, that("a", EQUAL, 1), that("b", EQUAL, 3)),
        all(LogicOperator.OR, that("a", EQUAL, 9), that("b", EQUAL, 9)),
        all(LogicOperator.NOT, that("a", EQUAL, 1)));
  }

  @Test
  void existenceAndColumnsMustBothHold() {
    TestTable.Write create =
        table
            .putting(key, cell("c", 1))
            .when(RowExistenceExpectation.EXPECT_EXIST)
            .when(new SingleColumnValueCondition("c", EQUAL, Words.value(1)));
    assertConditionFails(create::run);
    table.put(key, cell("c", 1));
    create.run();
    assertConditionFails(
        () ->
            table
                .putting(key, cell("c", 1))
                .when(RowExistenceExpectation.EXPECT_EXIST)
                .when(that("c", EQUAL, 2))
                .run());
  }

  @Test
  void conditionsWithTransferredValues() {
    table.put(key, cell("c", "age=17"));
    for (int expected : new int[] {17, 18}) {
      var condition =
          new SingleColumnValueRegexFilter(
              "c",
              new RegexRule("age=([0-9]+)", RegexRule.CastType.VT_INTEGER),
              SingleColumnValueRegexFilter.CompareOperator.EQUAL,
              Words.value(expected));
      RawClient.Answer answer = putWhen(condition);
      if (expected == 17) {
        answer.success();
        table.put(key, cell("c", "age=17"));
      } else {
        Refusals.assertRefused(answer, 403, "OTSConditionCheckFail", "Condition check failed.");
      }
    }
  }

  @Test
  void aPaginationIsNoCondition() {
    assertInvalid(putWhen(new ColumnPaginationFilter(1, 0)));
    assertThat(table.get(key)).isNull();
  }

  private RawClient.Answer putWhen(Filter condition) {
    return server
        .raw()
        .call(
            "PutRow",
            OtsInternalApi.PutRowRequest.newBuilder()
                .setTableName(table.name())
                .setRow(RawRows.row(key, RawRows.put("c", "put")))
                .setCondition(
                    OtsInternalApi.Condition.newBuilder()
                        .setRowExistence(OtsInternalApi.RowExistenceExpectation.IGNORE)
                        .setColumnCondition(OTSProtocolBuilder.buildFilter(condition)))
                .build());
  }

  @Test
  void compareAndSetFromManyThreadsLosesNothing() throws Exception {
    table.put(key, cell("c", 0));
    int threads = 8;
    int each = 20;
    Parallel.run(
        threads,
        thread -> {
          for (int done = 0; done < each; ) {
            long seen = table.get(key).getLatestColumn("c").getValue().asLong();
            try {
              table.updating(key).put(cell("c", seen + 1)).when(that("c", EQUAL, seen)).run();
              done++;
            } catch (com.alicloud.openservices.tablestore.TableStoreException e) {
              assertThat(e.getErrorCode()).isEqualTo("OTSConditionCheckFail");
            }
          }
        });
    assertThat(values(table.get(key))).containsExactly("c=" + threads * each);
  }
}
