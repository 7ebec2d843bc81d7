/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.STRING;
import static io.tabularium.server.e2e.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.model.DeleteTableRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How many tables an instance holds. */
class TableQuotaE2eTest {
  @RegisterExtension static final E2eServer server = E2eServer.shared();

  @Test
  void sixtyFourTablesAndNotOneMore() {
    SyncClient client = server.client();
    for (int i = 0; i < 64; i++) {
      TestTable.make(client).named("t" + i).key("pk", STRING).create();
    }
    assertRefused(
        () -> TestTable.make(client).named("t64").key("pk", STRING).create(),
        403,
        "OTSQuotaExhausted",
        "Number of tables exceeds the quota:64.");
    assertThat(client.listTable().getTableNames()).hasSize(64).doesNotContain("t64");

    client.deleteTable(new DeleteTableRequest("t7"));
    TestTable.make(client).named("t64").key("pk", STRING).create();
    assertThat(client.listTable().getTableNames()).hasSize(64).contains("t64");
  }
}
