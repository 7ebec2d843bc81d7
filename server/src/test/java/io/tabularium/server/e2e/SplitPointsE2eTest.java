/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.INTEGER;
import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.STRING;
import static io.tabularium.server.e2e.Refusals.assertInvalid;
import static io.tabularium.server.e2e.Refusals.assertNoTable;
import static io.tabularium.server.e2e.Words.INF_MAX;
import static io.tabularium.server.e2e.Words.INF_MIN;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.model.ComputeSplitsBySizeRequest;
import com.alicloud.openservices.tablestore.model.ComputeSplitsBySizeResponse;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.PrimaryKeySchema;
import com.alicloud.openservices.tablestore.model.Row;
import com.alicloud.openservices.tablestore.model.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tables cut into parts of about the same size. */
class SplitPointsE2eTest {
  private static final long MEGABYTE = 1 << 20;
  private static final int ROWS = 400;

  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private static TestTable table;

  /** Twenty megabytes that do not compress. */
  @BeforeAll
  static void fill() {
    table = TestTable.make(server.client()).key("pk", STRING).key("n", INTEGER).create();
    Random random = new Random(1);
    List<TestTable.Write> batch = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      byte[] noise = new byte[50 * 1024];
      random.nextBytes(noise);
      batch.add(table.putting(key("pk", "row%04d".formatted(i), "n", i), cell("c", noise)));
      if (batch.size() == 50) {
        table.batchWrite(batch.toArray(TestTable.Write[]::new));
        batch.clear();
      }
    }
  }

  private static ComputeSplitsBySizeResponse split(long size, long unit) {
    return server
        .client()
        .computeSplitsBySize(new ComputeSplitsBySizeRequest(table.name(), size, unit));
  }

  @Test
  void partsCoverTheTableWithoutGapOrOverlap() {
    ComputeSplitsBySizeResponse response = split(2, MEGABYTE);
    List<Split> splits = response.getSplits();
    assertThat(splits).hasSizeBetween(4, 40);
    assertThat(splits.get(0).getLowerBound()).isEqualTo(key("pk", INF_MIN, "n", INF_MIN));
    assertThat(splits.get(splits.size() - 1).getUpperBound())
        .isEqualTo(key("pk", INF_MAX, "n", INF_MAX));
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < splits.size(); i++) {
      Split split = splits.get(i);
      if (i > 0) {
        assertThat(split.getLowerBound()).isEqualTo(splits.get(i - 1).getUpperBound());
      }
      List<String> rows = rowsOf(split);
      assertThat(rows.size() * 50L * 1024)
          .as("a part is of about the size asked for")
          .isLessThan(8 * MEGABYTE);
      seen.addAll(rows);
    }
    assertThat(seen).hasSize(ROWS).doesNotHaveDuplicates().isSorted();
    assertThat(response.getPrimaryKeySchema())
        .containsExactly(new PrimaryKeySchema("pk", STRING), new PrimaryKeySchema("n", INTEGER));
    assertThat(response.getConsumedCapacity().getCapacityUnit().getReadCapacityUnit())
        .isEqualTo(splits.size());
    assertThat(response.getConsumedCapacity().getCapacityUnit().getWriteCapacityUnit()).isZero();
  }

  private static List<String> rowsOf(Split split) {
    List<String> keys = new ArrayList<>();
    PrimaryKey from = split.getLowerBound();
    while (from != null) {
      var page = table.range(from, split.getUpperBound()).columns("n").page();
      for (Row row : page.getRows()) {
        keys.add(row.getPrimaryKey().getPrimaryKeyColumn(0).getValue().asString());
      }
      from = page.getNextStartPrimaryKey();
    }
    return keys;
  }

  @Test
  void aLocationIsThirtyTwoHexDigits() {
    assertThat(split(2, MEGABYTE).getSplits())
        .allSatisfy(split -> assertThat(split.getLocation()).matches("[0-9a-fA-F]{32}"));
  }

  @Test
  void aLargePartIsTheWholeTable() {
    for (ComputeSplitsBySizeResponse response :
        List.of(
            split(100, 100 * MEGABYTE),
            server.client().computeSplitsBySize(new ComputeSplitsBySizeRequest(table.name(), 1)))) {
      assertThat(response.getSplits()).hasSize(1);
      assertThat(response.getConsumedCapacity().getCapacityUnit().getReadCapacityUnit())
          .isEqualTo(1);
    }
  }

  @Test
  void anEmptyTableIsOnePart() {
    TestTable empty = TestTable.simple(server.client());
    var splits =
        server
            .client()
            .computeSplitsBySize(new ComputeSplitsBySizeRequest(empty.name(), 1))
            .getSplits();
    assertThat(splits).hasSize(1);
    assertThat(splits.get(0).getLowerBound()).isEqualTo(key("pk", INF_MIN, "n", INF_MIN));
    assertThat(splits.get(0).getUpperBound()).isEqualTo(key("pk", INF_MAX, "n", INF_MAX));
  }

  @Test
  void atMostSoManyPoints() {
    for (int limit : new int[] {1, 3}) {
      ComputeSplitsBySizeRequest request =
          new ComputeSplitsBySizeRequest(table.name(), 1, MEGABYTE);
      request.setSplitPointLimit(limit);
      assertThat(server.client().computeSplitsBySize(request).getSplits())
          .hasSizeBetween(2, limit + 1);
    }
  }

  @Test
  void sizesHaveBounds() {
    assertInvalid(() -> split(0, MEGABYTE), "The split_size should be greater than 0.");
    assertInvalid(() -> split(-1, MEGABYTE), "The split_size should be greater than 0.");
    assertInvalid(
        () -> split(1, MEGABYTE - 1),
        "The split_size_unit_in_byte should be greater equal than: 1048576");
    assertNoTable(
        () -> server.client().computeSplitsBySize(new ComputeSplitsBySizeRequest("missing", 1)));
  }
}
