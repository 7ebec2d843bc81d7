/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.STRING;
import static io.tabularium.server.e2e.Refusals.assertInvalid;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.cells;
import static io.tabularium.server.e2e.Words.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.core.protocol.OtsInternalApi;
import com.alicloud.openservices.tablestore.model.BatchGetRowRequest;
import com.alicloud.openservices.tablestore.model.Column;
import com.alicloud.openservices.tablestore.model.GetRangeRequest;
import com.alicloud.openservices.tablestore.model.GetRowRequest;
import com.alicloud.openservices.tablestore.model.MultiRowQueryCriteria;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.RangeRowQueryCriteria;
import com.alicloud.openservices.tablestore.model.SingleRowQueryCriteria;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Versions of a cell: who gives them, how many are kept, which are read. */
class VersionsE2eTest {
  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private static TestTable table;
  private static TestTable three;

  private final PrimaryKey key = key("pk", "row " + System.nanoTime(), "n", 1);

  @BeforeAll
  static void makeTables() {
    table = TestTable.versioned(server.client(), Integer.MAX_VALUE);
    three = TestTable.versioned(server.client(), 3);
  }

  @Test
  void threeUpdatesWithoutVersionMakeThreeVersions() {
    for (String value : List.of("first", "second", "third")) {
      table.updating(key).put(cell("c", value)).run();
    }
    List<Column> versions = Arrays.asList(table.versions(key).getColumns());
    assertThat(versions)
        .extracting(version -> version.getValue().asString())
        .containsExactly("third", "second", "first");
    assertThat(versions.get(0).getTimestamp()).isGreaterThan(versions.get(1).getTimestamp());
    assertThat(versions.get(1).getTimestamp()).isGreaterThan(versions.get(2).getTimestamp());
  }

  @Test
  void theServerGivesItsClockAsVersion() {
    long before = System.currentTimeMillis();
    table.put(key, cell("c", 1));
    assertThat(table.get(key).getColumns()[0].getTimestamp())
        .isBetween(before - 1000, System.currentTimeMillis() + 1000);
  }

  @Test
  void aHundredUpdatesInARowAreAHundredRisingVersions() {
    for (int i = 0; i < 100; i++) {
      table.updating(key).put(cell("c", i)).run();
    }
    assertThat(table.versions(key).getColumns())
        .extracting(version -> version.getValue().asLong())
        .hasSize(100)
        .isSortedAccordingTo((a, b) -> Long.compare(b, a));
  }

  @Test
  void theSameVersionIsOverwritten() {
    table.updating(key).put(cell("c", "old", 5)).run();
    table.updating(key).put(cell("c", "new", 5)).run();
    assertThat(cells(table.versions(key))).containsExactly("c=new@5");
  }

  @Test
  void ofTwoEqualVersionsInOneRequestTheLastWins() {
    table.put(key, cell("c", "first", 5), cell("c", "last", 5));
    assertThat(cells(table.versions(key))).containsExactly("c=last@5");
    table.updating(key).put(cell("d", "first", 5)).put(cell("d", "last", 5)).run();
    assertThat(cells(table.versions(key))).containsExactly("c=last@5", "d=last@5");
  }

  @Test
  void onePutMayBringSeveralVersions() {
    table.put(key, cell("c", "b", 2), cell("c", "c", 3), cell("c", "a", 1));
    assertThat(cells(table.versions(key))).containsExactly("c=c@3", "c=b@2", "c=a@1");
  }

  @Test
  void theTableKeepsItsNumberOfVersions() {
    three.put(key, cell("c", "a", 1), cell("c", "b", 2), cell("c", "c", 3), cell("c", "d", 4));
    assertThat(cells(three.versions(key))).containsExactly("c=d@4", "c=c@3", "c=b@2");
    three.updating(key).put(cell("c", "e", 5)).run();
    assertThat(cells(three.versions(key))).containsExactly("c=e@5", "c=d@4", "c=c@3");
  }

