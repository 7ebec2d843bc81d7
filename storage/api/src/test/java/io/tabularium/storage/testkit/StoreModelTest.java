/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.testkit;

import static io.tabularium.storage.testkit.Bytes.bytes;
import static io.tabularium.storage.testkit.Bytes.drain;
import static io.tabularium.storage.testkit.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.storage.Durability;
import io.tabularium.storage.Keyspace;
import io.tabularium.storage.Store;
import io.tabularium.storage.StoreConfig;
import io.tabularium.storage.StoreProvider;
import io.tabularium.storage.TableSpace;
import io.tabularium.storage.TableSpace.LogPage;
import io.tabularium.storage.TableSpace.LogRecord;
import io.tabularium.storage.TableSpace.Mutation;
import io.tabularium.storage.TableSpace.Mutation.Kind;
import io.tabularium.storage.TableSpace.ReadView;
import io.tabularium.storage.TableSpace.Transaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;

/**
 * Compares a store with sorted maps and logs, step by random step: whatever is done to both, both
 * show the same. Few different keys, so that steps meet.
 */
public abstract class StoreModelTest {
  private static final int TABLES = 2;
  private static final int SHARDS = 2;

  /** The engine under test. */
  protected abstract StoreProvider provider();

  /** How its stores treat writes. */
  protected Durability durability() {
    return Durability.SYNC;
  }

  /** Something an engine can do to its store that must not show, such as tidying up. */
  protected void disturb(Store store) {
    store.sync();
  }

  @Property(tries = 30, shrinking = ShrinkingMode.BOUNDED)
  void aStoreShowsWhatSortedMapsShow(@ForAll("steps") List<Step> steps) throws IOException {
    Path directory = Files.createTempDirectory("tabularium-model");
    try (World world = new World(directory)) {
      for (Step step : steps) {
        step.take(world);
      }
      world.compareAll();
      world.reopen();
      world.compareAll();
    } finally {
      deleteAll(directory);
    }
  }

  private static void deleteAll(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Random steps, mostly writes. */
  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Step> write =
        change().list().ofMinSize(1).ofMaxSize(6).map(changes -> world -> world.write(changes));
    Arbitrary<Step> transact =
        Combinators.combine(change().list().ofMaxSize(20), Arbitraries.of(true, true, true, false))
            .as((changes, succeeds) -> world -> world.transact(changes, succeeds));
    Arbitrary<Step> read =
        Combinators.combine(
                table(), keyspace(), key().injectNull(0.2), key().injectNull(0.2), flag())
            .as(
                (table, keyspace, from, to, descending) ->
                    world -> world.compareScan(table, keyspace, from, to, descending));
    Arbitrary<Step> get =
        Combinators.combine(table(), keyspace(), key().list().ofMaxSize(4))
            .as((table, keyspace, keys) -> world -> world.compareGets(table, keyspace, keys));
    Arbitrary<Step> openView = table().map(table -> world -> world.openView(table));
    Arbitrary<Step> fact =
        Combinators.combine(key(), value().injectNull(0.3))
            .as((key, value) -> world -> world.changeFact(key, value));
    Arbitrary<Step> trim =
        Combinators.combine(table(), shard(), Arbitraries.longs().between(0, 9000))
            .as((table, shard, below) -> world -> world.trim(table, shard, below));
    Arbitrary<Step> readLog =
        Combinators.combine(table(), shard(), Arbitraries.integers().between(1, 4))
            .as((table, shard, limit) -> world -> world.compareLog(table, shard, limit));
    Arbitrary<Step> drop = table().map(table -> world -> world.drop(table));
    return Arbitraries.frequencyOf(
            Tuple.of(10, write),
            Tuple.of(8, transact),
            Tuple.of(6, read),
            Tuple.of(3, get),
            Tuple.of(2, openView),
            Tuple.of(2, Arbitraries.just(World::closeView)),
            Tuple.of(2, fact),
            Tuple.of(2, Arbitraries.just(World::disturbStore)),
            Tuple.of(1, trim),
            Tuple.of(3, readLog),
            Tuple.of(1, drop),
            Tuple.of(1, Arbitraries.just(World::reopen)))
        .list()
        .ofMaxSize(60);
  }

  private static Arbitrary<Change> change() {
    return Combinators.combine(table(), Arbitraries.of(Kind.values()), keyspace(), key(), value())
        .as(Change::new);
  }

  private static Arbitrary<Integer> table() {
    return Arbitraries.integers().between(0, TABLES - 1);
  }

  private static Arbitrary<Integer> shard() {
    return Arbitraries.integers().between(0, SHARDS - 1);
  }

  private static Arbitrary<Keyspace> keyspace() {
    return Arbitraries.of(Keyspace.values());
  }

  private static Arbitrary<Boolean> flag() {
    return Arbitraries.of(true, false);
  }

  /** A partition key of one byte and up to two more bytes. */
  private static Arbitrary<String> key() {
    Arbitrary<String> rest =
        Arbitraries.strings().withChars('\u0000', 'a', '\u00ff').ofMaxLength(2);
    return Combinators.combine(Arbitraries.of("\u0000", "k", "\u007f", "\u0080", "\u00ff"), rest)
        .as(String::concat);
  }

