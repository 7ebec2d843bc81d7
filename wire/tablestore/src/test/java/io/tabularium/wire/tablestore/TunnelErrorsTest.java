/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import io.tabularium.engine.Engine;
import io.tabularium.engine.EngineConfig;
import io.tabularium.model.ErrorCode;
import io.tabularium.model.Errors;
import io.tabularium.model.ServiceException;
import io.tabularium.storage.StorageException;
import io.tabularium.storage.testkit.InMemoryStore;
import io.tabularium.wire.tablestore.operations.Operations;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Paths, signatures and error bodies of the tunnel service, for each of its two kinds of client.
 */
class TunnelErrorsTest {
  private static final String OF_JAVA = "2015-12-31";
  private static final String OF_GO = "2018-04-01";

  private final Engine engine =
      new Engine(
          new InMemoryStore(),
          new EngineConfig(64, true, true, 16 << 20, 3_600_000),
          Clock.systemUTC());
  private volatile RuntimeException failure;
  private Fakes fakes;

  @BeforeEach
  void start() throws Exception {
    List<Operation> operations = new ArrayList<>();
    for (Operation operation : Operations.all(engine)) {
      operations.add(operation.name().equals("tunnel/list") ? failing(operation) : operation);
    }
    fakes = Fakes.start(builder -> builder.operations(operations));
  }

  @AfterEach
  void stop() {
    fakes.close();
    engine.close();
  }

  /** The operation, but that it fails when a failure is set. */
  private Operation failing(Operation operation) {
    return new Operation() {
      @Override
      public String name() {
        return operation.name();
      }

      @Override
      public Access access() {
        return operation.access();
      }

      @Override
      public ServiceException told(ServiceException refusal, String apiVersion) {
        return operation.told(refusal, apiVersion);
      }

      @Override
      public CompletableFuture<Reply> run(Call call, byte[] body) {
        if (failure != null) {
          throw failure;
        }
        return operation.run(call, body);
      }
    };
  }

  private RawClient.Answer send(Requests request) throws Exception {
    try (RawClient client = fakes.client()) {
      return client.ask(request);
    }
  }

  private static Requests request(String operation, String apiVersion) {
    Requests request = Requests.of(operation).ots("x-ots-apiversion", apiVersion);
    return apiVersion.equals(OF_GO)
        ? request.ots("x-ots-trace-id", "11111111-2222-4333-8444-555555555555")
        : request;
  }

