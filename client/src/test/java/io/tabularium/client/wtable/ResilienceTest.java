/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.client.wtable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tabularium.client.wtable.WTableException.Kind;
import io.tabularium.wire.wtable.codec.Body;
import io.tabularium.wire.wtable.codec.Command;
import io.tabularium.wire.wtable.codec.Packet;
import io.tabularium.wire.wtable.codec.WireRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What a client does when servers are slow, gone, wrong or too many. */
final class ResilienceTest {
  private static final Key KEY = Key.of(1, "row", "column");
  private static final byte[] VALUE = "value".getBytes(StandardCharsets.UTF_8);

  private static void answer(FakeServer.Connection connection, Packet request) throws IOException {
    if (request.body() instanceof Body.One) {
      connection.reply(request, FakeServer.found(FakeServer.asked(request), VALUE, 7));
    } else {
      connection.reply(request, request.body());
    }
  }

  private static FakeServer good() {
    return FakeServer.greeting(ResilienceTest::answer);
  }

  private static WTableClient.Builder quick(FakeServer... servers) {
    WTableClient.Builder builder =
        WTableClient.builder()
            .connections(1)
            .timeout(Duration.ofSeconds(20))
            .reconnect(Duration.ofMillis(5), Duration.ofMillis(50));
    for (FakeServer server : servers) {
      builder.address(server.address());
    }
    return builder;
  }

  /** A client that does not wait long, but is connected already. */
  private static WTableClient impatient(FakeServer server) {
    WTableClient client = quick(server).timeout(Duration.ofMillis(400)).build();
    awaitServers(client, server);
    return client;
  }

  private static WTableException failure(ThrowingRunnable action) {
    return catchThrowableOfType(WTableException.class, action::run);
  }

  private interface ThrowingRunnable {
    void run();
  }

  // ---- time

  @Test
  void aReplyThatDoesNotComeIsATimeout() {
    try (FakeServer server =
            FakeServer.greeting(
                (connection, request) -> {
                  if (request.command() != Command.GET && request.command() != Command.SET) {
                    answer(connection, request);
                  }
                });
        WTableClient client = impatient(server)) {
      WTable db = client.database();
      WTableException read = failure(() -> db.get(KEY));
      assertThat(read.kind()).isEqualTo(Kind.TIMEOUT);
      assertThat(read.mayHaveBeenApplied()).isFalse();
      assertThat(read.isTemporary()).isTrue();
      WTableException write = failure(() -> db.set(KEY, VALUE));
      assertThat(write.mayHaveBeenApplied()).isTrue();
      assertThat(db.incr(KEY, 1).score()).as("the client still works").isEqualTo(7);
    }
  }

  @Test
  void aSilentConnectionIsReplaced() {
    AtomicInteger silent = new AtomicInteger(1);
    try (FakeServer server =
            FakeServer.greeting(
                (connection, request) -> {
                  if (silent.getAndDecrement() <= 0) {
                    answer(connection, request);
                  }
                });
        WTableClient client = impatient(server)) {
      assertThat(failure(() -> client.database().get(KEY)).kind()).isEqualTo(Kind.TIMEOUT);
      assertThat(client.database().get(KEY).value()).isEqualTo(VALUE);
      assertThat(server.accepted()).isEqualTo(2);
    }
  }

  @Test
  void aReplyThatNeverEndsIsSilence() {
    AtomicInteger wrong = new AtomicInteger(1);
    try (FakeServer server =
            FakeServer.greeting(
                (connection, request) -> {
                  if (wrong.getAndDecrement() <= 0) {
                    answer(connection, request);
                    return;
                  }
                  // A header that tells of a mebibyte to come; what follows will be taken for it.
                  byte[] header =
                      FakeServer.encode(
                          request.command(),
                          request.database(),
                          request.sequence(),
                          new Body.Raw(new byte[1 << 20]));
                  connection.send(Arrays.copyOf(header, 15));
                });
        WTableClient client = impatient(server)) {
      assertThat(failure(() -> client.database().get(KEY)).kind()).isEqualTo(Kind.TIMEOUT);
      assertThat(client.database().get(KEY).value()).isEqualTo(VALUE);
      assertThat(server.accepted()).isEqualTo(2);
    }
  }

  @Test
  void aReplyThatComesTooLateIsDropped() throws Exception {
    BlockingQueue<Packet> held = new LinkedBlockingQueue<>();
    List<FakeServer.Connection> connections = new ArrayList<>();
    try (FakeServer server =
            FakeServer.greeting(
                (connection, request) -> {
                  if (request.command() == Command.GET) {
                    connections.add(connection);
                    held.add(request);
                  } else {
                    answer(connection, request);
                  }
                });
        WTableClient client = impatient(server)) {
      WTable db = client.database();
      CompletableFuture<GetReply> late = db.async().get(KEY);
      while (!late.isDone()) {
        assertThat(db.incr(KEY, 1).score()).isEqualTo(7); // the connection is not silent
      }
      assertThat(late).isCompletedExceptionally();
      answer(connections.get(0), held.take());
      for (int i = 0; i < 3000; i++) {
        assertThat(db.incr(KEY, 1).score()).isEqualTo(7);
      }
      assertThat(server.accepted()).isEqualTo(1);
    }
  }

