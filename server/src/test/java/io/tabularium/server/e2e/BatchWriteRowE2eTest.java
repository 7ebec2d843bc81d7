/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.STRING;
import static com.alicloud.openservices.tablestore.model.RowExistenceExpectation.EXPECT_EXIST;
import static com.alicloud.openservices.tablestore.model.RowExistenceExpectation.EXPECT_NOT_EXIST;
import static io.tabularium.server.e2e.Refusals.assertError;
import static io.tabularium.server.e2e.Refusals.assertInvalid;
import static io.tabularium.server.e2e.Words.INF_MAX;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static io.tabularium.server.e2e.Words.text;
import static io.tabularium.server.e2e.Words.values;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.core.protocol.OtsInternalApi;
import com.alicloud.openservices.tablestore.model.BatchWriteRowResponse.RowResult;
import com.alicloud.openservices.tablestore.model.DefinedColumnType;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.condition.SingleColumnValueCondition;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many rows in one write, each on its own. */
class BatchWriteRowE2eTest {
  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private TestTable table;

  @BeforeEach
  void freshTable() {
    table =
        TestTable.make(server.client())
            .key("pk", STRING)
            .defined("typed", DefinedColumnType.INTEGER)
            .create();
  }

  private static PrimaryKey at(String pk) {
    return key("pk", pk);
  }

  private List<RowResult> write(TestTable.Write... writes) {
    return table.batchWrite(writes).getRowStatus(table.name());
  }

  @Test
  void putsUpdatesAndDeletionsTogether() {
    table.put(at("updated"), cell("old", 1));
    table.put(at("deleted"), cell("old", 1));
    List<RowResult> results =
        write(
            table.putting(at("put"), cell("new", 2)),
            table.updating(at("updated")).put(cell("new", 2)),
            table.deleting(at("deleted")),
            table.deleting(at("missing")));
    assertThat(results).hasSize(4).allMatch(RowResult::isSucceed);
    assertThat(values(table.get(at("put")))).containsExactly("new=2");
    assertThat(values(table.get(at("updated")))).containsExactly("new=2", "old=1");
    assertThat(table.get(at("deleted"))).isNull();
  }

  @Test
  void severalTables() {
    TestTable other = TestTable.simple(server.client());
    PrimaryKey there = key("pk", "x", "n", 1);
    var response =
        table.batchWrite(
            table.putting(at("a"), cell("c", 1)),
            other.putting(there, cell("d", 2)),
            table.putting(at("b"), cell("c", 3)));
    assertThat(response.isAllSucceed()).isTrue();
    assertThat(response.getRowStatus(table.name())).hasSize(2);
    assertThat(response.getRowStatus(other.name())).hasSize(1);
    assertThat(values(other.get(there))).containsExactly("d=2");
    assertThat(values(table.get(at("b")))).containsExactly("c=3");
  }

  @Test
  void oneBadRowOfEachKindFailsAlone() {
    List<RowResult> results =
        write(
            table.putting(at("first"), cell("c", 1)),
            table.putting(at("condition"), cell("c", 1)).when(EXPECT_EXIST),
            table.putting(key("pk", 5), cell("c", 1)),
            table.putting(key("other", "x"), cell("c", 1)),
            table.putting(key("pk", "x", "n", 1), cell("c", 1)),
            table.putting(at("typed"), cell("typed", "text")),
            table.updating(at("empty")),
            table.updating(at("last")).put(cell("c", 1)));
    assertThat(results.get(0).isSucceed()).isTrue();
    assertError(results.get(1).getError(), "OTSConditionCheckFail", "Condition check failed.");
    assertError(
        results.get(2).getError(),
        "OTSInvalidPK",
        "Validate PK type fail. Input: VT_INTEGER, Meta: VT_STRING.");
    assertError(
        results.get(3).getError(),
        "OTSInvalidPK",
        "Validate PK name fail. Input: other, Meta: pk.");
    assertError(
        results.get(4).getError(), "OTSInvalidPK", "Validate PK size fail. Input: 2, Meta: 1.");
    assertError(
        results.get(5).getError(),
        "OTSParameterInvalid",
        "Invalid column type for column typed expect VT_INTEGER actual VT_STRING");
    assertError(
        results.get(6).getError(),
        "OTSParameterInvalid",
        "Invalid update row request: missing cells in request.");
    assertThat(results.get(7).isSucceed()).isTrue();
    assertThat(table.range(at("a"), at("z")).keys()).containsExactly("first", "last");
  }

  @Test
  void ofAMissingTableEveryRowFailsAndTheOthersSucceed() {
    TestTable missing = TestTable.named(server.client(), "missing");
    var response =
        table.batchWrite(
            missing.putting(at("a"), cell("c", 1)),
            missing.deleting(at("b")),
            table.putting(at("a"), cell("c", 1)));
    assertThat(response.getRowStatus(table.name()).get(0).isSucceed()).isTrue();
    assertThat(response.getRowStatus("missing")).hasSize(2);
    for (RowResult result : response.getRowStatus("missing")) {
      assertError(result.getError(), "OTSObjectNotExist", "Requested table does not exist.");
    }
    assertThat(table.get(at("a"))).isNotNull();
  }

