/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Cell;
import io.tabularium.model.DefinedColumn;
import io.tabularium.model.Direction;
import io.tabularium.model.IndexMeta;
import io.tabularium.model.KeyColumnSchema;
import io.tabularium.model.KeyType;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeyColumn;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.ReservedThroughput;
import io.tabularium.model.Row;
import io.tabularium.model.RowChange;
import io.tabularium.model.RowCollector;
import io.tabularium.model.RowSelection;
import io.tabularium.model.TableMeta;
import io.tabularium.model.TableOptionsChange;
import io.tabularium.model.TableSpec;
import io.tabularium.model.Value;
import io.tabularium.model.ValueType;
import io.tabularium.storage.testkit.CheckedStore;
import io.tabularium.storage.testkit.InMemoryStore;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Random histories of everything that changes rows, on a table with three global and two local
 * indexes, some of them made along the way. What each index must hold is worked out from a model of
 * maps.
 */
class IndexModelTest {
  private static final String INSTANCE = "inst";
  private static final int DAY = 86_400;
  private static final List<String> COLUMNS = List.of("s", "i", "b", "d", "other");

  private static final List<IndexMeta> DECLARED =
      List.of(
          index("by_s", List.of("s"), List.of("i", "d"), false),
          index("by_i_and_key", List.of("i", "ck"), List.of(), false),
          index("by_key_turned", List.of("ck", "pk"), List.of("d", "s"), false),
          index("local_b", List.of("pk", "b"), List.of("s"), true),
          index("local_i", List.of("pk", "i", "s"), List.of("d", "b"), true));

  private static IndexMeta index(
      String name, List<String> key, List<String> attributes, boolean local) {
    return new IndexMeta(name, key, attributes, local, true);
  }

  /** The rows as they should be: key, then column, then value. */
  private final Map<PrimaryKey, Map<String, Value>> model = new TreeMap<>(this::order);

  /** When a row was put; for tables whose rows expire. */
  private final Map<PrimaryKey, Long> putAt = new TreeMap<>(this::order);

  /** For indexes without base data, the rows that were written since. */
  private final Map<String, Set<PrimaryKey>> writtenSince = new TreeMap<>();

  private final TickingClock clock = new TickingClock();
  private Engine engine;
  private Random random;
  private boolean expires;
  private boolean wide;

  private int order(PrimaryKey a, PrimaryKey b) {
    int first = a.value(0).compareAsKey(b.value(0));
    return first != 0 ? first : a.value(1).compareAsKey(b.value(1));
  }

  @Property(tries = 120)
  void everyIndexHoldsWhatTheModelSays(@ForAll long seed) {
    random = new Random(seed);
    model.clear();
    putAt.clear();
    writtenSince.clear();
    expires = random.nextInt(3) == 0;
    wide = random.nextInt(4) == 0;
    EngineConfig config = new EngineConfig(64, false, false, 64 << 20, 3_600_000);
    try (CheckedStore store = new CheckedStore(new InMemoryStore())) {
      engine = new Engine(store, config, clock);
      List<IndexMeta> present = new ArrayList<>();
      DECLARED.stream().filter(index -> random.nextInt(3) > 0).forEach(present::add);
      engine.createTable(INSTANCE, table(present));
      for (int step = 0; step < 60; step++) {
        change();
        if (step % 12 == 5) {
          changeIndexes(present);
        }
        if (step % 15 == 14) {
          check(present);
        }
      }
      engine.close();
      engine = new Engine(store, config, clock);
      check(present);
      engine.deleteTable(INSTANCE, "t");
      assertThat(engine.listTables(INSTANCE)).isEmpty();
      engine.close();
    }
  }

  private TableSpec table(List<IndexMeta> indexes) {
    return new TableSpec(
        new TableMeta(
            "t",
            PrimaryKeySchema.of(
                KeyColumnSchema.of("pk", KeyType.INTEGER),
                KeyColumnSchema.of("ck", KeyType.STRING)),
            List.of(
                new DefinedColumn("s", ValueType.STRING),
                new DefinedColumn("i", ValueType.INTEGER),
                new DefinedColumn("b", ValueType.BLOB),
                new DefinedColumn("d", ValueType.DOUBLE))),
        new TableOptionsChange(expires ? DAY : -1, 1, 86_400L, !expires, null),
        new ReservedThroughput(0, 0),
        List.of(),
        null,
        null,
        indexes,
        true);
  }

  // ---- changes ----------------------------------------------------------------------------------

  private void change() {
    switch (random.nextInt(8)) {
      case 0 -> batch(false);
      case 1 -> batch(true);
      case 2 -> transaction();
      case 3 -> {
        if (expires) {
          // Ages stay clear of a day to the second, where a tick of the clock would count.
          clock.millis += random.nextInt(5) * 10_000_000L;
          forgetExpired();
          if (random.nextBoolean()) {
            engine.reclaimExpired();
          }
        }
      }
      default -> engine.write(INSTANCE, "t", change(randomKey(), null), null).join();
    }
  }

