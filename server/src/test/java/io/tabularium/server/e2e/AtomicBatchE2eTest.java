/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.RowExistenceExpectation.EXPECT_EXIST;
import static io.tabularium.server.e2e.Refusals.assertError;
import static io.tabularium.server.e2e.Refusals.assertInvalid;
import static io.tabularium.server.e2e.Words.INF_MAX;
import static io.tabularium.server.e2e.Words.INF_MIN;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static io.tabularium.server.e2e.Words.values;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.TableStoreException;
import com.alicloud.openservices.tablestore.model.BatchWriteRowRequest;
import com.alicloud.openservices.tablestore.model.BatchWriteRowResponse.RowResult;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.Row;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Batches that are written whole or not at all. */
class AtomicBatchE2eTest {
  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private TestTable table;

  @BeforeEach
  void freshTable() {
    table = TestTable.simple(server.client());
  }

  private static PrimaryKey at(String pk, int n) {
    return key("pk", pk, "n", n);
  }

  private List<RowResult> write(TestTable.Write... writes) {
    BatchWriteRowRequest request = TestTable.batch(writes);
    request.setAtomic(true);
    return server.client().batchWriteRow(request).getRowStatus(table.name());
  }

  private List<String> rows() {
    return table.range(key("pk", INF_MIN, "n", INF_MIN), key("pk", INF_MAX, "n", INF_MAX)).keys();
  }

  @Test
  void rowsOfOnePartitionAreWrittenTogether() {
    table.put(at("a", 3), cell("c", 3));
    assertThat(
            write(
                table.putting(at("a", 1), cell("c", 1)),
                table.updating(at("a", 2)).put(cell("c", 2)),
                table.deleting(at("a", 3))))
        .allMatch(RowResult::isSucceed);
    assertThat(rows()).containsExactly("a/1", "a/2");
  }

  @Test
  void oneFailedConditionWritesNothing() {
    List<RowResult> results =
        write(
            table.putting(at("a", 1), cell("c", 1)),
            table.putting(at("a", 2), cell("c", 2)).when(EXPECT_EXIST),
            table.putting(at("a", 3), cell("c", 3)));
    assertThat(results).hasSize(3);
    for (RowResult result : results) {
      assertError(result.getError(), "OTSConditionCheckFail", "Condition check failed.");
    }
    assertThat(rows()).isEmpty();
  }

  @Test
  void anotherPartitionFailsEveryRow() {
    TestTable numbers =
        TestTable.make(server.client())
            .key("p", com.alicloud.openservices.tablestore.model.PrimaryKeyType.INTEGER)
            .create();
    BatchWriteRowRequest request =
        TestTable.batch(
            numbers.putting(key("p", 0), cell("c", 1)),
            numbers.putting(key("p", 1), cell("c", 1)),
            numbers.putting(key("p", 2), cell("c", 1)));
    request.setAtomic(true);
    List<RowResult> results = server.client().batchWriteRow(request).getRowStatus(numbers.name());
    assertThat(results).hasSize(3);
    for (RowResult result : results) {
      assertError(
          result.getError(),
          "OTSDataOutOfRange",
          "Data out of scope of atomic. Atomic PartKey:0. Data PartKey:1");
    }
    assertThat(numbers.range(key("p", INF_MIN), key("p", INF_MAX)).keys()).isEmpty();
  }

  @Test
  void severalTablesAreRefused() {
    TestTable other = TestTable.simple(server.client());
    BatchWriteRowRequest request =
        TestTable.batch(
            table.putting(at("a", 1), cell("c", 1)), other.putting(at("a", 1), cell("c", 1)));
    request.setAtomic(true);
    assertInvalid(() -> server.client().batchWriteRow(request));
    assertThat(rows()).isEmpty();
    assertThat(other.get(at("a", 1))).isNull();
  }

  @Test
  void notAtomicMeansEachOnItsOwn() {
    BatchWriteRowRequest request =
        TestTable.batch(
            table.putting(at("a", 1), cell("c", 1)),
            table.putting(at("b", 2), cell("c", 2)).when(EXPECT_EXIST));
    request.setAtomic(false);
    server.client().batchWriteRow(request);
    assertThat(rows()).containsExactly("a/1");
  }

  @Test
  void noReaderSeesHalfOfIt() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    Parallel.run(
        3,
        thread -> {
          if (thread == 0) {
            for (int i = 0; i < 100; i++) {
              write(
                  table.putting(at("a", 1), cell("c", i)),
                  table.putting(at("a", 2), cell("c", i)),
                  table.putting(at("a", 3), cell("c", i)));
            }
            done.set(true);
            return;
          }
          while (!done.get()) {
            List<Row> seen = table.range(at("a", 0), at("a", 9)).page().getRows();
            assertThat(seen.stream().map(row -> values(row)).distinct()).hasSizeLessThan(2);
            assertThat(seen.size()).isIn(0, 3);
          }
        });
  }

  @Test
  void aBadParameterRefusesTheRequest() {
    try {
      write(table.putting(at("a", 1), cell("c", 1)), table.putting(at("a", 2), cell("#c", 1)));
      org.assertj.core.api.Assertions.fail("not refused");
    } catch (TableStoreException e) {
      assertThat(e.getMessage()).isEqualTo("Invalid column name: '#c'.");
    }
    assertThat(rows()).isEmpty();
  }
}