  @Test
  void theNumberIsCountedPerColumn() {
    for (int i = 1; i <= 5; i++) {
      three.updating(key).put(cell("a", i, i)).run();
    }
    three.updating(key).put(cell("b", 1, 1)).run();
    assertThat(cells(three.versions(key))).containsExactly("a=5@5", "a=4@4", "a=3@3", "b=1@1");
  }

  @Test
  void aVersionOlderThanAllThatAreKeptIsNotSeen() {
    three.put(key, cell("c", "b", 2), cell("c", "c", 3), cell("c", "d", 4));
    three.updating(key).put(cell("c", "a", 1)).run();
    assertThat(cells(three.versions(key))).containsExactly("c=d@4", "c=c@3", "c=b@2");
  }

  @Test
  void anOlderVersionWrittenLaterTakesItsPlace() {
    three.updating(key).put(cell("c", "d", 4)).run();
    three.updating(key).put(cell("c", "b", 2)).run();
    three.updating(key).put(cell("c", "c", 3)).run();
    assertThat(cells(three.versions(key))).containsExactly("c=d@4", "c=c@3", "c=b@2");
    assertThat(cells(three.get(key))).containsExactly("c=d@4");
  }

  @Test
  void aPutRemovesNewerVersionsToo() {
    table.put(key, cell("c", "newer", 2000), cell("d", "newer", 3000));
    table.put(key, cell("c", "older", 1000));
    assertThat(cells(table.versions(key))).containsExactly("c=older@1000");
  }

  @Test
  void afterADeletionAnOlderVersionIsVisible() {
    table.put(key, cell("c", "newer", 2000));
    table.delete(key);
    table.put(key, cell("c", "older", 1000));
    assertThat(cells(table.versions(key))).containsExactly("c=older@1000");
  }

  @Test
  void afterAColumnsDeletionAnOlderVersionIsVisible() {
    table.put(key, cell("c", "newer", 2000));
    table.updating(key).remove("c").run();
    table.updating(key).put(cell("c", "older", 1000)).run();
    assertThat(cells(table.versions(key))).containsExactly("c=older@1000");
  }

  @Test
  void deletingTheNewestVersionShowsTheNext() {
    table.put(key, cell("c", "a", 1), cell("c", "b", 2));
    table.updating(key).removeVersion("c", 2).run();
    assertThat(cells(table.get(key))).containsExactly("c=a@1");
    table.updating(key).put(cell("c", "again", 2)).run();
    assertThat(cells(table.versions(key))).containsExactly("c=again@2", "c=a@1");
  }

  @Test
  void deletingAVersionInTheMiddleLeavesTheOthers() {
    table.put(key, cell("c", "a", 1), cell("c", "b", 2), cell("c", "c", 3));
    table.updating(key).removeVersion("c", 2).run();
    assertThat(cells(table.versions(key))).containsExactly("c=c@3", "c=a@1");
  }

  @Test
  void deletingAnAbsentVersionChangesNothing() {
    table.put(key, cell("c", "a", 1));
    table.updating(key).removeVersion("c", 2).run();
    assertThat(cells(table.versions(key))).containsExactly("c=a@1");
  }

  @Test
  void deletingAColumnRemovesAllVersions() {
    table.put(key, cell("c", "a", 1), cell("c", "b", 2), cell("d", "d", 1));
    table.updating(key).remove("c").run();
    assertThat(cells(table.versions(key))).containsExactly("d=d@1");
  }

  @Test
  void readingAskForTheNewest() {
    table.put(key, cell("a", 1, 1), cell("a", 2, 2), cell("a", 3, 3), cell("b", 1, 1));
    assertThat(cells(table.reading(key).maxVersions(1).row())).containsExactly("a=3@3", "b=1@1");
    assertThat(cells(table.reading(key).maxVersions(2).row()))
        .containsExactly("a=3@3", "a=2@2", "b=1@1");
  }