  // ---- connections

  @Test
  void callsWaitForAServerThatStarts() throws Exception {
    try (FakeServer server = good()) {
      server.stop();
      try (WTableClient client = quick(server).timeout(Duration.ofSeconds(10)).build()) {
        CompletableFuture<GetReply> early = client.database().async().get(KEY);
        TimeUnit.MILLISECONDS.sleep(50);
        assertThat(early).isNotDone();
        server.startAgain();
        assertThat(early.get(10, TimeUnit.SECONDS).value()).isEqualTo(VALUE);
      }
    }
  }

  @Test
  void aServerThatIsNotThereIsNamed() {
    try (FakeServer server = good()) {
      server.stop();
      try (WTableClient client = quick(server).timeout(Duration.ofMillis(400)).build()) {
        WTableException failure = failure(() -> client.database().get(KEY));
        assertThat(failure.kind()).isEqualTo(Kind.DISCONNECTED);
        assertThat(failure).hasMessageContaining(server.address()).hasMessageContaining("refused");
      }
    }
  }

  @Test
  void aRestartedServerIsFoundAgain() {
    try (FakeServer server = good();
        WTableClient client = quick(server).timeout(Duration.ofSeconds(10)).build()) {
      for (int i = 0; i < 5; i++) {
        assertThat(client.database().get(KEY).exists()).isTrue();
        server.stop();
        server.startAgain();
      }
      assertThat(client.database().get(KEY).exists()).isTrue();
    }
  }

  @Test
  void aBadServerIsLeftAndTriedAgain() {
    AtomicInteger served = new AtomicInteger();
    try (FakeServer bad =
            FakeServer.greeting(
                (connection, request) -> {
                  served.incrementAndGet();
                  answer(connection, request);
                });
        FakeServer fine = good();
        WTableClient client =
            quick(bad, fine)
                .connections(4)
                .timeout(Duration.ofSeconds(5))
                .avoid(Duration.ofMillis(200))
                .build()) {
      WTable db = client.database();
      awaitServers(client, bad, fine);
      for (int i = 0; i < 200; i++) {
        assertThat(db.get(KEY).exists()).isTrue();
      }
      assertThat(served).as("load is spread").hasValueBetween(40, 160);
      bad.stop();
      for (int i = 0; i < 200; i++) {
        assertThat(db.get(KEY).exists()).isTrue();
      }
      awaitServers(client, fine);
      bad.startAgain();
      awaitServers(client, bad, fine);
    }
  }