  private static Arbitrary<String> value() {
    return Arbitraries.oneOf(
        Arbitraries.strings().withChars('x', '\u0000', ',').ofMaxLength(3),
        Arbitraries.integers().between(1, 3000).map("v"::repeat));
  }

  /** One step. */
  interface Step {
    /** Does it to the store and the model, and compares. */
    void take(World world);
  }

  /** The log of one shard. */
  private static final class Log {
    final NavigableMap<Long, String> records = new TreeMap<>();
    long start;
    long end;

    void add(long floor, String record) {
      long sequence = Math.max(end, floor);
      records.put(sequence, record);
      end = sequence + 1;
    }

    void trim(long below) {
      NavigableMap<Long, String> trimmed = records.headMap(below, false);
      if (!trimmed.isEmpty()) {
        start = trimmed.lastKey() + 1;
        trimmed.clear();
      }
    }
  }

  /** One change to one key, or one record of a log. */
  record Change(int table, Kind kind, Keyspace keyspace, String key, String value) {
    void applyTo(NavigableMap<String, String> map) {
      switch (kind) {
        case PUT -> map.put(key, value);
        case APPEND -> map.merge(key, value, String::concat);
        case DELETE -> map.remove(key);
        case LOG -> {}
      }
    }

    /** Mostly too small to matter. */
    long floor() {
      return value.length() * 3L;
    }

    int shard() {
      return key.length() % SHARDS;
    }

    void logTo(List<Log> logs) {
      if (kind == Kind.LOG) {
        logs.get(shard()).add(floor(), key);
      }
    }

    Mutation mutation() {
      if (kind == Kind.LOG) {
        return Mutation.log(bytes(key.substring(0, 1)), shard(), this::floor, () -> bytes(key));
      }
      return new Mutation(
          kind,
          keyspace,
          bytes(key.substring(0, 1)),
          bytes(key),
          kind == Kind.DELETE ? null : bytes(value));
    }
  }

  /** A store and what it should hold. */
  final class World implements AutoCloseable {
    private final Path directory;
    private Store store;

    /** The numbers of the tables; a dropped table's is never used again. */
    private final int[] ids = {1, 2};

    private int nextId = 3;

    private final List<Map<Keyspace, NavigableMap<String, String>>> tables = new ArrayList<>();
    private final List<List<Log>> logs = new ArrayList<>();
    private final NavigableMap<String, String> facts = new TreeMap<>();
    private ReadView view;
    private Map<Keyspace, NavigableMap<String, String>> viewed;

    World(Path directory) {
      this.directory = directory;
      for (int i = 0; i < TABLES; i++) {
        tables.add(emptyTable());
        logs.add(emptyLogs());
      }
      open();
    }

    private Map<Keyspace, NavigableMap<String, String>> emptyTable() {
      Map<Keyspace, NavigableMap<String, String>> table = new HashMap<>();
      for (Keyspace keyspace : Keyspace.values()) {
        table.put(keyspace, new TreeMap<>());
      }
      return table;
    }

    private static List<Log> emptyLogs() {
      return Stream.generate(Log::new).limit(SHARDS).toList();
    }

    private void open() {
      store = provider().open(new StoreConfig(directory, durability(), 4L << 20, 1L << 20));
    }

    void reopen() {
      closeView();
      store.close();
      open();
    }

    void disturbStore() {
      disturb(store);
    }

    private TableSpace table(int table) {
      return store.table(ids[table]);
    }

    void write(List<Change> changes) {
      for (int table = 0; table < TABLES; table++) {
        List<Mutation> mutations = new ArrayList<>();
        for (Change change : changes) {
          if (change.table() == table) {
            mutations.add(change.mutation());
            change.applyTo(tables.get(table).get(change.keyspace()));
            change.logTo(logs.get(table));
          }
        }
        table(table).write(mutations).join();
      }
    }

    /** Changes the first change's partition, reading before and after each change. */
    void transact(List<Change> changes, boolean succeeds) {
      int table = changes.isEmpty() ? 0 : changes.get(0).table();
      String partition = changes.isEmpty() ? "k" : changes.get(0).key().substring(0, 1);
      Map<Keyspace, NavigableMap<String, String>> after = new HashMap<>();
      tables.get(table).forEach((keyspace, map) -> after.put(keyspace, new TreeMap<>(map)));
      try {
        table(table)
            .transact(
                bytes(partition),
                tx -> {
                  for (Change change : changes) {
                    if (change.key().startsWith(partition)) {
                      takeInside(tx, change, after.get(change.keyspace()));
                    }
                  }
                  if (!succeeds) {
                    throw new IllegalStateException("refused");
                  }
                  return null;
                })
            .join();
        tables.set(table, after);
        changes.stream()
            .filter(change -> change.key().startsWith(partition))
            .forEach(change -> change.logTo(logs.get(table)));
      } catch (IllegalStateException e) {
        assertThat(succeeds).isFalse();
      }
    }