  @Test
  void readingATimeRange() {
    table.put(key, cell("a", 1, 1), cell("a", 2, 2), cell("a", 3, 3), cell("b", 1, 1));
    assertThat(cells(table.reading(key).times(1, 3).row()))
        .as("the end is exclusive, every version counts")
        .containsExactly("a=2@2", "a=1@1", "b=1@1");
    assertThat(cells(table.reading(key).times(2, Long.MAX_VALUE / 1000).row()))
        .containsExactly("a=3@3", "a=2@2");
  }

  @Test
  void readingTheNewestInATimeRange() {
    table.put(key, cell("a", 1, 1), cell("a", 2, 2), cell("a", 3, 3), cell("b", 1, 1));
    assertThat(cells(table.reading(key).times(1, 3).maxVersions(1).row()))
        .containsExactly("a=2@2", "b=1@1");
  }

  @Test
  void readingOneVersion() {
    table.put(key, cell("a", 1, 1), cell("a", 2, 2), cell("a", 3, 3), cell("b", 1, 1));
    assertThat(cells(table.reading(key).at(2).row())).containsExactly("a=2@2");
    assertThat(cells(table.reading(key).at(1).row())).containsExactly("a=1@1", "b=1@1");
  }

  @Test
  void aTimeRangeWithoutMatchLeavesTheKey() {
    table.put(key, cell("a", 1, 1));
    assertThat(table.reading(key).times(5, 9).row().getColumns()).isEmpty();
    assertThat(table.reading(key).times(5, 9).columns("a").row()).isNull();
    assertThat(table.reading(key).at(5).row().getPrimaryKey()).isEqualTo(key);
  }

  @Test
  void versionsBeyondTheTablesNumberAreNotReadByTimeEither() {
    three.put(key, cell("c", "a", 1), cell("c", "b", 2), cell("c", "c", 3), cell("c", "d", 4));
    assertThat(cells(three.reading(key).times(1, 9).row()))
        .containsExactly("c=d@4", "c=c@3", "c=b@2");
    assertThat(three.reading(key).at(1).row().getColumns()).isEmpty();
  }

  @Test
  void theGreatestVersion() {
    long greatest = Long.MAX_VALUE / 1000 - 1;
    table.put(key, cell("c", "a", 0), cell("c", "z", greatest));
    assertThat(cells(table.versions(key))).containsExactly("c=z@" + greatest, "c=a@0");
    assertInvalid(
        () -> table.put(key, cell("c", "v", greatest + 1)),
        "Timestamp must be in range [0, INT64_MAX/1000).");
    assertInvalid(
        () -> table.updating(key).put(cell("c", "v", Long.MAX_VALUE)).run(),
        "Timestamp must be in range [0, INT64_MAX/1000).");
    assertInvalid(
        () -> table.updating(key).removeVersion("c", greatest + 1).run(),
        "Timestamp must be in range [0, INT64_MAX/1000).");
    assertThat(table.versions(key).getColumns()).hasSize(2);
  }

  @Test
  void aVersionMayNotDeviateTooFarFromTheClock() {
    TestTable hour =
        TestTable.make(server.client()).key("pk", STRING).deviation(3600).maxVersions(9).create();
    PrimaryKey row = key("pk", "a");
    long now = System.currentTimeMillis();
    hour.put(row, cell("c", 1, now - 3_500_000), cell("c", 2, now + 3_500_000));
    assertThat(hour.versions(row).getColumns()).hasSize(2);
    for (long bad : new long[] {now - 3_700_000, now + 3_700_000, 0}) {
      assertInvalid(
          () -> hour.put(row, cell("ok", 1), cell("bad", 1, bad)), "Invalid timestamp. Cell:bad.");
      assertInvalid(
          () -> hour.updating(row).put(cell("bad", 1, bad)).run(), "Invalid timestamp. Cell:bad.");
    }
    hour.updating(row).removeVersion("c", 1).run();
    assertThat(hour.versions(row).getColumns()).as("unchanged").hasSize(2);
  }

