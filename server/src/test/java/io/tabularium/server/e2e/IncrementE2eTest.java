/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.RowExistenceExpectation.EXPECT_EXIST;
import static io.tabularium.server.e2e.Refusals.assertConditionFails;
import static io.tabularium.server.e2e.Refusals.assertInvalid;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.cells;
import static io.tabularium.server.e2e.Words.key;
import static io.tabularium.server.e2e.Words.values;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.core.protocol.OtsInternalApi;
import com.alicloud.openservices.tablestore.core.protocol.PlainBufferCell;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.ReturnType;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Atomic counters. */
class IncrementE2eTest {
  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private static TestTable table;

  private final PrimaryKey key = key("pk", "row " + System.nanoTime(), "n", 1);

  @BeforeAll
  static void makeTable() {
    table = TestTable.versioned(server.client(), 10);
  }

  @Test
  void aMissingColumnCountsAsZero() {
    table.updating(key).increment("c", 5).run();
    assertThat(values(table.get(key))).containsExactly("c=5");
  }

  @Test
  void anIncrementMayBeNegativeOrZero() {
    table.put(key, cell("c", 10));
    table.updating(key).increment("c", -25).run();
    assertThat(values(table.get(key))).containsExactly("c=-15");
    table.updating(key).increment("c", 0).run();
    assertThat(values(table.get(key))).containsExactly("c=-15");
  }

  @Test
  void itStartsFromTheNewestVersionAndWritesANewOne() {
    table.put(key, cell("c", 100, 1000), cell("c", 7, 500));
    table.updating(key).increment("c", 1).run();
    List<String> versions = cells(table.versions(key));
    assertThat(versions).hasSize(3);
    assertThat(versions.get(0)).startsWith("c=101@");
    assertThat(versions.subList(1, 3)).containsExactly("c=100@1000", "c=7@500");
    assertThat(table.get(key).getLatestColumn("c").getTimestamp())
        .isGreaterThan(System.currentTimeMillis() - 60_000);
  }

  @Test
  void afterADeletionItStartsAtZero() {
    table.put(key, cell("c", 41));
    table.updating(key).remove("c").run();
    table.updating(key).increment("c", 1).run();
    assertThat(values(table.get(key))).containsExactly("c=1");
  }

  @Test
  void severalColumnsAtOnce() {
    table.put(key, cell("a", 1), cell("b", 2));
    table.updating(key).increment("a", 10).increment("b", 20).increment("c", 30).run();
    assertThat(values(table.get(key))).containsExactly("a=11", "b=22", "c=30");
  }

  @Test
  void onlyIntegersAreIncremented() {
    for (Object value : new Object[] {"1", 1.0, true, new byte[] {1}}) {
      table.put(key, cell("c", value, 5), cell("good", 1, 5));
      assertInvalid(() -> table.updating(key).increment("good", 1).increment("c", 1).run());
      assertThat(cells(table.versions(key)))
          .containsExactly("c=" + Words.show(Words.value(value)) + "@5", "good=1@5");
    }
  }

  @Test
  void anOverflowIsRefused() {
    table.put(key, cell("max", Long.MAX_VALUE, 5), cell("min", Long.MIN_VALUE, 5));
    assertInvalid(() -> table.updating(key).increment("max", 1).run());
    assertInvalid(() -> table.updating(key).increment("min", -1).run());
    assertThat(cells(table.versions(key)))
        .containsExactly("max=" + Long.MAX_VALUE + "@5", "min=" + Long.MIN_VALUE + "@5");
    table.updating(key).increment("max", -1).increment("min", 1).run();
    assertThat(values(table.get(key)))
        .containsExactly("max=" + (Long.MAX_VALUE - 1), "min=" + (Long.MIN_VALUE + 1));
  }

  @Test
  void aColumnIsNotIncrementedAndChangedInOneRequest() {
    table.put(key, cell("c", 1, 5));
    assertInvalid(() -> table.updating(key).increment("c", 1).increment("c", 1).run());
    assertInvalid(() -> table.updating(key).put(cell("c", 2)).increment("c", 1).run());
    assertInvalid(() -> table.updating(key).increment("c", 1).remove("c").run());
    assertThat(cells(table.versions(key))).containsExactly("c=1@5");
  }

  @Test
  void anIncrementIsAnIntegerWithoutVersion() {
    assertUpdateRefused(RawRows.as(RawRows.put("c", 1.5), RawRows.INCREMENT));
    assertUpdateRefused(RawRows.as(RawRows.put("c", "1"), RawRows.INCREMENT));
    assertUpdateRefused(RawRows.as(RawRows.at(RawRows.put("c", 1), 5), RawRows.INCREMENT));
    assertUpdateRefused(RawRows.operation("c", RawRows.INCREMENT));
    assertThat(table.get(key)).isNull();
  }

  private void assertUpdateRefused(PlainBufferCell cell) {
    assertInvalid(
        server
            .raw()
            .call(
                "UpdateRow",
                OtsInternalApi.UpdateRowRequest.newBuilder()
                    .setTableName(table.name())
                    .setRowChange(RawRows.row(key, cell))
                    .setCondition(
                        OtsInternalApi.Condition.newBuilder()
                            .setRowExistence(OtsInternalApi.RowExistenceExpectation.IGNORE))
                    .build()));
  }

  @Test
  void conditionsApply() {
    assertConditionFails(() -> table.updating(key).increment("c", 1).when(EXPECT_EXIST).run());
    assertThat(table.get(key)).isNull();
    table.put(key, cell("c", 1));
    table.updating(key).increment("c", 1).when(EXPECT_EXIST).run();
    assertThat(values(table.get(key))).containsExactly("c=2");
  }

  @Test
  void sixteenThreadsLoseNothingAndSeeEveryValueOnce() throws Exception {
    int threads = 16;
    int each = 100;
    ConcurrentLinkedQueue<Long> seen = new ConcurrentLinkedQueue<>();
    Parallel.run(
        threads,
        thread -> {
          for (int i = 0; i < each; i++) {
            seen.add(
                table
                    .updating(key)
                    .increment("c", 1)
                    .returning(ReturnType.RT_AFTER_MODIFY, "c")
                    .run()
                    .row()
                    .getLatestColumn("c")
                    .getValue()
                    .asLong());
          }
        });
    assertThat(values(table.get(key))).containsExactly("c=" + threads * each);
    assertThat(seen)
        .containsExactlyInAnyOrderElementsOf(
            LongStream.rangeClosed(1, threads * each).boxed().toList());
  }
}
