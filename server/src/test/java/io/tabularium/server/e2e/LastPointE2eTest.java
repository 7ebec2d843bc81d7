/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.BINARY;
import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.INTEGER;
import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.STRING;
import static io.tabularium.server.e2e.Refusals.assertError;
import static io.tabularium.server.e2e.Refusals.assertInvalid;
import static io.tabularium.server.e2e.Refusals.assertNoTable;
import static io.tabularium.server.e2e.Refusals.assertRefused;
import static io.tabularium.server.e2e.TestTable.globalIndex;
import static io.tabularium.server.e2e.TestTable.localIndex;
import static io.tabularium.server.e2e.Words.INF_MAX;
import static io.tabularium.server.e2e.Words.INF_MIN;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static io.tabularium.server.e2e.Words.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.TimeseriesClient;
import com.alicloud.openservices.tablestore.TunnelClient;
import com.alicloud.openservices.tablestore.model.CommitTransactionRequest;
import com.alicloud.openservices.tablestore.model.DefinedColumnType;
import com.alicloud.openservices.tablestore.model.DeleteTableRequest;
import com.alicloud.openservices.tablestore.model.DescribeTableResponse;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.PrimaryKeySchema;
import com.alicloud.openservices.tablestore.model.Row;
import com.alicloud.openservices.tablestore.model.StartLocalTransactionRequest;
import com.alicloud.openservices.tablestore.model.StreamSpecification;
import com.alicloud.openservices.tablestore.model.TableOptions;
import com.alicloud.openservices.tablestore.model.UpdateTableRequest;
import com.alicloud.openservices.tablestore.model.search.FieldType;
import com.alicloud.openservices.tablestore.model.timeseries.CreateTimeseriesLastpointIndexRequest;
import com.alicloud.openservices.tablestore.model.timeseries.DeleteTimeseriesLastpointIndexRequest;
import com.alicloud.openservices.tablestore.model.tunnel.TunnelType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Last-point indexes on ordinary tables, on a server that takes its time to build them. */
class LastPointE2eTest {
  private static final int MONTH = 86_400 * 30;

  @RegisterExtension
  static final E2eServer server =
      E2eServer.configured("engine: {index-build-rows-per-second: 1000}");

  private final SyncClient client = server.client();
  private final TimeseriesClient timeseries = client.asTimeseriesClient();
  private TestTable table;
  private TestTable last;

  @BeforeEach
  void freshTable() {
    table = maker().create();
    last = table.index(table.name() + "_last");
  }

  private TestTable.Maker maker() {
    return TestTable.make(client)
        .key("device", STRING)
        .key("part", INTEGER)
        .key("at", INTEGER)
        .key("raw", BINARY)
        .defined("s", DefinedColumnType.STRING)
        .timeToLive(MONTH)
        .allowUpdate(false)
        .transactions();
  }

  private void create(boolean baseData, String... keyNames) {
    timeseries.createTimeseriesLastpointIndex(
        request(table.name(), last.name(), baseData, keyNames));
  }

  private static CreateTimeseriesLastpointIndexRequest request(
      String tableName, String index, boolean baseData, String... keyNames) {
    CreateTimeseriesLastpointIndexRequest request =
        new CreateTimeseriesLastpointIndexRequest(tableName, index, baseData);
    request.setCreateOnWideColumnTable(true);
    request.setLastpointIndexPrimaryKeyNames(List.of(keyNames));
    return request;
  }

  private void drop(String index) {
    timeseries.deleteTimeseriesLastpointIndex(
        new DeleteTimeseriesLastpointIndexRequest(table.name(), index));
  }

  private static PrimaryKey at(String device, int part, int at) {
    return key("device", device, "part", part, "at", at, "raw", new byte[] {1});
  }

  private static PrimaryKey of(String device, int part) {
    return key("device", device, "part", part);
  }

  private List<String> shown() {
    return LastPointOracle.shown(client, last.name());
  }

  private void assertHoldsTheLastRows() {
    assertThat(shown()).isEqualTo(LastPointOracle.expected(client, table.name(), 2));
  }

