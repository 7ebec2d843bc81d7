/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.STRING;
import static com.alicloud.openservices.tablestore.model.RowExistenceExpectation.EXPECT_NOT_EXIST;
import static io.tabularium.server.e2e.Refusals.assertConditionFails;
import static io.tabularium.server.e2e.Words.INF_MAX;
import static io.tabularium.server.e2e.Words.INF_MIN;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static io.tabularium.server.e2e.Words.values;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.TableOptions;
import com.alicloud.openservices.tablestore.model.UpdateTableRequest;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Cells and rows that expire, on a server whose clock the test turns. */
class TimeToLiveE2eTest {
  private static final int DAY = 86_400;
  private static final PrimaryKey KEY = key("pk", "a");

  @RegisterExtension static final E2eServer server = E2eServer.withClock();

  private TestTable table;

  @BeforeEach
  void freshTable() {
    table =
        TestTable.make(server.client()).key("pk", STRING).timeToLive(DAY).maxVersions(5).create();
  }

  private static void days(double days) {
    server.advance(Duration.ofSeconds((long) (days * DAY)));
  }

  private java.util.List<String> rows() {
    return table.range(key("pk", INF_MIN), key("pk", INF_MAX)).keys();
  }

  @Test
  void aCellLivesAsLongAsTheTableSays() {
    table.put(KEY, cell("c", 1));
    days(0.99);
    assertThat(values(table.get(KEY))).containsExactly("c=1");
    days(0.02);
    assertThat(table.get(KEY)).isNull();
    assertThat(rows()).isEmpty();
    assertThat(table.batchGet(KEY).get(0).getRow()).isNull();
  }

  @Test
  void eachCellExpiresByItself() {
    table.put(KEY, cell("old", 1), cell("both", 1));
    days(0.6);
    table.updating(KEY).put(cell("new", 2)).put(cell("both", 2)).run();
    assertThat(table.versions(KEY).getColumns()).hasSize(4);
    days(0.6);
    assertThat(Words.values(table.versions(KEY))).containsExactly("both=2", "new=2");
    days(0.6);
    assertThat(table.get(KEY)).isNull();
  }

  @Test
  void anExpiredRowDoesNotExist() {
    table.put(KEY, cell("c", 1));
    assertConditionFails(() -> table.putting(KEY, cell("c", 2)).when(EXPECT_NOT_EXIST).run());
    days(1.01);
    table.putting(KEY, cell("c", 2)).when(EXPECT_NOT_EXIST).run();
    assertThat(values(table.get(KEY))).containsExactly("c=2");
  }

  @Test
  void anExpiredCounterStartsAgain() {
    table.updating(KEY).increment("c", 41).run();
    days(1.01);
    table.updating(KEY).increment("c", 1).run();
    assertThat(values(table.get(KEY))).containsExactly("c=1");
  }

  @Test
  void aRowOfJustItsKeyExpiresToo() {
    table.put(KEY);
    assertThat(rows()).containsExactly("a");
    days(1.01);
    assertThat(rows()).isEmpty();
  }

  @Test
  void anExplicitVersionDecides() {
    long now = server.now();
    table.put(KEY, cell("c", 1, now - 80_000_000L), cell("d", 1, now));
    days(0.1);
    assertThat(values(table.get(KEY))).containsExactly("d=1");
  }

  @Test
  void loweringHidesAtOnce() {
    changeTo(3 * DAY);
    table.put(KEY, cell("c", 1));
    days(2);
    assertThat(values(table.get(KEY))).containsExactly("c=1");
    changeTo(DAY);
    assertThat(table.get(KEY)).isNull();
  }

  @Test
  void raisingLetsLiveLonger() {
    table.put(KEY, cell("c", 1));
    changeTo(3 * DAY);
    days(2);
    assertThat(values(table.get(KEY))).containsExactly("c=1");
    changeTo(-1);
    days(100);
    assertThat(values(table.get(KEY))).containsExactly("c=1");
  }

  @Test
  void theLongestTimeDoesNotOverflow() {
    changeTo(Integer.MAX_VALUE);
    table.put(KEY, cell("c", 1));
    days(10_000);
    assertThat(values(table.get(KEY))).containsExactly("c=1");
  }

  private void changeTo(int seconds) {
    UpdateTableRequest update = new UpdateTableRequest(table.name());
    update.setTableOptionsForUpdate(new TableOptions(seconds));
    server.client().updateTable(update);
  }
}
