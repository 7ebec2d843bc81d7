/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static io.tabularium.server.e2e.Refusals.assertError;
import static io.tabularium.server.e2e.Refusals.assertInvalid;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static io.tabularium.server.e2e.Words.values;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.core.protocol.OtsInternalApi;
import com.alicloud.openservices.tablestore.model.BulkImportResponse.RowResult;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bulk loading: rows of one table without conditions. */
class BulkImportE2eTest {
  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private static TestTable table;

  private String pk;

  @BeforeAll
  static void makeTable() {
    table = TestTable.simple(server.client());
  }

  @BeforeEach
  void freshPartition() {
    pk = "p" + System.nanoTime();
  }

  private PrimaryKey at(int n) {
    return key("pk", pk, "n", n);
  }

  @Test
  void putsUpdatesAndDeletions() {
    table.put(at(2), cell("old", 1));
    table.put(at(3), cell("old", 1));
    List<RowResult> results =
        table
            .bulkImport(
                table.putting(at(1), cell("c", 1)),
                table.updating(at(2)).put(cell("c", 2)),
                table.deleting(at(3)),
                table.updating(at(4)).increment("c", 4))
            .getRowResults();
    assertThat(results).hasSize(4).allMatch(RowResult::isSucceed);
    assertThat(values(table.get(at(1)))).containsExactly("c=1");
    assertThat(values(table.get(at(2)))).containsExactly("c=2", "old=1");
    assertThat(table.get(at(3))).isNull();
    assertThat(values(table.get(at(4)))).containsExactly("c=4");
  }

  @Test
  void capacityIsCountedInBytesAndNotInUnits() {
    List<RowResult> results =
        table
            .bulkImport(
                table.putting(key("pk", "0123456789", "n", 1), cell("column", "0123456789")),
                table.updating(key("pk", "0123456789", "n", 2)).put(cell("c", 1)),
                table.deleting(key("pk", "0123456789", "n", 3)))
            .getRowResults();
    // The key is pk (2) + 10 + n (1) + 8 = 21 bytes.
    long[] sizes = {21 + 16, 21 + 9, 21};
    for (int i = 0; i < sizes.length; i++) {
      var consumed = results.get(i).getConsumedCapacity();
      assertThat(consumed.getCapacityUnit().getReadCapacityUnit()).isZero();
      assertThat(consumed.getCapacityUnit().getWriteCapacityUnit()).isZero();
      assertThat(consumed.getCapacityDataSize().getWriteCapacityDataSize()).isEqualTo(sizes[i]);
    }
  }

  @Test
  void aKeyThatDoesNotFitFailsAlone() {
    List<RowResult> results =
        table
            .bulkImport(
                table.putting(at(1), cell("c", 1)),
                table.putting(key("pk", pk), cell("c", 1)),
                table.putting(key("pk", pk, "n", "text"), cell("c", 1)))
            .getRowResults();
    assertThat(results.get(0).isSucceed()).isTrue();
    assertError(
        results.get(1).getError(), "OTSInvalidPK", "Validate PK size fail. Input: 1, Meta: 2.");
    assertError(
        results.get(2).getError(),
        "OTSInvalidPK",
        "Validate PK type fail. Input: VT_STRING, Meta: VT_INTEGER.");
    assertThat(table.get(at(1))).isNotNull();
  }

  @Test
  void ofAMissingTableEveryRowFails() {
    TestTable missing = TestTable.named(server.client(), "missing");
    List<RowResult> results =
        missing
            .bulkImport(missing.putting(at(1), cell("c", 1)), missing.deleting(at(2)))
            .getRowResults();
    assertThat(results).hasSize(2);
    for (RowResult result : results) {
      assertError(result.getError(), "OTSObjectNotExist", "Requested table does not exist.");
    }
  }

  @Test
  void aBadParameterInOneRowFailsTheRequest() {
    assertInvalid(
        () ->
            table.bulkImport(
                table.putting(at(1), cell("c", 1)), table.putting(at(2), cell("#", 1))),
        "Invalid column name: '#'.");
    assertThat(table.get(at(1))).isNull();
  }

  @Test
  void twoHundredRowsAreTheMost() {
    assertThat(table.bulkImport(puts(200)).getRowResults())
        .hasSize(200)
        .allMatch(RowResult::isSucceed);
    assertInvalid(() -> table.bulkImport(puts(201)), "Rows count exceeds the upper limit: 200.");
  }

  private TestTable.Write[] puts(int n) {
    return IntStream.range(0, n)
        .mapToObj(i -> table.putting(at(i), cell("c", i)))
        .toArray(TestTable.Write[]::new);
  }

  @Test
  void aRequestOfNothingIsRefused() {
    assertInvalid(
        server
            .raw()
            .call(
                "BulkImport",
                OtsInternalApi.BulkImportRequest.newBuilder().setTableName(table.name()).build()),
        "No operation is specified for table: '" + table.name() + "'.");
  }

  @Test
  void anUpdateOfNothingFailsAlone() {
    List<RowResult> results =
        table.bulkImport(table.updating(at(1)), table.putting(at(2), cell("c", 1))).getRowResults();
    assertError(
        results.get(0).getError(),
        "OTSParameterInvalid",
        "Invalid update row request: missing cells in request.");
    assertThat(results.get(1).isSucceed()).isTrue();
  }
}
