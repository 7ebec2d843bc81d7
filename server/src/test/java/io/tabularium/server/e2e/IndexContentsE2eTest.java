/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.INTEGER;
import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.STRING;
import static io.tabularium.server.e2e.Refusals.assertError;
import static io.tabularium.server.e2e.Refusals.assertInvalid;
import static io.tabularium.server.e2e.Refusals.assertRefused;
import static io.tabularium.server.e2e.TestTable.covering;
import static io.tabularium.server.e2e.TestTable.globalIndex;
import static io.tabularium.server.e2e.TestTable.localIndex;
import static io.tabularium.server.e2e.Words.AUTO;
import static io.tabularium.server.e2e.Words.INF_MAX;
import static io.tabularium.server.e2e.Words.INF_MIN;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static io.tabularium.server.e2e.Words.values;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.model.AbortTransactionRequest;
import com.alicloud.openservices.tablestore.model.BatchWriteRowResponse;
import com.alicloud.openservices.tablestore.model.BulkExportRequest;
import com.alicloud.openservices.tablestore.model.BulkExportResponse;
import com.alicloud.openservices.tablestore.model.CommitTransactionRequest;
import com.alicloud.openservices.tablestore.model.DataBlockType;
import com.alicloud.openservices.tablestore.model.DefinedColumnType;
import com.alicloud.openservices.tablestore.model.PlainBufferBlockParser;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.Row;
import com.alicloud.openservices.tablestore.model.StartLocalTransactionRequest;
import com.alicloud.openservices.tablestore.model.tunnel.BulkExportQueryCriteria;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is in an index, and that it is there as soon as the row is. */
class IndexContentsE2eTest {
  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private final SyncClient client = server.client();
  private TestTable table;
  private TestTable byCity;
  private TestTable byAge;

  @BeforeEach
  void freshTable() {
    TestTable.Maker maker =
        TestTable.make(client)
            .key("pk", STRING)
            .key("n", INTEGER)
            .defined("city", DefinedColumnType.STRING)
            .defined("age", DefinedColumnType.INTEGER)
            .defined("score", DefinedColumnType.DOUBLE)
            .transactions();
    String name = maker.request().getTableMeta().getTableName();
    maker.index(covering(globalIndex(name + "_city", "city"), "score"));
    maker.index(covering(localIndex(name + "_age", "pk", "age"), "score", "city"));
    table = maker.create();
    byCity = table.index(name + "_city");
    byAge = table.index(name + "_age");
  }

  private static PrimaryKey cityKey(Object city, Object pk, Object n) {
    return key("city", city, "pk", pk, "n", n);
  }

  private static PrimaryKey ageKey(Object pk, Object age, Object n) {
    return key("pk", pk, "age", age, "n", n);
  }

  private List<String> cities() {
    return byCity
        .range(cityKey(INF_MIN, INF_MIN, INF_MIN), cityKey(INF_MAX, INF_MAX, INF_MAX))
        .keys();
  }

  private List<String> ages() {
    return byAge.range(ageKey(INF_MIN, INF_MIN, INF_MIN), ageKey(INF_MAX, INF_MAX, INF_MAX)).keys();
  }

  @Test
  void aRowIsInBothIndexesAtOnceWithItsKeyCompleted() {
    table.put(key("pk", "a", "n", 1), cell("city", "Rome"), cell("age", 30), cell("free", "x"));
    assertThat(cities()).containsExactly("Rome/a/1");
    assertThat(ages()).containsExactly("a/30/1");
    Row byName = byCity.get(cityKey("Rome", "a", 1));
    assertThat(values(byName)).as("neither covered nor stored").isEmpty();
    Row local = byAge.get(ageKey("a", 30, 1));
    assertThat(values(local)).containsExactly("city=Rome");
  }

  @Test
  void coveredColumnsCarryTheVersionOfTheRow() {
    table.put(key("pk", "a", "n", 1), cell("city", "Rome"), cell("score", 1.5));
    Row row = table.get(key("pk", "a", "n", 1));
    Row entry = byCity.get(cityKey("Rome", "a", 1));
    assertThat(entry.getLatestColumn("score").getTimestamp())
        .isEqualTo(row.getLatestColumn("score").getTimestamp());
    assertThat(values(entry)).containsExactly("score=1.5");
  }

