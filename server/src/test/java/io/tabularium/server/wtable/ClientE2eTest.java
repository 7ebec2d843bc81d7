/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.wtable;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tabularium.client.wtable.AsyncWTable;
import io.tabularium.client.wtable.Cas;
import io.tabularium.client.wtable.CasMismatchException;
import io.tabularium.client.wtable.DumpReply;
import io.tabularium.client.wtable.GetReply;
import io.tabularium.client.wtable.IncrArgs;
import io.tabularium.client.wtable.Item;
import io.tabularium.client.wtable.Key;
import io.tabularium.client.wtable.KeyReply;
import io.tabularium.client.wtable.Order;
import io.tabularium.client.wtable.ReadPreference;
import io.tabularium.client.wtable.ScanReply;
import io.tabularium.client.wtable.SetArgs;
import io.tabularium.client.wtable.Update;
import io.tabularium.client.wtable.WTable;
import io.tabularium.client.wtable.WTableClient;
import io.tabularium.client.wtable.WTableException;
import io.tabularium.client.wtable.ZOrder;
import io.tabularium.server.config.Address;
import io.tabularium.server.testkit.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The Java client against the real server. */
final class ClientE2eTest {
  private static final AtomicInteger ROWS = new AtomicInteger();

  private static TestServer server;
  private static WTableClient client;
  private static WTable db;