  private void batch(boolean atomic) {
    Set<PrimaryKey> keys = new HashSet<>();
    long partition = random.nextInt(3);
    for (int i = 0; i < 4; i++) {
      keys.add(atomic ? key(partition, "k" + random.nextInt(4)) : randomKey());
    }
    List<RowChange> changes = keys.stream().map(key -> change(key, null)).toList();
    engine
        .batchWriteRow(INSTANCE, List.of(new TableChanges("t", changes)), null, atomic)
        .join()
        .get(0)
        .forEach(outcome -> assertThat(outcome.isOk()).isTrue());
  }

  private void transaction() {
    long partition = random.nextInt(3);
    String id =
        engine
            .startLocalTransaction(
                INSTANCE, "t", PrimaryKey.of(new PrimaryKeyColumn("pk", Value.integer(partition))))
            .join();
    boolean abort = random.nextInt(4) == 0;
    Map<PrimaryKey, Map<String, Value>> before = new HashMap<>(model);
    Map<PrimaryKey, Long> putBefore = new HashMap<>(putAt);
    Map<String, Set<PrimaryKey>> writtenBefore = new TreeMap<>();
    writtenSince.forEach((index, keys) -> writtenBefore.put(index, new HashSet<>(keys)));
    for (int i = 0; i < 3; i++) {
      engine.write(INSTANCE, "t", change(key(partition, "k" + random.nextInt(4)), id), id).join();
    }
    if (abort) {
      engine.abortTransaction(INSTANCE, id);
      model.clear();
      model.putAll(before);
      putAt.clear();
      putAt.putAll(putBefore);
      writtenSince.clear();
      writtenSince.putAll(writtenBefore);
    } else {
      engine.commitTransaction(INSTANCE, id).join();
    }
  }

  /** A change, which the model has made already. */
  private RowChange change(PrimaryKey key, String transaction) {
    int kind = random.nextInt(10);
    if (kind == 0) {
      model.remove(key);
      putAt.remove(key);
      writtenSince.values().forEach(keys -> keys.add(key));
      return RowChange.delete(key);
    }
    if (kind < 4 || expires) {
      Map<String, Value> row = new TreeMap<>();
      List<Cell> cells = new ArrayList<>();
      for (String column : COLUMNS) {
        if (random.nextInt(3) > 0) {
          row.put(column, value(column));
          cells.add(Cell.put(column, row.get(column)));
        }
      }
      model.put(key, row);
      putAt.put(key, clock.millis);
      writtenSince.values().forEach(keys -> keys.add(key));
      return RowChange.put(key, cells);
    }
    return update(key);
  }

  private RowChange update(PrimaryKey key) {
    boolean existed = model.containsKey(key);
    Map<String, Value> row = new TreeMap<>(model.getOrDefault(key, Map.of()));
    List<Cell> cells = new ArrayList<>();
    boolean puts = false;
    for (String column : COLUMNS) {
      switch (random.nextInt(6)) {
        case 0 -> {
          row.remove(column);
          cells.add(Cell.deleteAll(column));
        }
        case 1, 2 -> {
          row.put(column, value(column));
          cells.add(Cell.put(column, row.get(column)));
          puts = true;
        }
        case 3 -> {
          if (column.equals("i")) {
            long before = row.containsKey("i") ? row.get("i").asLong() : 0;
            row.put("i", Value.integer(before + 1));
            cells.add(Cell.increment("i", 1));
            puts = true;
          }
        }
        default -> {}
      }
    }
    if (cells.isEmpty()) {
      row.put("other", Value.integer(1));
      cells.add(Cell.put("other", Value.integer(1)));
      puts = true;
    }
    if (existed || puts) {
      model.put(key, row);
      writtenSince.values().forEach(keys -> keys.add(key));
    }
    return RowChange.update(key, cells);
  }

  private Value value(String column) {
    return switch (column) {
      case "s" -> Value.string("s" + random.nextInt(3) + (random.nextBoolean() ? "\0" : ""));
      case "i" -> Value.integer(random.nextInt(5) - 2);
      case "b" -> Value.blob(new byte[] {0, (byte) random.nextInt(3), (byte) 0xff});
      case "d" -> Value.real(random.nextInt(3) / 2.0);
      default -> Value.string("x".repeat(wide ? random.nextInt(100_000) : random.nextInt(50)));
    };
  }

  private void forgetExpired() {
    model.keySet().removeIf(key -> clock.millis / 1000 - putAt.get(key) / 1000 > DAY);
    putAt.keySet().retainAll(model.keySet());
  }

