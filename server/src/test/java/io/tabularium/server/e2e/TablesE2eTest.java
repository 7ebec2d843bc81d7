/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.BINARY;
import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.INTEGER;
import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.STRING;
import static io.tabularium.server.e2e.Refusals.assertInvalid;
import static io.tabularium.server.e2e.Refusals.assertNoTable;
import static io.tabularium.server.e2e.Refusals.assertRefused;
import static io.tabularium.server.e2e.Refusals.assertRefusedWith;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static io.tabularium.server.e2e.Words.values;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.core.protocol.OTSProtocolBuilder;
import com.alicloud.openservices.tablestore.core.protocol.OtsInternalApi;
import com.alicloud.openservices.tablestore.model.CreateTableRequest;
import com.alicloud.openservices.tablestore.model.DeleteTableRequest;
import com.alicloud.openservices.tablestore.model.DescribeTableRequest;
import com.alicloud.openservices.tablestore.model.DescribeTableResponse;
import com.alicloud.openservices.tablestore.model.PrimaryKeyOption;
import com.alicloud.openservices.tablestore.model.PrimaryKeySchema;
import com.alicloud.openservices.tablestore.model.ReservedThroughput;
import com.alicloud.openservices.tablestore.model.TableOptions;
import com.alicloud.openservices.tablestore.model.UpdateTableRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables come, are listed, described and go. */
class TablesE2eTest {
  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private SyncClient client;
  private RawClient raw;

  @BeforeEach
  void freshInstance() {
    String instance = E2eServer.freshInstance();
    client = server.client(instance);
    raw = new RawClient(server.endpoint(), instance, server.keyId(), server.secret());
  }

  @Test
  void aTableIsUsableAsSoonAsItIsCreated() {
    TestTable table = TestTable.simple(client);
    table.put(key("pk", "a", "n", 1), cell("c", "v"));
    assertThat(values(table.get(key("pk", "a", "n", 1)))).containsExactly("c=v");
  }

  @Test
  void aNameIsTakenOnce() {
    TestTable table = TestTable.simple(client);
    CreateTableRequest again =
        TestTable.make(client).named(table.name()).key("other", STRING).request();
    assertRefused(
        () -> client.createTable(again),
        409,
        "OTSObjectAlreadyExist",
        "Requested table already exists.");
    assertThat(table.describe().getTableMeta().getPrimaryKeyList()).hasSize(2);
  }

  @Test
  void namesAreCaseSensitive() {
    TestTable.make(client).named("Orders").key("pk", STRING).create();
    TestTable.make(client).named("orders").key("pk", STRING).create();
    assertThat(client.listTable().getTableNames()).containsExactly("Orders", "orders");
  }

  @Test
  void aTableDeletedAndCreatedAgainAtOnceIsEmpty() {
    for (int round = 0; round < 5; round++) {
      TestTable table =
          TestTable.make(client).named("again").key("pk", STRING).key("n", INTEGER).create();
      assertThat(table.get(key("pk", "a", "n", 1))).as("round %d", round).isNull();
      table.put(key("pk", "a", "n", 1), cell("round", round));
      assertThat(values(table.get(key("pk", "a", "n", 1)))).containsExactly("round=" + round);
      client.deleteTable(new DeleteTableRequest("again"));
    }
  }

  @Test
  void aTableCreatedAgainMayHaveAnotherKey() {
    TestTable.make(client).named("again").key("pk", STRING).create();
    client.deleteTable(new DeleteTableRequest("again"));
    TestTable table = TestTable.make(client).named("again").key("id", INTEGER).create();
    table.put(key("id", 1), cell("c", "v"));
    assertThat(values(table.get(key("id", 1)))).containsExactly("c=v");
  }

  @Test
  void everyOperationOnAMissingTableSaysSo() {
    TestTable missing = TestTable.named(client, "missing");
    assertNoTable(() -> client.describeTable(new DescribeTableRequest("missing")));
    assertNoTable(() -> client.deleteTable(new DeleteTableRequest("missing")));
    UpdateTableRequest update = new UpdateTableRequest("missing");
    update.setTableOptionsForUpdate(new TableOptions(-1));
    assertNoTable(() -> client.updateTable(update));
    assertNoTable(() -> missing.put(key("pk", "a"), cell("c", 1)));
    assertNoTable(() -> missing.updating(key("pk", "a")).put(cell("c", 1)).run());
    assertNoTable(() -> missing.delete(key("pk", "a")));
    assertNoTable(() -> missing.get(key("pk", "a")));
    assertNoTable(() -> missing.range(key("pk", Words.INF_MIN), key("pk", Words.INF_MAX)).page());
  }

  @Test
  void anEmptyInstanceListsNothing() {
    assertThat(client.listTable().getTableNames()).isEmpty();
    assertThat(raw.call("ListTable", new byte[0]).success()).isEmpty();
  }