  @Test
  void aRowWithoutAnIndexedColumnIsNotInTheIndex() {
    table.put(key("pk", "a", "n", 1), cell("age", 30));
    table.put(key("pk", "b", "n", 1), cell("city", "Rome"));
    assertThat(cities()).containsExactly("Rome/b/1");
    assertThat(ages()).containsExactly("a/30/1");
    table.updating(key("pk", "a", "n", 1)).put(cell("city", "Bari")).run();
    assertThat(cities()).containsExactly("Bari/a/1", "Rome/b/1");
    table.updating(key("pk", "b", "n", 1)).remove("city").run();
    assertThat(cities()).containsExactly("Bari/a/1");
  }

  @Test
  void aChangeOfTheKeyMovesTheEntryAndADeletionRemovesIt() {
    table.put(key("pk", "a", "n", 1), cell("city", "Rome"), cell("score", 1.0));
    table.updating(key("pk", "a", "n", 1)).put(cell("city", "Bari")).run();
    assertThat(cities()).containsExactly("Bari/a/1");
    assertThat(values(byCity.get(cityKey("Bari", "a", 1)))).containsExactly("score=1.0");
    table.put(key("pk", "a", "n", 1), cell("age", 3));
    assertThat(cities()).isEmpty();
    assertThat(ages()).containsExactly("a/3/1");
    table.delete(key("pk", "a", "n", 1));
    assertThat(ages()).isEmpty();
  }

  @Test
  void coveredColumnsFollowAlthoughTheKeyStays() {
    table.put(key("pk", "a", "n", 1), cell("city", "Rome"), cell("score", 1.0));
    table.updating(key("pk", "a", "n", 1)).put(cell("score", 2.0)).run();
    assertThat(values(byCity.get(cityKey("Rome", "a", 1)))).containsExactly("score=2.0");
    table.updating(key("pk", "a", "n", 1)).remove("score").run();
    assertThat(values(byCity.get(cityKey("Rome", "a", 1)))).isEmpty();
  }

  @Test
  void anIncrementMovesTheEntry() {
    PrimaryKey key = key("pk", "a", "n", 1);
    table.updating(key).increment("age", 5).run();
    assertThat(ages()).containsExactly("a/5/1");
    table.updating(key).increment("age", -6).run();
    assertThat(ages()).containsExactly("a/-1/1");
  }

  @Test
  void theDeletionOfAVersionTakesTheEntryAlong() {
    PrimaryKey key = key("pk", "a", "n", 1);
    table.put(key, cell("city", "Rome"));
    long version = table.get(key).getLatestColumn("city").getTimestamp();
    table.updating(key).removeVersion("city", version - 1).run();
    assertThat(cities()).containsExactly("Rome/a/1");
    table.updating(key).removeVersion("city", version).run();
    assertThat(cities()).isEmpty();
  }

  @Test
  void aFailedConditionChangesNoIndex() {
    PrimaryKey key = key("pk", "a", "n", 1);
    table.put(key, cell("city", "Rome"));
    Refusals.assertConditionFails(
        () ->
            table
                .putting(key, cell("city", "Bari"))
                .when(
                    com.alicloud.openservices.tablestore.model.RowExistenceExpectation
                        .EXPECT_NOT_EXIST)
                .run());
    assertThat(cities()).containsExactly("Rome/a/1");
  }

  @Test
  void batchesAndBulkImportsKeepIndexes() {
    table.batchWrite(
        table.putting(key("pk", "a", "n", 1), cell("city", "Rome")),
        table.putting(key("pk", "b", "n", 1), cell("city", "Bari")),
        table.updating(key("pk", "c", "n", 1)).put(cell("city", "Como")));
    assertThat(cities()).containsExactly("Bari/b/1", "Como/c/1", "Rome/a/1");
    table.bulkImport(
        table.deleting(key("pk", "b", "n", 1)),
        table.putting(key("pk", "d", "n", 1), cell("city", "Lodi")));
    assertThat(cities()).containsExactly("Como/c/1", "Lodi/d/1", "Rome/a/1");
    var atomic =
        TestTable.batch(
            table.deleting(key("pk", "a", "n", 1)),
            table.putting(key("pk", "a", "n", 2), cell("city", "Asti")));
    atomic.setAtomic(true);
    assertThat(client.batchWriteRow(atomic).isAllSucceed()).isTrue();
    assertThat(cities()).containsExactly("Asti/a/2", "Como/c/1", "Lodi/d/1");
  }

