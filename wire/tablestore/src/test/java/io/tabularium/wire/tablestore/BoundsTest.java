/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tabularium.model.Limits;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nothing a client does takes more than its share. */
class BoundsTest {
  private static final String BUSY = "OTSServerBusy: Server is busy.";
  private static final String TOO_LARGE =
      "OTSRequestBodyTooLarge: The size of POST data is too large.";

  @Test
  void aBodyThatAnnouncesTooMuchIsRefusedUnread() throws Exception {
    try (Fakes fakes = Fakes.start();
        RawClient client = fakes.client()) {
      RawClient.Answer answer =
          client.ask(Requests.of("Echo").body(new byte[Limits.REQUEST_BODY_BYTES + 1]));
      assertThat(answer.error()).isEqualTo(TOO_LARGE);
      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.signedWith(Requests.SECRET, "Echo")).isTrue();
      assertThat(answer.header("connection")).isEqualTo("close");
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void aChunkedBodyIsRefusedWhenItGrowsTooLarge() throws Exception {
    try (Fakes fakes = Fakes.start();
        RawClient client = fakes.client()) {
      RawClient.Answer answer =
          client.ask(Requests.of("Echo").chunked().body(new byte[Limits.REQUEST_BODY_BYTES + 1]));
      assertThat(answer.error()).isEqualTo(TOO_LARGE);
      assertThat(answer.signedWith(Requests.SECRET, "Echo")).isTrue();
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void whoCannotSignIsToldThatBeforeAnythingAboutSizes() throws Exception {
    try (Fakes fakes = Fakes.start();
        RawClient client = fakes.client()) {
      RawClient.Answer answer =
          client.ask(
              Requests.of("Echo").secret("wrong").body(new byte[Limits.REQUEST_BODY_BYTES + 1]));
      assertThat(answer.error()).isEqualTo("OTSAuthFailed: Signature mismatch.");
      assertThat(answer.header("authorization")).isNull();
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void announcingMuchCostsNothing() throws Exception {
    try (Fakes fakes = Fakes.start()) {
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        RawClient client = fakes.client();
        clients.add(client);
        client.send(Requests.of("Echo").framing("Content-Length: 5242880\r\n").head());
        client.send(new byte[100]);
      }
      await().until(() -> fakes.server.bytesInFlight() == 50 * 64 * 1024);
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  @Test
  void aHeadIsBounded() throws Exception {
    try (Fakes fakes = Fakes.start(builder -> builder.maxHeadBytes(2000))) {
      for (Requests request :
          List.of(
              Requests.of("Echo").line("X: " + "y".repeat(2000)),
              Requests.of("Echo").target("/" + "y".repeat(2000)))) {
        try (RawClient client = fakes.client()) {
          RawClient.Answer answer = client.ask(request);
          assertThat(answer.status()).isEqualTo(400);
          assertThat(answer.error()).endsWith("the header section is too large.");
          assertThat(client.ended()).isTrue();
        }
      }
      try (RawClient client = fakes.client()) {
        Requests many = Requests.of("Echo");
        for (int i = 0; i < RequestHead.MAX_HEADERS; i++) {
          many.line("a:");
        }
        assertThat(client.ask(many).error()).endsWith("there are too many headers.");
      }
      try (RawClient client = fakes.client()) {
        assertThat(client.ask(Requests.of("Echo").line("X: " + "y".repeat(1000))).status())
            .isEqualTo(200);
      }
    }
  }

  @Test
  void anEndlessHeadIsCutOff() throws Exception {
    try (Fakes fakes = Fakes.start();
        RawClient client = fakes.client()) {
      client.send(Requests.latin1("POST /Echo HTTP/1.1\r\n"));
      byte[] line = Requests.latin1("X: " + "y".repeat(1000) + "\r\n");
      for (int i = 0; i < 20; i++) {
        client.send(line);
      }
      assertThat(client.answer().status()).isEqualTo(400);
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void halfARequestIsNotWaitedForForEver() throws Exception {
    try (Fakes fakes = Fakes.start(builder -> builder.requestTimeout(Duration.ofMillis(150)))) {
      try (RawClient client = fakes.client()) {
        client.send(Requests.latin1("POST /Echo HT"));
        RawClient.Answer answer = client.answer();
        assertThat(answer.status()).isEqualTo(408);
        assertThat(answer.error()).isEqualTo("OTSRequestTimeout: Request timeout.");
        assertThat(answer.wellFormed()).isTrue();
        assertThat(client.ended()).isTrue();
      }
      try (RawClient client = fakes.client()) {
        client.send(Requests.of("Echo").framing("Content-Length: 10\r\n").head());
        client.send(new byte[9]);
        RawClient.Answer answer = client.answer();
        assertThat(answer.status()).isEqualTo(408);
        assertThat(answer.signedWith(Requests.SECRET, "Echo")).isTrue();
        assertThat(client.ended()).isTrue();
      }
    }
  }

  @Test
  void aTrickleOfBytesDoesNotBuyTime() throws Exception {
    try (Fakes fakes = Fakes.start(builder -> builder.requestTimeout(Duration.ofMillis(300)));
        RawClient client = fakes.client()) {
      client.socket.setSoTimeout(20);
      client.send(Requests.latin1("POST /Echo HTTP/1.1\r\nX: "));
      int first = -1;
      for (int i = 0; i < 1000 && first < 0; i++) {
        client.send(new byte[] {'y'});
        try {
          first = client.read();
        } catch (SocketTimeoutException e) {
          // Nothing yet: another byte.
        }
      }
      assertThat(first).isEqualTo('H');
    }
  }

  @Test
  void aSlowBodyHasItsOwnRequestsTimeNotThatOfTheOneBefore() throws Exception {
    try (Fakes fakes =
            Fakes.start(
                builder ->
                    builder
                        .requestTimeout(Duration.ofMillis(400))
                        .idleTimeout(Duration.ofSeconds(20)));
        RawClient client = fakes.client()) {
      for (int i = 0; i < 3; i++) {
        client.send(Requests.of("Promise"));
        var promise = fakes.awaitPromise();
        // Longer than a request may take to arrive, but it has arrived.
        await().pollDelay(Duration.ofMillis(500)).until(() -> true);
        promise.complete(Reply.EMPTY);
        assertThat(client.answer().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void anIdleConnectionIsClosedWithoutAWord() throws Exception {
    try (Fakes fakes = Fakes.start(builder -> builder.idleTimeout(Duration.ofMillis(150)))) {
      try (RawClient client = fakes.client()) {
        assertThat(client.rest()).isEmpty();
      }
      try (RawClient client = fakes.client()) {
        assertThat(client.ask(Requests.of("Echo")).status()).isEqualTo(200);
        assertThat(client.rest()).isEmpty();
      }
    }
  }

  @Test
  void aFullQueueIsBusyAndTheConnectionStays() throws Exception {
    try (Fakes fakes = Fakes.start(builder -> builder.workerThreads(2).queueCapacity(3))) {
      List<RawClient> waiting = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        RawClient client = fakes.client();
        waiting.add(client.send(Requests.of("Block").body("n" + i)));
        int begun = i + 1;
        await().until(() -> fakes.server.requestsInFlight() == begun);
      }
      assertThat(fakes.server.requestsQueued()).isEqualTo(3);
      try (RawClient client = fakes.client()) {
        for (int i = 0; i < 3; i++) {
          RawClient.Answer answer = client.ask(Requests.of("Echo"));
          assertThat(answer.error()).isEqualTo(BUSY);
          assertThat(answer.status()).isEqualTo(503);
          assertThat(answer.signedWith(Requests.SECRET, "Echo")).isTrue();
        }
        fakes.release.countDown();
        for (int i = 0; i < 5; i++) {
          assertThat(waiting.get(i).answer().text()).isEqualTo("n" + i);
          waiting.get(i).close();
        }
        assertThat(client.ask(Requests.of("Echo").body("now")).text()).isEqualTo("now");
      }
    }
  }

  @Test
  void requestsInMemoryAreBounded() throws Exception {
    try (Fakes fakes =
        Fakes.start(builder -> builder.maxBodyBytes(1_000_000).maxInFlightBytes(2_500_000))) {
      List<RawClient> waiting = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        waiting.add(fakes.client().send(Requests.of("Promise").body(new byte[1_000_000])));
      }
      await().until(() -> fakes.promises.size() == 2);
      assertThat(fakes.server.bytesInFlight()).isEqualTo(2_000_000);
      try (RawClient client = fakes.client()) {
        RawClient.Answer answer = client.ask(Requests.of("Echo").body(new byte[1_000_000]));
        assertThat(answer.error()).isEqualTo(BUSY);
        assertThat(answer.signedWith(Requests.SECRET, "Echo")).isTrue();
        assertThat(client.ended()).isTrue();
      }
      try (RawClient client = fakes.client()) {
        assertThat(client.ask(Requests.of("Echo").body(new byte[400_000])).status()).isEqualTo(200);
      }
      for (RawClient client : waiting) {
        fakes.promises.remove().complete(Reply.EMPTY);
        client.close();
      }
    }
  }

  @Test
  void surplusConnectionsAreToldSoAndThenClosed() throws Exception {
    try (Fakes fakes = Fakes.start(builder -> builder.maxConnections(2));
        RawClient first = fakes.client();
        RawClient second = fakes.client()) {
      assertThat(first.ask(Requests.of("Echo")).status()).isEqualTo(200);
      assertThat(second.ask(Requests.of("Echo")).status()).isEqualTo(200);
      try (RawClient third = fakes.client();
          RawClient fourth = fakes.client()) {
        RawClient.Answer answer = third.ask(Requests.of("Echo").body(new byte[1000]));
        assertThat(answer.error()).isEqualTo(BUSY);
        assertThat(answer.signedWith(Requests.SECRET, "Echo")).isTrue();
        assertThat(third.ended()).isTrue();
        await().until(() -> fakes.server.connections() == 4);
        try (RawClient fifth = fakes.client()) {
          assertThat(fifth.ended()).isTrue();
        }
        assertThat(fourth.ask(Requests.of("Echo")).error()).isEqualTo(BUSY);
      }
      await().until(() -> fakes.server.connections() == 2);
      first.close();
      await().until(() -> fakes.server.connections() == 1);
      try (RawClient again = fakes.client()) {
        assertThat(again.ask(Requests.of("Echo")).status()).isEqualTo(200);
      }
    }
  }

  @Test
  void requestsSentAheadAreNotAllTakenIn() throws Exception {
    try (Fakes fakes = Fakes.start();
        RawClient client = fakes.client()) {
      client.send(Requests.of("Promise"));
      var promise = fakes.awaitPromise();
      // 30 MB behind a request that is not done: the socket must fill up.
      byte[] echo = Requests.of("Echo").body(new byte[100_000]).bytes();
      Thread sender =
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < 300; i++) {
                    client.send(echo);
                  }
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      sender.start();
      await().until(() -> fakes.server.bytesInFlight() > HttpConnection.AHEAD_BYTES);
      await().pollDelay(Duration.ofMillis(200)).until(() -> true);
      assertThat(fakes.server.bytesInFlight()).isLessThan(HttpConnection.AHEAD_BYTES + 100_000);
      assertThat(sender.isAlive()).isTrue();
      promise.complete(Reply.EMPTY);
      assertThat(client.answer().status()).isEqualTo(200);
      for (int i = 0; i < 300; i++) {
        assertThat(client.answer().body()).hasSize(100_000);
      }
      sender.join();
      await().until(() -> fakes.server.bytesInFlight() == 0);
    }
  }

  @Test
  void whoSendsAheadWhenThereIsNoMemoryIsCutOff() throws Exception {
    try (Fakes fakes =
        Fakes.start(builder -> builder.maxBodyBytes(1000).maxInFlightBytes(20_000))) {
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        RawClient client = fakes.client().send(Requests.of("Promise"));
        clients.add(client);
        int begun = i + 1;
        await().until(() -> fakes.promises.size() == begun);
        client.send(new byte[5000]);
        await().until(() -> fakes.server.bytesInFlight() == begun * 5000L);
      }
      try (RawClient fifth = fakes.client().send(Requests.of("Promise"))) {
        await().until(() -> fakes.promises.size() == 5);
        fifth.send(new byte[5000]);
        assertThat(fifth.ended()).isTrue();
      }
      assertThat(fakes.server.bytesInFlight()).isEqualTo(20_000);
      fakes.promises.forEach(promise -> promise.complete(Reply.EMPTY));
      for (RawClient client : clients) {
        assertThat(client.answer().status()).isEqualTo(200);
        client.close();
      }
    }
  }

  @Test
  void whatWasSentAheadOfARefusalThatEndsTheConnectionIsThrownAway() throws Exception {
    Logs logs = new Logs();
    try (logs;
        Fakes fakes = Fakes.start();
        RawClient client = fakes.client()) {
      client.send(Requests.of("Promise"));
      var promise = fakes.awaitPromise();
      client.send(Requests.latin1("nonsense\u0000" + "x".repeat(5000)));
      await().until(() -> fakes.server.bytesInFlight() > 5000);
      promise.complete(Reply.EMPTY);
      assertThat(client.answer().status()).isEqualTo(200);
      assertThat(client.answer().status()).isEqualTo(400);
      assertThat(client.rest()).isEmpty();
      await().until(() -> fakes.server.bytesInFlight() == 0);
      assertThat(logs.events).isEmpty();
    }
  }

  @Test
  void aSlowReaderHoldsOneReplyAndNoMore() throws Exception {
    try (Fakes fakes = Fakes.start();
        RawClient client = new RawClient(fakes.address, 4096)) {
      int size = 10_000_000;
      for (int i = 0; i < 5; i++) {
        client.send(Requests.of("Much").body(Integer.toString(size)));
      }
      await().until(() -> fakes.server.bytesInFlight() >= size);
      await().pollDelay(Duration.ofMillis(200)).until(() -> true);
      // The reply and the requests waiting behind it.
      assertThat(fakes.server.bytesInFlight()).isLessThan(size + 10_000);
      assertThat(fakes.observed).isEmpty();
      for (int i = 0; i < 5; i++) {
        assertThat(client.answer().wellFormed()).isTrue();
      }
    }
  }

  @Test
  void whileUnreadRepliesFillTheMemoryNoOthersAreMade() throws Exception {
    try (Fakes fakes =
            Fakes.start(builder -> builder.maxBodyBytes(1000).maxInFlightBytes(1_000_000));
        RawClient slow = new RawClient(fakes.address, 4096);
        RawClient client = fakes.client()) {
      slow.send(Requests.of("Much").body("10000000"));
      await().until(() -> fakes.server.bytesInFlight() >= 10_000_000);
      assertThat(client.ask(Requests.of("Echo")).error()).isEqualTo(BUSY);
      assertThat(slow.answer().body()).hasSize(10_000_000);
      await().until(() -> fakes.server.bytesInFlight() == 0);
      assertThat(client.ask(Requests.of("Echo")).status()).isEqualTo(200);
    }
  }

  @Test
  void aReplyCountsFromWhenItIsKnownAndInsteadOfItsRequest() throws Exception {
    try (Fakes fakes = Fakes.start(builder -> builder.workerThreads(1));
        RawClient late = fakes.client();
        RawClient blocked = fakes.client()) {
      late.send(Requests.of("Promise").body(new byte[300_000]));
      var promise = fakes.awaitPromise();
      blocked.send(Requests.of("Block"));
      fakes.awaitBlocked(1);
      assertThat(fakes.server.bytesInFlight()).isEqualTo(300_000);
      // It waits for the only worker to be signed.
      promise.complete(Reply.of(new byte[200_000]));
      assertThat(fakes.server.bytesInFlight()).isEqualTo(200_000);
      fakes.release.countDown();
      assertThat(late.answer().body()).hasSize(200_000);
      assertThat(blocked.answer().status()).isEqualTo(200);
    }
  }

  @Test
  void aCompressedBodyCountsInflatedToo() throws Exception {
    byte[] plain = new byte[50_000];
    byte[] sent = CompressionTest.deflate(plain);
    try (Fakes fakes =
            Fakes.start(builder -> builder.maxBodyBytes(10_000).maxInFlightBytes(70_000));
        RawClient first = fakes.client();
        RawClient second = fakes.client()) {
      first.send(CompressionTest.compressed("Promise", sent, plain.length));
      var promise = fakes.awaitPromise();
      assertThat(fakes.server.bytesInFlight()).isEqualTo(plain.length + sent.length);
      Requests another = CompressionTest.compressed("Echo", sent, plain.length);
      assertThat(second.ask(another).error()).isEqualTo(BUSY);
      promise.complete(Reply.EMPTY);
      assertThat(first.answer().status()).isEqualTo(200);
      assertThat(second.ask(another).body()).isEqualTo(plain);
    }
  }

  @Test
  void whoDoesNotReadItsReplyIsCutOff() throws Exception {
    try (Fakes fakes = Fakes.start(builder -> builder.writeTimeout(Duration.ofMillis(200)));
        RawClient client = new RawClient(fakes.address, 4096)) {
      client.send(Requests.of("Much").body("50000000"));
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> fakes.observed.size() == 1 && fakes.server.connections() == 0);
      assertThat(fakes.observed.remove().delivered()).isFalse();
      assertThat(fakes.server.bytesInFlight()).isZero();
    }
  }

  @Test
  void aRefusedClientMayNotGoOnSendingForEver() throws Exception {
    try (Fakes fakes = Fakes.start(builder -> builder.lingerTimeout(Duration.ofMillis(200)));
        RawClient client = fakes.client()) {
      client.send(Requests.latin1("nonsense \u0000"));
      assertThat(client.answer().status()).isEqualTo(400);
      await().until(() -> fakes.server.connections() == 0);
    }
  }
}
