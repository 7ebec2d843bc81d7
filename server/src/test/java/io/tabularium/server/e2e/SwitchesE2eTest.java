/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.STRING;
import static io.tabularium.server.e2e.Refusals.assertRefused;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static io.tabularium.server.e2e.Words.values;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.model.CreateTableRequest;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.SSEDetails;
import com.alicloud.openservices.tablestore.model.SSEKeyType;
import com.alicloud.openservices.tablestore.model.SSESpecification;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an operator may allow that the service refuses, and limits that may be moved. */
class SwitchesE2eTest {
  private static final PrimaryKey KEY = key("pk", "a");

  @RegisterExtension
  static final E2eServer server =
      E2eServer.configured(
          """
          engine:
            allow-short-time-to-live: true
            accept-encryption: true
          limits:
            tables-per-instance: 3
          """);

  private final SyncClient client = server.client(E2eServer.freshInstance());

  @Test
  void aShortTimeToLive() {
    TestTable table = TestTable.make(client).key("pk", STRING).timeToLive(1).create();
    table.put(KEY, cell("c", 1));
    assertThat(values(table.get(KEY))).containsExactly("c=1");
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(table.get(KEY)).isNull());
  }

  @Test
  void encryptionIsEchoed() {
    CreateTableRequest byService =
        TestTable.make(client).named("service").key("pk", STRING).request();
    byService.setSseSpecification(new SSESpecification(true, SSEKeyType.SSE_KMS_SERVICE));
    client.createTable(byService);
    SSEDetails told = TestTable.named(client, "service").describe().getSseDetails();
    assertThat(told.isEnable()).isTrue();
    assertThat(told.getKeyType()).isEqualTo(SSEKeyType.SSE_KMS_SERVICE);

    CreateTableRequest byOwner = TestTable.make(client).named("owner").key("pk", STRING).request();
    byOwner.setSseSpecification(
        new SSESpecification(true, SSEKeyType.SSE_BYOK, "the key", "the role"));
    client.createTable(byOwner);
    told = TestTable.named(client, "owner").describe().getSseDetails();
    assertThat(told.getKeyType()).isEqualTo(SSEKeyType.SSE_BYOK);
    assertThat(told.getKeyId()).isEqualTo("the key");
    assertThat(told.getRoleArn()).isEqualTo("the role");
  }

  @Test
  void anotherQuotaOfTables() {
    for (int i = 0; i < 3; i++) {
      TestTable.make(client).key("pk", STRING).create();
    }
    assertRefused(
        () -> TestTable.make(client).key("pk", STRING).create(),
        403,
        "OTSQuotaExhausted",
        "Number of tables exceeds the quota:3.");
  }
}
