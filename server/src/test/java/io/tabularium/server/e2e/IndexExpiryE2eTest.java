/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.STRING;
import static io.tabularium.server.e2e.TestTable.covering;
import static io.tabularium.server.e2e.TestTable.globalIndex;
import static io.tabularium.server.e2e.TestTable.localIndex;
import static io.tabularium.server.e2e.Words.INF_MAX;
import static io.tabularium.server.e2e.Words.INF_MIN;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static io.tabularium.server.e2e.Words.values;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.model.DefinedColumnType;
import com.alicloud.openservices.tablestore.model.TableOptions;
import com.alicloud.openservices.tablestore.model.UpdateTableRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What expires in a table is gone from its indexes, on a server whose clock the test turns. */
class IndexExpiryE2eTest {
  private static final int DAY = 86_400;

  @RegisterExtension static final E2eServer server = E2eServer.withClock();

  private final SyncClient client = server.client();
  private TestTable table;
  private TestTable global;
  private TestTable local;

  @BeforeEach
  void freshTable() {
    TestTable.Maker maker =
        TestTable.make(client)
            .key("pk", STRING)
            .defined("s", DefinedColumnType.STRING)
            .defined("i", DefinedColumnType.INTEGER);
    String name = maker.request().getTableMeta().getTableName();
    maker.index(covering(globalIndex(name + "_g", "s"), "i"));
    maker.index(covering(localIndex(name + "_l", "pk"), "i"));
    table = maker.create();
    global = table.index(name + "_g");
    local = table.index(name + "_l");
  }

  private void expireAfter(int seconds) {
    TableOptions options = new TableOptions();
    options.setTimeToLive(seconds);
    options.setAllowUpdate(false);
    UpdateTableRequest request = new UpdateTableRequest(table.name());
    request.setTableOptionsForUpdate(options);
    client.updateTable(request);
  }

  private static void days(double days) {
    server.advance(Duration.ofSeconds((long) (days * DAY)));
  }

  private List<String> entries() {
    return global.range(key("s", INF_MIN, "pk", INF_MIN), key("s", INF_MAX, "pk", INF_MAX)).keys();
  }

  private List<String> locals() {
    return local.range(key("pk", INF_MIN), key("pk", INF_MAX)).keys();
  }

  @Test
  void aRowThatExpiresIsGoneFromItsIndexes() {
    expireAfter(DAY);
    assertThat(global.describe().getTableOptions().getTimeToLive()).isEqualTo(DAY);
    table.put(key("pk", "a"), cell("s", "x"), cell("i", 1));
    days(0.6);
    table.put(key("pk", "b"), cell("s", "x"));
    days(0.6);
    assertThat(entries()).containsExactly("x/b");
    assertThat(locals()).containsExactly("b");
    days(0.6);
    assertThat(entries()).isEmpty();
    assertThat(locals()).isEmpty();
    table.put(key("pk", "a"), cell("s", "y"));
    assertThat(entries()).containsExactly("y/a");
  }

  @Test
  void anEntryGoesWithTheCellItsKeyIsMadeOf() {
    table.put(key("pk", "a"), cell("s", "x"));
    days(0.6);
    table.updating(key("pk", "a")).put(cell("i", 1)).run();
    expireAfter(DAY);
    assertThat(entries()).containsExactly("x/a");
    assertThat(values(global.get(key("s", "x", "pk", "a")))).containsExactly("i=1");
    days(0.6);
    assertThat(values(table.get(key("pk", "a")))).containsExactly("i=1");
    assertThat(entries()).as("the row has no s any more").isEmpty();
    assertThat(locals()).as("the row is still there").containsExactly("a");
    days(0.6);
    assertThat(locals()).isEmpty();
  }

  @Test
  void aCoveredCellExpiresByItself() {
    table.put(key("pk", "a"), cell("i", 1));
    days(0.6);
    table.updating(key("pk", "a")).put(cell("s", "x")).run();
    expireAfter(DAY);
    assertThat(values(global.get(key("s", "x", "pk", "a")))).containsExactly("i=1");
    days(0.6);
    assertThat(values(global.get(key("s", "x", "pk", "a")))).isEmpty();
    assertThat(entries()).containsExactly("x/a");
  }
}
