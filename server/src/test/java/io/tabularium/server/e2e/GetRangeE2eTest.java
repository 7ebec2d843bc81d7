/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.INTEGER;
import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.STRING;
import static io.tabularium.server.e2e.Refusals.assertInvalid;
import static io.tabularium.server.e2e.Refusals.assertRefused;
import static io.tabularium.server.e2e.Words.INF_MAX;
import static io.tabularium.server.e2e.Words.INF_MIN;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static io.tabularium.server.e2e.Words.keys;
import static io.tabularium.server.e2e.Words.show;
import static io.tabularium.server.e2e.Words.values;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.core.protocol.OtsInternalApi;
import com.alicloud.openservices.tablestore.model.GetRangeResponse;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.filter.SingleColumnValueFilter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Ranges of rows in both directions, on the worked example of the service's documentation. */
class GetRangeE2eTest {
  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private static TestTable table;

  @BeforeAll
  static void fill() {
    table = TestTable.make(server.client()).key("PK1", STRING).key("PK2", INTEGER).create();
    table.put(at("C", 9), cell("Attr1", "c9"));
    table.put(at("A", 2), cell("Attr1", "a2"), cell("Attr2", "a2"));
    table.put(at("C", 1));
    table.put(at("A", 6), cell("Attr2", "a6"));
    table.put(at("B", 10), cell("Attr1", "b10"));
    table.put(at("A", 5), cell("Attr1", "a5"));
  }

  private static PrimaryKey at(Object pk1, Object pk2) {
    return key("PK1", pk1, "PK2", pk2);
  }

  @Test
  void fromAKeyToAKey() {
    assertThat(table.range(at("A", 2), at("C", 1)).keys())
        .containsExactly("A/2", "A/5", "A/6", "B/10");
  }

  @Test
  void everything() {
    assertThat(table.range(at(INF_MIN, INF_MIN), at(INF_MAX, INF_MAX)).keys())
        .containsExactly("A/2", "A/5", "A/6", "B/10", "C/1", "C/9");
  }

  @Test
  void onePartition() {
    assertThat(table.range(at("A", INF_MIN), at("A", INF_MAX)).keys())
        .containsExactly("A/2", "A/5", "A/6");
  }

  @Test
  void backward() {
    assertThat(table.range(at("C", 1), at("A", 5)).backward().keys())
        .containsExactly("C/1", "B/10", "A/6");
    assertThat(table.range(at(INF_MAX, INF_MAX), at(INF_MIN, INF_MIN)).backward().keys())
        .containsExactly("C/9", "C/1", "B/10", "A/6", "A/5", "A/2");
    assertThat(table.range(at("A", INF_MAX), at("A", INF_MIN)).backward().keys())
        .containsExactly("A/6", "A/5", "A/2");
  }

  @Test
  void rowsWithoutTheAskedColumnAreOmitted() {
    assertThat(table.range(at("C", INF_MIN), at("C", INF_MAX)).columns("Attr1").keys())
        .containsExactly("C/9");
    var rows =
        table.range(at("C", INF_MIN), at("C", INF_MAX)).columns("Attr1", "PK1").page().getRows();
    assertThat(keys(rows)).containsExactly("C/1", "C/9");
    assertThat(rows.get(0).getColumns()).isEmpty();
    assertThat(values(rows.get(1))).containsExactly("Attr1=c9");
  }

  @Test
  void aLimitLeavesAKeyToContinueFrom() {
    GetRangeResponse first = table.range(at("A", INF_MIN), at("A", INF_MAX)).limit(2).page();
    assertThat(keys(first.getRows())).containsExactly("A/2", "A/5");
    assertThat(show(first.getNextStartPrimaryKey())).isEqualTo("A/6");
    assertThat(table.range(first.getNextStartPrimaryKey(), at("A", INF_MAX)).limit(2).keys())
        .containsExactly("A/6");
  }

  @Test
  void aLimitThatIsExactlyEnoughLeavesNoKey() {
    assertThat(table.range(at("A", INF_MIN), at("A", INF_MAX)).limit(3).keys())
        .containsExactly("A/2", "A/5", "A/6");
  }

  @Test
  void aLimitBackward() {
    GetRangeResponse first =
        table.range(at(INF_MAX, INF_MAX), at("A", 2)).backward().limit(2).page();
    assertThat(keys(first.getRows())).containsExactly("C/9", "C/1");
    assertThat(show(first.getNextStartPrimaryKey())).isEqualTo("B/10");
    assertThat(table.range(first.getNextStartPrimaryKey(), at("A", 2)).backward().limit(3).keys())
        .containsExactly("B/10", "A/6", "A/5");
  }

  @Test
  void theKeyToContinueFromIsAnExistingRow() {
    GetRangeResponse first = table.range(at("A", INF_MIN), at(INF_MAX, 0)).limit(3).page();
    assertThat(show(first.getNextStartPrimaryKey())).isEqualTo("B/10");
  }

  @Test
  void theLimitCountsRowsThatPassTheFilter() {
    var hasAttr1 =
        new SingleColumnValueFilter(
                "Attr1", SingleColumnValueFilter.CompareOperator.GREATER_THAN, Words.value("a3"))
            .setPassIfMissing(false);
    GetRangeResponse page =
        table.range(at(INF_MIN, INF_MIN), at(INF_MAX, INF_MAX)).filter(hasAttr1).limit(2).page();
    assertThat(keys(page.getRows())).containsExactly("A/5", "B/10");
    assertThat(show(page.getNextStartPrimaryKey())).isEqualTo("C/1");
  }

