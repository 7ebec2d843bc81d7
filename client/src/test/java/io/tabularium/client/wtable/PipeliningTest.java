/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.client.wtable;

import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.wire.wtable.codec.Command;
import io.tabularium.wire.wtable.codec.Packet;
import io.tabularium.wire.wtable.codec.WireRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** No reply is lost, none is given twice and none to another, in whatever order they come. */
final class PipeliningTest {
  private static final int THREADS = 4;
  private static final int CALLS = 20_000;

  /** What a connection has been asked and has not answered. */
  private final Map<FakeServer.Connection, List<Packet>> pending = new ConcurrentHashMap<>();

  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final Map<String, AtomicInteger> executed = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> answered = new ConcurrentHashMap<>();

  private static WireRecord answer(Packet request) {
    WireRecord asked = FakeServer.asked(request);
    byte[] value = new byte[asked.column().length];
    for (int i = 0; i < value.length; i++) {
      value[i] = (byte) ~asked.column()[i];
    }
    return FakeServer.found(asked, value, asked.score());
  }

  /** Answers in random order, holding some requests back for a while. */
  private FakeServer shuffling(long seed, double breaking) {
    Random random = new Random(seed);
    return FakeServer.greeting(
        (connection, request) -> {
          WireRecord asked = FakeServer.asked(request);
          String column = new String(asked.column(), StandardCharsets.UTF_8);
          if (request.command() == Command.INCR) {
            executed.computeIfAbsent(column, none -> new AtomicInteger()).incrementAndGet();
          }
          List<Packet> waiting = pending.computeIfAbsent(connection, none -> new ArrayList<>());
          boolean breaks;
          synchronized (waiting) {
            waiting.add(request);
            int now;
            synchronized (random) {
              Collections.shuffle(waiting, random);
              now = waiting.size() > 40 ? waiting.size() : random.nextInt(waiting.size() + 1);
              breaks = random.nextDouble() < breaking;
            }
            for (int i = 0; i < now; i++) {
              answer(connection, waiting.remove(waiting.size() - 1));
            }
          }
          if (breaks) {
            connection.close();
          }
        });
  }

  private void answer(FakeServer.Connection connection, Packet request) throws IOException {
    connection.reply(request, answer(request));
  }

  /** Answers what the server holds back, again and again. */
  private void flush() {
    pending.forEach(
        (connection, waiting) -> {
          synchronized (waiting) {
            try {
              while (!waiting.isEmpty()) {
                answer(connection, waiting.remove(waiting.size() - 1));
              }
            } catch (IOException e) {
              waiting.clear(); // broken
            }
          }
        });
  }

  @BeforeEach
  void startFlushing() {
    var unused = clock.scheduleWithFixedDelay(this::flush, 5, 5, TimeUnit.MILLISECONDS);
  }

  @AfterEach
  void stopFlushing() {
    clock.shutdownNow();
  }

  private static void check(GetReply reply, Key key) {
    assertThat(reply.key()).isEqualTo(key);
    byte[] value = reply.value();
    for (int i = 0; i < value.length; i++) {
      assertThat(value[i]).isEqualTo((byte) ~key.column()[i]);
    }
  }

  @Test
  void everyReplyFindsItsRequest() throws Exception {
    try (FakeServer server = shuffling(1, 0);
        WTableClient client =
            WTableClient.builder()
                .address(server.address())
                .connections(3)
                .timeout(Duration.ofSeconds(20))
                .build()) {
      AsyncWTable db = client.database(3).async();
      CountDownLatch left = new CountDownLatch(THREADS * CALLS);
      AtomicInteger wrong = new AtomicInteger();
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        int thread = t;
        threads.add(
            new Thread(
                () -> {
                  for (int i = 0; i < CALLS; i++) {
                    Key key = Key.of(thread, "row" + i % 7, thread + ":" + i);
                    var unused =
                        db.get(key)
                            .whenComplete(
                                (reply, failure) -> {
                                  try {
                                    check(reply, key);
                                  } catch (AssertionError | RuntimeException e) {
                                    wrong.incrementAndGet();
                                  }
                                  left.countDown();
                                });
                  }
                }));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join(60_000);
      }
      assertThat(left.await(60, TimeUnit.SECONDS)).as("everything ends").isTrue();
      assertThat(wrong).hasValue(0);
    }
  }

  /**
   * Connections break at any moment. Reads are answered all the same; a write is carried out at
   * most once, exactly once if it succeeded, and the client knows when it cannot know.
   */
  @Test
  void brokenConnectionsLoseNothingSilently() throws Exception {
    try (FakeServer server = shuffling(2, 0.002);
        WTableClient client =
            WTableClient.builder()
                .address(server.address())
                .connections(3)
                .maxInFlight(100)
                .reconnect(Duration.ofMillis(1), Duration.ofMillis(20))
                .timeout(Duration.ofSeconds(20))
                .build()) {
      AsyncWTable db = client.database().async();
      CountDownLatch left = new CountDownLatch(CALLS);
      AtomicInteger failedReads = new AtomicInteger();
      AtomicInteger uncertain = new AtomicInteger();
      AtomicInteger wrong = new AtomicInteger();
      for (int i = 0; i < CALLS; i++) {
        Key key = Key.of(1, "row", "c" + i);
        if (i % 2 == 0) {
          var unused =
              db.incr(key, i)
                  .whenComplete(
                      (reply, failure) -> {
                        AtomicInteger done = executed.get(key.columnText());
                        if (failure == null) {
                          answered
                              .computeIfAbsent(key.columnText(), none -> new AtomicInteger())
                              .incrementAndGet();
                          long by = Long.parseLong(key.columnText().substring(1));
                          if (done == null || done.get() != 1 || reply.score() != by) {
                            wrong.incrementAndGet();
                          }
                        } else if (failure instanceof WTableException known
                            && known.mayHaveBeenApplied()) {
                          uncertain.incrementAndGet();
                        } else if (done != null) {
                          wrong.incrementAndGet();
                        }
                        left.countDown();
                      });
        } else {
          var unused =
              db.get(key)
                  .whenComplete(
                      (reply, failure) -> {
                        if (failure != null) {
                          failedReads.incrementAndGet();
                        }
                        left.countDown();
                      });
        }
      }
      assertThat(left.await(60, TimeUnit.SECONDS)).as("everything ends").isTrue();
      assertThat(wrong).hasValue(0);
      assertThat(server.accepted()).as("connections were broken").isGreaterThan(5);
      assertThat(uncertain).as("some writes were lost").hasPositiveValue();
      assertThat(failedReads)
          .as("only what was lost again and again")
          .hasValueLessThan(CALLS / 100);
      executed.values().forEach(count -> assertThat(count).hasValue(1));
      answered.values().forEach(count -> assertThat(count).hasValue(1));
    }
  }
}
