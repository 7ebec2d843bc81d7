/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.tabularium.model.Limits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Broken requests by the ten thousand. Whatever comes in, what goes out is a row of well-formed
 * replies, nothing is the server's fault, and no memory stays behind.
 */
class FuzzTest {
  private static final int ROUNDS = 32_000;
  private static final int SOCKET_ROUNDS = 2_000;

  /** Never 500: nothing a client sends is an internal error. */
  private static final Set<Integer> STATUSES = Set.of(100, 200, 400, 403, 405, 413);

  private static final String[] SPLINTERS = {
    "\r\n",
    "\r\n\r\n",
    "\n",
    "\u0000",
    ":",
    " ",
    "0\r\n\r\n",
    "Content-Length: 5\r\n",
    "Transfer-Encoding: chunked\r\n",
    "Connection: close\r\n",
    "Expect: 100-continue\r\n",
    "x-ots-date: now\r\n",
    "x-ots-signaturev4: x\r\n",
    "x-ots-request-compress-type: deflate\r\n",
    "x-ots-request-compress-size: 99999\r\n",
    "x-ots-response-compress-type: deflate\r\n",
    "HTTP/1.1",
    "HTTP/1.0",
    "GET ",
    "HEAD ",
    "ffffffff\r\n",
    "99999999999999999999",
  };

  private static final Clock CLOCK = Clock.systemUTC();

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  @Test
  void inMemory() throws Exception {
    try (Logs logs = new Logs()) {
      AccessKey key = AccessKey.of(Requests.KEY, Requests.SECRET, Grant.ALL);
      FrontDoor door =
          new FrontDoor(
              new Settings(
                  id -> id.equals(Requests.KEY) ? Optional.of(key) : Optional.empty(),
                  name -> true,
                  Map.of("Echo", Fakes.ECHO),
                  RequestObserver.NONE,
                  CLOCK,
                  10,
                  4096,
                  Limits.REQUEST_BODY_BYTES,
                  100_000_000,
                  Duration.ofMinutes(5),
                  Duration.ofMinutes(5),
                  Duration.ofMinutes(5),
                  Duration.ofMinutes(5),
                  Duration.ofMinutes(15),
                  Duration.ofDays(7),
                  false),
              Runnable::run);
      int answered = 0;
      int refused = 0;
      for (int i = 0; i < ROUNDS; i++) {
        String what = "seed " + seed + ", round " + i;
        EmbeddedChannel channel = new EmbeddedChannel(new HttpConnection(door));
        boolean framed = i % 3 == 0;
        byte[] sent = framed ? wrongButFramed() : broken();
        feed(channel, sent);
        byte[] out = drain(channel);
        List<RawClient.Answer> answers = answers(out, heads(sent), what);
        for (RawClient.Answer answer : answers) {
          answered++;
          refused += answer.status() >= 400 ? 1 : 0;
        }
        if (framed) {
          // Complete requests are answered, every one, and the connection goes on.
          assertThat(answers).as(what).hasSize(1);
          assertThat(channel.isOpen()).as(what).isTrue();
          feed(channel, Requests.of("Echo").body("good").bytes());
          assertThat(answers(drain(channel), false, what)).as(what).hasSize(1);
        } else if (!channel.isOpen()) {
          assertThat(answers).as(what).isNotEmpty();
        }
        channel.finishAndReleaseAll();
        channel.runPendingTasks();
        assertThat(door.budget.used()).as(what).isZero();
        assertThat(door.connectionCount()).as(what).isZero();
        assertThat(door.handling()).as(what).isZero();
      }
      assertThat(refused).isGreaterThan(ROUNDS / 3);
      assertThat(answered).isGreaterThan(refused);
      assertThat(logs.events).as("seed " + seed).isEmpty();
      assertThat(NettyLeaks.reports(logs)).isEmpty();
    }
  }

