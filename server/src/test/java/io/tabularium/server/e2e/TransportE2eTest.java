/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.STRING;
import static io.tabularium.server.e2e.Refusals.assertInvalid;
import static io.tabularium.server.e2e.Refusals.assertRefused;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.ClientConfiguration;
import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.core.protocol.OTSProtocolBuilder;
import com.alicloud.openservices.tablestore.core.protocol.OtsInternalApi;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.PutRowRequest;
import com.alicloud.openservices.tablestore.model.RowPutChange;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers, signatures, dates, compression: what surrounds every message. */
class TransportE2eTest {
  private static final byte[] NOTHING = new byte[0];
  private static final PrimaryKey KEY = key("pk", "a");

  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private static RawClient raw;
  private static TestTable table;

  @BeforeAll
  static void makeTable() {
    raw = server.raw();
    table = TestTable.make(server.client()).key("pk", STRING).create();
  }

  private static byte[] describe(String name) {
    return OtsInternalApi.DescribeTableRequest.newBuilder()
        .setTableName(name)
        .build()
        .toByteArray();
  }

  private static byte[] put(PrimaryKey key, String value) {
    return OTSProtocolBuilder.buildPutRowRequest(
            new PutRowRequest(new RowPutChange(table.name(), key).addColumn(cell("c", value))))
        .toByteArray();
  }

  @Test
  void everySuccessIsDatedNumberedAndSigned() {
    assertComplete(raw.call("ListTable", NOTHING));
    assertComplete(raw.call("DescribeTable", describe(table.name())));
    assertComplete(raw.call("PutRow", put(KEY, "v")));
  }

  @Test
  void everyRefusalIsToo() {
    assertComplete(raw.call("DescribeTable", describe("missing")));
    assertComplete(raw.call("DescribeTable", describe("#")));
    assertComplete(raw.call("NoSuchOperation", NOTHING));
    assertComplete(raw.request("ListTable", NOTHING).without("x-ots-date").send());
    assertComplete(raw.request("ListTable", NOTHING).header("x-ots-date", "yesterday").send());
    assertComplete(raw.call("PutRow", new byte[5 * 1024 * 1024 + 1]));
  }

  private static void assertComplete(RawClient.Answer answer) {
    assertThat(answer.header("x-ots-contentmd5")).isEqualTo(RawClient.md5(answer.body()));
    assertThat(answer.header("x-ots-contenttype")).isEqualTo("protocol buffer");
    assertThat(answer.header("x-ots-date"))
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
    assertThat(Duration.between(Instant.parse(answer.header("x-ots-date")), Instant.now()).abs())
        .isLessThan(Duration.ofMinutes(5));
    assertThat(answer.header("x-ots-requestid"))
        .matches("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    assertThat(answer.header("authorization"))
        .isEqualTo(answer.expectedAuthorization(server.keyId(), server.secret()));
  }

  @Test
  void anUnauthenticatedClientGetsNoSignature() {
    for (RawClient.Answer answer :
        new RawClient.Answer[] {
          raw.request("ListTable", NOTHING).signedWith("wrong").send(),
          raw.request("ListTable", NOTHING).header("x-ots-accesskeyid", "nobody").send()
        }) {
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.header("authorization")).isNull();
      assertThat(answer.header("x-ots-requestid")).hasSize(36);
      assertThat(answer.header("x-ots-contentmd5")).isEqualTo(RawClient.md5(answer.body()));
    }
  }