  private static void awaitServers(WTableClient client, FakeServer... servers) {
    List<String> wanted = new ArrayList<>();
    for (FakeServer server : servers) {
      wanted.add(server.address());
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(
            () -> assertThat(client.servers()).containsExactlyInAnyOrderElementsOf(wanted));
  }

  // ---- greeting

  @Test
  void aWrongPasswordFailsAtOnce() {
    try (FakeServer server =
            FakeServer.greeting(
                (connection, request) ->
                    connection.reply(request, FakeServer.result(FakeServer.asked(request), -11)));
        WTableClient client =
            quick(server).password("wrong").timeout(Duration.ofMinutes(1)).build()) {
      WTableException failure = failure(() -> client.database().get(KEY));
      assertThat(failure.kind()).isEqualTo(Kind.SERVER);
      assertThat(failure.errCode()).isEqualTo(-11);
      assertThat(failure.isTemporary()).isFalse();
    }
  }

  @Test
  void aBidSaysTheDatabase() {
    AtomicInteger database = new AtomicInteger(-1);
    List<String> credentials = new ArrayList<>();
    try (FakeServer server =
            FakeServer.greeting(
                (connection, request) -> {
                  if (request.command() == Command.AUTH) {
                    WireRecord asked = FakeServer.asked(request);
                    credentials.add(
                        request.database()
                            + "/"
                            + new String(asked.row(), StandardCharsets.UTF_8)
                            + "/"
                            + new String(asked.column(), StandardCharsets.UTF_8));
                    connection.send(
                        FakeServer.encode(
                            Command.AUTH,
                            42,
                            request.sequence(),
                            new Body.One(0, WireRecord.NOTHING)));
                  } else {
                    database.set(request.database());
                    answer(connection, request);
                  }
                });
        WTableClient client =
            quick(server).bid(10086).password("secret").databasePassword(9, "nine").build()) {
      assertThat(client.database().get(KEY).exists()).isTrue();
      assertThat(database).hasValue(42);
      assertThat(client.database(9).get(KEY).exists()).isTrue();
      assertThat(database).hasValue(9);
      assertThat(credentials).containsExactly("0/secret/10086", "9/nine/");
    }
  }

  @Test
  void aPlainGoTableServerIsNotAskedForTimesToLive() {
    AtomicBoolean asked = new AtomicBoolean();
    try (FakeServer server =
            new FakeServer(
                (connection, request) -> {
                  asked.compareAndSet(false, request.command().hasTtl());
                  answer(connection, request);
                });
        WTableClient client = quick(server).build()) {
      WTable db = client.database();
      assertThat(db.get(KEY).exists()).isTrue();
      assertThat(failure(() -> db.setEx(KEY, VALUE, 0, 5)).kind()).isEqualTo(Kind.UNSUPPORTED);
      assertThat(failure(() -> db.getWithTtl(KEY)).kind()).isEqualTo(Kind.UNSUPPORTED);
      assertThat(failure(() -> db.mSetEx(List.of(SetArgs.of(KEY, VALUE).withTtl(1)))).kind())
          .isEqualTo(Kind.UNSUPPORTED);
      assertThat(asked).isFalse();
    }
  }

  // ---- bounds

  @Test
  void whoStartsTooMuchWaits() throws Exception {
    BlockingQueue<Runnable> held = new LinkedBlockingQueue<>();
    try (FakeServer server =
            FakeServer.greeting(
                (connection, request) ->
                    held.add(
                        () -> {
                          try {
                            answer(connection, request);
                          } catch (IOException e) {
                            throw new AssertionError(e);
                          }
                        }));
        WTableClient client =
            quick(server).maxInFlight(10).timeout(Duration.ofSeconds(10)).build()) {
      AsyncWTable db = client.database().async();
      List<CompletableFuture<GetReply>> started = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        started.add(db.get(KEY));
      }
      CompletableFuture<CompletableFuture<GetReply>> eleventh =
          CompletableFuture.supplyAsync(() -> db.get(KEY));
      TimeUnit.MILLISECONDS.sleep(50);
      assertThat(eleventh).as("started").isNotDone();
      held.take().run();
      assertThat(eleventh.get(5, TimeUnit.SECONDS)).isNotDone();
      for (int i = 0; i < 10; i++) {
        held.take().run();
      }
      assertThat(eleventh.get().get(5, TimeUnit.SECONDS).exists()).isTrue();
      for (CompletableFuture<GetReply> call : started) {
        assertThat(call.get(5, TimeUnit.SECONDS).exists()).isTrue();
      }
    }
  }

  @Test
  void aNetworkThreadIsToldInsteadAndMustNotWait() throws Exception {
    try (FakeServer server = good();
        WTableClient client = quick(server).maxInFlight(1).build()) {
      WTable db = client.database();
      List<Throwable> failures = new ArrayList<>();
      CompletableFuture<GetReply> first = db.async().get(KEY);
      var unused =
          first
              .thenRun(
                  () -> {
                    var one = db.async().get(KEY);
                    var two = db.async().get(KEY);
                    var known = two.whenComplete((reply, failure) -> failures.add(failure));
                    try {
                      var never = db.get(KEY);
                    } catch (RuntimeException e) {
                      failures.add(e);
                    }
                  })
              .get(5, TimeUnit.SECONDS);
      if (failures.isEmpty()) {
        return; // the reply had come before the callback was there, so it ran here
      }
      assertThat(failures).hasSize(2);
      assertThat(((WTableException) failures.get(0)).kind()).isEqualTo(Kind.BUSY);
    }
  }

  @Test
  void aClosedClientRefuses() {
    try (FakeServer server = good()) {
      WTableClient client = quick(server).build();
      WTable db = client.database();
      assertThat(db.get(KEY).exists()).isTrue();
      client.close();
      client.close();
      assertThat(failure(() -> db.get(KEY)).kind()).isEqualTo(Kind.CLOSED);
    }
  }

  @Test
  void closingWaitsForWhatIsUnderWay() throws Exception {
    BlockingQueue<Runnable> held = new LinkedBlockingQueue<>();
    try (FakeServer server =
        FakeServer.greeting(
            (connection, request) ->
                held.add(
                    () -> {
                      try {
                        answer(connection, request);
                      } catch (IOException e) {
                        throw new AssertionError(e);
                      }
                    }))) {
      WTableClient client = quick(server).timeout(Duration.ofSeconds(10)).build();
      CompletableFuture<GetReply> underWay = client.database().async().get(KEY);
      Runnable reply = held.take();
      CompletableFuture<Void> closing = CompletableFuture.runAsync(client::close);
      TimeUnit.MILLISECONDS.sleep(50);
      assertThat(closing).isNotDone();
      reply.run();
      assertThat(underWay.get(5, TimeUnit.SECONDS).exists()).isTrue();
      closing.get(10, TimeUnit.SECONDS);
    }
  }

