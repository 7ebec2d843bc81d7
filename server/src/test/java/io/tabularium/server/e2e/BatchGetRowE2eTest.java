/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.INTEGER;
import static io.tabularium.server.e2e.Refusals.assertError;
import static io.tabularium.server.e2e.Refusals.assertInvalid;
import static io.tabularium.server.e2e.Words.INF_MIN;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static io.tabularium.server.e2e.Words.values;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.core.protocol.OtsInternalApi;
import com.alicloud.openservices.tablestore.model.BatchGetRowRequest;
import com.alicloud.openservices.tablestore.model.BatchGetRowResponse;
import com.alicloud.openservices.tablestore.model.BatchGetRowResponse.RowResult;
import com.alicloud.openservices.tablestore.model.MultiRowQueryCriteria;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many rows in one read. */
class BatchGetRowE2eTest {
  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private static TestTable table;
  private static TestTable other;

  @BeforeAll
  static void fill() {
    table = TestTable.make(server.client()).key("n", INTEGER).create();
    other = TestTable.make(server.client()).key("n", INTEGER).create();
    for (int n = 0; n < 10; n++) {
      table.put(at(n), cell("c", n));
      other.put(at(n), cell("d", n));
    }
  }

  private static PrimaryKey at(Object n) {
    return key("n", n);
  }

  private static BatchGetRowResponse get(MultiRowQueryCriteria... criteria) {
    BatchGetRowRequest request = new BatchGetRowRequest();
    for (MultiRowQueryCriteria one : criteria) {
      request.addMultiRowQueryCriteria(one);
    }
    return server.client().batchGetRow(request);
  }

  @Test
  void rowsComeInTheOrderAskedFor() {
    List<RowResult> results = table.batchGet(at(7), at(1), at(4));
    assertThat(results).allMatch(RowResult::isSucceed);
    assertThat(results.stream().map(result -> values(result.getRow())))
        .containsExactly(List.of("c=7"), List.of("c=1"), List.of("c=4"));
  }

  @Test
  void aMissingRowIsASuccessWithoutRow() {
    List<RowResult> results = table.batchGet(at(1), at(99), at(2));
    assertThat(results).allMatch(RowResult::isSucceed);
    assertThat(results.get(1).getRow()).isNull();
    assertThat(results.get(1).getConsumedCapacity().getCapacityUnit().getReadCapacityUnit())
        .isEqualTo(1);
    assertThat(values(results.get(2).getRow())).containsExactly("c=2");
  }

  @Test
  void theSameKeyTwiceIsTwoItems() {
    List<RowResult> results = table.batchGet(at(3), at(3));
    assertThat(results).hasSize(2);
    assertThat(values(results.get(0).getRow())).isEqualTo(values(results.get(1).getRow()));
  }

  @Test
  void severalTablesEachWithItsSelection() {
    MultiRowQueryCriteria second = other.criteria(at(5), at(6));
    second.addColumnsToGet("nowhere");
    second.addColumnsToGet("n");
    BatchGetRowResponse response = get(table.criteria(at(5)), second);
    assertThat(values(response.getBatchGetRowResult(table.name()).get(0).getRow()))
        .containsExactly("c=5");
    assertThat(response.getBatchGetRowResult(other.name()))
        .hasSize(2)
        .allMatch(result -> result.getRow().getColumns().length == 0);
  }

  @Test
  void ofAMissingTableEveryRowFailsAndTheOthersSucceed() {
    TestTable missing = TestTable.named(server.client(), "missing");
    BatchGetRowResponse response = get(table.criteria(at(5)), missing.criteria(at(1), at(2)));
    assertThat(response.getBatchGetRowResult(table.name()).get(0).isSucceed()).isTrue();
    List<RowResult> failed = response.getBatchGetRowResult("missing");
    assertThat(failed).hasSize(2);
    for (RowResult result : failed) {
      assertThat(result.isSucceed()).isFalse();
      assertError(result.getError(), "OTSObjectNotExist", "Requested table does not exist.");
    }
  }