  @Test
  void aTransactionShowsInIndexesWhenItCommits() {
    String transaction = start("a");
    table
        .putting(key("pk", "a", "n", 1), cell("city", "Rome"), cell("age", 1))
        .in(transaction)
        .run();
    table.updating(key("pk", "a", "n", 1)).put(cell("city", "Bari")).in(transaction).run();
    assertThat(cities()).isEmpty();
    client.commitTransaction(new CommitTransactionRequest(transaction));
    assertThat(cities()).containsExactly("Bari/a/1");
    assertThat(ages()).containsExactly("a/1/1");
    transaction = start("a");
    table.deleting(key("pk", "a", "n", 1)).in(transaction).run();
    client.abortTransaction(new AbortTransactionRequest(transaction));
    assertThat(cities()).containsExactly("Bari/a/1");
  }

  private String start(String pk) {
    return client
        .startLocalTransaction(new StartLocalTransactionRequest(table.name(), key("pk", pk)))
        .getTransactionID();
  }

  @Test
  void generatedKeysAreInTheIndex() {
    TestTable.Maker maker =
        TestTable.make(client)
            .key("pk", STRING)
            .autoIncrement("id")
            .defined("s", DefinedColumnType.STRING);
    String name = maker.request().getTableMeta().getTableName();
    TestTable generated = maker.index(globalIndex(name + "_s", "s")).create();
    generated.put(key("pk", "a", "id", AUTO), cell("s", "x"));
    generated.put(key("pk", "a", "id", AUTO), cell("s", "y"));
    TestTable index = generated.index(name + "_s");
    assertThat(
            index
                .range(
                    key("s", INF_MIN, "pk", INF_MIN, "id", INF_MIN),
                    key("s", INF_MAX, "pk", INF_MAX, "id", INF_MAX))
                .page()
                .getRows())
        .hasSize(2)
        .allSatisfy(
            row ->
                assertThat(row.getPrimaryKey().getPrimaryKeyColumn("id").getValue().asLong())
                    .isPositive());
    assertThat(index.describe().getTableMeta().getPrimaryKeyList())
        .as("an index generates nothing")
        .allSatisfy(column -> assertThat(column.getOption()).isNull());
  }

  @Test
  void anIndexIsReadAsATableIs() {
    for (int i = 0; i < 20; i++) {
      table.put(
          key("pk", "p" + i % 2, "n", i), cell("city", "c" + i / 10), cell("score", (double) i));
    }
    assertThat(
            byCity.range(cityKey("c1", INF_MIN, INF_MIN), cityKey("c1", INF_MAX, INF_MAX)).keys())
        .hasSize(10);
    assertThat(byCity.range(cityKey("c1", "p1", 19), cityKey("c1", "p1", 13)).backward().keys())
        .containsExactly("c1/p1/19", "c1/p1/17", "c1/p1/15");
    var page =
        byCity
            .range(cityKey(INF_MIN, INF_MIN, INF_MIN), cityKey(INF_MAX, INF_MAX, INF_MAX))
            .limit(3)
            .page();
    assertThat(page.getRows()).hasSize(3);
    assertThat(Words.show(page.getNextStartPrimaryKey())).isEqualTo("c0/p0/6");
    assertThat(
            byCity.batchGet(cityKey("c0", "p0", 2), cityKey("c0", "p1", 2)).stream()
                .map(result -> result.getRow() == null ? null : values(result.getRow()))
                .toList())
        .containsExactly(List.of("score=2.0"), null);
    assertThat(byCity.versions(cityKey("c0", "p0", 2)).getColumns())
        .as("newest versions only")
        .hasSize(1);
  }

  @Test
  void anIndexIsExported() {
    table.put(key("pk", "a", "n", 1), cell("city", "Rome"), cell("score", 1.0));
    BulkExportQueryCriteria criteria = new BulkExportQueryCriteria(byCity.name());
    criteria.setInclusiveStartPrimaryKey(cityKey(INF_MIN, INF_MIN, INF_MIN));
    criteria.setExclusiveEndPrimaryKey(cityKey(INF_MAX, INF_MAX, INF_MAX));
    criteria.addColumnsToGet(new String[] {"city", "score"});
    criteria.setDataBlockType(DataBlockType.DBT_PLAIN_BUFFER);
    BulkExportResponse response = client.bulkExport(new BulkExportRequest(criteria));
    assertThat(Words.keys(new PlainBufferBlockParser(response.getRows()).getRows()))
        .containsExactly("Rome/a/1");
  }