  @Test
  void itIsATableOfItsOwnWithTheOptionsAndTheStreamFlagOfItsTable() {
    create(true, "device", "part");
    DescribeTableResponse described = last.describe();
    assertThat(described.getTableMeta().getTableName()).isEqualTo(last.name());
    assertThat(described.getTableMeta().getPrimaryKeyList())
        .containsExactly(
            new PrimaryKeySchema("device", STRING), new PrimaryKeySchema("part", INTEGER));
    assertThat(described.getTableOptions().getTimeToLive()).isEqualTo(MONTH);
    assertThat(described.getTableOptions().getMaxVersions()).isEqualTo(1);
    assertThat(described.getStreamDetails().isEnableStream()).isFalse();
    assertThat(client.listTable().getTableNames()).contains(table.name(), last.name());
    assertThat(table.describe().getIndexMeta()).isEmpty();

    UpdateTableRequest update = new UpdateTableRequest(table.name());
    update.setStreamSpecification(new StreamSpecification(true, 24));
    client.updateTable(update);
    assertThat(last.describe().getStreamDetails().isEnableStream()).isTrue();
    drop(last.name());
    assertNoTable(last::describe);
  }

  @Test
  void eachBeginningHasItsLastRowWithItsColumnsAndTheRestOfItsKey() {
    create(false, "device", "part");
    table.put(at("a", 1, 5), cell("t", 1.5), cell("b", true), cell("s", "five"));
    table.put(at("a", 1, 3), cell("s", "three"));
    table.put(at("a", 1, 7));
    table.put(at("a", 2, 1), cell("s", "one"));
    table.put(at("b", 1, 1));

    Row row = last.get(of("a", 1));
    assertThat(row.getPrimaryKey()).isEqualTo(of("a", 1));
    assertThat(row.getColumns())
        .as("in the order of their names")
        .extracting(column -> column.getName())
        .containsExactly("at", "b", "raw", "s", "t");
    assertThat(row.getLatestColumn("at").getValue().asLong()).isEqualTo(5);
    assertThat(row.getLatestColumn("raw").getValue().asBinary()).containsExactly(1);
    assertThat(last.get(of("b", 1))).as("without columns").isNull();
    assertHoldsTheLastRows();
    assertThat(
            last.range(key("device", "b", "part", 0), key("device", "a", "part", 1))
                .backward()
                .keys())
        .containsExactly("a/2");
    assertThat(last.batchGet(of("a", 1), of("b", 1)).get(0).getRow()).isNotNull();
    assertThat(values(last.reading(of("a", 1)).columns("s", "at").row())).hasSize(2);
  }

  @Test
  void theNextTakesThePlaceOfALastRowThatGoes() {
    create(true, "device", "part");
    for (int i = 1; i <= 4; i++) {
      table.put(at("a", 1, i), cell("s", "v" + i));
    }
    table.delete(at("a", 1, 2));
    table.delete(at("a", 1, 4));
    assertThat(last.get(of("a", 1)).getLatestColumn("at").getValue().asLong()).isEqualTo(3);
    table.put(at("a", 1, 3));
    assertThat(last.get(of("a", 1)).getLatestColumn("at").getValue().asLong())
        .as("that loses its columns goes, too")
        .isEqualTo(1);
    table.delete(at("a", 1, 1));
    assertThat(last.get(of("a", 1))).isNull();
    table.put(at("a", 1, 3), cell("s", "back"));
    assertHoldsTheLastRows();
  }

  @Test
  void rowsWrittenTogetherAreSettledTogether() {
    create(true, "device", "part");
    table.batchWrite(
        table.putting(at("a", 1, 1), cell("s", "1")),
        table.putting(at("a", 1, 9), cell("s", "9")),
        table.putting(at("b", 1, 1), cell("s", "1")));
    assertHoldsTheLastRows();
    var atomic =
        TestTable.batch(
            table.deleting(at("a", 1, 9)),
            table.putting(at("a", 1, 4), cell("s", "4")),
            table.putting(at("a", 1, 5)));
    atomic.setAtomic(true);
    assertThat(client.batchWriteRow(atomic).isAllSucceed()).isTrue();
    assertThat(last.get(of("a", 1)).getLatestColumn("at").getValue().asLong()).isEqualTo(4);
    String transaction =
        client
            .startLocalTransaction(
                new StartLocalTransactionRequest(table.name(), key("device", "a")))
            .getTransactionID();
    table.deleting(at("a", 1, 4)).in(transaction).run();
    table.putting(at("a", 1, 2), cell("s", "2")).in(transaction).run();
    table.putting(at("a", 2, 2), cell("s", "2")).in(transaction).run();
    assertThat(last.get(of("a", 1)).getLatestColumn("at").getValue().asLong()).isEqualTo(4);
    client.commitTransaction(new CommitTransactionRequest(transaction));
    assertThat(last.get(of("a", 1)).getLatestColumn("at").getValue().asLong()).isEqualTo(2);
    table.bulkImport(
        table.putting(at("a", 1, 8), cell("s", "8")), table.putting(at("c", 0, 1), cell("s", "c")));
    assertHoldsTheLastRows();
  }