  @Test
  void overSockets() throws Exception {
    try (Logs logs = new Logs();
        Fakes fakes = Fakes.start()) {
      for (int i = 0; i < SOCKET_ROUNDS; i++) {
        String what = "seed " + seed + ", round " + i;
        byte[] sent = i % 3 == 0 ? wrongButFramed() : broken();
        try (RawClient client = fakes.client()) {
          try {
            client.send(sent);
            client.socket.shutdownOutput();
          } catch (IOException e) {
            // The server had heard enough.
          }
          List<RawClient.Answer> answers = answers(client.rest(), heads(sent), what);
          if (i % 3 == 0) {
            assertThat(answers).as(what).hasSize(1);
          }
        }
      }
      try (RawClient client = fakes.client()) {
        assertThat(client.ask(Requests.of("Echo").body("alive")).text()).isEqualTo("alive");
      }
      await().until(() -> fakes.server.connections() == 0);
      assertThat(logs.events).as("seed " + seed).isEmpty();
      assertThat(NettyLeaks.reports(logs)).isEmpty();
    }
  }

  /** The search for leaks finds one where there is one. */
  @Test
  void aLeakWouldBeFound() {
    try (Logs logs = new Logs()) {
      leak();
      assertThat(NettyLeaks.reports(logs)).isNotEmpty();
    }
  }

  private static void leak() {
    for (int i = 0; i < 50; i++) {
      ByteBuf lost = ByteBufAllocator.DEFAULT.ioBuffer(16);
      lost.writeByte(1);
    }
  }

  // ---- requests ---------------------------------------------------------------------------------

  private Requests good() {
    byte[] body = new byte[random.nextInt(40) == 0 ? random.nextInt(150_000) : random.nextInt(200)];
    random.nextBytes(body);
    Requests request = Requests.of("Echo").body(body);
    if (random.nextInt(4) == 0) {
      request.chunked();
    }
    if (random.nextInt(6) == 0) {
      request.v4("20240102", "local");
    }
    if (random.nextInt(8) == 0) {
      request.ots("x-ots-response-compress-type", "deflate");
    }
    return request;
  }

