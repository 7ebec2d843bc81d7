/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Framing: how requests arrive and replies leave. */
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
  void aConnectionServesManyRequests() throws Exception {
    for (int i = 0; i < 100; i++) {
      assertThat(client.ask(Requests.of("Echo").body("n" + i)).text()).isEqualTo("n" + i);
    }
    assertThat(fakes.server.connections()).isEqualTo(1);
  }

  @Test
  void chunkedBodiesAreServedLikeOthers() throws Exception {
    byte[] body = random(300_000);
    assertThat(client.ask(Requests.of("Echo").chunked().body(body)).body()).isEqualTo(body);
    assertThat(client.ask(Requests.of("Echo").chunked()).body()).isEmpty();
    assertThat(client.ask(Requests.of("Echo").body("after")).text()).isEqualTo("after");
  }

  static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
