/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.STRING;
import static io.tabularium.server.e2e.Refusals.assertInvalid;
import static io.tabularium.server.e2e.Refusals.assertRefusedWith;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.cells;
import static io.tabularium.server.e2e.Words.key;
import static io.tabularium.server.e2e.Words.values;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.core.protocol.OTSProtocolBuilder;
import com.alicloud.openservices.tablestore.core.protocol.OtsInternalApi;
import com.alicloud.openservices.tablestore.model.CapacityUnit;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.ReservedThroughput;
import com.alicloud.openservices.tablestore.model.TableOptions;
import com.alicloud.openservices.tablestore.model.UpdateTableRequest;
import com.alicloud.openservices.tablestore.model.UpdateTableResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Options of a table: their bounds, changing each alone, and what a change does to the rows. */
class TableOptionsE2eTest {
  private static final PrimaryKey KEY = key("pk", "a");

  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private SyncClient client;
  private TestTable table;

  @BeforeEach
  void freshTable() {
    client = server.client(E2eServer.freshInstance());
    table =
        TestTable.make(client)
            .key("pk", STRING)
            .maxVersions(5)
            .timeToLive(1_000_000)
            .deviation(5_000)
            .create();
  }

  @ParameterizedTest
  @CsvSource({
    "time to live,  86400,   5, 5000, true",
    "time to live,     -1,   5, 5000, true",
    "time to live, 2147483647, 5, 5000, true",
    "max versions, 1000000,  2, 5000, true",
    "max versions, 1000000, 2147483647, 5000, true",
    "deviation,    1000000,  5, 9223372036854, true",
    "deviation,    1000000,  5,    1, true",
    "allow update, 1000000,  5, 5000, false",
  })
  void oneOptionChangesAlone(
      String option, int timeToLive, int maxVersions, long deviation, boolean allowUpdate) {
    TableOptions change = new TableOptions();
    switch (option) {
      case "time to live" -> change.setTimeToLive(timeToLive);
      case "max versions" -> change.setMaxVersions(maxVersions);
      case "deviation" -> change.setMaxTimeDeviation(deviation);
      default -> change.setAllowUpdate(allowUpdate);
    }
    UpdateTableResponse told = update(change);
    for (TableOptions after :
        new TableOptions[] {told.getTableOptions(), table.describe().getTableOptions()}) {
      assertThat(after.getTimeToLive()).isEqualTo(timeToLive);
      assertThat(after.getMaxVersions()).isEqualTo(maxVersions);
      assertThat(after.getMaxTimeDeviation()).isEqualTo(deviation);
      assertThat(after.getAllowUpdate()).isEqualTo(allowUpdate);
      assertThat(after.getUpdateFullRow()).isFalse();
    }
    assertThat(told.getReservedThroughputDetails()).isNotNull();
    assertThat(told.getStreamDetails().isEnableStream()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void updateFullRowIsFixedAtCreation(boolean value) {
    TableOptions change = new TableOptions();
    change.setUpdateFullRow(value);
    assertRefusedWith(() -> update(change), 400, "OTSParameterInvalid", "contain updateFullRow");
  }

  @Test
  void optionsWithoutAnOptionAreRefused() {
    assertInvalid(() -> update(new TableOptions()), "No parameter is specified in table options.");
  }

  @Test
  void anUpdateOfNothingIsRefused() {
    assertInvalid(() -> client.updateTable(new UpdateTableRequest(table.name())));
  }

  @Test
  void oneSideOfTheThroughputChangesAlone() {
    UpdateTableRequest request = new UpdateTableRequest(table.name());
    CapacityUnit read = new CapacityUnit();
    read.setReadCapacityUnit(9);
    request.setReservedThroughputForUpdate(new ReservedThroughput(read));
    client.updateTable(request);
    CapacityUnit after = table.describe().getReservedThroughputDetails().getCapacityUnit();
    assertThat(after.getReadCapacityUnit()).isEqualTo(9);
    assertThat(after.getWriteCapacityUnit()).isEqualTo(0);
  }

  @Test
  void loweringTheThroughputIsRemembered() {
    UpdateTableRequest request = new UpdateTableRequest(table.name());
    request.setReservedThroughputForUpdate(new ReservedThroughput(5, 5));
    client.updateTable(request);
    request.setReservedThroughputForUpdate(new ReservedThroughput(4, 4));
    assertThat(client.updateTable(request).getReservedThroughputDetails().getLastDecreaseTime())
        .isPositive();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -2, Integer.MIN_VALUE})
  void timeToLiveIsForeverOrPositive(int seconds) {
    var options = OtsInternalApi.TableOptions.newBuilder().setTimeToLive(seconds);
    assertRefusedAtCreationAndUpdate(options, "TimeToLive cannot be 0 or less than -1.");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 86_399})
  void timeToLiveIsAtLeastADay(int seconds) {
    var options = OtsInternalApi.TableOptions.newBuilder().setTimeToLive(seconds);
    assertRefusedAtCreationAndUpdate(options, null);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void maxVersionsIsPositive(int versions) {
    var options = OtsInternalApi.TableOptions.newBuilder().setMaxVersions(versions);
    assertRefusedAtCreationAndUpdate(
        options, "The maximum versions cannot be less than or equal to 0.");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MAX_VALUE / 1_000_000 + 1, Long.MAX_VALUE})
  void deviationHasBounds(long seconds) {
    var options = OtsInternalApi.TableOptions.newBuilder().setDeviationCellVersionInSec(seconds);
    assertRefusedAtCreationAndUpdate(
        options, "The maximum deviation must be in range [0, INT64_MAX/1000000].");
  }

