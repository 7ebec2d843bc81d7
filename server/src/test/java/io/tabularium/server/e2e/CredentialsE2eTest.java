/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.STRING;
import static io.tabularium.server.e2e.Refusals.assertRefused;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static io.tabularium.server.e2e.Words.values;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.core.auth.CalculateV4SigningKeyUtil;
import com.alicloud.openservices.tablestore.core.auth.CredentialsProviderFactory;
import com.alicloud.openservices.tablestore.core.auth.DefaultCredentialProvider;
import com.alicloud.openservices.tablestore.core.auth.DefaultCredentials;
import com.alicloud.openservices.tablestore.core.auth.ServiceCredentials;
import com.alicloud.openservices.tablestore.core.auth.V4Credentials;
import com.alicloud.openservices.tablestore.model.DeleteTableRequest;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may come in, with which key, signed how, and what they may do. */
class CredentialsE2eTest {
  private static final String REGION = "cn-hangzhou";
  private static final PrimaryKey KEY = key("pk", "a");

  @RegisterExtension
  static final E2eServer server =
      E2eServer.configured(
          """
          instances: [shop, store]
          access-keys:
            - id: owner
              secret: owner-secret
              grants:
                - allow: [read, write, admin]
            - id: temporary
              secret: temporary-secret
              sts-token: the token
              grants:
                - allow: [read, write, admin]
            - id: reader
              secret: reader-secret
              grants:
                - instance: shop
                  tables: open_*
                  allow: [read]
            - id: writer
              secret: writer-secret
              grants:
                - instance: shop
                  allow: [write]
            - id: retired
              secret: retired-secret
              enabled: false
              grants:
                - allow: [read, write, admin]
          """);

  private final List<SyncClient> clients = new ArrayList<>();

  @BeforeAll
  static void fill() {
    SyncClient owner = connect(new DefaultCredentials("owner", "owner-secret"), "shop");
    for (String name : List.of("open_orders", "orders")) {
      TestTable.make(owner).named(name).key("pk", STRING).create().put(KEY, cell("c", name));
    }
    owner.shutdown();
  }

  @AfterEach
  void disconnect() {
    clients.forEach(SyncClient::shutdown);
  }

  private static SyncClient connect(ServiceCredentials credentials, String instance) {
    return new SyncClient(
        server.endpoint(),
        new DefaultCredentialProvider(credentials),
        instance,
        E2eServer.configuration(),
        null);
  }

  private SyncClient as(ServiceCredentials credentials, String instance) {
    SyncClient client = connect(credentials, instance);
    clients.add(client);
    return client;
  }

  private SyncClient as(String id, String instance) {
    return as(new DefaultCredentials(id, id + "-secret"), instance);
  }

  private static void assertUnauthorized(ThrowingCallable call, String message) {
    assertRefused(call, 403, "OTSAuthFailed", message);
  }

  private static void assertForbidden(ThrowingCallable call) {
    assertRefused(
        call,
        403,
        "OTSNoPermissionAccess",
        "You have no permission to access the requested resource, please contact the resource"
            + " owner");
  }

  @Test
  void theRightSecretOpens() {
    assertThat(as("owner", "shop").listTable().getTableNames())
        .containsExactly("open_orders", "orders");
    assertThat(as("owner", "store").listTable().getTableNames()).isEmpty();
  }

  @Test
  void theProviderOfTheSdkOpensToo() {
    SyncClient client =
        new SyncClient(
            server.endpoint(),
            CredentialsProviderFactory.newDefaultCredentialProvider("owner", "owner-secret"),
            "shop",
            E2eServer.configuration(),
            null);
    clients.add(client);
    assertThat(client.listTable().getTableNames()).hasSize(2);
  }

  @Test
  void aWrongSecretDoesNot() {
    assertUnauthorized(
        () -> as(new DefaultCredentials("owner", "wrong"), "shop").listTable(),
        "Signature mismatch.");
  }

  @Test
  void anUnknownKeyDoesNot() {
    assertUnauthorized(() -> as("nobody", "shop").listTable(), "The AccessKeyID does not exist.");
    assertUnauthorized(
        () -> as(new DefaultCredentials("tabularium", "tabularium"), "shop").listTable(),
        "The AccessKeyID does not exist.");
  }

  @Test
  void aDisabledKeyDoesNot() {
    assertUnauthorized(() -> as("retired", "shop").listTable(), "The AccessKeyID is disabled.");
  }