  @Test
  void tablesAreListedInByteOrder() {
    for (String name : List.of("b", "_a", "B", "a1", "a")) {
      TestTable.make(client).named(name).key("pk", STRING).create();
    }
    assertThat(client.listTable().getTableNames()).containsExactly("B", "_a", "a", "a1", "b");
    client.deleteTable(new DeleteTableRequest("a"));
    assertThat(client.listTable().getTableNames()).containsExactly("B", "_a", "a1", "b");
  }

  @Test
  void instancesDoNotSeeEachOther() {
    TestTable mine = TestTable.make(client).named("same").key("pk", STRING).create();
    SyncClient neighbour = server.client(E2eServer.freshInstance());
    assertThat(neighbour.listTable().getTableNames()).isEmpty();
    assertNoTable(() -> TestTable.named(neighbour, "same").get(key("pk", "a")));

    TestTable theirs = TestTable.make(neighbour).named("same").key("pk", STRING).create();
    mine.put(key("pk", "a"), cell("c", "mine"));
    assertThat(theirs.get(key("pk", "a"))).isNull();
    neighbour.deleteTable(new DeleteTableRequest("same"));
    assertThat(values(mine.get(key("pk", "a")))).containsExactly("c=mine");
  }

  @Test
  void aDescriptionTellsEverything() {
    Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    CreateTableRequest request =
        TestTable.make(client)
            .named("full")
            .key("z", STRING)
            .key("a", BINARY)
            .key("m", INTEGER)
            .autoIncrement("auto")
            .maxVersions(7)
            .timeToLive(86_400)
            .deviation(1234)
            .allowUpdate(false)
            .request();
    request.setReservedThroughput(new ReservedThroughput(3, 4));
    client.createTable(request);

    DescribeTableResponse told = client.describeTable(new DescribeTableRequest("full"));
    assertThat(told.getTableMeta().getTableName()).isEqualTo("full");
    assertThat(told.getTableMeta().getPrimaryKeyList())
        .as("in the order of creation")
        .containsExactly(
            new PrimaryKeySchema("z", STRING),
            new PrimaryKeySchema("a", BINARY),
            new PrimaryKeySchema("m", INTEGER),
            new PrimaryKeySchema("auto", INTEGER, PrimaryKeyOption.AUTO_INCREMENT));
    assertThat(told.getTableOptions().getMaxVersions()).isEqualTo(7);
    assertThat(told.getTableOptions().getTimeToLive()).isEqualTo(86_400);
    assertThat(told.getTableOptions().getMaxTimeDeviation()).isEqualTo(1234);
    assertThat(told.getTableOptions().getAllowUpdate()).isFalse();
    assertThat(told.getTableOptions().getUpdateFullRow()).isFalse();
    assertThat(told.getReservedThroughputDetails().getCapacityUnit().getReadCapacityUnit())
        .isEqualTo(3);
    assertThat(told.getReservedThroughputDetails().getCapacityUnit().getWriteCapacityUnit())
        .isEqualTo(4);
    assertThat(Instant.ofEpochSecond(told.getReservedThroughputDetails().getLastIncreaseTime()))
        .isBetween(before, before.plus(Duration.ofMinutes(1)));
    assertThat(Instant.EPOCH.plus(told.getCreationTime(), ChronoUnit.MICROS))
        .isBetween(before, before.plus(Duration.ofMinutes(1)));
    assertThat(told.getStreamDetails().isEnableStream()).isFalse();
    assertThat(told.getSseDetails()).as("no encryption").isNull();
    assertThat(told.getShardSplits()).isEmpty();
    assertThat(told.getIndexMeta()).isEmpty();
    assertThat(told.getRequestId()).hasSize(36);
  }

  @Test
  void aDescriptionCarriesTheFieldsOtherClientsRequire() throws Exception {
    TestTable table = TestTable.simple(client);
    var answer =
        raw.call(
            "DescribeTable",
            OtsInternalApi.DescribeTableRequest.newBuilder().setTableName(table.name()).build());
    var told = OtsInternalApi.DescribeTableResponse.parseFrom(answer.success());
    assertThat(told.getUnknownFields().getField(4).getVarintList())
        .as("table_status ACTIVE, which this proto does not know")
        .containsExactly(1L);
    assertThat(told.getTableOptions().hasTimeToLive()).isTrue();
    assertThat(told.getTableOptions().hasMaxVersions()).isTrue();
    assertThat(told.getTableOptions().hasDeviationCellVersionInSec()).isTrue();
    assertThat(told.getTableOptions().hasAllowUpdate()).isTrue();
    assertThat(told.getTableOptions().hasUpdateFullRow()).isTrue();
    assertThat(told.getReservedThroughputDetails().getCapacityUnit().hasRead()).isTrue();
    assertThat(told.getReservedThroughputDetails().getCapacityUnit().hasWrite()).isTrue();
    assertThat(told.hasStreamDetails()).isTrue();
    assertThat(told.getStreamDetails().hasStreamId()).isFalse();
    assertThat(told.getStreamDetails().hasExpirationTime()).isFalse();
    assertThat(told.getStreamDetails().hasLastEnableTime()).isFalse();
  }

