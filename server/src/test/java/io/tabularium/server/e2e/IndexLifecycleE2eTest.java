/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.INTEGER;
import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.STRING;
import static io.tabularium.server.e2e.Refusals.assertError;
import static io.tabularium.server.e2e.Refusals.assertInvalid;
import static io.tabularium.server.e2e.Refusals.assertNoTable;
import static io.tabularium.server.e2e.Refusals.assertRefused;
import static io.tabularium.server.e2e.TestTable.covering;
import static io.tabularium.server.e2e.TestTable.globalIndex;
import static io.tabularium.server.e2e.TestTable.localIndex;
import static io.tabularium.server.e2e.Words.INF_MAX;
import static io.tabularium.server.e2e.Words.INF_MIN;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.model.DefinedColumnType;
import com.alicloud.openservices.tablestore.model.DeleteTableRequest;
import com.alicloud.openservices.tablestore.model.DescribeTableResponse;
import com.alicloud.openservices.tablestore.model.IndexMeta;
import com.alicloud.openservices.tablestore.model.IndexType;
import com.alicloud.openservices.tablestore.model.IndexUpdateMode;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.PrimaryKeySchema;
import com.alicloud.openservices.tablestore.model.search.SyncStat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Indexes made and dropped on tables with rows, on a server that takes its time to build them. */
class IndexLifecycleE2eTest {
  @RegisterExtension
  static final E2eServer server =
      E2eServer.configured("engine: {index-build-rows-per-second: 500}");

  private final SyncClient client = server.client();
  private TestTable table;
  private String global;
  private String local;

  @BeforeEach
  void freshTable() {
    table =
        TestTable.make(client)
            .key("pk", STRING)
            .key("n", INTEGER)
            .defined("s", DefinedColumnType.STRING)
            .defined("i", DefinedColumnType.INTEGER)
            .defined("d", DefinedColumnType.DOUBLE)
            .create();
    global = table.name() + "_global";
    local = table.name() + "_local";
  }

  private void fill(int rows) {
    for (int from = 0; from < rows; from += 100) {
      List<TestTable.Write> writes = new ArrayList<>();
      for (int i = from; i < Math.min(rows, from + 100); i++) {
        writes.add(table.putting(key("pk", "p" + i % 7, "n", i), cell("s", "s" + i % 10)));
      }
      table.batchWrite(writes.toArray(TestTable.Write[]::new));
    }
  }

  private int entries(TestTable index) {
    PrimaryKey next = key("s", INF_MIN, "pk", INF_MIN, "n", INF_MIN);
    int entries = 0;
    while (next != null) {
      var page = index.range(next, key("s", INF_MAX, "pk", INF_MAX, "n", INF_MAX)).page();
      entries += page.getRows().size();
      next = page.getNextStartPrimaryKey();
    }
    return entries;
  }

  private SyncStat.SyncPhase phase(String index) {
    return table.describe().getIndexMeta().stream()
        .filter(meta -> meta.getIndexName().equals(index))
        .findFirst()
        .orElseThrow()
        .getIndexSyncPhase();
  }