  // ---- nonsense

  /**
   * Replies with some bytes wrong. Each call ends in time, in whatever way, and as soon as the
   * server is right again the client is, too.
   */
  @Test
  void malformedRepliesHarmNobody() throws Exception {
    Random random = new Random(7);
    AtomicBoolean right = new AtomicBoolean();
    try (FakeServer server =
            FakeServer.greeting(
                (connection, request) -> {
                  if (right.get()) {
                    answer(connection, request);
                    return;
                  }
                  byte[] reply =
                      FakeServer.encode(
                          request.command(), request.database(), request.sequence(), body(request));
                  connection.send(spoil(reply, random));
                });
        WTableClient client =
            quick(server)
                .connections(2)
                .timeout(Duration.ofMillis(50))
                .reconnect(Duration.ofMillis(1), Duration.ofMillis(1))
                .avoid(Duration.ofMillis(1))
                .build()) {
      awaitServers(client, server);
      AsyncWTable db = client.database().async();
      int failed = 0;
      for (int round = 0; round < 80; round++) {
        List<CompletableFuture<?>> calls = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
          calls.add(db.get(KEY));
          calls.add(db.mGet(List.of(KEY, KEY)));
          calls.add(db.incr(KEY, 1));
          calls.add(db.scan(1, VALUE, Order.ASCENDING, 3));
          calls.add(db.dumpTable(1));
        }
        for (CompletableFuture<?> call : calls) {
          Throwable failure = call.handle((reply, thrown) -> thrown).get(10, TimeUnit.SECONDS);
          if (failure != null) {
            failed++;
          }
        }
      }
      assertThat(failed).as("the replies were bad indeed").isGreaterThan(500);
      right.set(true);
      AtomicInteger succeeded = new AtomicInteger();
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(1))
          .ignoreExceptionsInstanceOf(WTableException.class) // calls have little time here
          .until(
              () -> {
                assertThat(client.database().get(KEY).value()).isEqualTo(VALUE);
                return succeeded.incrementAndGet() == 100;
              });
    }
  }

  private static Body body(Packet request) {
    WireRecord record = FakeServer.found(WireRecord.key(1, VALUE, VALUE), VALUE, 7);
    return switch (request.command().shape()) {
      case ONE -> new Body.One(0, record);
      case MANY, SCAN -> new Body.Many(0x10, (byte) 0, List.of(record, record));
      case DUMP -> new Body.DumpPage(0x10, (byte) 0, List.of(record), 0, 65_535, 1);
      case RAW -> new Body.Raw(VALUE);
    };
  }

  private static byte[] spoil(byte[] reply, Random random) {
    switch (random.nextInt(5)) {
      case 0 -> random.nextBytes(reply);
      case 1 -> {
        byte[] shorter = new byte[random.nextInt(reply.length)];
        System.arraycopy(reply, 0, shorter, 0, shorter.length);
        return shorter;
      }
      case 2 -> {
        byte[] longer = new byte[reply.length + 1 + random.nextInt(20)];
        System.arraycopy(reply, 0, longer, 0, reply.length);
        return longer;
      }
      default -> {
        for (int i = 0; i < 3; i++) {
          reply[random.nextInt(reply.length)] = (byte) random.nextInt();
        }
        if (random.nextBoolean()) {
          // With a right header the body is looked at.
          int sum = 10;
          for (int i = 1; i < 15; i++) {
            sum += reply[i];
          }
          reply[0] = (byte) sum;
        }
      }
    }
    return reply;
  }

  @Test
  void repliesToNobodyBreakTheConnection() {
    try (FakeServer server =
            FakeServer.greeting(
                (connection, request) ->
                    connection.send(
                        FakeServer.encode(
                            Command.GET,
                            0,
                            request.sequence() + 1,
                            new Body.One(0, FakeServer.asked(request)))));
        WTableClient client = quick(server).build()) {
      WTableException failure = failure(() -> client.database().get(KEY));
      assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL);
      assertThat(failure).hasMessageContaining("no request");
    }
  }

  @Test
  void impossibleSettingsAreRefused() {
    assertThatThrownBy(() -> WTableClient.builder().build())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> WTableClient.builder().nameCenter("http://127.0.0.1:1").build())
        .isInstanceOf(IllegalStateException.class);
    for (String bad : List.of("", "a", "a:", ":1", "a:0", "a:65536", "::1:80")) {
      assertThatThrownBy(() -> WTableClient.builder().address(bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> WTableClient.builder().database(255))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> WTableClient.builder().bid(-1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> WTableClient.builder().connections(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Key.of(256, "a", "b")).isInstanceOf(IllegalArgumentException.class);
  }
}