  @Test
  void messagesWithoutFieldsAreZeroBytes() {
    CreateTableRequest request = TestTable.make(client).named("t").key("pk", STRING).request();
    assertThat(
            raw.call("CreateTable", OTSProtocolBuilder.buildCreateTableRequest(request)).success())
        .isEmpty();
    assertThat(
            raw.call(
                    "DeleteTable",
                    OtsInternalApi.DeleteTableRequest.newBuilder().setTableName("t").build())
                .success())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void aKeyHasOneToFourColumns(int columns) {
    client.createTable(withKeyColumns(columns));
  }

  @Test
  void anyOtherNumberIsRefused() {
    String message = "The number of primary key columns must be in range: [1, 4].";
    assertInvalid(() -> client.createTable(withKeyColumns(5)), message);
    var none = message(withKeyColumns(1));
    none.getTableMetaBuilder().clearPrimaryKey();
    assertInvalid(raw.call("CreateTable", none.build()), message);
    assertThat(client.listTable().getTableNames()).isEmpty();
  }

  private CreateTableRequest withKeyColumns(int n) {
    TestTable.Maker maker = TestTable.make(client);
    for (int i = 0; i < n; i++) {
      maker.key("PK" + i, STRING);
    }
    return maker.request();
  }

  @Test
  void keyColumnsHaveDifferentNames() {
    CreateTableRequest request =
        TestTable.make(client).key("PK0", STRING).key("PK0", INTEGER).request();
    assertInvalid(() -> client.createTable(request), "Duplicated primary key name: 'PK0'.");
  }

  @Test
  void thePartitionKeyIsNotGenerated() {
    CreateTableRequest request = TestTable.make(client).named("t").autoIncrement("pk").request();
    assertInvalid(
        () -> client.createTable(request), "First primary key can't be auto increment, table: t.");
  }

  @Test
  void oneKeyColumnAtMostIsGenerated() {
    CreateTableRequest request =
        TestTable.make(client).key("pk", STRING).autoIncrement("a").autoIncrement("b").request();
    assertRefusedWith(
        () -> client.createTable(request),
        400,
        "OTSParameterInvalid",
        "AUTO_INCREMENT primary key count must <= 1.");
  }

  @Test
  void onlyIntegersAreGenerated() {
    var request = message(TestTable.make(client).key("pk", STRING).key("auto", STRING).request());
    request
        .getTableMetaBuilder()
        .getPrimaryKeyBuilder(1)
        .setOption(OtsInternalApi.PrimaryKeyOption.AUTO_INCREMENT);
    assertInvalid(
        raw.call("CreateTable", request.build()), "AUTO_INCREMENT primary key must be integer.");
  }

  @Test
  void generatedKeysAndTransactionsDoNotGoTogether() {
    CreateTableRequest request =
        TestTable.make(client).key("pk", STRING).autoIncrement("a").transactions().request();
    assertInvalid(() -> client.createTable(request));
    assertThat(client.listTable().getTableNames()).isEmpty();
  }

  @Test
  void timeToLiveAndMaxVersionsAreNotOptional() {
    var request = message(TestTable.make(client).named("t").key("pk", STRING).request());
    request.getTableOptionsBuilder().clearTimeToLive();
    assertInvalid(
        raw.call("CreateTable", request.build()), "Time-to-live is missing while creating table.");
    request.getTableOptionsBuilder().setTimeToLive(-1).clearMaxVersions();
    assertInvalid(
        raw.call("CreateTable", request.build()), "MaxVersions is missing while creating table.");
    assertThat(client.listTable().getTableNames()).isEmpty();
  }

  @Test
  void reservedThroughputIsCompleteAndNotNegative() {
    var request = message(TestTable.make(client).key("pk", STRING).request());
    request.getReservedThroughputBuilder().getCapacityUnitBuilder().clearRead();
    assertInvalid(raw.call("CreateTable", request.build()));
    request.getReservedThroughputBuilder().getCapacityUnitBuilder().setRead(-1);
    assertInvalid(raw.call("CreateTable", request.build()));
    request.getReservedThroughputBuilder().getCapacityUnitBuilder().setRead(100_001);
    assertInvalid(raw.call("CreateTable", request.build()));
    request.getReservedThroughputBuilder().getCapacityUnitBuilder().setRead(100_000);
    raw.call("CreateTable", request.build()).success();
  }

  @Test
  void optionsNotGivenHaveDefaults() throws Exception {
    var request = message(TestTable.make(client).named("t").key("pk", STRING).request());
    request.setTableOptions(
        OtsInternalApi.TableOptions.newBuilder().setTimeToLive(-1).setMaxVersions(1));
    raw.call("CreateTable", request.build()).success();
    TableOptions options = client.describeTable(new DescribeTableRequest("t")).getTableOptions();
    assertThat(options.getMaxTimeDeviation()).isEqualTo(86_400);
    assertThat(options.getAllowUpdate()).isTrue();
    assertThat(options.getUpdateFullRow()).isFalse();
  }

  private static OtsInternalApi.CreateTableRequest.Builder message(CreateTableRequest request) {
    return OTSProtocolBuilder.buildCreateTableRequest(request).toBuilder();
  }
}