  @Test
  void aVersionMayNotBeExpiredAlready() {
    TestTable day = TestTable.make(server.client()).key("pk", STRING).timeToLive(86_400).create();
    long now = System.currentTimeMillis();
    day.put(key("pk", "a"), cell("c", 1, now - 86_000_000));
    assertInvalid(
        () -> day.put(key("pk", "a"), cell("c", 1, now - 86_500_000)),
        "Invalid timestamp. Cell:c.");
  }

  @Test
  void aReadMustSayWhichVersions() {
    assertInvalid(
        () ->
            server
                .client()
                .getRow(new GetRowRequest(new SingleRowQueryCriteria(table.name(), key))),
        "No version condition is specified.");
    RangeRowQueryCriteria range = new RangeRowQueryCriteria(table.name());
    range.setInclusiveStartPrimaryKey(key("pk", Words.INF_MIN, "n", Words.INF_MIN));
    range.setExclusiveEndPrimaryKey(key("pk", Words.INF_MAX, "n", Words.INF_MAX));
    assertInvalid(
        () -> server.client().getRange(new GetRangeRequest(range)),
        "No version condition is specified.");
    MultiRowQueryCriteria many = new MultiRowQueryCriteria(table.name());
    many.addRow(key);
    BatchGetRowRequest batch = new BatchGetRowRequest();
    batch.addMultiRowQueryCriteria(many);
    assertInvalid(
        () -> server.client().batchGetRow(batch),
        "No version condition is specified while querying row.");
  }

  @Test
  void contradictoryVersionConditionsAreRefused() {
    assertGetRefused(
        get().setMaxVersions(0),
        "Invalid max versions: 0 . Reason: Max versions must be positive.");
    assertGetRefused(
        get().setMaxVersions(-2),
        "Invalid max versions: -2 . Reason: Max versions must be positive.");
    assertGetRefused(
        get().setMaxVersions(1).setTimeRange(times().setSpecificTime(5)),
        "Specific tiemstamp and max versions cannot be given at the same time.");
    assertGetRefused(
        get().setTimeRange(times().setSpecificTime(5).setStartTime(1).setEndTime(9)),
        "Specific tiemstamp and time range cannot be given at the same time.");
    assertGetRefused(
        get()
            .setMaxVersions(1)
            .setTimeRange(times().setSpecificTime(5).setStartTime(1).setEndTime(9)),
        "Specific timestamp, time range and max versions cannot be given at the same time.");
    assertGetRefused(
        get().setTimeRange(times().setStartTime(1)),
        "Start and end time must be given at the same time.");
    assertGetRefused(
        get().setTimeRange(times().setEndTime(1)),
        "Start and end time must be given at the same time.");
    assertGetRefused(
        get().setTimeRange(times().setSpecificTime(-1)),
        "Specific timestamp cannot be less than 0.");
    assertInvalid(
        server
            .raw()
            .call("GetRow", get().setTimeRange(times().setStartTime(9).setEndTime(1)).build()));
    assertInvalid(
        server
            .raw()
            .call("GetRow", get().setTimeRange(times().setStartTime(-1).setEndTime(1)).build()));
  }

  @Test
  void minusOneMeansEveryVersion() throws Exception {
    table.put(key, cell("c", 1, 1), cell("c", 2, 2));
    var answer = server.raw().call("GetRow", get().setMaxVersions(-1).build());
    var response = OtsInternalApi.GetRowResponse.parseFrom(answer.success());
    assertThat(RawRows.decode(response.getRow()).get(0).getCells()).hasSize(2);
  }

  private OtsInternalApi.GetRowRequest.Builder get() {
    return OtsInternalApi.GetRowRequest.newBuilder()
        .setTableName(table.name())
        .setPrimaryKey(RawRows.key(key));
  }

  private static OtsInternalApi.TimeRange.Builder times() {
    return OtsInternalApi.TimeRange.newBuilder();
  }

  private static void assertGetRefused(
      OtsInternalApi.GetRowRequest.Builder request, String message) {
    assertInvalid(server.raw().call("GetRow", request.build()), message);
  }
}
