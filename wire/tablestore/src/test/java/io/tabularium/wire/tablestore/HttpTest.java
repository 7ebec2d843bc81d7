/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Framing: how requests arrive and replies leave. */
@SuppressWarnings("StringConcatToTextBlock") // Line ends are what it is about.
class HttpTest {
  private Fakes fakes;
  private RawClient client;

  @BeforeEach
  void start() throws Exception {
    fakes = Fakes.start();
    client = fakes.client();
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    fakes.close();
  }

  @Test
  void aSignedRequestIsServedAndItsReplySigned() throws Exception {
    RawClient.Answer answer = client.ask(Requests.of("Echo").body("hello"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("hello");
    assertThat(answer.wellFormed()).isTrue();
    assertThat(answer.signedWith(Requests.SECRET, "Echo")).isTrue();
  }

  @Test
  void anEmptyReplyIsZeroBytes() throws Exception {
    RawClient.Answer answer = client.ask(Requests.of("Echo"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("content-length")).isEqualTo("0");
    assertThat(answer.header("x-ots-contentmd5")).isEqualTo("1B2M2Y8AsgTpgAmY7PhCfg==");
    assertThat(answer.signedWith(Requests.SECRET, "Echo")).isTrue();
  }

  @Test
  void aRequestWithoutAnyLengthHasNoBody() throws Exception {
    assertThat(client.ask(Requests.of("Echo").framing("")).body()).isEmpty();
    assertThat(client.ask(Requests.of("Echo").body("next")).text()).isEqualTo("next");
  }

  @Test
  void aConnectionServesManyRequests() throws Exception {
    for (int i = 0; i < 100; i++) {
      assertThat(client.ask(Requests.of("Echo").body("n" + i)).text()).isEqualTo("n" + i);
    }
    assertThat(fakes.server.connections()).isEqualTo(1);
  }

  @Test
  void bodiesOfAllSizesArriveWhole() throws Exception {
    for (int size : new int[] {1, 65_535, 65_536, 65_537, 262_145, 1 << 20, 5 * 1024 * 1024}) {
      byte[] body = random(size);
      assertThat(client.ask(Requests.of("Echo").body(body)).body()).isEqualTo(body);
    }
  }

  @Test
  void chunkedBodiesAreServedLikeOthers() throws Exception {
    byte[] body = random(300_000);
    assertThat(client.ask(Requests.of("Echo").chunked().body(body)).body()).isEqualTo(body);
    assertThat(client.ask(Requests.of("Echo").chunked()).body()).isEmpty();
    assertThat(client.ask(Requests.of("Echo").body("after")).text()).isEqualTo("after");
  }

  @Test
  void aRequestMayArriveByteByByte() throws Exception {
    for (Requests request :
        new Requests[] {
          Requests.of("Echo").body("hello"), Requests.of("Echo").chunked().body("hello")
        }) {
      for (byte b : request.bytes()) {
        client.send(new byte[] {b});
      }
      assertThat(client.answer().text()).isEqualTo("hello");
    }
  }

  @Test
  void requestsSentAheadAreAnsweredInOrder() throws Exception {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int count = 500;
    for (int i = 0; i < count; i++) {
      Requests request = Requests.of("Echo").body("n" + i);
      all.writeBytes((i % 3 == 0 ? request.chunked() : request).bytes());
      if (i % 50 == 7) {
        all.writeBytes(Requests.of("Nothing").bytes());
      }
    }
    Thread sender = sender(all.toByteArray());
    for (int i = 0; i < count; i++) {
      assertThat(client.answer().text()).isEqualTo("n" + i);
      if (i % 50 == 7) {
        assertThat(client.answer().status()).isEqualTo(400);
      }
    }
    sender.join();
  }

  /** A read sent behind a write must see it, so requests of one connection never overlap. */
  @Test
  void requestsSentAheadWaitForTheOneBeforeThem() throws Exception {
    client.send(Requests.of("Promise"));
    client.send(Requests.of("Promise"));
    client.send(Requests.of("Echo").body("third"));
    var first = fakes.awaitPromise();
    assertThat(fakes.server.requestsInFlight()).isEqualTo(1);
    assertThat(fakes.promises).isEmpty();
    first.complete(Reply.of(new byte[] {'1'}));
    assertThat(client.answer().text()).isEqualTo("1");
    fakes.awaitPromise().complete(Reply.of(new byte[] {'2'}));
    assertThat(client.answer().text()).isEqualTo("2");
    assertThat(client.answer().text()).isEqualTo("third");
  }

  @Test
  void aReplyThatIsKnownLaterIsSentThen() throws Exception {
    client.send(Requests.of("Promise"));
    fakes.awaitPromise().complete(Reply.of("late".getBytes(StandardCharsets.US_ASCII)));
    RawClient.Answer answer = client.answer();
    assertThat(answer.text()).isEqualTo("late");
    assertThat(answer.signedWith(Requests.SECRET, "Promise")).isTrue();

    client.send(Requests.of("Promise"));
    byte[] large = random(1_000_000);
    fakes.awaitPromise().complete(Reply.of(large));
    assertThat(client.answer().body()).isEqualTo(large);
  }

  @Test
  void largeRepliesArriveWhole() throws Exception {
    for (int size : new int[] {65_000, 65_536, 131_073, 4_000_000, 20_000_000}) {
      RawClient.Answer answer = client.ask(Requests.of("Much").body(Integer.toString(size)));
      assertThat(answer.body()).hasSize(size);
      assertThat(answer.wellFormed()).isTrue();
    }
  }

  @Test
  void aClientMayWaitForAWordBeforeItSendsTheBody() throws Exception {
    Requests request = Requests.of("Echo").body("hello").line("Expect: 100-continue");
    client.send(request.head());
    assertThat(client.answer().status()).isEqualTo(100);
    client.send("hello".getBytes(StandardCharsets.US_ASCII));
    assertThat(client.answer().text()).isEqualTo("hello");

    // Who does not wait needs no word.
    assertThat(client.ask(request).text()).isEqualTo("hello");
  }

  @Test
  void aClientThatWaitsIsToldAtOnceThatItsBodyIsTooLarge() throws Exception {
    client.send(
        Requests.of("Echo")
            .framing("Content-Length: 5242881\r\n")
            .line("Expect: 100-continue")
            .head());
    RawClient.Answer answer = client.answer();
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.header("connection")).isEqualTo("close");
    assertThat(client.ended()).isTrue();
  }

  @Test
  void theClientDecidesWhetherTheConnectionStays() throws Exception {
    assertThat(client.ask(Requests.of("Echo").line("Connection: Keep-Alive, TE")).status())
        .isEqualTo(200);
    RawClient.Answer answer = client.ask(Requests.of("Echo").line("Connection: TE , Close"));
    assertThat(answer.header("connection")).isEqualTo("close");
    assertThat(client.ended()).isTrue();
  }

  @Test
  void oldClientsAreServedInTheirOwnWay() throws Exception {
    RawClient.Answer kept =
        client.ask(
            Requests.of("Echo")
                .noHost()
                .version("HTTP/1.0")
                .line("Connection: keep-alive")
                .body("a"));
    assertThat(kept.text()).isEqualTo("a");
    assertThat(kept.header("connection")).isEqualTo("keep-alive");
    RawClient.Answer last = client.ask(Requests.of("Echo").version("HTTP/1.0").body("b"));
    assertThat(last.text()).isEqualTo("b");
    assertThat(last.header("connection")).isEqualTo("close");
    assertThat(client.ended()).isTrue();
  }

  @Test
  void whoHasSaidAllMayCloseHisSideAndStillGetsEveryReply() throws Exception {
    client.send(Requests.of("Promise"));
    client.send(Requests.of("Echo").body("second"));
    client.send(Requests.of("Echo").body("third"));
    client.send(new byte[] {'P', 'O'});
    client.socket.shutdownOutput();
    fakes.awaitPromise().complete(Reply.EMPTY);
    assertThat(client.answer().status()).isEqualTo(200);
    assertThat(client.answer().text()).isEqualTo("second");
    assertThat(client.answer().text()).isEqualTo("third");
    assertThat(client.ended()).isTrue();
  }

  @Test
  void aClientThatGoesAwayLeavesNothingBehind() throws Exception {
    CompletableFuture<Reply> unwanted;
    try (RawClient other = fakes.client()) {
      other.send(Requests.of("Promise").body("x"));
      unwanted = fakes.awaitPromise();
      other.send(Requests.of("Echo"));
    }
    try (RawClient other = fakes.client()) {
      other.send(Requests.of("Echo").framing("Content-Length: 100000\r\n").head());
      other.send(new byte[70_000]);
    }
    try (RawClient other = fakes.client()) {
      other.send(Requests.of("Promise").body("x"));
      var promise = fakes.awaitPromise();
      other.socket.setSoLinger(true, 0);
      other.close();
      promise.complete(Reply.of(new byte[1_000_000]));
    }
    unwanted.complete(Reply.EMPTY);
    await().until(() -> fakes.server.connections() == 1 && fakes.server.requestsInFlight() == 0);
    assertThat(client.ask(Requests.of("Echo")).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Request lines
        "GET\r\n\r\n",
        "GET /\r\n\r\n",
        "GET / HTTP/2.0\r\nHost: h\r\n\r\n",
        "GET / HTTP/1.2\r\nHost: h\r\n\r\n",
        "GET / http/1.1\r\nHost: h\r\n\r\n",
        "GET / HTTP/1.1 \r\nHost: h\r\n\r\n",
        "GET  / HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /a b HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /\u00e4 HTTP/1.1\r\nHost: h\r\n\r\n",
        "G(T / HTTP/1.1\r\nHost: h\r\n\r\n",
        " GET / HTTP/1.1\r\nHost: h\r\n\r\n",
        "\r\n\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
        "\u0000",
        // Lines
        "GET / HTTP/1.1\nHost: h\n\n",
        "GET / HTTP/1.1\r\nHost: h\n\r\n",
        "GET / HTTP/1.1\rHost: h\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\rX: y\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nX: a\u0000b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nX: a\u007fb\r\n\r\n",
        // Headers
        "GET / HTTP/1.1\r\nHost: h\r\nX : y\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nX: y\r\n z\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\n: y\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nXy\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nX\u00e4: y\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n",
        // Lengths
        "POST Echo HTTP/1.1\r\nHost: h\r\n\r\n",
        "POST * HTTP/1.1\r\nHost: h\r\n\r\n",
        "POST h:80 HTTP/1.1\r\nHost: h\r\n\r\n",
        "POST http:/Echo HTTP/1.1\r\nHost: h\r\n\r\n",
        "POST ftp://h/Echo HTTP/1.1\r\nHost: h\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: +1\r\n\r\n1",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1, 1\r\n\r\n1",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length:\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9999999999999999999\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n1",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: identity\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        // Chunks
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\n1\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n12\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1;\u0001\r\n1\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n123456789\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n1\r\n0\r\nX\u0001\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n1\rx0\r\n",
      })
  void whatIsNotHttpIsRefusedAndTheConnectionEnds(String request) throws Exception {
    client.send(Requests.latin1(request));
    RawClient.Answer answer = client.answer();
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error()).startsWith("OTSParameterInvalid: Malformed HTTP request: ");
    assertThat(answer.wellFormed()).isTrue();
    assertThat(answer.header("connection")).isEqualTo("close");
    assertThat(client.ended()).isTrue();
  }

  @Test
  void aBrokenBodyOfAKnownKeyIsRefusedWithASignature() throws Exception {
    client.send(Requests.of("Echo").framing("Transfer-Encoding: chunked\r\n").head());
    client.send(Requests.latin1("zz\r\n"));
    assertThat(client.answer().signedWith(Requests.SECRET, "Echo")).isTrue();
  }

  @Test
  void blankLinesBeforeARequestAreOverlooked() throws Exception {
    client.send(Requests.latin1("\r\n\r\n"));
    assertThat(client.ask(Requests.of("Echo").body("a")).text()).isEqualTo("a");
    client.send(Requests.latin1("\r\n"));
    assertThat(client.ask(Requests.of("Echo").body("b")).text()).isEqualTo("b");
  }

  private Thread sender(byte[] bytes) {
    Thread sender =
        new Thread(
            () -> {
              try {
                client.send(bytes);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    sender.start();
    return sender;
  }

  static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
