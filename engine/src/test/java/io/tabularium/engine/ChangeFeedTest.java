/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import static io.tabularium.engine.EngineFixture.INSTANCE;
import static io.tabularium.engine.EngineFixture.key;
import static io.tabularium.engine.FeedFixture.T;
import static io.tabularium.engine.FeedFixture.on;
import static io.tabularium.engine.FeedFixture.preSplit;
import static io.tabularium.engine.FeedFixture.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tabularium.engine.row.ChangeCodec;
import io.tabularium.engine.row.KeyCodec;
import io.tabularium.model.Cell;
import io.tabularium.model.Direction;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeyColumn;
import io.tabularium.model.ReservedThroughput;
import io.tabularium.model.Row;
import io.tabularium.model.RowChange;
import io.tabularium.model.RowCollector;
import io.tabularium.model.RowSelection;
import io.tabularium.model.ServiceException;
import io.tabularium.model.StreamSpec;
import io.tabularium.model.TableOptionsChange;
import io.tabularium.model.Value;
import io.tabularium.storage.TableSpace.Mutation;
import io.tabularium.storage.testkit.CheckedStore;
import io.tabularium.storage.testkit.InMemoryStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The feed under streams, tunnels and indexes: who holds what, and that a switch misses nothing.
 */
@Timeout(60)
class ChangeFeedTest {
  private static final PrimaryKey A1 = key("a", 1);

  private final EngineFixture fixture = new EngineFixture(new CheckedStore(new InMemoryStore()));

  @AfterEach
  void close() {
    fixture.close();
  }

  private Table table() {
    return fixture.engine.catalog().table(INSTANCE, T);
  }

  private ChangeFeed feed() {
    return fixture.engine.feed();
  }

  private List<String> changes(long from) {
    FeedPage page = ChangeFeed.read(table(), 0, from, 1000, Long.MAX_VALUE);
    assertThat(page.trimmed()).isFalse();
    return page.changes().stream().map(change -> change.key().toString()).toList();
  }

  @Test
  void nothingIsRecordedWhileNobodyFollows() {
    fixture.engine.createTable(INSTANCE, spec(null));
    fixture.put(T, A1);
    fixture.update(T, A1, Cell.increment("n", 1));
    assertThat(ChangeFeed.end(table(), 0)).isZero();
    assertThat(table().space().approximateLogBytes()).isZero();
  }

  @Test
  void changesAreKeptUntilEveryConsumerHasReleasedThem() {
    fixture.engine.createTable(INSTANCE, spec(null));
    SortedMap<Integer, Long> one = feed().attach(table(), "one");
    SortedMap<Integer, Long> two = feed().attach(table(), "two");
    assertThat(one).containsExactly(Map.entry(0, 0L));
    fixture.put(T, key("a", 1));
    fixture.put(T, key("a", 2));
    long second = ChangeFeed.read(table(), 0, one.get(0), 1, 1).next();
    feed().release(table(), "one", 0, Long.MAX_VALUE);
    fixture.engine.reclaimExpired();
    assertThat(changes(two.get(0))).hasSize(2);
    feed().release(table(), "two", 0, second);
    fixture.engine.reclaimExpired();
    assertThat(ChangeFeed.read(table(), 0, 0, 10, 10).trimmed()).isTrue();
    assertThat(changes(second)).hasSize(1);

    // A new process knows who follows, but not how far they have come.
    fixture.reopen();
    fixture.put(T, key("a", 3));
    fixture.engine.reclaimExpired();
    assertThat(changes(second)).hasSize(2);
    feed().detach(table(), "two");
    assertThat(changes(second)).hasSize(2);
    feed().detach(table(), "one");
    assertThat(table().space().approximateLogBytes()).isZero();
    long end = ChangeFeed.end(table(), 0);
    fixture.put(T, key("a", 4));
    assertThat(ChangeFeed.end(table(), 0)).isEqualTo(end);
  }