  /** A row of each test's own. */
  private final String row = "row" + ROWS.incrementAndGet();

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            settings ->
                settings.withWtable(settings.wtable().withListen(new Address("127.0.0.1", 0))));
    client =
        WTableClient.builder()
            .address(server.server().wtableAddress())
            .timeout(Duration.ofSeconds(20))
            .build();
    db = client.database();
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  private Key key(String column) {
    return Key.of(1, row, column);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static WTableException failure(Runnable action) {
    return catchThrowableOfType(WTableException.class, action::run);
  }

  // ---- records

  @Test
  void spacesDatabasesAndTablesAreApart() {
    Key key = key("c");
    db.set(key, bytes("default"), 1);
    db.zSet(key, bytes("z"), 2);
    client.database(7).set(key, bytes("other database"), 3);
    db.set(Key.of(2, row, "c"), bytes("other table"), 4);
    assertThat(db.get(key).text()).isEqualTo("default");
    assertThat(db.zGet(key).text()).isEqualTo("z");
    assertThat(db.zGet(key).score()).isEqualTo(2);
    assertThat(client.database(7).get(key).text()).isEqualTo("other database");
    assertThat(db.get(Key.of(2, row, "c")).text()).isEqualTo("other table");
    db.del(key);
    assertThat(db.get(key).exists()).isFalse();
    assertThat(db.zGet(key).exists()).isTrue();
    db.zDel(key);
    assertThat(db.zGet(key).exists()).isFalse();
  }

  @Test
  void anEmptyValueIsNotAMissingOne() {
    db.set(key("e"), new byte[0], 0);
    assertThat(db.get(key("e")).value()).isEmpty();
    assertThat(db.get(key("e")).errCode()).isZero();
    GetReply missing = db.get(key("f"));
    assertThat(missing.value()).isNull();
    assertThat(missing.errCode()).isEqualTo(1);
    assertThat(missing.failed()).isFalse();
  }

  @Test
  void scoresAreAddedToAndWrapAround() {
    assertThat(db.incr(key("n"), 5).score()).isEqualTo(5);
    assertThat(db.incr(key("n"), -7).score()).isEqualTo(-2);
    assertThat(db.incr(key("n"), 1).value()).isEmpty();
    db.zSet(key("max"), bytes("v"), Long.MAX_VALUE);
    assertThat(db.zIncr(key("max"), 1).score()).isEqualTo(Long.MIN_VALUE);
    assertThat(db.zIncr(key("max"), 0).value()).isEqualTo(bytes("v"));
  }

  @Test
  void anyBytesDo() {
    byte[] all = new byte[255];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    Key key = Key.of(255, all, all);
    db.set(key, all, Long.MIN_VALUE);
    assertThat(db.get(key).value()).isEqualTo(all);
    assertThat(db.get(key).score()).isEqualTo(Long.MIN_VALUE);
    byte[] large = new byte[1 << 20];
    new Random(1).nextBytes(large);
    db.set(key("large"), large);
    assertThat(db.get(key("large")).value()).isEqualTo(large);
  }

  @Test
  void whatIsTooMuchIsRefused() {
    assertThat(failure(() -> db.set(Key.of(1, "", "c"), bytes("v"))).errCode()).isEqualTo(-19);
    assertThat(failure(() -> db.set(key("c"), new byte[(1 << 20) + 1])).errCode()).isEqualTo(-20);
    assertThat(db.get(Key.of(1, "", "c")).exists()).isFalse();
    assertThat(failure(() -> db.setEx(key("c"), bytes("v"), 0, -1)).errCode()).isEqualTo(-24);
  }

  // ---- time to live

  @Test
  void recordsLiveForAsLongAsTheyShall() {
    db.setEx(key("short"), bytes("v"), 0, 1);
    db.zSetEx(key("short"), bytes("v"), 0, 1);
    db.setEx(key("kept"), bytes("v"), 0, 1);
    db.setEx(key("long"), bytes("v"), 0, 1000);
    assertThat(db.expire(key("kept"), 0)).isTrue();
    assertThat(db.expire(key("nothing"), 5)).isFalse();
    assertThat(db.zExpire(key("kept"), 5)).isFalse();
    assertThat(db.getWithTtl(key("long")).ttlSeconds().orElse(0)).isBetween(990L, 1000L);
    assertThat(db.getWithTtl(key("kept")).ttlSeconds()).isEmpty();
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> !db.get(key("short")).exists() && !db.zGet(key("short")).exists());
    assertThat(db.get(key("kept")).exists()).isTrue();
    List<KeyReply> replies = new ArrayList<>(db.mExpire(List.of(key("long"), key("nothing")), 50));
    assertThat(replies).extracting(KeyReply::errCode).containsExactly(0, 1);
    assertThat(db.getWithTtl(key("long")).ttlSeconds().orElse(0)).isBetween(40L, 50L);
    assertThat(db.zmSetEx(List.of(SetArgs.of(key("long"), bytes("v")).withTtl(60))))
        .allMatch(reply -> reply.errCode() == 0);
    assertThat(db.zGetWithTtl(key("long")).ttlSeconds().orElse(0)).isBetween(50L, 60L);
  }

  // ---- optimistic locking

  @Test
  void aNumberIsGoodForOneWrite() {
    db.set(key("c"), bytes("one"), 1);
    Cas number = db.get(key("c"), Cas.LOCK).cas();
    assertThat(number.isNumber()).isTrue();
    db.set(key("c"), bytes("two"), 2, number);
    assertThatThrownBy(() -> db.set(key("c"), bytes("three"), 3, number))
        .isInstanceOf(CasMismatchException.class);
    assertThatThrownBy(() -> db.del(key("c"), number)).isInstanceOf(CasMismatchException.class);
    assertThatThrownBy(() -> db.incr(key("c"), 1, number)).isInstanceOf(CasMismatchException.class);
    assertThat(db.get(key("c")).text()).isEqualTo("two");
    Cas z = db.zGet(key("c"), Cas.LOCK).cas();
    assertThatThrownBy(() -> db.set(key("c"), bytes("x"), 0, z))
        .isInstanceOf(CasMismatchException.class);
  }

  @Test
  void whatIsNotThereCanBeMadeOnce() {
    GetReply missing = db.get(key("new"), Cas.LOCK);
    assertThat(missing.exists()).isFalse();
    db.set(key("new"), bytes("mine"), 0, missing.cas());
    assertThatThrownBy(() -> db.set(key("new"), bytes("yours"), 0, missing.cas()))
        .isInstanceOf(CasMismatchException.class);
  }

  @Test
  void updatesOfManyThreadsAreAllCounted() throws Exception {
    int threads = 6;
    int updates = 100;
    List<Thread> started = new ArrayList<>();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    for (int t = 0; t < threads; t++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < updates; i++) {
                    var unused =
                        db.update(
                            key("counter"),
                            found -> {
                              int before = found.exists() ? Integer.parseInt(found.text()) : 0;
                              return Update.set(Integer.toString(before + 1), 0);
                            });
                  }
                } catch (Throwable e) {
                  failure.set(e);
                }
              });
      thread.start();
      started.add(thread);
    }
    for (Thread thread : started) {
      thread.join(60_000);
    }
    assertThat(failure.get()).isNull();
    assertThat(db.get(key("counter")).text()).isEqualTo(Integer.toString(threads * updates));
    var found = db.update(key("counter"), before -> Update.nothing());
    assertThat(found.exists()).isTrue();
    var unused = db.update(key("counter"), before -> Update.delete());
    assertThat(db.get(key("counter")).exists()).isFalse();
  }

  @Test
  void readsCanBeLeftToTheMaster() {
    try (WTableClient careful =
        WTableClient.builder()
            .address(server.server().wtableAddress())
            .readPreference(ReadPreference.MASTER)
            .build()) {
      db.set(key("c"), bytes("v"), 1);
      GetReply reply = careful.database().get(key("c"));
      assertThat(reply.text()).isEqualTo("v");
      assertThat(reply.cas()).isEqualTo(Cas.NONE);
      assertThat(careful.database().mGet(List.of(key("c")), Cas.LOCK).get(0).cas().isNumber())
          .isTrue();
    }
  }

  // ---- many records

  @Test
  void manyKeysAreManyResults() {
    List<SetArgs> records = new ArrayList<>();
    List<Key> keys = new ArrayList<>();
    for (int i = 0; i < 1050; i++) {
      keys.add(key("c" + i));
      records.add(SetArgs.of(keys.get(i), "v" + i, i));
    }
    assertThat(db.mSet(records)).hasSize(1050).allMatch(reply -> reply.errCode() == 0);
    assertThat(db.zmSet(records)).allMatch(reply -> reply.errCode() == 0);
    keys.add(500, key("missing"));
    List<GetReply> replies = db.mGet(keys);
    assertThat(replies).extracting(KeyReply::key).isEqualTo(keys);
    assertThat(replies.get(500).errCode()).isEqualTo(1);
    assertThat(replies.get(1050).text()).isEqualTo("v1049");
    assertThat(db.zmGet(keys).get(1050).score()).isEqualTo(1049);
    assertThat(db.mIncr(keys.stream().map(key -> IncrArgs.of(key, 1)).toList()).get(1050).score())
        .isEqualTo(1050);
    assertThat(db.zmIncr(List.of(IncrArgs.of(keys.get(0), 7))).get(0).score()).isEqualTo(7);
    assertThat(db.mDel(keys)).allMatch(reply -> reply.errCode() == 0);
    assertThat(db.zmDel(keys)).allMatch(reply -> reply.errCode() == 0);
    assertThat(db.scan(1, row, Order.ASCENDING, 10).items()).isEmpty();
  }

  @Test
  void aKeyFailsAlone() {
    Cas number = db.get(key("a"), Cas.LOCK).cas();
    db.set(key("a"), bytes("changed"));
    List<SetArgs> records =
        List.of(
            SetArgs.of(key("a"), bytes("x")).withCas(number),
            SetArgs.of(key("b"), bytes("x")),
            SetArgs.of(Key.of(1, "", "c"), bytes("x")));
    assertThat(db.mSet(records)).extracting(KeyReply::errCode).containsExactly(-1, 0, -19);
    assertThat(db.get(key("b")).exists()).isTrue();
    assertThat(db.get(key("a")).text()).isEqualTo("changed");
  }

  @Test
  void valuesThatNeedSeveralRepliesAreReadAllTheSame() {
    List<SetArgs> records = new ArrayList<>();
    List<Key> keys = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      keys.add(key("c" + i));
      records.add(SetArgs.of(keys.get(i), new byte[500_000], i));
    }
    assertThat(db.mSet(records)).allMatch(reply -> reply.errCode() == 0);
    assertThat(db.mGet(keys)).allMatch(reply -> reply.value().length == 500_000);
  }

  // ---- scanning and dumping, against a model

  @Test
  void scansGoThroughEverythingInOrder() {
    Random random = new Random(11);
    TreeMap<String, Long> model = new TreeMap<>();
    List<SetArgs> records = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      model.put("c" + random.nextInt(10_000), (long) random.nextInt(50) - 25);
    }
    model.forEach((column, score) -> records.add(SetArgs.of(key(column), column, score)));
    assertThat(db.mSet(records)).allMatch(reply -> reply.errCode() == 0);
    assertThat(db.zmSet(records)).allMatch(reply -> reply.errCode() == 0);

    Comparator<Map.Entry<String, Long>> byColumn = Map.Entry.comparingByKey();
    Comparator<Map.Entry<String, Long>> byScore =
        Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey());
    for (int round = 0; round < 60; round++) {
      Order order = random.nextBoolean() ? Order.ASCENDING : Order.DESCENDING;
      int size = 1 + random.nextInt(200);
      String pivot = "c" + random.nextInt(10_000);
      long score = random.nextInt(60) - 30;
      boolean fromStart = random.nextInt(3) == 0;
      int kind = random.nextInt(3);
      ScanReply page =
          switch (kind) {
            case 0 ->
                fromStart ? db.scan(1, row, order, size) : db.scanPivot(1, row, pivot, order, size);
            case 1 ->
                fromStart
                    ? db.zScan(1, row, ZOrder.COLUMN, order, size)
                    : db.zScanPivot(1, row, 0, pivot, ZOrder.COLUMN, order, size);
            default ->
                fromStart
                    ? db.zScan(1, row, ZOrder.SCORE, order, size)
                    : db.zScanPivot(1, row, score, pivot, ZOrder.SCORE, order, size);
          };
      List<Item> found = new ArrayList<>(page.items());
      assertThat(found.size()).isLessThanOrEqualTo(size);
      while (page.hasMore()) {
        page = db.scanMore(page);
        found.addAll(page.items());
      }
      Comparator<Map.Entry<String, Long>> natural = kind == 2 ? byScore : byColumn;
      Comparator<Map.Entry<String, Long>> wanted =
          order == Order.ASCENDING ? natural : natural.reversed();
      Map.Entry<String, Long> begin = Map.entry(pivot, score);
      List<String> expected =
          model.entrySet().stream()
              .filter(entry -> fromStart || wanted.compare(entry, begin) > 0)
              .sorted(wanted)
              .map(entry -> entry.getKey() + "=" + entry.getValue())
              .toList();
      assertThat(found.stream().map(item -> item.key().columnText() + "=" + item.score()))
          .as("kind %d, %s, from %s", kind, order, fromStart ? "start" : begin)
          .containsExactlyElementsOf(expected);
      assertThat(found).allMatch(item -> item.text().equals(item.key().columnText()));
    }
  }

  @Test
  void dumpsHoldEverythingOnce() {
    WTable own = client.database(99);
    Random random = new Random(12);
    Map<String, Long> model = new HashMap<>();
    for (int table = 0; table < 3; table++) {
      List<SetArgs> records = new ArrayList<>();
      for (int i = 0; i < 800; i++) {
        Key key = Key.of(table, "r" + random.nextInt(60), "c" + random.nextInt(100));
        records.add(SetArgs.of(key, "v", random.nextInt(100) - 50));
      }
      for (SetArgs args : records) {
        model.put("0/" + args.key(), args.score());
        model.put("1/" + args.key(), args.score());
      }
      assertThat(own.mSet(records)).allMatch(reply -> reply.errCode() == 0);
      assertThat(own.zmSet(records)).allMatch(reply -> reply.errCode() == 0);
    }
    assertThat(dump(own, own.dumpDb())).isEqualTo(model);
    Map<String, Long> table = new HashMap<>(model);
    table.keySet().removeIf(key -> !key.substring(2).startsWith("1/"));
    assertThat(dump(own, own.dumpTable(1))).isEqualTo(table);
    Map<String, Long> halves = dump(own, own.dumpDb(0, 4095));
    Map<String, Long> second = dump(own, own.dumpDb(4096, 65_535));
    assertThat(halves.keySet()).doesNotContainAnyElementsOf(second.keySet());
    halves.putAll(second);
    assertThat(halves).isEqualTo(model);
    assertThat(dump(own, own.dumpTable(200))).isEmpty();
  }

  private static Map<String, Long> dump(WTable own, DumpReply page) {
    Map<String, Long> found = new HashMap<>();
    while (true) {
      for (Item item : page.items()) {
        assertThat(found.put(item.space().code() + "/" + item.key(), item.score()))
            .as("seen before")
            .isNull();
      }
      if (!page.hasMore()) {
        return found;
      }
      page = own.dumpMore(page);
    }
  }

  // ---- pipelining

  /**
   * Chains of random operations, hundreds at the same time on the same connections, each on records
   * of its own: every result is the one a model of that chain says, so none was lost, doubled or
   * given to another.
   */
  @Test
  void pipelinedOperationsKeepTheirResultsApart() throws Exception {
    int chains = 200;
    CountDownLatch running = new CountDownLatch(chains);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    for (int i = 0; i < chains; i++) {
      new Chain(i, running, failure).step(150);
    }
    assertThat(running.await(60, TimeUnit.SECONDS)).as("all chains end").isTrue();
    if (failure.get() != null) {
      throw new AssertionError(failure.get());
    }
  }

  private final class Chain {
    private final Random random;
    private final String prefix;
    private final CountDownLatch running;
    private final AtomicReference<Throwable> failure;
    private final Map<String, String> values = new HashMap<>();
    private final Map<String, Long> scores = new HashMap<>();
    private final AsyncWTable async = db.async();

    Chain(int number, CountDownLatch running, AtomicReference<Throwable> failure) {
      this.random = new Random(number);
      this.prefix = number + ":";
      this.running = running;
      this.failure = failure;
    }

    void step(int left) {
      if (left == 0 || failure.get() != null) {
        running.countDown();
        return;
      }
      var unused =
          next()
              .whenComplete(
                  (done, thrown) -> {
                    if (thrown != null) {
                      failure.compareAndSet(null, thrown);
                    }
                    step(left - 1);
                  });
    }

    private CompletableFuture<?> next() {
      String column = prefix + random.nextInt(5);
      Key key = key(column);
      String value = "v" + random.nextInt(1000);
      long number = random.nextInt(1000) - 500;
      switch (random.nextInt(6)) {
        case 0, 1 -> {
          values.put(column, value);
          scores.put(column, number);
          return async.set(key, bytes(value), number);
        }
        case 2 -> {
          values.remove(column);
          scores.remove(column);
          return async.del(key);
        }
        case 3 -> {
          String expected = values.computeIfAbsent(column, none -> "");
          long sum = scores.merge(column, number, Long::sum);
          return async
              .incr(key, number)
              .thenAccept(
                  reply -> {
                    assertThat(reply.score()).isEqualTo(sum);
                    assertThat(reply.value()).isEqualTo(bytes(expected));
                  });
        }
        case 4 -> {
          Map<String, String> expected = new TreeMap<>(values);
          List<Key> keys = expected.keySet().stream().map(ClientE2eTest.this::key).toList();
          return async
              .mGet(keys)
              .thenAccept(
                  replies ->
                      assertThat(replies)
                          .extracting(GetReply::text)
                          .containsExactlyElementsOf(expected.values()));
        }
        default -> {
          String expected = values.get(column);
          long score = scores.getOrDefault(column, 0L);
          return async
              .get(key)
              .thenAccept(
                  reply -> {
                    assertThat(reply.key()).isEqualTo(key);
                    assertThat(reply.text()).isEqualTo(expected);
                    assertThat(reply.score()).isEqualTo(score);
                  });
        }
      }
    }
  }
}