  /** A request that is proper HTTP and wrong in what it says. */
  private byte[] wrongButFramed() {
    Requests request = good();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      String[] names = {
        "x-ots-date",
        "x-ots-apiversion",
        "x-ots-accesskeyid",
        "x-ots-instancename",
        "x-ots-contentmd5",
        "x-ots-signature",
        "x-ots-signaturev4",
        "x-ots-signdate",
        "x-ots-ststoken",
        "x-ots-request-compress-type",
        "x-ots-request-compress-size",
        "x-ots-" + random.nextInt(1000)
      };
      String name = names[random.nextInt(names.length)];
      switch (random.nextInt(4)) {
        case 0 -> request.without(name);
        case 1 -> request.ots(name, value());
        case 2 -> request.tampered(name, value());
        default ->
            request.target(
                random.nextBoolean()
                    ? "/" + value().replaceAll("[^!-~]", "")
                    : "http://h/" + random.nextInt());
      }
    }
    return request.bytes();
  }

  private String value() {
    StringBuilder value = new StringBuilder();
    int length = random.nextInt(4) == 0 ? 0 : random.nextInt(60);
    for (int i = 0; i < length; i++) {
      char c =
          (char) (random.nextInt(5) == 0 ? 0x80 + random.nextInt(0x80) : ' ' + random.nextInt(95));
      value.append(c);
    }
    return switch (random.nextInt(6)) {
      case 0 -> "deflate";
      case 1 -> Integer.toString(random.nextInt());
      case 2 -> Requests.date(CLOCK.instant().plusSeconds(random.nextInt(4000) - 2000));
      default -> value.toString();
    };
  }

  /** A request, or two, with something done to the bytes. */
  private byte[] broken() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 1 + random.nextInt(2); i > 0; i--) {
      all.writeBytes(random.nextInt(5) == 0 ? wrongButFramed() : good().bytes());
    }
    byte[] bytes = all.toByteArray();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      bytes = damage(bytes);
    }
    return bytes;
  }

  private byte[] damage(byte[] bytes) {
    if (bytes.length == 0) {
      return bytes;
    }
    // Mostly in the head, where the grammar is.
    int at = random.nextInt(random.nextInt(4) == 0 ? bytes.length : Math.min(bytes.length, 700));
    switch (random.nextInt(6)) {
      case 0 -> {
        byte[] changed = bytes.clone();
        changed[at] = (byte) random.nextInt();
        return changed;
      }
      case 1 -> {
        byte[] changed = bytes.clone();
        changed[at] ^= (byte) (1 << random.nextInt(8));
        return changed;
      }
      case 2 -> {
        return spliced(bytes, at, 0, Requests.latin1(SPLINTERS[random.nextInt(SPLINTERS.length)]));
      }
      case 3 -> {
        return spliced(bytes, at, 1 + random.nextInt(30), new byte[0]);
      }
      case 4 -> {
        byte[] noise = new byte[1 + random.nextInt(40)];
        random.nextBytes(noise);
        return spliced(bytes, at, random.nextInt(2), noise);
      }
      default -> {
        return Arrays.copyOf(bytes, at);
      }
    }
  }

  private static byte[] spliced(byte[] bytes, int at, int remove, byte[] insert) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, at);
    out.writeBytes(insert);
    int from = Math.min(bytes.length, at + remove);
    out.write(bytes, from, bytes.length - from);
    return out.toByteArray();
  }

  // ---- replies ----------------------------------------------------------------------------------

  private void feed(EmbeddedChannel channel, byte[] bytes) {
    int at = 0;
    while (at < bytes.length && channel.isOpen()) {
      int count =
          Math.min(bytes.length - at, 1 + random.nextInt(random.nextBoolean() ? 100 : 9000));
      channel.writeInbound(Unpooled.copiedBuffer(bytes, at, count));
      at += count;
    }
    channel.runPendingTasks();
  }

  private static byte[] drain(EmbeddedChannel channel) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (ByteBuf buffer = channel.readOutbound(); buffer != null; buffer = channel.readOutbound()) {
      byte[] bytes = new byte[buffer.readableBytes()];
      buffer.readBytes(bytes);
      out.writeBytes(bytes);
      buffer.release();
    }
    return out.toByteArray();
  }

  /** Whether a HEAD request may be among what was sent, whose reply has a length but no body. */
  private static boolean heads(byte[] sent) {
    return new String(sent, StandardCharsets.ISO_8859_1).contains("HEAD");
  }

  /** Reads all of it as replies, or fails; words of encouragement are left out. */
  private static List<RawClient.Answer> answers(byte[] out, boolean heads, String what) {
    List<RawClient.Answer> answers = new ArrayList<>();
    String text = new String(out, StandardCharsets.ISO_8859_1);
    int at = 0;
    while (at < text.length()) {
      int end = text.indexOf("\r\n\r\n", at);
      assertThat(end).as(what).isPositive();
      String[] lines = text.substring(at, end).split("\r\n");
      assertThat(lines[0]).as(what).matches("HTTP/1\\.1 \\d{3} [A-Za-z ]+");
      int status = Integer.parseInt(lines[0].substring(9, 12));
      assertThat(STATUSES).as(what + ": " + lines[0]).contains(status);
      Map<String, String> headers = new TreeMap<>();
      for (int i = 1; i < lines.length; i++) {
        int colon = lines[i].indexOf(':');
        headers.put(
            lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
            lines[i].substring(colon + 1).trim());
      }
      at = end + 4;
      if (status == 100) {
        continue;
      }
      int length = Integer.parseInt(headers.get("content-length"));
      if (heads && status != 200 && (at == text.length() || text.startsWith("HTTP/1.1 ", at))) {
        continue;
      }
      assertThat(at + length).as(what).isLessThanOrEqualTo(text.length());
      RawClient.Answer answer =
          new RawClient.Answer(status, headers, Arrays.copyOfRange(out, at, at + length));
      at += length;
      if (!headers.containsKey("x-ots-response-compress-type")) {
        assertThat(answer.wellFormed()).as(what).isTrue();
      } else {
        assertThat(Base64.getDecoder().decode(headers.get("x-ots-contentmd5"))).hasSize(16);
      }
      if (status != 200) {
        assertThat(answer.error()).as(what).matches("OTS[A-Za-z]+: [ -~]+");
      }
      answers.add(answer);
    }
    return answers;
  }
}
