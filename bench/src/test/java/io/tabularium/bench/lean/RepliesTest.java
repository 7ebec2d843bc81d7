/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.lean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RepliesTest {

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void aReplyIsCompleteWithItsLastByte() {
    byte[] reply = ascii("HTTP/1.1 200 OK\r\nx: y\r\ncontent-LENGTH: 3\r\n\r\nabc");
    for (int length = 0; length < reply.length; length++) {
      assertThat(Replies.complete(reply, length)).isNull();
    }
    assertThat(Replies.complete(reply, reply.length))
        .isEqualTo(new Replies.Body(reply.length - 3, reply.length));
  }

  @Test
  void anErrorEndsTheRunWithItsText() {
    byte[] reply = ascii("HTTP/1.1 403 Forbidden\r\nContent-Length: 9\r\n\r\nno entry.");
    assertThatThrownBy(() -> Replies.complete(reply, reply.length))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("403")
        .hasMessageContaining("no entry.");
  }

  @Test
  void aReplyOfUnknownLengthEndsTheRun() {
    byte[] reply = ascii("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    assertThatThrownBy(() -> Replies.complete(reply, reply.length))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("without Content-Length");
  }

  @Test
  void bytesBeyondTheReplyEndTheRun() {
    byte[] reply = ascii("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab");
    assertThatThrownBy(() -> Replies.complete(reply, reply.length))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("more bytes");
  }
}