  @Test
  void aKeyThatDoesNotFitFailsAlone() {
    List<RowResult> results =
        table.batchGet(at(1), key("n", "text"), key("m", 1), key("n", 1, "m", 2), at(2));
    assertThat(values(results.get(0).getRow())).containsExactly("c=1");
    assertError(
        results.get(1).getError(),
        "OTSInvalidPK",
        "Validate PK type fail. Input: VT_STRING, Meta: VT_INTEGER.");
    assertError(
        results.get(2).getError(), "OTSInvalidPK", "Validate PK name fail. Input: m, Meta: n.");
    assertError(
        results.get(3).getError(), "OTSInvalidPK", "Validate PK size fail. Input: 2, Meta: 1.");
    assertThat(values(results.get(4).getRow())).containsExactly("c=2");
  }

  @Test
  void aBadParameterInOneRowFailsTheRequest() {
    assertInvalid(
        () -> table.batchGet(at(1), key("n", INF_MIN)),
        "VT_INF_MIN is an invalid type for the primary key.");
    assertInvalid(
        () -> table.batchGet(at(1), key("n", Words.text(1025))),
        "The length of primary key column: 'n' exceeds the MaxLength:1024 with"
            + " CurrentLength:1025.");
    assertInvalid(
        () -> table.batchGet(at(1), key("n", Words.AUTO)),
        "PKAutoIncr can't be used for read operations.");
  }

  @Test
  void aHundredRowsAreTheMost() {
    assertThat(table.batchGet(firstRows(100))).hasSize(100);
    assertInvalid(() -> table.batchGet(firstRows(101)), "Rows count exceeds the upper limit: 100.");
    assertInvalid(
        () -> get(table.criteria(firstRows(60)), other.criteria(firstRows(41))),
        "Rows count exceeds the upper limit: 100.");
  }

  private static PrimaryKey[] firstRows(int n) {
    return IntStream.range(0, n).mapToObj(BatchGetRowE2eTest::at).toArray(PrimaryKey[]::new);
  }

  @Test
  void tooManyRowsAreFoundBeforeTheMissingTable() {
    TestTable missing = TestTable.named(server.client(), "missing");
    assertInvalid(
        () -> missing.batchGet(firstRows(101)), "Rows count exceeds the upper limit: 100.");
  }

  @Test
  void aRequestForNothingIsRefused() {
    assertInvalid(
        server.raw().call("BatchGetRow", new byte[0]),
        "No row specified in the request of BatchGetRow.");
  }

  @Test
  void anItemWithoutKeysIsAnEmptyItem() throws Exception {
    var request =
        OtsInternalApi.BatchGetRowRequest.newBuilder()
            .addTables(item(table))
            .addTables(item(other).addPrimaryKey(RawRows.key(at(1))));
    var response =
        OtsInternalApi.BatchGetRowResponse.parseFrom(
            server.raw().call("BatchGetRow", request.build()).success());
    assertThat(response.getTables(0).getTableName()).isEqualTo(table.name());
    assertThat(response.getTables(0).getRowsCount()).isZero();
    assertThat(response.getTables(1).getRowsCount()).isEqualTo(1);
  }

  @Test
  void theSameTableTwiceIsTwoItems() throws Exception {
    var request =
        OtsInternalApi.BatchGetRowRequest.newBuilder()
            .addTables(item(table).addPrimaryKey(RawRows.key(at(1))))
            .addTables(item(other).addPrimaryKey(RawRows.key(at(2))))
            .addTables(item(table).addPrimaryKey(RawRows.key(at(3))));
    var response =
        OtsInternalApi.BatchGetRowResponse.parseFrom(
            server.raw().call("BatchGetRow", request.build()).success());
    assertThat(response.getTablesList())
        .extracting(OtsInternalApi.TableInBatchGetRowResponse::getTableName)
        .containsExactly(table.name(), other.name(), table.name());
    assertThat(response.getTablesList())
        .allSatisfy(
            item -> {
              assertThat(item.getRows(0).getIsOk()).isTrue();
              assertThat(item.getRows(0).getRow().isEmpty()).isFalse();
              assertThat(item.getRows(0).hasNextToken()).isFalse();
            });
  }

  private static OtsInternalApi.TableInBatchGetRowRequest.Builder item(TestTable of) {
    return OtsInternalApi.TableInBatchGetRowRequest.newBuilder()
        .setTableName(of.name())
        .setMaxVersions(1);
  }
}