  @Test
  void infinityInAnyPosition() {
    assertThat(table.range(at("A", 5), at("C", INF_MIN)).keys())
        .containsExactly("A/5", "A/6", "B/10");
    assertThat(table.range(at("A", INF_MAX), at("B", INF_MAX)).keys()).containsExactly("B/10");
    assertThat(table.range(at(INF_MIN, 7), at("B", INF_MAX)).keys())
        .as("nothing lies before the least partition key")
        .containsExactly("A/2", "A/5", "A/6", "B/10");
    assertThat(table.range(at("B", INF_MIN), at(INF_MAX, 3)).keys())
        .containsExactly("B/10", "C/1", "C/9");
  }

  @Test
  void boundsNeedNotExist() {
    assertThat(table.range(at("A", 3), at("B", 11)).keys()).containsExactly("A/5", "A/6", "B/10");
    assertThat(table.range(at("AA", 0), at("AB", 0)).keys()).isEmpty();
  }

  @Test
  void theEndIsExclusiveAndTheStartInclusive() {
    assertThat(table.range(at("A", 5), at("A", 6)).keys()).containsExactly("A/5");
    assertThat(table.range(at("A", 6), at("A", 5)).backward().keys()).containsExactly("A/6");
  }

  @Test
  void boundsOutOfOrderAreRefused() {
    String forward = "Begin key must less than end key in FORWARD";
    String backward = "Begin key must more than end key in BACKWARD";
    assertInvalid(() -> table.range(at("B", 1), at("A", 1)).page(), forward);
    assertInvalid(() -> table.range(at("A", 5), at("A", 2)).page(), forward);
    assertInvalid(() -> table.range(at(INF_MAX, 5), at("A", 2)).page(), forward);
    assertInvalid(() -> table.range(at("A", 1), at("B", 1)).backward().page(), backward);
    assertInvalid(() -> table.range(at("A", INF_MIN), at("A", 2)).backward().page(), backward);
  }

  @Test
  void equalBoundsAreRefused() {
    assertInvalid(
        () -> table.range(at("A", 5), at("A", 5)).page(),
        "Begin key must less than end key in FORWARD");
    assertInvalid(
        () -> table.range(at("A", 5), at("A", 5)).backward().page(),
        "Begin key must more than end key in BACKWARD");
    assertInvalid(
        () -> table.range(at(INF_MIN, INF_MIN), at(INF_MIN, INF_MIN)).page(),
        "Begin key must less than end key in FORWARD");
  }

  @Test
  void boundsMatchTheSchema() {
    assertRefused(
        () -> table.range(key("PK1", "A"), key("PK1", "B")).page(),
        400,
        "OTSInvalidPK",
        "Validate PK size fail. Input: 1, Meta: 2.");
    assertRefused(
        () -> table.range(key("PK2", "A", "PK1", 1), key("PK2", "B", "PK1", 1)).page(),
        400,
        "OTSInvalidPK",
        "Validate PK name fail. Input: PK2, Meta: PK1.");
    assertRefused(
        () -> table.range(at(1, 1), at(2, 1)).page(),
        400,
        "OTSInvalidPK",
        "Validate PK type fail. Input: VT_INTEGER, Meta: VT_STRING.");
    assertRefused(
        () -> table.range(at("A", 1), at("B", "x")).page(),
        400,
        "OTSInvalidPK",
        "Validate PK type fail. Input: VT_STRING, Meta: VT_INTEGER.");
  }

  @Test
  void aLimitIsPositive() {
    for (int limit : new int[] {0, -1}) {
      var request =
          OtsInternalApi.GetRangeRequest.newBuilder()
              .setTableName(table.name())
              .setDirection(OtsInternalApi.Direction.FORWARD)
              .setMaxVersions(1)
              .setLimit(limit)
              .setInclusiveStartPrimaryKey(RawRows.key(at("A", 1)))
              .setExclusiveEndPrimaryKey(RawRows.key(at("B", 1)));
      assertInvalid(
          server.raw().call("GetRange", request.build()), "The limit must be greater than 0.");
    }
  }

  @Test
  void whenThereIsNoMoreTheFieldsAreAbsent() throws Exception {
    var request =
        OtsInternalApi.GetRangeRequest.newBuilder()
            .setTableName(table.name())
            .setDirection(OtsInternalApi.Direction.FORWARD)
            .setMaxVersions(1)
            .setInclusiveStartPrimaryKey(RawRows.key(at("X", 1)))
            .setExclusiveEndPrimaryKey(RawRows.key(at("Z", 1)));
    var response =
        OtsInternalApi.GetRangeResponse.parseFrom(
            server.raw().call("GetRange", request.build()).success());
    assertThat(response.hasRows()).isTrue();
    assertThat(response.getRows().isEmpty()).as("not even a header").isTrue();
    assertThat(response.hasNextStartPrimaryKey()).isFalse();
    assertThat(response.hasNextToken()).isFalse();
  }

  @Test
  void versionsAndTimesApplyToEveryRow() {
    TestTable versions = TestTable.make(server.client()).key("pk", STRING).maxVersions(5).create();
    versions.put(key("pk", "a"), cell("c", 1, 1), cell("c", 2, 2), cell("c", 3, 3));
    versions.put(key("pk", "b"), cell("c", 1, 1));
    var rows = versions.range(key("pk", INF_MIN), key("pk", INF_MAX)).times(2, 4).page().getRows();
    assertThat(keys(rows)).containsExactly("a", "b");
    assertThat(Words.cells(rows.get(0))).containsExactly("c=3@3", "c=2@2");
    assertThat(rows.get(1).getColumns()).isEmpty();
  }
}
