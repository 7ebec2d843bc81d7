/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.wtable;

import io.tabularium.bench.load.LoadResult;
import io.tabularium.bench.load.Settings;
import io.tabularium.bench.load.Window;
import io.tabularium.client.wtable.AsyncWTable;
import io.tabularium.client.wtable.GetReply;
import io.tabularium.client.wtable.IncrReply;
import io.tabularium.client.wtable.Key;
import io.tabularium.client.wtable.KeyReply;
import io.tabularium.client.wtable.Order;
import io.tabularium.client.wtable.ScanReply;
import io.tabularium.client.wtable.SetArgs;
import io.tabularium.client.wtable.WTableClient;
import io.tabularium.client.wtable.ZOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Recorder;

/**
 * A generator process with the workload of GoTable's benchmark: so many workers share so few
 * connections, and each has one request under way. Request number v (from 1,000 on) is about the
 * row of v without its last three digits and the column of these; values are v in decimal, padded;
 * scores are -v, so that the Z space is written backwards. Multi-operations are about row v and
 * columns 000 and on. Everything is in table 0.
 *
 * <p>A worker is a chain of requests, each started by the reply to the one before; with {@code
 * workers=threads} it is a thread that waits. Every reply is checked.
 *
 * <p>Arguments are {@code name=value}: {@code address}, {@code serverPid}, {@code tests} (joined by
 * commas), {@code requests}, {@code manyRequests}, {@code workerCount}, {@code connections}, {@code
 * networkThreads}, {@code range}, {@code valueBytes}, {@code workers} ({@code chains} or {@code
 * threads}), {@code warmUp} (requests of each test before all, in another database).
 */
public final class KlistRun {
  private static final int FIRST = 1000;
  private static final int MEASURED_DATABASE = 0;
  private static final int WARM_UP_DATABASE = 1;
  private static final long SCAN_FROM_SCORE = -500_000_000;
  private static final Duration LONGEST_TEST = Duration.ofMinutes(10);
  private static final byte[] NOTHING = {};

  private final Settings settings;
  private final int workerCount;
  private final int range;
  private final int valueBytes;
  private final boolean threads;
  private final long serverPid;

  /** A generator with these settings. */
  public KlistRun(Settings settings) {
    this.settings = settings;
    this.workerCount = Math.toIntExact(settings.number("workerCount"));
    this.range = Math.toIntExact(settings.number("range"));
    this.valueBytes = Math.toIntExact(settings.number("valueBytes"));
    this.threads = settings.text("workers").equals("threads");
    this.serverPid = settings.number("serverPid");
  }

  /** Runs and prints each result as a line, with the test's name before it. */
  public static void main(String[] arguments) throws InterruptedException {
    new KlistRun(new Settings(arguments))
        .run()
        .forEach((test, result) -> System.out.println(test + " " + result.toLine()));
  }

  /**
   * Runs the tests.
   *
   * @throws IllegalStateException at the first reply that is not what it ought to be
   */
  public Map<KlistTest, LoadResult> run() throws InterruptedException {
    List<KlistTest> tests =
        Arrays.stream(settings.text("tests").split(",")).map(KlistTest::named).toList();
    long warmUp = settings.number("warmUp");
    Map<KlistTest, LoadResult> results = new EnumMap<>(KlistTest.class);
    try (WTableClient client =
        WTableClient.builder()
            .address(settings.text("address"))
            .connections(Math.toIntExact(settings.number("connections")))
            .threads(Math.toIntExact(settings.number("networkThreads")))
            .timeout(Duration.ofSeconds(30))
            .build()) {
      client.database().ping();
      if (warmUp > 0) {
        for (KlistTest test : tests) {
          LoadResult unused =
              new Round(client, WARM_UP_DATABASE, test, test.isMany() ? warmUp / range : warmUp)
                  .run();
        }
      }
      for (KlistTest test : tests) {
        long requests = settings.number(test.isMany() ? "manyRequests" : "requests");
        results.put(test, new Round(client, MEASURED_DATABASE, test, requests).run());
      }
    }
    return results;
  }

  /** One test. */
  private final class Round {
    private final AsyncWTable db;
    private final KlistTest test;
    private final long end;
    private final AtomicLong next = new AtomicLong(FIRST);
    private final LongAdder done = new LongAdder();
    private final Recorder latencies = new Recorder(TimeUnit.MINUTES.toNanos(5), 3);
    private final CountDownLatch working = new CountDownLatch(workerCount);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    Round(WTableClient client, int database, KlistTest test, long requests) {
      this.db = client.database(database).async();
      this.test = test;
      this.end = FIRST + requests;
    }