  private void assertRefusedAtCreationAndUpdate(
      OtsInternalApi.TableOptions.Builder options, String message) {
    RawClient raw =
        new RawClient(server.endpoint(), client.getInstanceName(), server.keyId(), server.secret());
    var create =
        OTSProtocolBuilder.buildCreateTableRequest(
            TestTable.make(client).named("refused").key("pk", STRING).request())
            .toBuilder();
    create.getTableOptionsBuilder().mergeFrom(options.build());
    var update =
        OtsInternalApi.UpdateTableRequest.newBuilder()
            .setTableName(table.name())
            .setTableOptions(options);
    for (RawClient.Answer answer :
        new RawClient.Answer[] {
          raw.call("CreateTable", create.build()), raw.call("UpdateTable", update.build())
        }) {
      if (message == null) {
        assertInvalid(answer);
      } else {
        assertInvalid(answer, message);
      }
    }
    assertThat(client.listTable().getTableNames()).containsExactly(table.name());
  }

  @Test
  void loweringMaxVersionsHidesTheOldestAtOnce() {
    TestTable old = TestTable.make(client).key("pk", STRING).maxVersions(3).create();
    old.put(KEY, cell("c", "a", 1), cell("c", "b", 2), cell("c", "c", 3));
    UpdateTableRequest request = new UpdateTableRequest(old.name());
    TableOptions two = new TableOptions();
    two.setMaxVersions(2);
    request.setTableOptionsForUpdate(two);
    client.updateTable(request);
    assertThat(cells(old.versions(KEY))).containsExactly("c=c@3", "c=b@2");
  }

  @Test
  void withoutAllowUpdateRowsArePutAndDeletedOnly() {
    TestTable fixed = TestTable.make(client).key("pk", STRING).allowUpdate(false).create();
    fixed.put(KEY, cell("c", 1));
    assertInvalid(
        () -> fixed.updating(KEY).put(cell("c", 2)).run(),
        "Update operation is not allowed in this table");
    assertThat(values(fixed.get(KEY))).containsExactly("c=1");
    fixed.put(KEY, cell("c", 3));
    assertThat(values(fixed.get(KEY))).containsExactly("c=3");
    fixed.delete(KEY);
    assertThat(fixed.get(KEY)).isNull();
  }

  @Test
  void allowUpdateCanBeTakenAndGiven() {
    TableOptions no = new TableOptions();
    no.setAllowUpdate(false);
    update(no);
    assertInvalid(
        () -> table.updating(KEY).put(cell("c", 2)).run(),
        "Update operation is not allowed in this table");
    no.setAllowUpdate(true);
    update(no);
    table.updating(KEY).put(cell("c", 2)).run();
    assertThat(values(table.get(KEY))).containsExactly("c=2");
  }

  @Test
  void withUpdateFullRowAnUpdateReplacesTheRow() {
    TestTable full = TestTable.make(client).key("pk", STRING).updateFullRow(true).create();
    assertThat(full.describe().getTableOptions().getUpdateFullRow()).isTrue();
    full.put(KEY, cell("a", 1), cell("b", 2));
    full.updating(KEY).put(cell("c", 3)).run();
    assertThat(values(full.get(KEY))).containsExactly("c=3");
    assertInvalid(() -> full.updating(KEY).remove("c").run());
    assertInvalid(() -> full.updating(KEY).increment("c", 1).run());
    assertThat(values(full.get(KEY))).containsExactly("c=3");
  }

  private UpdateTableResponse update(TableOptions options) {
    UpdateTableRequest request = new UpdateTableRequest(table.name());
    request.setTableOptionsForUpdate(options);
    return client.updateTable(request);
  }
}
