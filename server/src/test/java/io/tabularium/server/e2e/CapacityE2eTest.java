/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.ReturnType.RT_PK;
import static com.alicloud.openservices.tablestore.model.RowExistenceExpectation.EXPECT_EXIST;
import static com.alicloud.openservices.tablestore.model.RowExistenceExpectation.EXPECT_NOT_EXIST;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static io.tabularium.server.e2e.Words.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.core.protocol.OtsInternalApi;
import com.alicloud.openservices.tablestore.model.CapacityUnit;
import com.alicloud.openservices.tablestore.model.ConsumedCapacity;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.condition.SingleColumnValueCondition;
import com.alicloud.openservices.tablestore.model.filter.SingleColumnValueFilter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What every operation says it cost, in capacity units of 4 KB. */
class CapacityE2eTest {
  private static final String NINE_KB = text(9 * 1024);

  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private static TestTable table;

  private PrimaryKey key;

  @BeforeAll
  static void makeTable() {
    table = TestTable.versioned(server.client(), 10);
  }

  @BeforeEach
  void freshKey() {
    key = key("pk", "r" + System.nanoTime(), "n", 1);
  }

  /** {@code (read, write)}. */
  private static String cost(CapacityUnit units) {
    return "(" + units.getReadCapacityUnit() + "," + units.getWriteCapacityUnit() + ")";
  }

  private static String cost(ConsumedCapacity consumed) {
    return cost(consumed.getCapacityUnit());
  }

  private String readCost() {
    return cost(table.reading(key).response().getConsumedCapacity());
  }

  private String cost(TestTable.Write write) {
    return cost(write.run().units());
  }

  @Test
  void readingARow() {
    assertThat(readCost()).as("missing").isEqualTo("(1,0)");
    table.put(key, cell("c", "small"));
    assertThat(readCost()).isEqualTo("(1,0)");
    table.put(key, cell("c", NINE_KB));
    assertThat(readCost()).isEqualTo("(3,0)");
    table.put(key);
    assertThat(readCost()).as("just a key").isEqualTo("(1,0)");
  }

  @Test
  void readingPartOfARow() {
    table.put(key, cell("large", NINE_KB), cell("small", 1));
    assertThat(cost(table.reading(key).columns("small").response().getConsumedCapacity()))
        .isEqualTo("(1,0)");
    assertThat(cost(table.reading(key).columns("large").response().getConsumedCapacity()))
        .isEqualTo("(3,0)");
    assertThat(cost(table.reading(key).filter(never()).response().getConsumedCapacity()))
        .as("filtered")
        .isEqualTo("(1,0)");
  }

  private static SingleColumnValueFilter never() {
    return new SingleColumnValueFilter(
            "nowhere", SingleColumnValueFilter.CompareOperator.EQUAL, Words.value(1))
        .setPassIfMissing(false);
  }

  @Test
  void everyVersionReadCounts() {
    table.put(key, cell("c", text(3000), 1), cell("c", text(3000), 2), cell("c", text(3000), 3));
    assertThat(readCost()).isEqualTo("(1,0)");
    assertThat(cost(table.reading(key).maxVersions(3).response().getConsumedCapacity()))
        .isEqualTo("(3,0)");
  }

  @Test
  void theBoundaryIsExactAndVersionsAreNotCounted() {
    // pk (2) + a (1) + n (1) + 8 + c (1) = 13 bytes around the value.
    PrimaryKey small = key("pk", "a", "n", 1);
    table.put(small, cell("c", text(4096 - 13), 5));
    assertThat(cost(table.reading(small).response().getConsumedCapacity())).isEqualTo("(1,0)");
    assertThat(cost(table.putting(small, cell("c", text(4096 - 13), 5)))).isEqualTo("(0,1)");
    assertThat(cost(table.putting(small, cell("c", text(4096 - 12), 5)))).isEqualTo("(0,2)");
    assertThat(cost(table.reading(small).response().getConsumedCapacity())).isEqualTo("(2,0)");
  }

  @Test
  void puttingARow() {
    assertThat(cost(table.putting(key, cell("c", 1)))).isEqualTo("(0,1)");
    assertThat(cost(table.putting(key, cell("c", NINE_KB)))).isEqualTo("(0,3)");
    assertThat(cost(table.putting(key))).isEqualTo("(0,1)");
  }