  /** The fields of an error body by number. */
  private static Map<Integer, String> fields(byte[] body) throws IOException {
    Map<Integer, String> fields = new TreeMap<>();
    CodedInputStream in = CodedInputStream.newInstance(body);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      fields.put(tag >>> 3, in.readString());
    }
    return fields;
  }

  private void assertRefused(Requests request, int status, ErrorCode code, String message)
      throws Exception {
    RawClient.Answer reply = send(request);
    assertThat(fields(reply.body())).isEqualTo(Map.of(1, code.name(), 2, message));
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.header("x-ots-requestid")).isNotEmpty();
  }

  @Test
  void theSignatureOfThePublishedVector() {
    String text =
        """
        /tunnel/list
        POST

        x-ots-accesskeyid:testid
        x-ots-apiversion:2018-04-01
        x-ots-contentmd5:sNnO8EJ2mwgU0Z/k1zqY2g==
        x-ots-date:2024-01-02T03:04:05.123Z
        x-ots-instancename:myinst
        x-ots-trace-id:11111111-2222-4333-8444-555555555555
        """;
    assertThat(Requests.hmac("HmacSHA1", "testsecret", text))
        .isEqualTo("undmvutSk2zNctE14t5kIkGbK0I=");
  }

  @Test
  void extraHeadersAreSignedAndSlashesCollapsed() throws Exception {
    byte[] body = HexFormat.of().parseHex("0a027431");
    for (String target : List.of("/tunnel/list", "//tunnel/list", "////tunnel/list")) {
      RawClient.Answer reply =
          send(
              request("tunnel/list", OF_GO)
                  .ots("x-ots-tunnel-type", "type/datadelivery")
                  .ots("x-ots-sourceip", "10.0.0.1")
                  .ots("x-ots-issecuretransport", "false")
                  .body(body)
                  .target(target));
      assertThat(reply.status()).as(target).isEqualTo(200);
      assertThat(reply.body()).isEmpty();
      assertThat(reply.wellFormed()).isTrue();
      assertThat(reply.signedWith(Requests.SECRET, "tunnel/list")).isTrue();
    }
    assertThat(fakes.observed.peek().traceId()).isEqualTo("11111111-2222-4333-8444-555555555555");
  }

  @Test
  void pathsAreCaseSensitive() throws Exception {
    RawClient.Answer reply = send(request("tunnel/List", OF_JAVA));
    assertThat(fields(reply.body()).get(2)).isEqualTo("Unsupported operation: tunnel/List.");
  }

  @Test
  void whatKeepsTheServerFromAnsweringIsOneCode() throws Exception {
    List<RuntimeException> failures =
        List.of(
            Errors.busy(),
            Errors.unavailable(null),
            new StorageException(StorageException.Kind.UNAVAILABLE, "full", null),
            new IllegalStateException("a bug"));
    for (RuntimeException one : failures) {
      failure = one;
      for (String version : List.of(OF_JAVA, OF_GO)) {
        assertRefused(
            request("tunnel/list", version),
            503,
            ErrorCode.OTSTunnelServerUnavailable,
            "[tunnelservice] service is unavailable, try again");
      }
    }
  }

  @Test
  void aForgottenClientIsGone() throws Exception {
    failure = Errors.tunnelClientGone();
    RawClient.Answer reply = send(request("tunnel/list", OF_GO));
    assertThat(reply.status()).isEqualTo(410);
    assertThat(HexFormat.of().formatHex(reply.body()))
        .isEqualTo(
            "0a0f4f54535265736f75726365476f6e6512205b74756e6e656c736572766963655d20636c69656e742"
                + "06e6f74206578697374");
  }

  @Test
  void theIdOfAnExistingTunnelIsToldToWhoCanReadIt() throws Exception {
    failure = Errors.tunnelExists("name", "the-id");
    assertThat(fields(send(request("tunnel/list", OF_GO)).body())).containsEntry(3, "the-id");
    RawClient.Answer ofJava = send(request("tunnel/list", OF_JAVA));
    assertThat(fields(ofJava.body())).containsOnlyKeys(1, 2);
    assertThat(ofJava.status()).isEqualTo(409);
  }

  @Test
  void whoIsNotKnownIsToldInTheClientsOwnCode() throws Exception {
    assertRefused(
        request("tunnel/list", OF_JAVA).secret("wrong"),
        403,
        ErrorCode.OTSAuthFailed,
        "Signature mismatch.");
    assertRefused(
        request("tunnel/list", OF_GO).secret("wrong"),
        403,
        ErrorCode.OTSPermissionDenied,
        "[tunnelservice] Signature mismatch.");
    assertThat(send(request("tunnel/list", OF_GO).secret("wrong")).header("authorization"))
        .isNull();
    for (String version : List.of(OF_JAVA, OF_GO)) {
      assertRefused(
          request("tunnel/list", version).ots("x-ots-instancename", "no-such"),
          403,
          ErrorCode.OTSPermissionDenied,
          "[tunnelservice] Instance not found");
    }
  }

  @Test
  void whoMayNotIsDenied() throws Exception {
    fakes.keys.put(
        Requests.KEY,
        AccessKey.of(Requests.KEY, Requests.SECRET, new Grant("*", "*", Set.of(Access.WRITE))));
    RawClient.Answer reply = send(request("tunnel/list", OF_GO));
    assertThat(reply.status()).isEqualTo(403);
    assertThat(fields(reply.body()).get(1)).isEqualTo("OTSPermissionDenied");
  }

  @Test
  void badRequestsAreBadRequests() throws Exception {
    assertRefused(
        request("tunnel/create", OF_GO).body(new byte[] {1}),
        400,
        ErrorCode.OTSParameterInvalid,
        "Parse PBMessage from RawString failed.");
    assertRefused(
        request("tunnel/list", OF_JAVA).without("x-ots-date"),
        400,
        ErrorCode.OTSParameterInvalid,
        "Missing header: x-ots-date.");
    assertRefused(
        request("tunnel/list", OF_GO).body(new byte[6 << 20]),
        400,
        ErrorCode.OTSParameterInvalid,
        "The size of POST data is too large.");
  }

  @Test
  void oldDatesAreReadFromTheirFirstPart() throws Exception {
    // One client writes month, day and hour where the fraction of a second belongs.
    String date = Requests.date(Instant.now()).replaceFirst("\\.[0-9]+Z", ".010215Z");
    assertThat(send(request("tunnel/list", OF_GO).ots("x-ots-date", date)).status()).isEqualTo(200);
  }
}