  @Test
  void requestIdsAreUnique() {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      ids.add(raw.call("ListTable", NOTHING).header("x-ots-requestid"));
    }
    assertThat(ids).hasSize(100);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-ots-date",
        "x-ots-apiversion",
        "x-ots-accesskeyid",
        "x-ots-instancename",
        "x-ots-contentmd5",
        "x-ots-signature"
      })
  void aMissingHeaderIsNamed(String header) {
    assertInvalid(
        raw.request("ListTable", NOTHING).without(header).send(),
        "Missing header: " + header + ".");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE"})
  void onlyPost(String method) {
    RawClient.Answer answer = raw.request("ListTable", NOTHING).method(method).send();
    assertRefused(
        answer, 405, "OTSMethodNotAllowed", "Only POST method for requests is supported.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"NoSuchOperation", "listtable", "LISTTABLE", "LoadTable", "UnloadTable"})
  void operationsAreKnownByTheirExactName(String operation) {
    assertInvalid(raw.call(operation, NOTHING), "Unsupported operation: " + operation + ".");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ab",
        "1abc",
        "-abc",
        "abc-",
        "a_b_c",
        "a.b.c",
        "abcdefghijklmnopq",
      })
  void anInstanceNameHasAShape(String name) {
    assertInvalid(
        raw.request("ListTable", NOTHING).header("x-ots-instancename", name).send(),
        "Invalid instance name: " + name + ".");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"yesterday", "2024-01-02", "2024-13-02T03:04:05.000Z", "2024-01-02 03:04:05"})
  void aDateHasAShape(String date) {
    assertInvalid(
        raw.request("ListTable", NOTHING).header("x-ots-date", date).send(),
        "Invalid date format: " + date + ".");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".0", ".123", ".123456", ".123456789", ".123111", ".91310"})
  void theFractionOfADateMayBeAnything(String fraction) {
    String seconds = RawClient.date(Instant.now()).substring(0, 19);
    raw.request("ListTable", NOTHING)
        .header("x-ots-date", seconds + fraction + "Z")
        .send()
        .success();
  }

  @Test
  void theClocksAgreeWithinAQuarterOfAnHour() {
    for (int minutes : new int[] {-14, 14}) {
      raw.request("ListTable", NOTHING)
          .header("x-ots-date", RawClient.date(Instant.now().plusSeconds(minutes * 60)))
          .send()
          .success();
    }
    for (int minutes : new int[] {-16, 16, 60 * 24 * 365}) {
      String date = RawClient.date(Instant.now().plusSeconds(minutes * 60L));
      assertRefused(
          raw.request("ListTable", NOTHING).header("x-ots-date", date).send(),
          403,
          "OTSAuthFailed",
          "Mismatch between system time and x-ots-date: " + date + ".");
    }
  }

  @Test
  void theDigestMustMatchTheBody() {
    assertRefused(
        raw.request("DescribeTable", describe(table.name()))
            .header("x-ots-contentmd5", RawClient.md5(new byte[] {1}))
            .send(),
        403,
        "OTSAuthFailed",
        "Mismatch between MD5 value of request body and x-ots-contentmd5 in header.");
  }

  @Test
  void everyHeaderOfOursIsSignedWhateverItIs() {
    raw.request("ListTable", NOTHING)
        .header("x-ots-anything", "  spaces around are trimmed  ")
        .header("x-ots-sdk-traceid", "trace")
        .header("x-ots-request-priority", "2")
        .header("user-agent", "not signed")
        .send()
        .success();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "bm90IGEgc2lnbmF0dXJl", "not base64!", "FDYk+bAOuk3fWTCB7jTLEqG4v/M="})
  void aWrongSignatureIsRefused(String signature) {
    assertRefused(
        raw.request("ListTable", NOTHING).signature(signature).send(),
        403,
        "OTSAuthFailed",
        "Signature mismatch.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u00ff\u00ff\u00ff", "garbage", "\n\u0005ab"})
  void aBodyThatIsNoMessageIsRefused(String body) {
    for (String operation :
        new String[] {"CreateTable", "DescribeTable", "GetRow", "PutRow", "BatchWriteRow"}) {
      assertInvalid(
          raw.call(operation, body.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)),
          "Parse PBMessage from RawString failed.");
    }
  }

  @Test
  void requiredFieldsAreRequired() {
    assertInvalid(raw.call("DescribeTable", NOTHING), "Parse PBMessage from RawString failed.");
    assertInvalid(
        raw.call(
            "GetRow",
            OtsInternalApi.GetRowRequest.newBuilder()
                .setTableName(table.name())
                .buildPartial()
                .toByteArray()),
        "Parse PBMessage from RawString failed.");
  }

  @Test
  void theSdkCompressesBothWays() {
    for (int variant = 1; variant < 4; variant++) {
      ClientConfiguration configuration = E2eServer.configuration();
      configuration.setEnableRequestCompression((variant & 1) != 0);
      configuration.setEnableResponseCompression((variant & 2) != 0);
      SyncClient client =
          new SyncClient(
              server.endpoint(), server.keyId(), server.secret(), server.instance(), configuration);
      try {
        TestTable compressed = TestTable.named(client, table.name());
        String large = "compressible ".repeat(50_000);
        compressed.put(KEY, cell("c", large), cell("small", 1));
        assertThat(compressed.get(KEY).getLatestColumn("c").getValue().asString()).isEqualTo(large);
        assertThat(client.listTable().getTableNames()).contains(table.name());
        compressed.delete(KEY);
        assertThat(compressed.get(KEY)).isNull();
        Refusals.assertNoTable(() -> TestTable.named(client, "missing").get(KEY));
      } finally {
        client.shutdown();
      }
    }
  }

  @Test
  void aCompressedResponseSaysSo() throws Exception {
    table.put(KEY, cell("c", "compressible ".repeat(1000)));
    byte[] get =
        OtsInternalApi.GetRowRequest.newBuilder()
            .setTableName(table.name())
            .setPrimaryKey(RawRows.key(KEY))
            .setMaxVersions(1)
            .build()
            .toByteArray();
    RawClient.Answer plain = raw.call("GetRow", get);
    assertThat(plain.header("x-ots-response-compress-type")).isNull();
    RawClient.Answer answer =
        raw.request("GetRow", get).header("x-ots-response-compress-type", "deflate").send();
    assertThat(answer.header("x-ots-response-compress-type")).isEqualTo("deflate");
    assertThat(answer.body().length).isLessThan(plain.body().length);
    java.util.zip.Inflater inflater = new java.util.zip.Inflater();
    inflater.setInput(answer.body());
    byte[] inflated = new byte[Integer.parseInt(answer.header("x-ots-response-compress-size"))];
    assertThat(inflater.inflate(inflated)).isEqualTo(inflated.length);
    inflater.end();
    assertThat(inflated).isEqualTo(plain.body());
    assertThat(answer.header("authorization"))
        .isEqualTo(answer.expectedAuthorization(server.keyId(), server.secret()));
  }

  @Test
  void aCompressedRequestMustKeepItsWord() throws Exception {
    byte[] body = put(KEY, "value");
    raw.request("PutRow", deflate(body))
        .header("x-ots-request-compress-type", "deflate")
        .header("x-ots-request-compress-size", "" + body.length)
        .send()
        .success();
    for (String size :
        new String[] {"" + (body.length + 1), "" + (body.length - 1), "0", "-1", "x"}) {
      RawClient.Answer answer =
          raw.request("PutRow", deflate(body))
              .header("x-ots-request-compress-type", "deflate")
              .header("x-ots-request-compress-size", size)
              .send();
      assertInvalid(answer);
    }
    assertInvalid(
        raw.request("PutRow", "not deflated".getBytes(UTF_8))
            .header("x-ots-request-compress-type", "deflate")
            .header("x-ots-request-compress-size", "100")
            .send());
  }

  @Test
  void aSmallBodyCannotInflateWithoutBound() throws Exception {
    byte[] bomb = deflate(new byte[64 * 1024 * 1024]);
    assertThat(bomb.length).isLessThan(1024 * 1024);
    for (int announced : new int[] {64 * 1024 * 1024, 1024}) {
      RawClient.Answer answer =
          raw.request("PutRow", bomb)
              .header("x-ots-request-compress-type", "deflate")
              .header("x-ots-request-compress-size", "" + announced)
              .send();
      assertThat(answer.status()).isIn(400, 413);
    }
  }

  private static byte[] deflate(byte[] body) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
      out.write(body);
    }
    return bytes.toByteArray();
  }

  @Test
  void theSdkMayAddHeaders() {
    SyncClient client =
        new SyncClient(
            server.endpoint(),
            server.keyId(),
            server.secret(),
            server.instance(),
            E2eServer.configuration());
    try {
      Map<String, String> headers = new HashMap<>();
      headers.put("x-ots-custom", "value");
      headers.put("other", "value");
      client.setExtraHeaders(headers);
      assertThat(client.listTable().getTableNames()).contains(table.name());
    } finally {
      client.shutdown();
    }
  }
}