  @Test
  void anUnknownInstanceIsNotFound() {
    assertUnauthorized(() -> as("owner", "unknown").listTable(), "The instance is not found.");
  }

  @Test
  void aKeyStaysInItsInstances() {
    assertUnauthorized(
        () -> as("reader", "store").listTable(),
        "The user has no privilege to access the instance.");
  }

  @Test
  void aReaderReadsItsTablesAndNoMore() {
    SyncClient reader = as("reader", "shop");
    TestTable open = TestTable.named(reader, "open_orders");
    TestTable closed = TestTable.named(reader, "orders");
    assertThat(values(open.get(KEY))).containsExactly("c=open_orders");
    assertThat(open.describe().getTableMeta().getTableName()).isEqualTo("open_orders");
    assertForbidden(() -> closed.get(KEY));
    assertForbidden(closed::describe);
    assertForbidden(() -> closed.batchGet(KEY));
    assertForbidden(() -> open.put(KEY, cell("c", 1)));
    assertForbidden(() -> open.batchWrite(open.putting(KEY, cell("c", 1))));
    assertForbidden(() -> reader.deleteTable(new DeleteTableRequest("open_orders")));
    assertForbidden(() -> TestTable.make(reader).named("open_more").key("pk", STRING).create());
    assertThat(values(open.get(KEY))).containsExactly("c=open_orders");
  }

  @Test
  void aWriterDoesNotRead() {
    TestTable table = TestTable.named(as("writer", "shop"), "orders");
    table.put(key("pk", "written"), cell("c", 1));
    assertForbidden(() -> table.get(KEY));
    assertForbidden(() -> table.range(KEY, key("pk", Words.INF_MAX)).page());
  }

  @Test
  void aTemporaryKeyPresentsItsToken() {
    assertThat(
            as(new DefaultCredentials("temporary", "temporary-secret", "the token"), "shop")
                .listTable()
                .getTableNames())
        .hasSize(2);
    for (ServiceCredentials bad :
        List.of(
            new DefaultCredentials("temporary", "temporary-secret"),
            new DefaultCredentials("temporary", "temporary-secret", "another"))) {
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> as(bad, "shop").listTable())
          .isInstanceOf(com.alicloud.openservices.tablestore.TableStoreException.class)
          .extracting("httpStatus", "errorCode")
          .containsExactly(403, "OTSAuthFailed");
    }
  }

  @Test
  void signaturesOfTheFourthVersion() {
    SyncClient client =
        as(
            V4Credentials.createByServiceCredentials(
                new DefaultCredentials("owner", "owner-secret"), REGION),
            "shop");
    TestTable table = TestTable.named(client, "orders");
    table.put(key("pk", "v4"), cell("c", "v4"));
    assertThat(values(table.get(key("pk", "v4")))).containsExactly("c=v4");
    assertThat(client.listTable().getTableNames()).hasSize(2);
  }

  @Test
  void ofTheFourthVersionWithAToken() {
    assertThat(
            as(
                    V4Credentials.createByServiceCredentials(
                        new DefaultCredentials("temporary", "temporary-secret", "the token"),
                        REGION),
                    "shop")
                .listTable()
                .getTableNames())
        .hasSize(2);
  }

  @Test
  void ofTheFourthVersionWithAWrongSecret() {
    assertUnauthorized(
        () ->
            as(
                    V4Credentials.createByServiceCredentials(
                        new DefaultCredentials("owner", "wrong"), REGION),
                    "shop")
                .listTable(),
        "Signature mismatch.");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 6})
  void aDerivedKeyOpensForAWeek(int daysAgo) {
    assertThat(as(derived(daysAgo), "shop").listTable().getTableNames()).hasSize(2);
  }

  @Test
  void andNoLonger() {
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> as(derived(9), "shop").listTable())
        .isInstanceOf(com.alicloud.openservices.tablestore.TableStoreException.class)
        .extracting("httpStatus", "errorCode")
        .containsExactly(403, "OTSAuthFailed");
  }

  /** A key derived from the secret some days ago; its holder never saw the secret. */
  private static V4Credentials derived(int daysAgo) {
    String date =
        LocalDate.now(ZoneOffset.UTC)
            .minusDays(daysAgo)
            .format(DateTimeFormatter.ofPattern("yyyyMMdd"));
    String key =
        CalculateV4SigningKeyUtil.finalSigningKeyString(
            "owner-secret", date, REGION, "ots", "HmacSHA256");
    return new V4Credentials("owner", key, REGION, date);
  }
}