  private PrimaryKey randomKey() {
    return key(random.nextInt(3), "k" + random.nextInt(4));
  }

  private static PrimaryKey key(long pk, String ck) {
    return PrimaryKey.of(
        new PrimaryKeyColumn("pk", Value.integer(pk)),
        new PrimaryKeyColumn("ck", Value.string(ck)));
  }

  private void changeIndexes(List<IndexMeta> present) {
    if (!present.isEmpty() && random.nextInt(3) == 0) {
      IndexMeta dropped = present.remove(random.nextInt(present.size()));
      engine.dropIndex(INSTANCE, "t", dropped.name());
      writtenSince.remove(dropped.name());
      return;
    }
    for (IndexMeta index : DECLARED) {
      if (!present.contains(index)) {
        boolean baseData = random.nextInt(4) > 0;
        engine.createIndex(INSTANCE, "t", index, baseData);
        assertThat(engine.indexBuilds()).as("small tables are built at once").isEmpty();
        present.add(index);
        if (!baseData) {
          writtenSince.put(index.name(), new HashSet<>());
        }
        return;
      }
    }
  }

  // ---- what must be ----------------------------------------------------------------------------

  private void check(List<IndexMeta> present) {
    Map<PrimaryKey, Row> stored = new TreeMap<>(this::order);
    for (Row row : read("t", List.of("pk", "ck"))) {
      stored.put(row.key(), row);
    }
    assertThat(stored.keySet()).isEqualTo(model.keySet());
    stored.forEach((key, row) -> assertThat(values(row)).isEqualTo(model.get(key)));
    for (IndexMeta index : present) {
      assertThat(read(index.name(), completed(index)))
          .as(index.name())
          .isEqualTo(expected(index, stored));
    }
    List<String> said = new ArrayList<>();
    IndexCheck.Result result = engine.checkIndexes(INSTANCE, "t", said::add);
    assertThat(result.differences()).as(said.toString()).isZero();
    assertThat(result.indexes()).isEqualTo(present.size());
  }

  private static List<String> completed(IndexMeta index) {
    List<String> columns = new ArrayList<>(index.keyColumns());
    for (String column : List.of("pk", "ck")) {
      if (!columns.contains(column)) {
        columns.add(column);
      }
    }
    return columns;
  }

  private List<Row> expected(IndexMeta index, Map<PrimaryKey, Row> stored) {
    List<Row> entries = new ArrayList<>();
    Set<PrimaryKey> written = writtenSince.get(index.name());
    stored.forEach(
        (key, row) -> {
          if (written != null && !written.contains(key)) {
            return;
          }
          List<PrimaryKeyColumn> columns = new ArrayList<>();
          for (String column : completed(index)) {
            Value value =
                column.equals("pk")
                    ? key.value(0)
                    : column.equals("ck") ? key.value(1) : model.get(key).get(column);
            if (value == null) {
              return;
            }
            columns.add(new PrimaryKeyColumn(column, value));
          }
          List<Cell> cells =
              row.cells().stream()
                  .filter(cell -> index.attributeColumns().contains(cell.nameText()))
                  .toList();
          entries.add(new Row(PrimaryKey.of(columns.toArray(PrimaryKeyColumn[]::new)), cells));
        });
    entries.sort(
        (a, b) -> {
          int order = 0;
          for (int i = 0; i < a.key().size() && order == 0; i++) {
            order = a.key().value(i).compareAsKey(b.key().value(i));
          }
          return order;
        });
    return entries;
  }

  private static Map<String, Value> values(Row row) {
    Map<String, Value> values = new TreeMap<>();
    row.cells().stream()
        .sorted(Comparator.comparing(Cell::name, ByteSlice::compareTo))
        .forEach(cell -> values.put(cell.nameText(), cell.value()));
    return values;
  }

  private List<Row> read(String table, List<String> keyColumns) {
    RowCollector rows = new RowCollector();
    PrimaryKey next = bound(keyColumns, Value.INF_MIN);
    while (next != null) {
      next =
          engine
              .getRange(
                  INSTANCE,
                  table,
                  new RangeRead(
                      Direction.FORWARD,
                      next,
                      bound(keyColumns, Value.INF_MAX),
                      1 + random.nextInt(9),
                      RowSelection.LATEST),
                  null,
                  rows)
              .nextStart();
    }
    return rows.rows();
  }

  private static PrimaryKey bound(List<String> columns, Value value) {
    return PrimaryKey.of(
        columns.stream()
            .map(column -> new PrimaryKeyColumn(column, value))
            .toArray(PrimaryKeyColumn[]::new));
  }

  /** A clock that moves on by a millisecond whenever it is looked at. */
  private static final class TickingClock extends Clock {
    private long millis = 1_700_000_000_000L;

    @Override
    public synchronized long millis() {
      return millis++;
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(millis());
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