  @Test
  void anIndexWithMoreKeyColumnsThanATableMayHaveIsRead() {
    TestTable.Maker maker =
        TestTable.make(client)
            .key("k1", STRING)
            .key("k2", STRING)
            .key("k3", STRING)
            .key("k4", STRING)
            .defined("a", DefinedColumnType.STRING)
            .defined("b", DefinedColumnType.INTEGER)
            .defined("c", DefinedColumnType.BINARY)
            .defined("d", DefinedColumnType.STRING);
    String name = maker.request().getTableMeta().getTableName();
    TestTable broad = maker.index(globalIndex(name + "_x", "a", "b", "c", "d")).create();
    broad.put(
        key("k1", "1", "k2", "2", "k3", "3", "k4", "4"),
        cell("a", "A"),
        cell("b", 7),
        cell("c", new byte[] {0}),
        cell("d", ""));
    PrimaryKey entry =
        key(
            "a",
            "A",
            "b",
            7,
            "c",
            new byte[] {0},
            "d",
            "",
            "k1",
            "1",
            "k2",
            "2",
            "k3",
            "3",
            "k4",
            "4");
    TestTable index = broad.index(name + "_x");
    assertThat(index.get(entry)).isNotNull();
    assertThat(index.batchGet(entry).get(0).getRow()).isNotNull();
    assertThat(
            index
                .range(
                    key(
                        "a", INF_MIN, "b", INF_MIN, "c", INF_MIN, "d", INF_MIN, "k1", INF_MIN, "k2",
                        INF_MIN, "k3", INF_MIN, "k4", INF_MIN),
                    key(
                        "a", INF_MAX, "b", INF_MAX, "c", INF_MAX, "d", INF_MAX, "k1", INF_MAX, "k2",
                        INF_MAX, "k3", INF_MAX, "k4", INF_MAX))
                .keys())
        .hasSize(1);
    assertInvalid(
        () -> broad.get(entry), "The number of primary key columns must be in range: [1, 4].");
    assertRefused(
        () -> index.get(key("a", "A")),
        400,
        "OTSInvalidPK",
        "Validate PK size fail. Input: 1, Meta: 8.");
  }

  @Test
  void anIndexIsNotWrittenTo() {
    String message = "Can't write index table directly.";
    PrimaryKey entry = cityKey("Rome", "a", 1);
    assertInvalid(() -> byCity.put(entry, cell("score", 1.0)), message);
    assertInvalid(() -> byCity.updating(entry).put(cell("score", 1.0)).run(), message);
    assertInvalid(() -> byCity.delete(entry), message);
    BatchWriteRowResponse batch =
        client.batchWriteRow(
            TestTable.batch(
                byCity.putting(entry, cell("score", 1.0)),
                table.putting(key("pk", "a", "n", 1), cell("age", 1))));
    assertError(batch.getFailedRows().get(0).getError(), "OTSParameterInvalid", message);
    assertThat(batch.getSucceedRows()).hasSize(1);
    assertThat(byCity.bulkImport(byCity.deleting(entry)).getRowResults().get(0).getError())
        .satisfies(error -> assertError(error, "OTSParameterInvalid", message));
  }

  @Test
  void whatAnIndexCannotTakeIsRefusedBeforeItIsWritten() {
    PrimaryKey key = key("pk", "a", "n", 1);
    table.put(key, cell("city", "x".repeat(1024)));
    assertInvalid(
        () -> table.put(key, cell("city", "x".repeat(1025))),
        "The length of primary key column: 'city' exceeds the MaxLength:1024 with"
            + " CurrentLength:1025.");
    assertInvalid(() -> table.put(key, cell("city", "Rome", System.currentTimeMillis())));
    assertThat(cities()).hasSize(1);
  }

  @Test
  void aRowTwiceInOneBatchFails() {
    PrimaryKey key = key("pk", "a", "n", 1);
    BatchWriteRowResponse batch =
        table.batchWrite(
            table.putting(key, cell("city", "Rome")),
            table.putting(key("pk", "b", "n", 1), cell("city", "Como")),
            table.deleting(key));
    assertThat(batch.getFailedRows())
        .hasSize(2)
        .allSatisfy(
            row ->
                assertError(
                    row.getError(), "OTSParameterInvalid", "Duplicate rows detected in MultiPut."));
    assertThat(cities()).containsExactly("Como/b/1");
  }

  @Test
  void wideRowsAreIndexedLikeOthers() {
    PrimaryKey key = key("pk", "a", "n", 1);
    table.put(key, cell("city", "Rome"), cell("age", 1));
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      TestTable.Write update = table.updating(key).put(cell("wide" + i, "x".repeat(10_000)));
      if (i % 4 == 0) {
        update.put(cell("city", "c" + i));
      }
      update.run();
    }
    expected.add("c36/a/1");
    assertThat(cities()).isEqualTo(expected);
    assertThat(ages()).containsExactly("a/1/1");
    table.delete(key);
    assertThat(cities()).isEmpty();
    assertThat(ages()).isEmpty();
  }
}