    private void takeInside(Transaction tx, Change change, NavigableMap<String, String> model) {
      byte[] key = bytes(change.key());
      assertThat(text(tx.get(change.keyspace(), key))).isEqualTo(model.get(change.key()));
      switch (change.kind()) {
        case PUT -> tx.put(change.keyspace(), key, bytes(change.value()));
        case APPEND -> tx.append(change.keyspace(), key, bytes(change.value()));
        case DELETE -> tx.delete(change.keyspace(), key);
        case LOG -> tx.log(change.shard(), change::floor, key);
      }
      change.applyTo(model);
      assertThat(text(tx.get(change.keyspace(), key))).isEqualTo(model.get(change.key()));
    }

    void changeFact(String key, String value) {
      store.changeFacts(
          List.of(new AbstractMap.SimpleEntry<>(bytes(key), value == null ? null : bytes(value))));
      if (value == null) {
        facts.remove(key);
      } else {
        facts.put(key, value);
      }
      assertThat(text(store.getFact(bytes(key)))).isEqualTo(value);
    }

    void drop(int table) {
      store.dropTable(ids[table]);
      tables.set(table, emptyTable());
      for (Keyspace keyspace : Keyspace.values()) {
        compareScan(table, keyspace, null, null, false);
      }
      for (int shard = 0; shard < SHARDS; shard++) {
        assertThat(table(table).readLog(shard, 0, 1, 1).records()).isEmpty();
      }
      logs.set(table, emptyLogs());
      ids[table] = nextId++;
    }

    void openView(int table) {
      closeView();
      view = table(table).view();
      viewed = new HashMap<>();
      tables.get(table).forEach((keyspace, map) -> viewed.put(keyspace, new TreeMap<>(map)));
    }

    void closeView() {
      if (view != null) {
        for (Keyspace keyspace : Keyspace.values()) {
          assertThat(drain(view.scan(keyspace, null, null, true)))
              .isEqualTo(entries(viewed.get(keyspace), null, null, true));
        }
        view.close();
        view = null;
      }
    }

    void compareScan(int table, Keyspace keyspace, String from, String to, boolean descending) {
      try (ReadView now = table(table).view()) {
        assertThat(
                drain(
                    now.scan(
                        keyspace,
                        from == null ? null : bytes(from),
                        to == null ? null : bytes(to),
                        descending)))
            .isEqualTo(entries(tables.get(table).get(keyspace), from, to, descending));
      }
    }

    void compareGets(int table, Keyspace keyspace, List<String> keys) {
      NavigableMap<String, String> model = tables.get(table).get(keyspace);
      List<String> expected = new ArrayList<>();
      for (String key : keys) {
        expected.add(model.get(key));
        assertThat(text(table(table).get(keyspace, bytes(key)))).isEqualTo(model.get(key));
      }
      assertThat(table(table).multiGet(keyspace, keys.stream().map(Bytes::bytes).toList()))
          .extracting(Bytes::text)
          .isEqualTo(expected);
    }

    void trim(int table, int shard, long below) {
      table(table).trimLog(shard, below);
      logs.get(table).get(shard).trim(below);
      compareLog(table, shard, 2);
    }

    /** Reads a log from its start in pages. */
    void compareLog(int table, int shard, int limit) {
      Log model = logs.get(table).get(shard);
      assertThat(table(table).logEnd(shard)).isEqualTo(model.end);
      assertThat(table(table).logStart(shard)).isEqualTo(model.start);
      NavigableMap<Long, String> read = new TreeMap<>();
      long position = model.start;
      for (boolean more = true; more; ) {
        LogPage page = table(table).readLog(shard, position, limit, Long.MAX_VALUE);
        assertThat(page.start()).isEqualTo(model.start);
        assertThat(page.records()).hasSizeLessThanOrEqualTo(limit);
        for (LogRecord record : page.records()) {
          assertThat(record.sequence()).isGreaterThanOrEqualTo(position);
          read.put(record.sequence(), text(record.bytes()));
          position = record.sequence() + 1;
        }
        more = page.more();
      }
      assertThat(read).isEqualTo(model.records);
    }

    void compareAll() {
      for (int table = 0; table < TABLES; table++) {
        for (int shard = 0; shard < SHARDS; shard++) {
          compareLog(table, shard, 100);
        }
        for (Keyspace keyspace : Keyspace.values()) {
          compareScan(table, keyspace, null, null, false);
        }
      }
      assertThat(
              store.facts(new byte[0]).stream()
                  .map(fact -> text(fact.getKey()) + "=" + text(fact.getValue())))
          .isEqualTo(entries(facts, null, null, false));
    }

    private List<String> entries(
        NavigableMap<String, String> map, String from, String to, boolean descending) {
      NavigableMap<String, String> range = map;
      if (from != null && to != null && from.compareTo(to) >= 0) {
        return List.of();
      }
      if (from != null) {
        range = range.tailMap(from, true);
      }
      if (to != null) {
        range = range.headMap(to, false);
      }
      List<String> entries = new ArrayList<>();
      (descending ? range.descendingMap() : range).forEach((k, v) -> entries.add(k + "=" + v));
      return entries;
    }

    @Override
    public void close() {
      closeView();
      store.close();
    }
  }
}