  private void fill(int rows) {
    for (int from = 0; from < rows; from += 200) {
      List<TestTable.Write> writes = new ArrayList<>();
      for (int i = from; i < from + 200; i++) {
        writes.add(
            i % 3 == 0
                ? table.putting(at("d" + i % 20, i % 7, i))
                : table.putting(at("d" + i % 20, i % 7, i), cell("s", "s" + i)));
      }
      assertThat(table.batchWrite(writes.toArray(TestTable.Write[]::new)).isAllSucceed()).isTrue();
    }
  }

  private void change(Random random) {
    PrimaryKey row = at("d" + random.nextInt(21), random.nextInt(7), random.nextInt(4_000));
    switch (random.nextInt(4)) {
      case 0 -> table.delete(row);
      case 1 -> table.put(row);
      case 2 -> {
        for (Row entry : LastPointOracle.rows(client, table.name(), 20)) {
          table.delete(entry.getPrimaryKey()); // from the end, where last rows are
        }
      }
      default -> table.put(row, cell("s", "new"), cell("n", random.nextInt(9)));
    }
  }

  @Test
  void whileItIsBuiltItCannotBeReadAndWhateverIsWrittenMeanwhileItEndsUpRight() throws Exception {
    fill(4_000);
    AtomicBoolean stop = new AtomicBoolean();
    ExecutorService writers = Executors.newFixedThreadPool(3);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int t = 0; t < 3; t++) {
        Random random = new Random(t);
        running.add(
            writers.submit(
                () -> {
                  while (!stop.get()) {
                    change(random);
                  }
                }));
      }
      create(true, "device", "part");
      String message = "Disallow read local index in building base state";
      assertInvalid(() -> last.get(of("d1", 1)), message);
      assertInvalid(this::shown, message);
      assertError(last.batchGet(of("d1", 1)).get(0).getError(), "OTSParameterInvalid", message);
      LastPointOracle.awaitBuilt(client, last.name());
      stop.set(true);
      for (Future<?> one : running) {
        one.get();
      }
    } finally {
      stop.set(true);
      writers.shutdown();
    }
    assertHoldsTheLastRows();
  }

  @Test
  void withoutBaseDataOnlyBeginningsWrittenLaterAreThere() {
    table.put(at("a", 1, 5), cell("s", "old"));
    table.put(at("a", 2, 5), cell("s", "old"));
    create(false, "device", "part");
    assertThat(shown()).isEmpty();
    table.put(at("a", 1, 3), cell("s", "new"));
    assertThat(last.get(of("a", 1)).getLatestColumn("at").getValue().asLong())
        .as("the last row, though it is from before")
        .isEqualTo(5);
    table.delete(at("a", 2, 4));
    assertThat(shown()).hasSize(1);
  }

  @Test
  void otherFollowersOfTheTableAreBesideIt() throws Exception {
    table.createIndex(globalIndex(table.name() + "_g", "s"), true);
    table.createIndex(localIndex(table.name() + "_l", "device", "s"), true);
    UpdateTableRequest update = new UpdateTableRequest(table.name());
    update.setStreamSpecification(new StreamSpecification(true, 24));
    client.updateTable(update);
    create(true, "device", "part");
    table.put(at("a", 1, 1), cell("s", "x"));
    table.put(at("a", 1, 2), cell("s", "y"));
    table.delete(at("a", 1, 2));
    assertHoldsTheLastRows();
    IndexOracle.assertIndexesHoldWhatTheRowsSay(client, table.name());
    assertThat(StreamReader.all(client, table.name()).get(0).rest()).hasSize(3);
    assertThat(table.describe().getIndexMeta()).hasSize(2);
  }

  @Test
  void itsTableMayHaveASearchIndexAndATunnelButNotItself() {
    TableOptions options = new TableOptions(MONTH, 1);
    options.setAllowUpdate(false);
    SearchTable searched =
        SearchTable.create(
            client,
            options,
            new PrimaryKeySchema("pk", INTEGER),
            new PrimaryKeySchema("at", INTEGER));
    searched.index("found", SearchTable.field("k", FieldType.KEYWORD));
    TestTable points = TestTable.named(client, searched.name() + "_last");
    timeseries.createTimeseriesLastpointIndex(request(searched.name(), points.name(), true, "pk"));
    searched.putAll(
        List.of(
            searched.row(key("pk", 1, "at", 1), "k", "x"),
            searched.row(key("pk", 1, "at", 2), "k", "y")));
    searched.await("found", 2);
    assertThat(points.get(key("pk", 1)).getLatestColumn("k").getValue().asString()).isEqualTo("y");

    assertInvalid(
        () ->
            SearchTable.named(client, points.name())
                .index("none", SearchTable.field("k", FieldType.KEYWORD)),
        "table [" + points.name() + "] does not exist");
    TunnelClient tunnels = TunnelKit.client(server.endpoint(), server.instance());
    try {
      TunnelKit.create(tunnels, TestTable.named(client, searched.name()), TunnelType.Stream);
      assertThatThrownBy(() -> TunnelKit.create(tunnels, points, TunnelType.Stream))
          .hasMessageContaining("a tunnel can not be created on an index table");
    } finally {
      tunnels.shutdown();
    }
  }

  @Test
  void itIsNeitherWrittenToNorChangedAsATable() {
    create(true, "device", "part");
    String write = "Can't write index table directly.";
    assertInvalid(() -> last.put(of("a", 1), cell("s", "x")), write);
    assertInvalid(() -> last.delete(of("a", 1)), write);
    assertError(
        last.batchWrite(last.putting(of("a", 1), cell("s", "x")))
            .getRowStatus(last.name())
            .get(0)
            .getError(),
        "OTSParameterInvalid",
        write);
    assertInvalid(() -> client.deleteTable(new DeleteTableRequest(last.name())));
    UpdateTableRequest update = new UpdateTableRequest(last.name());
    TableOptions options = new TableOptions();
    options.setTimeToLive(-1);
    update.setTableOptionsForUpdate(options);
    assertInvalid(() -> client.updateTable(update));
    assertInvalid(() -> last.createIndex(globalIndex("g", "s"), true));
  }

  @Test
  void aMistakenOneIsRefused() {
    assertInvalid(
        () -> create(true, "part", "device"),
        "The primary key names of a lastpoint index must be a prefix of its table's:"
            + " device,part,at,raw.");
    assertNoTable(
        () ->
            timeseries.createTimeseriesLastpointIndex(
                request("nowhere", last.name(), true, "device")));
    assertRefused(
        () ->
            timeseries.createTimeseriesLastpointIndex(
                request(table.name(), table.name(), true, "device")),
        409,
        "OTSObjectAlreadyExist",
        "Requested table already exists.");
    assertNoTable(() -> drop(last.name()));
    TestTable updatable = TestTable.simple(client);
    assertInvalid(
        () ->
            timeseries.createTimeseriesLastpointIndex(
                request(updatable.name(), last.name(), true, "pk")),
        "Don't support allow update operation on table with lastpoint index");
    create(true, "device", "part");
    UpdateTableRequest update = new UpdateTableRequest(table.name());
    TableOptions options = new TableOptions();
    options.setAllowUpdate(true);
    update.setTableOptionsForUpdate(options);
    assertInvalid(
        () -> client.updateTable(update),
        "Don't support allow update operation on table with lastpoint index");
  }

  @Test
  void onTablesOfTimeSeriesItIsUnsupported() {
    String message = "Unsupported operation: CreateTimeseriesLastpointIndex.";
    CreateTimeseriesLastpointIndexRequest request =
        new CreateTimeseriesLastpointIndexRequest(table.name(), last.name(), true);
    assertInvalid(() -> timeseries.createTimeseriesLastpointIndex(request), message);
    request.setCreateOnWideColumnTable(false);
    assertInvalid(() -> timeseries.createTimeseriesLastpointIndex(request), message);
  }

  @Test
  void aDroppedOneIsGoneAndItsNameFree() {
    table.put(at("a", 1, 1), cell("s", "x"));
    create(true, "device", "part");
    assertThat(shown()).hasSize(1);
    drop(last.name());
    assertNoTable(this::shown);
    table.put(at("a", 2, 1), cell("s", "x"));
    create(true, "device");
    assertThat(last.range(key("device", INF_MIN), key("device", INF_MAX)).keys())
        .containsExactly("a");
    table.deleteIndex(last.name());
    assertNoTable(this::shown);
    create(false, "device");
    client.deleteTable(new DeleteTableRequest(table.name()));
    assertThat(client.listTable().getTableNames()).doesNotContain(table.name(), last.name());
  }
}
