/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tabularium.model.Errors;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Compressed bodies in both directions. */
class CompressionTest {
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
  void aCompressedRequestIsInflated() throws Exception {
    byte[] plain = "again and again ".repeat(20_000).getBytes(US_ASCII);
    byte[] body = deflate(plain);
    assertThat(body.length).isLessThan(plain.length / 10);

    RawClient.Answer answer = client.ask(compressed(body, plain.length));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(plain);
  }

  @Test
  void whatDoesNotInflateToTheAnnouncedLengthIsRefused() throws Exception {
    byte[] plain = HttpTest.random(5000);
    byte[] body = deflate(plain);
    byte[] trailing = Arrays.copyOf(body, body.length + 1);
    byte[] broken = body.clone();
    broken[broken.length - 1] ^= 1;
    byte[] noZlib = plain;

    Map<String, Requests> refused =
        Map.of(
            "longer than announced", compressed(body, plain.length - 1),
            "shorter than announced", compressed(body, plain.length + 1),
            "announced as nothing", compressed(body, 0),
            "trailing bytes", compressed(trailing, plain.length),
            "a broken check sum", compressed(broken, plain.length),
            "cut short", compressed(Arrays.copyOf(body, body.length - 2), plain.length),
            "not compressed", compressed(noZlib, plain.length),
            "a lie about its size", compressed(deflate(new byte[3]), 5_000_000),
            "no body", compressed(new byte[0], 5));
    refused.forEach(
        (what, request) -> {
          try {
            RawClient.Answer answer = client.ask(request);
            assertThat(answer.status()).as(what).isEqualTo(400);
            assertThat(answer.error())
                .as(what)
                .isEqualTo(Errors.undecodableCompression().toString());
            assertThat(answer.signedWith(Requests.SECRET, "Echo")).as(what).isTrue();
          } catch (IOException e) {
            throw new AssertionError(what, e);
          }
        });
    assertThat(client.ask(compressed(body, plain.length)).body()).isEqualTo(plain);
  }

  @Test
  void aBombIsRefusedByWhatItAnnounces() throws Exception {
    byte[] zeros = new byte[6 * 1024 * 1024];
    RawClient.Answer answer = client.ask(compressed(deflate(zeros), zeros.length));
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.error()).isEqualTo(Errors.bodyTooLarge().toString());
    // Announcing less does not help it.
    assertThat(client.ask(compressed(deflate(zeros), 1000)).error())
        .isEqualTo(Errors.undecodableCompression().toString());
  }

  @Test
  void headersOfCompressionAreChecked() throws Exception {
    assertThat(
            client
                .ask(compressed(new byte[0], 0).ots("x-ots-request-compress-type", "gzip"))
                .error())
        .isEqualTo("OTSParameterInvalid: Unsupported compress type: gzip.");
    assertThat(
            client
                .ask(compressed(new byte[0], 0).ots("x-ots-request-compress-size", "many"))
                .error())
        .isEqualTo("OTSParameterInvalid: Invalid compress size: many.");
    assertThat(
            client.ask(Requests.of("Echo").ots("x-ots-request-compress-type", "deflate")).error())
        .isEqualTo("OTSParameterInvalid: Missing header: x-ots-request-compress-size.");
  }

  @Test
  void repliesAreCompressedForWhoAsksAndWhenItPays() throws Exception {
    byte[] plain = new byte[100_000];
    RawClient.Answer answer = client.ask(inflating(plain));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("x-ots-response-compress-type")).isEqualTo("deflate");
    assertThat(answer.header("x-ots-response-compress-size")).isEqualTo("100000");
    assertThat(answer.body().length).isLessThan(2000);
    assertThat(inflate(answer.body(), plain.length)).isEqualTo(plain);
    // The digest is the one of the content, the signature covers the headers of compression.
    assertThat(answer.header("x-ots-contentmd5"))
        .isEqualTo(Base64.getEncoder().encodeToString(Requests.md5(plain)));
    assertThat(answer.signedWith(Requests.SECRET, "Echo")).isTrue();

    for (byte[] incompressible : new byte[][] {{}, new byte[100], HttpTest.random(50_000)}) {
      answer = client.ask(inflating(incompressible));
      assertThat(answer.header("x-ots-response-compress-type")).isNull();
      assertThat(answer.header("x-ots-response-compress-size")).isNull();
      assertThat(answer.body()).isEqualTo(incompressible);
      assertThat(answer.wellFormed()).isTrue();
    }
    assertThat(client.ask(Requests.of("Echo").body(plain)).body()).isEqualTo(plain);
  }

  @Test
  void lateRepliesAreCompressedToo() throws Exception {
    client.send(Requests.of("Promise").ots("x-ots-response-compress-type", "deflate"));
    byte[] plain = new byte[200_000];
    fakes.awaitPromise().complete(Reply.of(plain));
    RawClient.Answer answer = client.answer();
    assertThat(inflate(answer.body(), plain.length)).isEqualTo(plain);
    assertThat(answer.signedWith(Requests.SECRET, "Promise")).isTrue();
  }

  @Test
  void inflatingWorksAfterAFailure() {
    assertThatThrownBy(() -> Compression.inflate(new byte[] {1, 2, 3}, 10))
        .hasMessage(Errors.undecodableCompression().getMessage());
    byte[] plain = HttpTest.random(77);
    assertThat(Compression.inflate(deflate(plain), 77)).isEqualTo(plain);
    assertThat(Compression.inflate(deflate(new byte[0]), 0)).isEmpty();
  }

  private static Requests compressed(byte[] body, int announced) {
    return compressed("Echo", body, announced);
  }

  static Requests compressed(String operation, byte[] body, int announced) {
    return Requests.of(operation)
        .body(body)
        .ots("x-ots-request-compress-type", "deflate")
        .ots("x-ots-request-compress-size", Integer.toString(announced));
  }

  private static Requests inflating(byte[] body) {
    return Requests.of("Echo").body(body).ots("x-ots-response-compress-type", "deflate");
  }

  static byte[] deflate(byte[] plain) {
    Deflater deflater = new Deflater();
    deflater.setInput(plain);
    deflater.finish();
    byte[] out = new byte[plain.length + 100];
    int length = deflater.deflate(out);
    deflater.end();
    return Arrays.copyOf(out, length);
  }

  static byte[] inflate(byte[] body, int length) throws Exception {
    Inflater inflater = new Inflater();
    inflater.setInput(body);
    byte[] out = new byte[length + 1];
    assertThat(inflater.inflate(out)).isEqualTo(length);
    assertThat(inflater.finished()).isTrue();
    inflater.end();
    return Arrays.copyOf(out, length);
  }
}