  private void awaitBuilt(String index) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> phase(index) == SyncStat.SyncPhase.INCR);
  }

  @Test
  void declaredIndexesAreDescribedAsDeclared() {
    table.createIndex(covering(globalIndex(global, "s", "n"), "d", "i"), false);
    table.createIndex(localIndex(local, "pk", "i"), true);
    List<IndexMeta> metas = table.describe().getIndexMeta();
    assertThat(metas).hasSize(2);
    IndexMeta first = metas.get(0);
    assertThat(first.getIndexName()).isEqualTo(global);
    assertThat(first.getPrimaryKeyList()).containsExactly("s", "n");
    assertThat(first.getDefinedColumnsList()).containsExactly("d", "i");
    assertThat(first.getIndexType()).isEqualTo(IndexType.IT_GLOBAL_INDEX);
    assertThat(first.getIndexUpdateMode()).isEqualTo(IndexUpdateMode.IUM_ASYNC_INDEX);
    assertThat(first.getIndexSyncPhase()).isEqualTo(SyncStat.SyncPhase.INCR);
    IndexMeta second = metas.get(1);
    assertThat(second.getIndexType()).isEqualTo(IndexType.IT_LOCAL_INDEX);
    assertThat(second.getIndexUpdateMode()).isEqualTo(IndexUpdateMode.IUM_SYNC_INDEX);
    assertThat(second.getIndexSyncPhase()).isEqualTo(SyncStat.SyncPhase.INCR);

    DescribeTableResponse index = table.index(global).describe();
    assertThat(index.getTableMeta().getPrimaryKeyList())
        .extracting(PrimaryKeySchema::getName)
        .containsExactly("s", "n", "pk");
    assertThat(index.getTableMeta().getDefinedColumnsList())
        .extracting(column -> column.getName())
        .containsExactly("d", "i");
    assertThat(index.getIndexMeta()).isEmpty();
    assertThat(index.getTableOptions().getTimeToLive()).isEqualTo(-1);
    assertThat(index.getTableOptions().getMaxVersions()).isEqualTo(1);
    assertThat(index.getCreationTime()).isPositive();
    assertThat(client.listTable().getTableNames()).contains(global, local, table.name());
  }

  @Test
  void whileItIsBuiltAnIndexCannotBeReadAndThenHoldsEveryRow() {
    fill(2_000);
    TestTable index = table.createIndex(globalIndex(global, "s"), true);
    assertThat(phase(global)).isEqualTo(SyncStat.SyncPhase.FULL);
    PrimaryKey entry = key("s", "s1", "pk", "p1", "n", 1);
    String message = "Disallow read index table in building base state";
    assertInvalid(() -> index.get(entry), message);
    assertInvalid(
        () ->
            index
                .range(
                    key("s", INF_MIN, "pk", INF_MIN, "n", INF_MIN),
                    key("s", INF_MAX, "pk", INF_MAX, "n", INF_MAX))
                .page(),
        message);
    assertError(index.batchGet(entry).get(0).getError(), "OTSParameterInvalid", message);
    // Writes go on meanwhile: a row ahead of the builder, one behind it, a new and a deleted one.
    table.put(key("pk", "p6", "n", 1_000_000), cell("s", "new"));
    table.updating(key("pk", "p0", "n", 0)).put(cell("s", "moved")).run();
    table.updating(key("pk", "p6", "n", 1_994)).put(cell("s", "moved")).run();
    table.delete(key("pk", "p6", "n", 1_987));
    awaitBuilt(global);
    assertThat(entries(index)).isEqualTo(2_000);
    assertThat(index.get(key("s", "moved", "pk", "p6", "n", 1_994))).isNotNull();
    assertThat(index.get(key("s", "s4", "pk", "p6", "n", 1_994))).isNull();
    assertThat(index.get(key("s", "moved", "pk", "p0", "n", 0))).isNotNull();
    assertThat(index.get(key("s", "s0", "pk", "p0", "n", 0))).isNull();
    assertThat(index.get(key("s", "s7", "pk", "p6", "n", 1_987))).isNull();
  }

  @Test
  void aLocalIndexSaysThatItIsBuiltInItsOwnWords() {
    fill(1_500);
    TestTable index = table.createIndex(localIndex(local, "pk", "s"), true);
    Refusals.assertRefusedWith(
        () -> index.get(key("pk", "p1", "s", "s1", "n", 1)),
        400,
        "OTSParameterInvalid",
        "Disallow read local index");
    awaitBuilt(local);
    assertThat(index.get(key("pk", "p1", "s", "s1", "n", 1))).isNotNull();
  }

  @Test
  void withoutBaseDataOnlyRowsWrittenLaterAreThere() {
    fill(10);
    TestTable index = table.createIndex(covering(globalIndex(global, "s"), "i"), false);
    assertThat(phase(global)).isEqualTo(SyncStat.SyncPhase.INCR);
    assertThat(entries(index)).isZero();
    table.updating(key("pk", "p3", "n", 3)).put(cell("i", 1)).run();
    assertThat(index.get(key("s", "s3", "pk", "p3", "n", 3)))
        .as("an update indexes the row from all that is in it")
        .isNotNull();
    table.put(key("pk", "p4", "n", 4), cell("s", "again"));
    table.delete(key("pk", "p5", "n", 5));
    assertThat(entries(index)).isEqualTo(2);
  }

  @Test
  void aDroppedIndexIsGoneAndItsNameFree() {
    fill(10);
    TestTable index = table.createIndex(globalIndex(global, "s"), true);
    assertThat(entries(index)).isEqualTo(10);
    table.deleteIndex(global);
    assertNoTable(() -> entries(index));
    assertNoTable(() -> table.deleteIndex(global));
    assertThat(table.describe().getIndexMeta()).isEmpty();
    table.put(key("pk", "p0", "n", 0), cell("s", "changed"));
    table.createIndex(globalIndex(global, "s"), true);
    assertThat(entries(index)).isEqualTo(10);
    assertThat(index.get(key("s", "changed", "pk", "p0", "n", 0))).isNotNull();
  }

  @Test
  void anIndexMayBeDroppedWhileItIsBuilt() {
    fill(1_500);
    table.createIndex(globalIndex(global, "s"), true);
    assertThat(phase(global)).isEqualTo(SyncStat.SyncPhase.FULL);
    table.deleteIndex(global);
    assertThat(client.listTable().getTableNames()).doesNotContain(global);
    table.put(key("pk", "p0", "n", 0), cell("s", "changed"));
  }

  @Test
  void aTableTakesItsIndexesAlong() {
    table.createIndex(globalIndex(global, "s"), true);
    assertInvalid(() -> client.deleteTable(new DeleteTableRequest(global)));
    client.deleteTable(new DeleteTableRequest(table.name()));
    assertThat(client.listTable().getTableNames()).doesNotContain(global, table.name());
    assertNoTable(() -> table.index(global).describe());
  }

  @Test
  void aMistakenIndexIsRefused() {
    assertNoTable(
        () -> TestTable.named(client, "nowhere").createIndex(globalIndex(global, "s"), true));
    assertInvalid(() -> table.createIndex(globalIndex("3", "s"), true), "Invalid table name: '3'.");
    assertInvalid(
        () -> table.createIndex(globalIndex(global, "x"), true), "Column does not exist:x.");
    IndexMeta odd = globalIndex(global, "pk", "s");
    odd.setIndexType(IndexType.IT_LOCAL_INDEX);
    odd.setIndexUpdateMode(IndexUpdateMode.IUM_ASYNC_INDEX);
    assertInvalid(() -> table.createIndex(odd, true));
    assertRefused(
        () -> table.createIndex(globalIndex(table.name(), "s"), true),
        409,
        "OTSObjectAlreadyExist",
        "Requested table already exists.");
  }
}
