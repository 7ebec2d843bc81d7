/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Our reading of heads against another's, on random heads in random pieces. */
class RequestHeadTest {
  private static final int ROUNDS = 20_000;

  @Test
  void whatWeAcceptNettyReadsTheSameWay() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    RequestHead ours = new RequestHead(16 * 1024);
    int accepted = 0;
    for (int i = 0; i < ROUNDS; i++) {
      String text = randomHead(random);
      ours.clear();
      boolean complete;
      try {
        complete = readInPieces(ours, text, random);
      } catch (MalformedHttpException e) {
        continue;
      }
      if (!complete) {
        continue;
      }
      accepted++;
      String what = "seed " + seed + ", round " + i + ": " + text;
      HttpRequest theirs = netty(text);
      assertThat(theirs).as(what).isNotNull();
      assertThat(theirs.decoderResult().isSuccess()).as(what).isTrue();
      assertThat(ours.isPost()).as(what).isEqualTo(theirs.method().name().equals("POST"));
      assertThat(ours.isHead()).as(what).isEqualTo(theirs.method().name().equals("HEAD"));
      assertThat("/" + operation(ours)).as(what).isEqualTo(theirs.uri());
      assertThat(ours.chunked()).as(what).isEqualTo(HttpUtil.isTransferEncodingChunked(theirs));
      assertThat(ours.contentLength()).as(what).isEqualTo(HttpUtil.getContentLength(theirs, -1L));
      assertThat(ours.persistent()).as(what).isEqualTo(HttpUtil.isKeepAlive(theirs));
      assertThat(ours.expectsContinue()).as(what).isEqualTo(HttpUtil.is100ContinueExpected(theirs));
      Map<String, String> signed = new TreeMap<>();
      int names = 0;
      for (Map.Entry<String, String> header : theirs.headers()) {
        String name = header.getKey().toLowerCase(Locale.ROOT);
        if (name.startsWith("x-ots-")) {
          names++;
          signed.put(name, header.getValue());
        }
      }
      assertThat(ours.duplicate() != null).as(what).isEqualTo(signed.size() < names);
      if (ours.duplicate() == null) {
        StringBuilder expected = new StringBuilder(theirs.uri() + "\nPOST\n\n");
        signed.forEach(
            (name, value) -> {
              if (!name.equals("x-ots-signature")) {
                expected.append(name).append(':').append(value).append('\n');
              }
            });
        byte[] out = new byte[ours.signedBound()];
        assertThat(new String(out, 0, ours.writeSigned(out), StandardCharsets.ISO_8859_1))
            .as(what)
            .isEqualTo(expected.toString());
        assertThat(ours.value(Header.DATE)).as(what).isEqualTo(signed.get("x-ots-date"));
        assertThat(ours.value(Header.ACCESS_KEY_ID))
            .as(what)
            .isEqualTo(signed.get("x-ots-accesskeyid"));
      }
    }
    // Most heads are good, or the test would say little.
    assertThat(accepted).isGreaterThan(ROUNDS / 3);
  }

  private static boolean readInPieces(RequestHead head, String text, Random random)
      throws MalformedHttpException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    int at = 0;
    while (at < bytes.length) {
      int count = Math.min(bytes.length - at, 1 + random.nextInt(random.nextInt(400) + 1));
      ByteBuf piece = Unpooled.wrappedBuffer(bytes, at, count);
      at += count;
      if (head.read(piece)) {
        // What follows the head is left alone.
        assertThat(bytes.length - at + piece.readableBytes()).isEqualTo("body".length());
        return true;
      }
      assertThat(piece.isReadable()).isFalse();
    }
    return false;
  }

  private static String operation(RequestHead head) {
    return new String(
        head.array(),
        head.operationStart(),
        head.operationEnd() - head.operationStart(),
        StandardCharsets.ISO_8859_1);
  }

  private static HttpRequest netty(String text) {
    EmbeddedChannel channel = new EmbeddedChannel(new HttpRequestDecoder());
    channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    HttpRequest request = channel.readInbound();
    channel.finishAndReleaseAll();
    return request;
  }

  private static String randomHead(Random random) {
    StringBuilder text = new StringBuilder();
    text.append(pick(random, "POST", "POST", "POST", "GET", "HEAD", "PO$T")).append(" /");
    text.append(pick(random, "GetRow", "GetRow", "", "a/b?c=d", "%20", "PutRow"));
    text.append(pick(random, " HTTP/1.1", " HTTP/1.1", " HTTP/1.1", " HTTP/1.0", " HTTP/1.2"));
    text.append("\r\n");
    List<String> lines = new ArrayList<>();
    lines.add("Host: h");
    lines.add("x-ots-date: " + random.nextInt());
    lines.add("x-ots-accesskeyid:" + random.nextInt());
    lines.add("x-ots-signature: s" + random.nextInt());
    for (int i = random.nextInt(12); i > 0; i--) {
      lines.add(
          pick(
              random,
              "x-ots-" + (char) ('a' + random.nextInt(26)) + random.nextInt(1000) + ": v",
              "X-OTS-" + (char) ('A' + random.nextInt(26)) + ": Mixed Case\t",
              "x-ots-instancename:   " + "i".repeat(random.nextInt(40)),
              "x-ots-: nameless",
              "Connection: " + pick(random, "close", "keep-alive", "Close", "TE"),
              "Expect: 100-continue",
              "User-Agent: " + "u".repeat(random.nextInt(600)),
              "Empty:",
              "Latin: \u00e4\u00ff",
              random.nextInt(20) == 0 ? "broken line" : "fine: line",
              random.nextInt(20) == 0 ? "bad name: x" : "good-name: x",
              random.nextInt(20) == 0 ? "x-ots-date: twice" : "x-date: once"));
    }
    if (random.nextInt(3) == 0) {
      lines.add("Transfer-Encoding: Chunked");
    } else {
      lines.add("Content-Length: " + random.nextInt(6_000_000));
    }
    Collections.shuffle(lines, random);
    lines.forEach(line -> text.append(line).append(random.nextInt(300) == 0 ? "\n" : "\r\n"));
    return text.append("\r\nbody").toString();
  }

  private static String pick(Random random, String... texts) {
    return texts[random.nextInt(texts.length)];
  }
}
