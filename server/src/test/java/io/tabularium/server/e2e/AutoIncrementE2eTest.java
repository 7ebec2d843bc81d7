/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.INTEGER;
import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.STRING;
import static com.alicloud.openservices.tablestore.model.ReturnType.RT_PK;
import static com.alicloud.openservices.tablestore.model.RowExistenceExpectation.EXPECT_EXIST;
import static com.alicloud.openservices.tablestore.model.RowExistenceExpectation.EXPECT_NOT_EXIST;
import static io.tabularium.server.e2e.Refusals.assertInvalid;
import static io.tabularium.server.e2e.Words.AUTO;
import static io.tabularium.server.e2e.Words.INF_MAX;
import static io.tabularium.server.e2e.Words.INF_MIN;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static io.tabularium.server.e2e.Words.values;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.Row;
import com.alicloud.openservices.tablestore.model.condition.SingleColumnValueCondition;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Key columns whose values the server makes. */
class AutoIncrementE2eTest {
  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private static TestTable table;

  private String pk;

  @BeforeAll
  static void makeTable() {
    table =
        TestTable.make(server.client())
            .key("pk", STRING)
            .autoIncrement("id")
            .key("n", INTEGER)
            .create();
  }

  @BeforeEach
  void freshPartition() {
    pk = "p" + System.nanoTime();
  }

  private PrimaryKey generated(int n) {
    return key("pk", pk, "id", AUTO, "n", n);
  }

  private PrimaryKey at(long id, int n) {
    return key("pk", pk, "id", id, "n", n);
  }

  private static long id(Row row) {
    return row.getPrimaryKey().getPrimaryKeyColumn("id").getValue().asLong();
  }

  private long put(int n) {
    return id(table.putting(generated(n), cell("c", n)).returning(RT_PK).run().row());
  }

  @Test
  void theGeneratedKeyIsPositiveAndReturned() {
    long id = put(7);
    assertThat(id).isPositive();
    assertThat(values(table.get(at(id, 7)))).containsExactly("c=7");
  }

  @Test
  void theReturnedKeyIsComplete() {
    Row row = table.putting(generated(7), cell("c", 1)).returning(RT_PK).run().row();
    assertThat(Words.names(row.getPrimaryKey())).containsExactly("pk", "id", "n");
    assertThat(row.getPrimaryKey()).isEqualTo(at(id(row), 7));
    assertThat(row.getColumns()).isEmpty();
  }

  @Test
  void generatedKeysRise() {
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      ids.add(put(i));
    }
    assertThat(ids).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void anUpdateGeneratesToo() {
    long first = put(1);
    Row row = table.updating(generated(1)).put(cell("c", 2)).returning(RT_PK).run().row();
    assertThat(id(row)).isGreaterThan(first);
    assertThat(values(table.get(at(id(row), 1)))).containsExactly("c=2");
  }

  @Test
  void everyRowOfABatchGetsItsOwn() {
    var results =
        table
            .batchWrite(
                table.putting(generated(1), cell("c", 1)).returning(RT_PK),
                table.putting(generated(1), cell("c", 2)).returning(RT_PK),
                table.updating(generated(1)).put(cell("c", 3)).returning(RT_PK))
            .getRowStatus(table.name());
    List<Long> ids = results.stream().map(result -> id(result.getRow())).toList();
    assertThat(ids).isSorted().doesNotHaveDuplicates();
    for (int i = 0; i < 3; i++) {
      assertThat(values(table.get(at(ids.get(i), 1)))).containsExactly("c=" + (i + 1));
    }
  }

  @Test
  void bulkImportGeneratesToo() {
    table.bulkImport(
        table.putting(generated(1), cell("c", 1)), table.putting(generated(2), cell("c", 2)));
    assertThat(table.range(at(0, 0), key("pk", pk, "id", INF_MAX, "n", INF_MIN)).page().getRows())
        .hasSize(2);
  }

  @Test
  void aDeletedKeyIsNotGeneratedAgain() {
    long last = put(1);
    table.delete(at(last, 1));
    assertThat(put(1)).isGreaterThan(last);
  }

  @Test
  void explicitValuesAddressARow() {
    long id = put(1);
    table.updating(at(id, 1)).put(cell("d", 2)).when(EXPECT_EXIST).run();
    assertThat(values(table.get(at(id, 1)))).containsExactly("c=1", "d=2");
    table.putting(at(id, 1), cell("e", 3)).when(EXPECT_EXIST).run();
    assertThat(values(table.get(at(id, 1)))).containsExactly("e=3");
    table.put(at(5, 1), cell("c", 5));
    assertThat(values(table.get(at(5, 1)))).containsExactly("c=5");
    table.delete(at(id, 1));
    assertThat(table.get(at(id, 1))).isNull();
  }

  @Test
  void aGeneratedKeyTakesNoExpectation() {
    assertInvalid(
        () -> table.putting(generated(1), cell("c", 1)).when(EXPECT_EXIST).run(),
        "Invalid expect:EXPECT_EXIST when modify row with pk auto increment.");
    assertInvalid(
        () ->
            table
                .putting(generated(1), cell("c", 1))
                .when(
                    new SingleColumnValueCondition(
                        "c", SingleColumnValueCondition.CompareOperator.EQUAL, Words.value(1)))
                .run(),
        "Can't set condition when modify row with pk auto increment.");
    assertThat(
            table
                .range(
                    key("pk", pk, "id", INF_MIN, "n", INF_MIN),
                    key("pk", pk, "id", INF_MAX, "n", INF_MAX))
                .keys())
        .isEmpty();
  }

  @Test
  void anExplicitKeyIsNotExpectedToBeMissing() {
    assertInvalid(() -> table.putting(at(5, 1), cell("c", 1)).when(EXPECT_NOT_EXIST).run());
  }

  @Test
  void aGeneratedKeyIsNotDeletedOrRead() {
    assertInvalid(
        () -> table.delete(generated(1)), "Invalid row to delete which with pk auto increment.");
    assertInvalid(() -> table.get(generated(1)), "PKAutoIncr can't be used for read operations.");
  }

  @Test
  void onlyThatColumnIsGenerated() {
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> table.put(key("pk", pk, "id", AUTO, "n", AUTO), cell("c", 1)))
        .isInstanceOf(com.alicloud.openservices.tablestore.TableStoreException.class)
        .extracting("httpStatus")
        .isEqualTo(400);
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> table.put(key("pk", pk, "id", 1, "n", AUTO), cell("c", 1)))
        .isInstanceOf(com.alicloud.openservices.tablestore.TableStoreException.class)
        .extracting("httpStatus")
        .isEqualTo(400);
  }

  @Test
  void sixteenThreadsGetUniqueRisingKeys() throws Exception {
    int threads = 16;
    int each = 50;
    ConcurrentLinkedQueue<Long> all = new ConcurrentLinkedQueue<>();
    Parallel.run(
        threads,
        thread -> {
          List<Long> mine = new ArrayList<>();
          for (int i = 0; i < each; i++) {
            mine.add(put(thread));
          }
          assertThat(mine).as("a later request gets a larger key").isSorted();
          all.addAll(mine);
        });
    assertThat(all).hasSize(threads * each).doesNotHaveDuplicates();
    assertThat(
            table
                .range(
                    key("pk", pk, "id", INF_MIN, "n", INF_MIN),
                    key("pk", pk, "id", INF_MAX, "n", INF_MAX))
                .keys())
        .hasSize(threads * each);
  }
}
