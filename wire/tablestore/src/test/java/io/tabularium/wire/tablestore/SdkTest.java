/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.alicloud.openservices.tablestore.AsyncClient;
import com.alicloud.openservices.tablestore.ClientConfiguration;
import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.TableStoreException;
import com.alicloud.openservices.tablestore.core.auth.DefaultCredentialProvider;
import com.alicloud.openservices.tablestore.core.auth.DefaultCredentials;
import com.alicloud.openservices.tablestore.core.auth.ServiceCredentials;
import com.alicloud.openservices.tablestore.core.auth.V4Credentials;
import com.alicloud.openservices.tablestore.model.DeleteTableRequest;
import com.alicloud.openservices.tablestore.model.ListTableResponse;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import io.tabularium.model.Errors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The official Java SDK, unchanged, with everything it checks in replies switched on. */
class SdkTest {
  private final List<String> tables = new ArrayList<>(List.of("orders", "users"));
  private final AtomicInteger failures = new AtomicInteger();
  private volatile RuntimeException failure;
  private volatile String deleted;
  private Fakes fakes;

  @BeforeEach
  void start() throws Exception {
    fakes =
        Fakes.start(
            builder ->
                builder.operations(
                    List.of(
                        Fakes.operation("ListTable", (call, body) -> listTable(body)),
                        Fakes.operation(
                            "DeleteTable",
                            Access.ADMIN,
                            (call, body) -> deleteTable(call, body)))));
  }

  @AfterEach
  void stop() {
    fakes.close();
  }