  @Test
  void updatesWhereUpdatingIsNotAllowedFailAlone() {
    TestTable fixed = TestTable.make(server.client()).key("pk", STRING).allowUpdate(false).create();
    var results =
        fixed
            .batchWrite(
                fixed.putting(at("a"), cell("c", 1)), fixed.updating(at("b")).put(cell("c", 1)))
            .getRowStatus(fixed.name());
    assertThat(results.get(0).isSucceed()).isTrue();
    assertError(
        results.get(1).getError(),
        "OTSParameterInvalid",
        "Update operation is not allowed in this table");
  }

  @Test
  void aBadParameterInOneRowFailsTheRequestAndWritesNothing() {
    TestTable.Write good = table.putting(at("good"), cell("c", 1));
    assertInvalid(
        () -> write(good, table.putting(at("bad"), cell("#", 1))), "Invalid column name: '#'.");
    assertInvalid(
        () -> write(good, table.putting(key("pk", INF_MAX), cell("c", 1))),
        "VT_INF_MAX is an invalid type for the primary key.");
    assertInvalid(
        () -> write(good, table.putting(at(text(1025)), cell("c", 1))),
        "The length of primary key column: 'pk' exceeds the MaxLength:1024 with"
            + " CurrentLength:1025.");
    assertInvalid(
        () -> write(good, table.putting(at("bad"), cell("c", text(2_097_153)))),
        "The length of attribute column: 'c' exceeds the MaxLength:2097152 with"
            + " CurrentLength:2097153.");
    assertInvalid(
        () -> write(good, table.putting(at("bad"), cell("c", 1, Long.MAX_VALUE))),
        "Timestamp must be in range [0, INT64_MAX/1000).");
    assertInvalid(
        () -> write(good, table.putting(at("bad"), cell("c", Double.NaN))),
        "NaN can't be set to double value.");
    assertInvalid(
        () ->
            table.batchWrite(
                good, TestTable.named(server.client(), "#").putting(at("x"), cell("c", 1))),
        "Invalid table name: '#'.");
    assertThat(table.get(at("good"))).isNull();
  }

  @Test
  void repeatedRowsAreAppliedInOrder() {
    List<RowResult> results =
        write(
            table.putting(at("a"), cell("c", 1), cell("d", 1)),
            table.updating(at("a")).put(cell("c", 2)),
            table.putting(at("b"), cell("c", 1)),
            table.deleting(at("b")),
            table.deleting(at("e")),
            table.putting(at("e"), cell("c", 5)));
    assertThat(results).allMatch(RowResult::isSucceed);
    assertThat(values(table.get(at("a")))).containsExactly("c=2", "d=1");
    assertThat(table.get(at("b"))).isNull();
    assertThat(values(table.get(at("e")))).containsExactly("c=5");
  }

  @Test
  void repeatedRowsHaveNoConditions() {
    List<RowResult> existence =
        write(
            table.putting(at("a"), cell("c", 1)).when(EXPECT_NOT_EXIST),
            table.putting(at("a"), cell("c", 2)).when(EXPECT_NOT_EXIST),
            table.putting(at("b"), cell("c", 3)));
    for (RowResult repeated : existence.subList(0, 2)) {
      assertError(
          repeated.getError(),
          "OTSParameterInvalid",
          "Repeated rows do not support row exist expectation check in BatchModify.");
    }
    assertThat(existence.get(2).isSucceed()).isTrue();
    assertThat(table.get(at("a"))).isNull();

    SingleColumnValueCondition condition =
        new SingleColumnValueCondition(
            "c", SingleColumnValueCondition.CompareOperator.EQUAL, Words.value(3));
    List<RowResult> columns =
        write(
            table.putting(at("b"), cell("c", 4)).when(condition),
            table.putting(at("b"), cell("c", 5)).when(condition));
    for (RowResult repeated : columns) {
      assertError(
          repeated.getError(),
          "OTSParameterInvalid",
          "Repeated rows do not support row condition check in BatchModify.");
    }
    assertThat(values(table.get(at("b")))).containsExactly("c=3");
  }

  @Test
  void anIncrementedRowAppearsOnce() {
    List<RowResult> results =
        write(
            table.updating(at("a")).increment("c", 1),
            table.updating(at("a")).increment("c", 1),
            table.updating(at("b")).increment("c", 1));
    assertThat(results.get(0).isSucceed()).isTrue();
    assertThat(results.get(1).isSucceed()).as("a repetition").isFalse();
    assertThat(results.get(1).getError().getCode()).isEqualTo("OTSParameterInvalid");
    assertThat(results.get(2).isSucceed()).isTrue();
    assertThat(values(table.get(at("a")))).containsExactly("c=1");
  }