  @Test
  void withoutAStreamOnlyTheRowsAreNamed() {
    fixture.engine.createTable(INSTANCE, spec(null, false, true, null));
    feed().attach(table(), "index");
    byte[] wide = new byte[10_000];
    fixture.put(T, A1, Cell.put("wide", Value.blob(wide)));
    fixture.update(T, A1, Cell.increment("n", 1));
    PrimaryKey partition = PrimaryKey.of(new PrimaryKeyColumn("pk", Value.string("a")));
    String transaction = fixture.engine.startLocalTransaction(INSTANCE, T, partition).join();
    fixture
        .engine
        .write(
            INSTANCE, T, RowChange.put(A1, List.of(Cell.put("c", Value.blob(wide)))), transaction)
        .join();
    fixture.engine.commitTransaction(INSTANCE, transaction).join();
    FeedPage page = ChangeFeed.read(table(), 0, 0, 10, Long.MAX_VALUE);
    assertThat(page.changes()).hasSize(3).allMatch(Change::isKeyOnly);
    assertThat(page.changes()).extracting(Change::key).containsOnly(A1);
    assertThat(table().space().approximateLogBytes()).isLessThan(1000);
    fixture.engine.updateTable(INSTANCE, T, null, null, on(1));
    fixture.put(T, A1, Cell.put("wide", Value.blob(wide)));
    assertThat(FeedFixture.changes(fixture, 0)).hasSize(1);
    assertThat(FeedFixture.changes(fixture, 0).get(0).cells()).hasSize(1);

    // A write that was under way when the stream began is no part of it.
    fixture
        .store
        .table(table().id())
        .write(
            List.of(
                Mutation.log(
                    KeyCodec.encodePartitionKey(A1.value(0)),
                    0,
                    () -> ChangeFeed.end(table(), 0),
                    () -> ChangeCodec.encodeKey(KeyCodec.encode(A1)))))
        .join();
    assertThat(ChangeFeed.read(table(), 0, 0, 10, Long.MAX_VALUE).changes()).hasSize(5);
    assertThat(FeedFixture.changes(fixture, 0)).hasSize(1);
  }

  @Test
  void aStreamAndAConsumerHoldTogether() {
    fixture.engine.createTable(INSTANCE, spec(on(1)));
    feed().attach(table(), "index");
    fixture.put(T, A1);
    fixture.clock.advanceSeconds(7200);
    fixture.engine.reclaimExpired();
    assertThat(changes(0)).hasSize(1);
    fixture.engine.updateTable(INSTANCE, T, null, null, StreamSpec.DISABLED);
    assertThat(changes(0)).hasSize(1);
    fixture.put(T, A1);
    feed().release(table(), "index", 0, Long.MAX_VALUE);
    fixture.engine.updateTable(INSTANCE, T, null, null, on(1));
    fixture.put(T, A1);
    // The new stream does not show what the index still had of older times.
    assertThat(FeedFixture.changes(fixture, 0)).hasSize(1);
    assertThat(changes(0)).hasSize(3);
    fixture.engine.reclaimExpired();
    assertThatThrownBy(() -> FeedFixture.read(fixture, "nonsense", 1))
        .isInstanceOf(ServiceException.class);
    assertThat(FeedFixture.changes(fixture, 0)).hasSize(1);
  }