  private CompletableFuture<Reply> listTable(byte[] body) {
    assertThat(body).isEmpty();
    if (failure != null && failures.getAndDecrement() > 0) {
      throw failure;
    }
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      for (String table : tables) {
        out.writeString(1, table);
      }
      out.flush();
      return CompletableFuture.completedFuture(Reply.of(bytes.toByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private CompletableFuture<Reply> deleteTable(Call call, byte[] body) {
    try {
      CodedInputStream in = CodedInputStream.newInstance(body);
      assertThat(in.readTag()).isEqualTo(1 << 3 | 2);
      String name = in.readString();
      call.check(name, Access.ADMIN);
      deleted = name;
      return CompletableFuture.completedFuture(Reply.EMPTY);
    } catch (IOException e) {
      throw Errors.undecodableRequest();
    }
  }

  private String endpoint() {
    return "http://127.0.0.1:" + fakes.address.getPort();
  }

  private SyncClient client(ServiceCredentials credentials, ClientConfiguration configuration) {
    return new SyncClient(
        endpoint(),
        new DefaultCredentialProvider(credentials),
        Requests.INSTANCE,
        configuration,
        null);
  }

  private static ClientConfiguration checkingEverything() {
    ClientConfiguration configuration = new ClientConfiguration();
    configuration.setEnableResponseContentMD5Checking(true);
    return configuration;
  }

  private static TableStoreException refused(SyncClient client) {
    return catchThrowableOfType(TableStoreException.class, client::listTable);
  }

  @Test
  void defaultSettings() {
    SyncClient client =
        new SyncClient(endpoint(), Requests.KEY, Requests.SECRET, Requests.INSTANCE);
    try {
      ListTableResponse response = client.listTable();
      assertThat(response.getTableNames()).containsExactly("orders", "users");
      assertThat(response.getRequestId()).hasSize(36);
      client.deleteTable(new DeleteTableRequest("orders"));
      assertThat(deleted).isEqualTo("orders");
      tables.clear();
      assertThat(client.listTable().getTableNames()).isEmpty();
    } finally {
      client.shutdown();
    }
  }

  @Test
  void digestsOfReplies() {
    SyncClient client =
        client(new DefaultCredentials(Requests.KEY, Requests.SECRET), checkingEverything());
    try {
      assertThat(client.listTable().getTableNames()).containsExactly("orders", "users");
    } finally {
      client.shutdown();
    }
  }

  @Test
  void version4() {
    SyncClient fromSecret =
        client(
            V4Credentials.createByServiceCredentials(
                new DefaultCredentials(Requests.KEY, Requests.SECRET), "cn-hangzhou"),
            checkingEverything());
    String yesterday =
        DateTimeFormatter.BASIC_ISO_DATE.format(
            Instant.now().atOffset(ZoneOffset.UTC).toLocalDate().minusDays(1));
    SyncClient derivedBefore =
        client(
            new V4Credentials(
                Requests.KEY,
                Requests.v4Key(Requests.SECRET, yesterday, "local"),
                "local",
                yesterday),
            checkingEverything());
    SyncClient wrong =
        client(
            V4Credentials.createByServiceCredentials(
                new DefaultCredentials(Requests.KEY, "wrong"), "cn-hangzhou"),
            checkingEverything());
    try {
      assertThat(fromSecret.listTable().getTableNames()).hasSize(2);
      assertThat(derivedBefore.listTable().getTableNames()).hasSize(2);
      assertThat(refused(wrong)).hasMessageContaining("Signature mismatch.");
    } finally {
      fromSecret.shutdown();
      derivedBefore.shutdown();
      wrong.shutdown();
    }
  }

  @Test
  void temporaryKeys() {
    fakes.keys.put(
        "STS.temporary",
        new AccessKey("STS.temporary", "s3cret", "CAIS+token/==", false, List.of(Grant.ALL)));
    SyncClient good =
        client(
            new DefaultCredentials("STS.temporary", "s3cret", "CAIS+token/=="),
            checkingEverything());
    SyncClient version4 =
        client(
            V4Credentials.createByServiceCredentials(
                new DefaultCredentials("STS.temporary", "s3cret", "CAIS+token/=="), "local"),
            checkingEverything());
    SyncClient without =
        client(new DefaultCredentials("STS.temporary", "s3cret"), checkingEverything());
    try {
      assertThat(good.listTable().getTableNames()).hasSize(2);
      assertThat(version4.listTable().getTableNames()).hasSize(2);
      assertThat(refused(without).getErrorCode()).isEqualTo("OTSAuthFailed");
    } finally {
      good.shutdown();
      version4.shutdown();
      without.shutdown();
    }
  }

  @Test
  void compression() {
    ClientConfiguration configuration = new ClientConfiguration();
    configuration.setEnableRequestCompression(true);
    configuration.setEnableResponseCompression(true);
    configuration.setEnableResponseContentMD5Checking(true);
    SyncClient client =
        client(new DefaultCredentials(Requests.KEY, Requests.SECRET), configuration);
    try {
      assertThat(client.listTable().getTableNames()).containsExactly("orders", "users");
      String name = "t".repeat(5_000);
      client.deleteTable(new DeleteTableRequest(name));
      assertThat(deleted).isEqualTo(name);
      for (int i = 0; i < 20_000; i++) {
        tables.add("table_" + i);
      }
      assertThat(client.listTable().getTableNames()).isEqualTo(tables);
      assertThat(fakes.observed)
          .anyMatch(request -> request.requestBytes() > 0 && request.requestBytes() < 200)
          .anyMatch(request -> request.replyBytes() > 1000 && request.replyBytes() < 100_000);
    } finally {
      client.shutdown();
    }
  }

  @Test
  void refusals() {
    SyncClient wrong = new SyncClient(endpoint(), Requests.KEY, "wrong", Requests.INSTANCE);
    SyncClient unknown = new SyncClient(endpoint(), "nobody", "x", Requests.INSTANCE);
    SyncClient elsewhere = new SyncClient(endpoint(), Requests.KEY, Requests.SECRET, "no-such");
    SyncClient good = new SyncClient(endpoint(), Requests.KEY, Requests.SECRET, Requests.INSTANCE);
    try {
      expect(refused(wrong), 403, "OTSAuthFailed", "Signature mismatch.");
      expect(refused(unknown), 403, "OTSAuthFailed", "The AccessKeyID does not exist.");
      expect(refused(elsewhere), 403, "OTSAuthFailed", "The instance is not found.");
      failure = Errors.tableNotExist();
      failures.set(1);
      expect(refused(good), 404, "OTSObjectNotExist", "Requested table does not exist.");
      assertThat(good.listTable().getTableNames()).hasSize(2);
    } finally {
      wrong.shutdown();
      unknown.shutdown();
      elsewhere.shutdown();
      good.shutdown();
    }
  }

  @Test
  void whatTheClientTriesAgainIsAnsweredInTheEnd() {
    SyncClient client =
        new SyncClient(endpoint(), Requests.KEY, Requests.SECRET, Requests.INSTANCE);
    try {
      for (RuntimeException passing :
          List.of(Errors.busy(), Errors.unavailable(null), new IllegalStateException("a bug"))) {
        failure = passing;
        failures.set(2);
        assertThat(client.listTable().getTableNames()).hasSize(2);
        assertThat(failures.get()).isEqualTo(-1);
      }
    } finally {
      client.shutdown();
    }
  }

  @Test
  void manyAtOnceOverFewConnections() throws Exception {
    ClientConfiguration configuration = checkingEverything();
    configuration.setMaxConnections(8);
    AsyncClient client =
        new AsyncClient(
            endpoint(), Requests.KEY, Requests.SECRET, Requests.INSTANCE, configuration);
    try {
      Collection<Future<ListTableResponse>> futures = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        futures.add(client.listTable(null));
      }
      for (Future<ListTableResponse> future : futures) {
        assertThat(future.get().getTableNames()).hasSize(2);
      }
      assertThat(fakes.server.connections()).isLessThanOrEqualTo(8);
    } finally {
      client.shutdown();
    }
  }

  private static void expect(TableStoreException e, int status, String code, String message) {
    assertThat(e.getErrorCode()).isEqualTo(code);
    assertThat(e.getMessage()).isEqualTo(message);
    assertThat(e.getHttpStatus()).isEqualTo(status);
    assertThat(e.getRequestId()).hasSize(36);
  }
}