    LoadResult run() throws InterruptedException {
      Window window = Window.open(serverPid, done::sum);
      for (int i = 0; i < workerCount; i++) {
        if (threads) {
          new Thread(this::work, "worker-" + i).start();
        } else {
          goOn();
        }
      }
      if (!working.await(LONGEST_TEST.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(test + " does not end");
      }
      LoadResult result = window.close(latencies.getIntervalHistogram());
      if (failure.get() != null) {
        throw new IllegalStateException(
            test + " failed: " + failure.get().getMessage(), failure.get());
      }
      return result;
    }

    /** A worker that is a chain. */
    private void goOn() {
      long number = next.getAndIncrement();
      if (number >= end || failure.get() != null) {
        working.countDown();
        return;
      }
      long start = System.nanoTime();
      var unused =
          request(number)
              .whenComplete(
                  (right, thrown) -> {
                    record(number, start, right, thrown);
                    goOn();
                  });
    }

    /** A worker that is a thread. */
    private void work() {
      long number;
      while ((number = next.getAndIncrement()) < end && failure.get() == null) {
        long start = System.nanoTime();
        try {
          record(number, start, request(number).get(), null);
        } catch (Exception e) {
          failure.compareAndSet(null, e);
        }
      }
      working.countDown();
    }

    private void record(long number, long start, Boolean right, Throwable thrown) {
      if (thrown != null) {
        failure.compareAndSet(null, thrown);
      } else if (!right) {
        failure.compareAndSet(null, new IllegalStateException("wrong reply to " + number));
      } else {
        latencies.recordValue(System.nanoTime() - start);
        done.increment();
      }
    }

    /** Sends a request; tells whether the reply was right. */
    private CompletableFuture<Boolean> request(long number) {
      return switch (test) {
        case SET -> db.set(key(number), value(number), -number).thenApply(nothing -> true);
        case ZSET -> db.zSet(key(number), value(number), -number).thenApply(nothing -> true);
        case GET -> db.get(key(number)).thenApply(reply -> isRight(reply, number));
        case ZGET -> db.zGet(key(number)).thenApply(reply -> isRight(reply, number));
        case SCAN ->
            db.scanPivot(0, row(number), NOTHING, Order.ASCENDING, range).thenApply(this::isFull);
        case ZSCAN ->
            db.zScanPivot(
                    0, row(number), SCAN_FROM_SCORE, NOTHING, ZOrder.SCORE, Order.ASCENDING, range)
                .thenApply(this::isFull);
        case INCR -> db.incr(key(number), 1).thenApply(KlistRun::isRight);
        case ZINCR -> db.zIncr(key(number), 1).thenApply(KlistRun::isRight);
        case MSET -> db.mSet(records(number)).thenApply(KlistRun::areRight);
        case ZMSET -> db.zmSet(records(number)).thenApply(KlistRun::areRight);
        case MGET -> db.mGet(keys(number)).thenApply(KlistRun::areRight);
        case ZMGET -> db.zmGet(keys(number)).thenApply(KlistRun::areRight);
      };
    }

    private boolean isFull(ScanReply page) {
      // The last row may be a short one.
      long inLastRow = (end - 1) % FIRST + 1;
      return page.items().size() >= Math.min(range, inLastRow);
    }
  }

  private boolean isRight(GetReply reply, long number) {
    return reply.exists() && Arrays.equals(reply.value(), value(number));
  }

  private static boolean isRight(IncrReply reply) {
    return reply.value().length > 0;
  }

  private static boolean areRight(List<? extends KeyReply> replies) {
    return replies.stream().allMatch(reply -> reply.errCode() == 0);
  }

  private static Key key(long number) {
    return Key.of(0, row(number), column(number % FIRST));
  }

  private static byte[] row(long number) {
    return ascii(Long.toString(number / FIRST));
  }

  private static byte[] column(long number) {
    return new byte[] {
      (byte) ('0' + number / 100), (byte) ('0' + number / 10 % 10), (byte) ('0' + number % 10)
    };
  }

  private byte[] value(long number) {
    byte[] digits = ascii(Long.toString(number));
    byte[] value = Arrays.copyOf(digits, valueBytes);
    if (digits.length < valueBytes) {
      Arrays.fill(value, digits.length, valueBytes, (byte) 'x');
    }
    return value;
  }

  private List<Key> keys(long number) {
    byte[] row = ascii(Long.toString(number));
    List<Key> keys = new ArrayList<>(range);
    for (int i = 0; i < range; i++) {
      keys.add(Key.of(0, row, column(i)));
    }
    return keys;
  }

  private List<SetArgs> records(long number) {
    byte[] value = value(number);
    List<SetArgs> records = new ArrayList<>(range);
    List<Key> keys = keys(number);
    for (int i = 0; i < range; i++) {
      records.add(SetArgs.of(keys.get(i), value, number * FIRST + i));
    }
    return records;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