  @Test
  void updatingARow() {
    assertThat(cost(table.updating(key).put(cell("c", NINE_KB)))).isEqualTo("(0,3)");
    assertThat(cost(table.updating(key).put(cell("d", 1)))).isEqualTo("(0,1)");
    assertThat(cost(table.updating(key).remove("c"))).as("a name").isEqualTo("(0,1)");
  }

  @Test
  void deletingARow() {
    table.put(key, cell("c", NINE_KB));
    assertThat(cost(table.deleting(key))).isEqualTo("(0,1)");
    assertThat(cost(table.deleting(key))).isEqualTo("(0,1)");
  }

  @Test
  void anExpectationCostsARead() {
    assertThat(cost(table.putting(key, cell("c", NINE_KB)).when(EXPECT_NOT_EXIST)))
        .isEqualTo("(1,3)");
    assertThat(cost(table.putting(key, cell("c", NINE_KB)).when(EXPECT_EXIST))).isEqualTo("(1,3)");
    assertThat(cost(table.updating(key).put(cell("c", 1)).when(EXPECT_EXIST))).isEqualTo("(1,1)");
    assertThat(cost(table.deleting(key).when(EXPECT_EXIST))).isEqualTo("(1,1)");
  }

  @Test
  void aColumnConditionCostsARead() {
    table.put(key, cell("c", 1));
    assertThat(
            cost(
                table
                    .putting(key, cell("c", NINE_KB))
                    .when(
                        new SingleColumnValueCondition(
                            "c",
                            SingleColumnValueCondition.CompareOperator.EQUAL,
                            Words.value(1)))))
        .isEqualTo("(1,3)");
  }

  @Test
  void returningTheKeyIsFree() {
    assertThat(cost(table.putting(key, cell("c", NINE_KB)).returning(RT_PK))).isEqualTo("(0,3)");
  }

  @Test
  void aRangeIsCountedOncePerPage() {
    String pk = "range" + System.nanoTime();
    for (int size : new int[] {11, 24, 1016}) {
      table.put(key("pk", pk, "n", size), cell("c", text(size)));
    }
    var range = table.range(key("pk", pk, "n", Words.INF_MIN), key("pk", pk, "n", Words.INF_MAX));
    assertThat(cost(range.page().getConsumedCapacity())).isEqualTo("(1,0)");
    table.put(key("pk", pk, "n", 5000), cell("c", NINE_KB));
    assertThat(cost(range.page().getConsumedCapacity())).isEqualTo("(3,0)");
    assertThat(cost(range.filter(never()).page().getConsumedCapacity()))
        .as("filtering does not make it cheaper")
        .isEqualTo("(3,0)");
  }

  @Test
  void anEmptyRangeCostsARead() {
    String pk = "nothing" + System.nanoTime();
    assertThat(
            cost(
                table
                    .range(key("pk", pk, "n", Words.INF_MIN), key("pk", pk, "n", Words.INF_MAX))
                    .page()
                    .getConsumedCapacity()))
        .isEqualTo("(1,0)");
  }

  @Test
  void batchesAreCountedPerRow() {
    PrimaryKey second = key("pk", "s" + System.nanoTime(), "n", 1);
    var written =
        table
            .batchWrite(
                table.putting(key, cell("c", NINE_KB)),
                table.putting(second, cell("c", 1)).when(EXPECT_NOT_EXIST))
            .getRowStatus(table.name());
    assertThat(cost(written.get(0).getConsumedCapacity())).isEqualTo("(0,3)");
    assertThat(cost(written.get(1).getConsumedCapacity())).isEqualTo("(1,1)");

    var read = table.batchGet(key, second, key("pk", "missing" + key, "n", 1));
    assertThat(cost(read.get(0).getConsumedCapacity())).isEqualTo("(3,0)");
    assertThat(cost(read.get(1).getConsumedCapacity())).isEqualTo("(1,0)");
    assertThat(cost(read.get(2).getConsumedCapacity())).isEqualTo("(1,0)");
  }

  @Test
  void bothSidesAreAlwaysSaid() throws Exception {
    var get =
        OtsInternalApi.GetRowRequest.newBuilder()
            .setTableName(table.name())
            .setPrimaryKey(RawRows.key(key))
            .setMaxVersions(1);
    var read =
        OtsInternalApi.GetRowResponse.parseFrom(server.raw().call("GetRow", get.build()).success());
    assertThat(read.getConsumed().getCapacityUnit().hasRead()).isTrue();
    assertThat(read.getConsumed().getCapacityUnit().hasWrite()).isTrue();
  }
}