  @Test
  void positionsRiseAlsoWhenTheClockIsSetBack() {
    fixture.engine.createTable(INSTANCE, spec(on(24)));
    fixture.put(T, A1);
    fixture.clock.advanceSeconds(-3600);
    fixture.put(T, A1);
    fixture.engine.updateTable(INSTANCE, T, null, null, StreamSpec.DISABLED);
    fixture.engine.updateTable(INSTANCE, T, null, null, on(24));
    fixture.put(T, A1);
    fixture.reopen();
    fixture.put(T, A1);
    assertThat(FeedFixture.changes(fixture, 0))
        .extracting(Change::position)
        .hasSize(2)
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void aChangeOfOptionsLeavesThePlanAlone() {
    fixture.engine.createTable(INSTANCE, preSplit(null));
    WritePlan plan = table().plan();
    assertThat(ChangeFeed.shards(table())).hasSize(3);
    fixture.engine.updateTable(
        INSTANCE,
        T,
        new TableOptionsChange(null, 5, null, null, null),
        new ReservedThroughput(1, 1),
        null);
    assertThat(table().follows(plan)).isTrue();
    fixture.engine.updateTable(INSTANCE, T, null, null, on(24));
    assertThat(table().follows(plan)).isFalse();
    fixture.engine.createTable("other", spec(null));
    assertThat(ChangeFeed.shards(fixture.engine.catalog().table("other", T))).hasSize(1);
  }

  @Test
  void whatWasWrittenBeforeAFailedAttachIsLeftAlone() {
    fixture.engine.createTable(INSTANCE, spec(null));
    Table gone = table();
    fixture.engine.deleteTable(INSTANCE, T);
    assertThatThrownBy(() -> feed().attach(gone, "index")).isInstanceOf(ServiceException.class);
    feed().detach(gone, "index");
  }

  // ---- the switch -------------------------------------------------------------------------------

  /**
   * Writers that never rest; meanwhile somebody attaches, copies the table and follows the feed.
   * The copy must come out right, though nobody waited for anybody.
   */
  @RepeatedTest(5)
  void aCopyMadeWhileTheTableChangesComesOutRight() throws Exception {
    fixture.engine.createTable(INSTANCE, spec(null, false, true, null));
    fixture.engine.createTable("blind", preSplit(null));
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger written = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(6);
    List<Future<?>> running = new ArrayList<>();
    for (int w = 0; w < 4; w++) {
      long seed = System.nanoTime() + w;
      String instance = w % 2 == 0 ? INSTANCE : "blind";
      running.add(threads.submit(() -> writeOn(instance, new Random(seed), stop, written)));
    }
    // Streams come and go meanwhile, so that plans change often.
    running.add(
        threads.submit(
            () -> {
              while (!stop.get()) {
                fixture.engine.updateTable("blind", T, null, null, on(24, "a"));
                fixture.engine.updateTable("blind", T, null, null, StreamSpec.DISABLED);
              }
            }));
    // And partitions are split and merged, so that changes of a row are in several shards.
    AtomicInteger cut = new AtomicInteger();
    running.add(threads.submit(() -> cutOn(new Random(), stop, cut)));
    for (String instance : List.of(INSTANCE, "blind")) {
      awaitMore(written, 200);
      Table source = fixture.engine.catalog().table(instance, T);
      SortedMap<Integer, Long> from = feed().attach(source, "copy");
      Copy copy = new Copy();
      copy.take(rows(instance));
      awaitMore(cut, 2);
      awaitMore(written, 200);
      if (instance.equals("blind")) {
        stop.set(true);
        for (Future<?> one : running) {
          one.get(30, TimeUnit.SECONDS);
        }
      }
      copies.put(instance, copy);
      positions.put(instance, from);
    }
    threads.shutdownNow();
    for (String instance : List.of(INSTANCE, "blind")) {
      Table source = fixture.engine.catalog().table(instance, T);
      Copy copy = copies.get(instance);
      for (Partitions.Shard shard : ChangeFeed.shards(source)) {
        long from = positions.get(instance).getOrDefault(shard.number(), 0L);
        copy.follow(source, shard.number(), from, rows(instance));
      }
      Copy now = new Copy();
      now.take(rows(instance));
      assertThat(copy.rows).isEqualTo(now.rows);
      assertThat(now.rows).isNotEmpty();
      assertThat(copy.epoch).isPositive();
    }
  }

  /** What expires leaves no record: whoever follows must forget it by the same rule. */
  @RepeatedTest(3)
  void aCopyThatForgetsWhatExpiresComesOutRight() {
    fixture.engine.createTable(INSTANCE, spec(on(168)));
    fixture.engine.updateTable(
        INSTANCE, T, new TableOptionsChange(3600, null, null, null, null), null, null);
    Random random = new Random();
    for (int round = 0; round < 20; round++) {
      for (int i = 0; i < 30; i++) {
        RowChange change = change(random, random.nextInt(8));
        if (random.nextInt(3) == 0) {
          long past = fixture.clock.millis() - random.nextInt(3_600_000);
          change = RowChange.update(change.key(), List.of(Cell.put("b", Value.integer(i), past)));
        }
        try {
          fixture.write(T, change);
        } catch (ServiceException refused) {
          // A timestamp that has expired already.
        }
      }
      fixture.clock.advanceSeconds(random.nextInt(1800));
      if (random.nextBoolean()) {
        fixture.engine.reclaimExpired();
      }
      Copy copy = new Copy();
      copy.follow(table(), 0, 0, List.of());
      Copy now = new Copy();
      now.take(rows(INSTANCE));
      long oldest = fixture.clock.millis() - 3_600_000;
      assertThat(copy.visible(oldest)).isEqualTo(now.visible(oldest));
    }
  }

  private final Map<String, Copy> copies = new TreeMap<>();
  private final Map<String, SortedMap<Integer, Long>> positions = new TreeMap<>();

  private static void awaitMore(AtomicInteger count, int more) throws InterruptedException {
    int enough = count.get() + more;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (count.get() < enough) {
      assertThat(System.nanoTime()).as("nothing goes on").isLessThan(deadline);
      Thread.sleep(1);
    }
  }

  private void cutOn(Random random, AtomicBoolean stop, AtomicInteger cut) {
    while (!stop.get()) {
      for (String instance : List.of(INSTANCE, "blind")) {
        Table source = fixture.engine.catalog().table(instance, T);
        List<Value> points = source.state().partitions().points();
        if (points.size() > 3) {
          fixture.engine.catalog().merge(source, points.get(random.nextInt(points.size())));
        }
        Value at = Value.string(Character.toString('a' + random.nextInt(20)));
        if (!source.state().partitions().points().contains(at)) {
          fixture.engine.catalog().split(source, at);
        }
      }
      cut.incrementAndGet();
    }
  }

  private void writeOn(String instance, Random random, AtomicBoolean stop, AtomicInteger written) {
    while (!stop.get()) {
      try {
        if (random.nextInt(4) == 0) {
          List<RowChange> batch = new ArrayList<>();
          int first = random.nextInt(20);
          for (int i = 0; i < 3; i++) {
            batch.add(change(random, (first + i) % 20));
          }
          fixture
              .engine
              .batchWriteRow(instance, List.of(new TableChanges(T, batch)), null, false)
              .join();
        } else {
          fixture.engine.write(instance, T, change(random, random.nextInt(20)), null).join();
        }
      } catch (ServiceException | CompletionException refused) {
        // An increment of what is no number.
      }
      written.incrementAndGet();
    }
  }

  private static RowChange change(Random random, int row) {
    PrimaryKey key = key(Character.toString('a' + row), row % 3);
    Cell some = Cell.put("a", Value.integer(random.nextInt()));
    return switch (random.nextInt(6)) {
      case 0 -> RowChange.put(key, List.of(some, Cell.put("b", Value.string("x"), 5)));
      case 1 -> RowChange.delete(key);
      case 2 -> RowChange.update(key, List.of(some, Cell.deleteAll("b")));
      case 3 -> RowChange.update(key, List.of(Cell.increment("n", 1)));
      case 4 ->
          RowChange.update(key, List.of(Cell.deleteOne("b", 5), Cell.put("c", Value.bool(true))));
      default -> RowChange.update(key, List.of(Cell.put("b", Value.integer(7), 5), some));
    };
  }

  private List<Row> rows(String instance) {
    RowCollector collector = new RowCollector();
    fixture.engine.getRange(
        instance,
        T,
        new RangeRead(
            Direction.FORWARD,
            key(Value.INF_MIN, Value.INF_MIN),
            key(Value.INF_MAX, Value.INF_MAX),
            null,
            new RowSelection(List.of(), null, null, null, 100, null, null)),
        null,
        collector);
    return collector.rows();
  }

  /** Rows as key, column, version, value. */
  private static final class Copy {
    private static final int VERSIONS = 3;
    final Map<String, Map<String, NavigableMap<Long, String>>> rows = new TreeMap<>();
    final Set<String> lookedUp = new HashSet<>();
    int epoch;

    /** The cells from a version on, without rows that have none. */
    Map<String, Map<String, NavigableMap<Long, String>>> visible(long oldest) {
      Map<String, Map<String, NavigableMap<Long, String>>> visible = new TreeMap<>();
      rows.forEach(
          (key, row) ->
              row.forEach(
                  (name, versions) -> {
                    NavigableMap<Long, String> young = versions.headMap(oldest, true);
                    if (!young.isEmpty()) {
                      visible.computeIfAbsent(key, k -> new TreeMap<>()).put(name, young);
                    }
                  }));
      return visible;
    }

    void take(List<Row> table) {
      for (Row row : table) {
        rows.put(row.key().toString(), new TreeMap<>());
        row.cells().forEach(cell -> apply(row.key().toString(), cell));
      }
    }

    void follow(Table table, int shard, long from, List<Row> now) {
      long position = from;
      while (true) {
        FeedPage page = ChangeFeed.read(table, shard, position, 13, Long.MAX_VALUE);
        assertThat(page.trimmed()).isFalse();
        if (page.changes().isEmpty()) {
          return;
        }
        epoch = Math.max(epoch, page.changes().get(0).epoch());
        for (Change change : page.changes()) {
          String key = change.key().toString();
          if (change.isKeyOnly() || lookedUp.contains(key)) {
            // As an index does: the row is as it is now, and older changes are in it already.
            lookedUp.add(key);
            rows.remove(key);
            take(now.stream().filter(row -> row.key().equals(change.key())).toList());
            continue;
          }
          if (change.type() == RowChange.Type.DELETE) {
            rows.remove(key);
            continue;
          }
          if (change.type() == RowChange.Type.PUT) {
            rows.put(key, new TreeMap<>());
          }
          rows.computeIfAbsent(key, k -> new TreeMap<>());
          change.cells().forEach(cell -> apply(key, cell));
        }
        position = page.next();
      }
    }

    private void apply(String key, Cell cell) {
      Map<String, NavigableMap<Long, String>> row = rows.get(key);
      NavigableMap<Long, String> versions =
          row.computeIfAbsent(cell.nameText(), name -> new TreeMap<>(Collections.reverseOrder()));
      switch (cell.operation()) {
        case PUT -> versions.put(cell.timestamp(), cell.value().toString());
        case DELETE_ONE_VERSION -> versions.remove(cell.timestamp());
        case DELETE_ALL_VERSIONS -> versions.clear();
        case INCREMENT -> throw new AssertionError("an increment is a put");
      }
      while (versions.size() > VERSIONS) {
        versions.pollLastEntry();
      }
      if (versions.isEmpty()) {
        row.remove(cell.nameText());
      }
    }
  }
}
