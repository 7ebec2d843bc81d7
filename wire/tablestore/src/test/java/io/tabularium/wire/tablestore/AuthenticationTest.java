/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, what the others are told, and in which order things are checked. */
class AuthenticationTest {
  private static final Instant NOW = Instant.parse("2024-01-10T12:00:00Z");

  private Fakes fakes;
  private RawClient client;

  @BeforeEach
  void start() throws Exception {
    fakes = Fakes.start(builder -> builder.clock(Clock.fixed(NOW, ZoneOffset.UTC)));
    fakes.keys.put("gone", new AccessKey("gone", "s", null, true, List.of(Grant.ALL)));
    fakes.keys.put("sts", new AccessKey("sts", "temp", "the+token/==", false, List.of(Grant.ALL)));
    client = fakes.client();
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    fakes.close();
  }

  private static Requests request() {
    return Requests.of("Echo").ots("x-ots-date", Requests.date(NOW)).body("body");
  }

  /** Refused, signed because the key is known, and the connection still good. */
  private void signedRefusal(int status, String error, Requests request) throws Exception {
    RawClient.Answer answer = client.ask(request);
    assertThat(answer.error()).isEqualTo(error);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.wellFormed()).isTrue();
    assertThat(answer.signedWith(Requests.SECRET, "Echo")).isTrue();
    assertThat(client.ask(request()).status()).isEqualTo(200);
  }

  /** Refused without a signature. */
  private void unsignedRefusal(int status, String error, Requests request) throws Exception {
    RawClient.Answer answer = client.ask(request);
    assertThat(answer.error()).isEqualTo(error);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.wellFormed()).isTrue();
    assertThat(answer.header("authorization")).isNull();
    assertThat(client.ask(request()).status()).isEqualTo(200);
  }

  @Test
  void whateverElseIsInProtocolHeadersIsSigned() throws Exception {
    assertThat(
            client
                .ask(
                    request()
                        .ots("x-ots-user-agent", "a .NET client")
                        .ots("x-ots-zzz", "")
                        .ots("x-ots-a", "first")
                        .ots("x-ots-sdk-traceid", "trace")
                        .line("X-Other: not signed"))
                .status())
        .isEqualTo(200);
  }

  @Test
  void headerNamesAndOuterBlanksDoNotMatter() throws Exception {
    assertThat(
            client
                .ask(
                    request()
                        .without("x-ots-date")
                        .ots("x-ots-date", Requests.date(NOW))
                        .tampered("x-ots-date", null)
                        .line("X-OTS-Date:\t " + Requests.date(NOW) + " \t"))
                .status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x-ots-date", "x-ots-apiversion", "x-ots-instancename", "x-ots-contentmd5"})
  void aMissingHeaderIsNamed(String header) throws Exception {
    signedRefusal(
        400, "OTSParameterInvalid: Missing header: " + header + ".", request().without(header));
  }

  @Test
  void aMissingAccessKeyIsNamedUnsigned() throws Exception {
    unsignedRefusal(
        400,
        "OTSParameterInvalid: Missing header: x-ots-accesskeyid.",
        request().without("x-ots-accesskeyid"));
  }

  @Test
  void aMissingSignatureIsNamed() throws Exception {
    signedRefusal(
        400,
        "OTSParameterInvalid: Missing header: x-ots-signature.",
        request().tampered("x-ots-signature", null));
  }

  @Test
  void version4NeedsItsOwnHeaders() throws Exception {
    signedRefusal(
        400,
        "OTSParameterInvalid: Missing header: x-ots-signdate.",
        request().v4("20240110", "local").tampered("x-ots-signdate", null));
    signedRefusal(
        400,
        "OTSParameterInvalid: Missing header: x-ots-signregion.",
        request().v4("20240110", "local").tampered("x-ots-signregion", null));
  }

  @Test
  void aHeaderThatCameTwiceIsRefused() throws Exception {
    signedRefusal(
        400,
        "OTSParameterInvalid: Duplicate header: x-ots-date.",
        request().line("X-Ots-Date: " + Requests.date(NOW)));
    signedRefusal(
        400,
        "OTSParameterInvalid: Duplicate header: x-ots-other.",
        request().ots("x-ots-other", "1").line("x-ots-other: 1"));
  }

  @Test
  void aDateMustBeOne() throws Exception {
    signedRefusal(
        400,
        "OTSParameterInvalid: Invalid date format: Wed, 10 Jan 2024 12:00:00 GMT.",
        request().ots("x-ots-date", "Wed, 10 Jan 2024 12:00:00 GMT"));
    RawClient.Answer answer = client.ask(request().v4("2024-1-10", "local"));
    assertThat(answer.error()).isEqualTo("OTSParameterInvalid: Invalid date format: 2024-1-10.");
    assertThat(answer.signedWith(Requests.v4Key(Requests.SECRET, "2024-1-10", "local"), "Echo"))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ab",
        "seventeen-letters",
        "1abc",
        "-abc",
        "abc-",
        "a_bc",
        "a.bc",
        "a/bc",
        "a bc",
        "\u00e4bc"
      })
  void anInstanceNameMustBeOne(String name) throws Exception {
    signedRefusal(
        400,
        "OTSParameterInvalid: Invalid instance name: " + name.replace('\u00e4', '?') + ".",
        request().ots("x-ots-instancename", name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "a-1", "sixteen-letters1", "my-admin", "ABC", "taobao"})
  void otherInstanceNamesAreFine(String name) throws Exception {
    assertThat(client.ask(request().ots("x-ots-instancename", name)).status()).isEqualTo(200);
  }

  @Test
  void anUnknownKeyIsRefused() throws Exception {
    unsignedRefusal(
        403,
        "OTSAuthFailed: The AccessKeyID does not exist.",
        request().ots("x-ots-accesskeyid", "nobody"));
  }

  @Test
  void aDisabledKeyIsRefused() throws Exception {
    unsignedRefusal(
        403,
        "OTSAuthFailed: The AccessKeyID is disabled.",
        request().ots("x-ots-accesskeyid", "gone").secret("s"));
  }

  @Test
  void theClocksMayDifferByFifteenMinutes() throws Exception {
    for (int seconds : new int[] {-900, 0, 900}) {
      assertThat(
              client
                  .ask(request().ots("x-ots-date", Requests.date(NOW.plusSeconds(seconds))))
                  .status())
          .isEqualTo(200);
    }
    for (int seconds : new int[] {-901, 901}) {
      String date = Requests.date(NOW.plusSeconds(seconds));
      unsignedRefusal(
          403,
          "OTSAuthFailed: Mismatch between system time and x-ots-date: " + date + ".",
          request().ots("x-ots-date", date));
    }
  }

  @Test
  void theAllowedDifferenceOfClocksCanBeChanged() throws Exception {
    try (Fakes strict =
            Fakes.start(
                builder ->
                    builder
                        .clock(Clock.fixed(NOW, ZoneOffset.UTC))
                        .clockSkew(Duration.ofSeconds(5)));
        RawClient to = strict.client()) {
      assertThat(to.ask(request().ots("x-ots-date", Requests.date(NOW.minusSeconds(5)))).status())
          .isEqualTo(200);
      assertThat(to.ask(request().ots("x-ots-date", Requests.date(NOW.minusSeconds(6)))).status())
          .isEqualTo(403);
    }
  }

  @Test
  void theBodyMustHaveTheDigestAnnounced() throws Exception {
    for (String md5 : new String[] {"1B2M2Y8AsgTpgAmY7PhCfg==", "", "x"}) {
      unsignedRefusal(
          403,
          "OTSAuthFailed: Mismatch between MD5 value of request body and x-ots-contentmd5 in"
              + " header.",
          request().ots("x-ots-contentmd5", md5));
    }
  }

  @Test
  void theSignatureMustBeRight() throws Exception {
    String mismatch = "OTSAuthFailed: Signature mismatch.";
    unsignedRefusal(403, mismatch, request().secret("wrong"));
    unsignedRefusal(403, mismatch, request().signature(s -> ""));
    unsignedRefusal(403, mismatch, request().signature(s -> s.substring(1)));
    unsignedRefusal(403, mismatch, request().tampered("x-ots-added", "later"));
    unsignedRefusal(403, mismatch, request().tampered("x-ots-apiversion", "2014-08-08"));
    unsignedRefusal(
        403, mismatch, request().ots("x-ots-a", "taken away").tampered("x-ots-a", null));
    unsignedRefusal(403, mismatch, request().target("/Much"));
  }

  @Test
  void version4IsUnderstoodAndAnsweredWithItsKey() throws Exception {
    RawClient.Answer answer = client.ask(request().v4("20240109", "cn-hangzhou"));
    assertThat(answer.text()).isEqualTo("body");
    assertThat(
            answer.signedWith(Requests.v4Key(Requests.SECRET, "20240109", "cn-hangzhou"), "Echo"))
        .isTrue();

    unsignedRefusal(
        403,
        "OTSAuthFailed: Signature mismatch.",
        request().v4("20240109", "cn-hangzhou").tampered("x-ots-signregion", "cn-shanghai"));
    unsignedRefusal(
        403, "OTSAuthFailed: Signature mismatch.", request().v4("20240109", "a").secret("wrong"));
  }

  @Test
  void version4KeysAreGoodForAWeek() throws Exception {
    for (String day : new String[] {"20240103", "20240117"}) {
      assertThat(client.ask(request().v4(day, "local")).status()).isEqualTo(200);
    }
    for (String day : new String[] {"20240102", "20240118"}) {
      unsignedRefusal(
          403,
          "OTSAuthFailed: Mismatch between system time and x-ots-signdate: " + day + ".",
          request().v4(day, "local"));
    }
  }

  @Test
  void aTemporaryKeyComesWithItsToken() throws Exception {
    Requests sts = request().ots("x-ots-accesskeyid", "sts").secret("temp");
    unsignedRefusal(403, "OTSAuthFailed: Security token mismatch.", sts);
    unsignedRefusal(
        403, "OTSAuthFailed: Security token mismatch.", sts.ots("x-ots-ststoken", "another+token"));
    RawClient.Answer answer = client.ask(sts.ots("x-ots-ststoken", "the+token/=="));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("authorization"))
        .isEqualTo("OTS sts:" + Requests.replySignature("temp", "Echo", answer.headers()));
  }

  @Test
  void aTokenIsIgnoredWhereNoneIsNeeded() throws Exception {
    assertThat(client.ask(request().ots("x-ots-ststoken", "whatever")).status()).isEqualTo(200);
  }

  @Test
  void anUnknownInstanceIsRefusedOnceTheSignatureIsKnownToBeRight() throws Exception {
    signedRefusal(
        403,
        "OTSAuthFailed: The instance is not found.",
        request().ots("x-ots-instancename", "no-instance"));
    unsignedRefusal(
        403,
        "OTSAuthFailed: Signature mismatch.",
        request().ots("x-ots-instancename", "no-instance").secret("wrong"));
  }

  @Test
  void permissionsAreCheckedForInstanceOperationAndTable() throws Exception {
    fakes.keys.put(
        Requests.KEY,
        AccessKey.of(
            Requests.KEY,
            Requests.SECRET,
            new Grant("myinst", "orders*", Set.of(Access.READ)),
            new Grant("readonly", "*", Set.of(Access.WRITE)),
            new Grant("other", "*", Set.of(Access.ADMIN))));
    String noPermission =
        "OTSNoPermissionAccess: You have no permission to access the requested resource, please"
            + " contact the resource owner";

    signedRefusal(
        403,
        "OTSAuthFailed: The user has no privilege to access the instance.",
        request().ots("x-ots-instancename", "foreign"));
    signedRefusal(403, noPermission, request().ots("x-ots-instancename", "other"));

    Requests table = Requests.of("Table").ots("x-ots-date", Requests.date(NOW));
    assertThat(client.ask(table.body("orders_2024")).status()).isEqualTo(200);
    assertThat(client.ask(table.body("users")).error()).isEqualTo(noPermission);
    RawClient.Answer write = client.ask(table.body("!orders_2024"));
    assertThat(write.error()).isEqualTo(noPermission);
    assertThat(write.status()).isEqualTo(403);
    assertThat(write.signedWith(Requests.SECRET, "Table")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE", "OPTIONS", "PATCH", "post", "BREW"})
  void onlyPostIsAllowed(String method) throws Exception {
    signedRefusal(
        405,
        "OTSMethodNotAllowed: Only POST method for requests is supported.",
        request().method(method));
  }

  @Test
  void aReplyToHeadHasNoBody() throws Exception {
    RawClient.Answer answer = client.send(Requests.of("Echo").method("HEAD").bytes()).answer(false);
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("content-length")).isNotEqualTo("0");
    assertThat(client.ask(request()).text()).isEqualTo("body");
  }

  @ParameterizedTest
  @ValueSource(strings = {"echo", "Echo/", "Echo?x=1", "Ech%6f", "", "LoadTable"})
  void anUnknownOperationIsNamed(String operation) throws Exception {
    RawClient.Answer answer =
        client.ask(Requests.of(operation).ots("x-ots-date", Requests.date(NOW)));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error())
        .isEqualTo("OTSParameterInvalid: Unsupported operation: " + operation + ".");
    assertThat(answer.signedWith(Requests.SECRET, operation)).isTrue();
  }

  @Test
  void anAbsoluteTargetNamesTheSameOperation() throws Exception {
    assertThat(client.ask(request().target("http://myinst.example.com:80/Echo")).text())
        .isEqualTo("body");
  }

  /** Some clients put a path behind an endpoint that ends in a slash; they sign one of the two. */
  @Test
  void slashesInFrontAreOne() throws Exception {
    for (String target : List.of("//Echo", "////Echo", "http://myinst.example.com:80//Echo")) {
      assertThat(client.ask(request().target(target)).text()).isEqualTo("body");
    }
  }

  /** Everything is wrong at first; each step puts right what was complained of. */
  @Test
  void theOrderOfChecks() throws Exception {
    Requests request =
        Requests.of("Echo")
            .body("body")
            .method("GET")
            .target("/Nothing")
            .without("x-ots-apiversion")
            .ots("x-ots-date", "today")
            .ots("x-ots-instancename", "?")
            .ots("x-ots-accesskeyid", "nobody")
            .ots("x-ots-contentmd5", "wrong")
            .secret("wrong");
    expect(request, "OTSMethodNotAllowed");
    expect(request.method("POST"), "Unsupported operation: Nothing.");
    expect(request.target("/Echo"), "Missing header: x-ots-apiversion.");
    request.ots("x-ots-apiversion", "2015-12-31");
    expect(request.tampered("x-ots-apiversion", "2015-12-31"), "Invalid date format: today.");
    String early = Requests.date(NOW.minusSeconds(3600));
    expect(request.ots("x-ots-date", early), "Invalid instance name: ?.");
    expect(request.ots("x-ots-instancename", "no-inst"), "The AccessKeyID does not exist.");
    expect(
        request.ots("x-ots-accesskeyid", Requests.KEY),
        "Mismatch between system time and x-ots-date: " + early + ".");
    expect(request.ots("x-ots-date", Requests.date(NOW)), "Mismatch between MD5 value");
    expect(
        request.ots(
            "x-ots-contentmd5",
            Base64.getEncoder().encodeToString(Requests.md5(Requests.latin1("body")))),
        "Signature mismatch.");
    expect(request.secret(Requests.SECRET), "The instance is not found.");
    fakes.keys.put(
        Requests.KEY,
        AccessKey.of(Requests.KEY, Requests.SECRET, new Grant("good", "*", Set.of(Access.WRITE))));
    expect(request.ots("x-ots-instancename", "bad"), "no privilege to access the instance.");
    expect(request.ots("x-ots-instancename", "good"), "OTSNoPermissionAccess");
  }

  private void expect(Requests request, String error) throws Exception {
    assertThat(client.ask(request).error()).contains(error);
  }
}