  @Test
  void twoHundredRowsAreTheMost() {
    assertThat(write(puts(200))).hasSize(200).allMatch(RowResult::isSucceed);
    assertInvalid(() -> write(puts(201)), "Rows count exceeds the upper limit: 200.");
    TestTable missing = TestTable.named(server.client(), "missing");
    TestTable.Write[] mixed = puts(201);
    mixed[200] = missing.putting(at("x"), cell("c", 1));
    assertInvalid(() -> table.batchWrite(mixed), "Rows count exceeds the upper limit: 200.");
  }

  private TestTable.Write[] puts(int n) {
    return IntStream.range(0, n)
        .mapToObj(i -> table.putting(at("row" + i), cell("c", i)))
        .toArray(TestTable.Write[]::new);
  }

  @Test
  void fourMegabytesAreTheMost() {
    // A row is pk (2) + its key (1) + c (1) + the value.
    TestTable.Write first = table.putting(at("a"), cell("c", text(2_000_000 - 4)));
    TestTable.Write second = table.putting(at("b"), cell("c", text(2_000_000 - 4)));
    int rest = 4_194_304 - 4_000_000 - 4;
    assertThat(write(first, second, table.putting(at("d"), cell("c", text(rest)))))
        .allMatch(RowResult::isSucceed);
    assertThat(table.get(at("d")).getColumns()[0].getValue().asString()).hasSize(rest);
    assertInvalid(
        () -> write(first, second, table.putting(at("e"), cell("c", text(rest + 1)))), tooLarge(1));
    assertThat(table.get(at("e"))).isNull();
  }

  @Test
  void anExplicitVersionCountsEightBytes() {
    TestTable.Write first = table.putting(at("a"), cell("c", text(2_000_000 - 4)));
    TestTable.Write second = table.putting(at("b"), cell("c", text(2_000_000 - 4)));
    int rest = 4_194_304 - 4_000_000 - 4 - 8;
    assertThat(write(first, second, table.putting(at("d"), cell("c", text(rest), 5))))
        .allMatch(RowResult::isSucceed);
    assertInvalid(
        () -> write(first, second, table.putting(at("e"), cell("c", text(rest + 1), 5))),
        tooLarge(1));
  }

  private static String tooLarge(int over) {
    return "The total data size of BatchWriteRow request exceeds the limit, limit size: 4194304,"
        + " data size: "
        + (4_194_304 + over)
        + ".";
  }

  @Test
  void aRequestOfNothingIsRefused() {
    assertInvalid(
        server.raw().call("BatchWriteRow", new byte[0]), "No row is specified in BatchWriteRow.");
  }

  @Test
  void aTableWithoutRowsIsRefused() {
    var request =
        OtsInternalApi.BatchWriteRowRequest.newBuilder()
            .addTables(
                OtsInternalApi.TableInBatchWriteRowRequest.newBuilder().setTableName(table.name()));
    assertInvalid(
        server.raw().call("BatchWriteRow", request.build()),
        "No operation is specified for table: '" + table.name() + "'.");
  }

  @Test
  void theSameTableTwiceIsTwoItems() throws Exception {
    TestTable other = TestTable.make(server.client()).key("pk", STRING).create();
    var request =
        OtsInternalApi.BatchWriteRowRequest.newBuilder()
            .addTables(item(table, "a", "b"))
            .addTables(item(other, "c"))
            .addTables(item(table, "d"));
    var response =
        OtsInternalApi.BatchWriteRowResponse.parseFrom(
            server.raw().call("BatchWriteRow", request.build()).success());
    assertThat(response.getTablesList())
        .extracting(OtsInternalApi.TableInBatchWriteRowResponse::getTableName)
        .containsExactly(table.name(), other.name(), table.name());
    assertThat(response.getTablesList())
        .extracting(OtsInternalApi.TableInBatchWriteRowResponse::getRowsCount)
        .containsExactly(2, 1, 1);
    assertThat(table.range(at("a"), at("z")).keys()).containsExactly("a", "b", "d");
  }

  private static OtsInternalApi.TableInBatchWriteRowRequest item(TestTable of, String... keys) {
    var item = OtsInternalApi.TableInBatchWriteRowRequest.newBuilder().setTableName(of.name());
    for (String pk : keys) {
      item.addRows(
          OtsInternalApi.RowInBatchWriteRowRequest.newBuilder()
              .setType(OtsInternalApi.OperationType.PUT)
              .setRowChange(RawRows.row(at(pk), RawRows.put("c", 1)))
              .setCondition(
                  OtsInternalApi.Condition.newBuilder()
                      .setRowExistence(OtsInternalApi.RowExistenceExpectation.IGNORE)));
    }
    return item.build();
  }
}
