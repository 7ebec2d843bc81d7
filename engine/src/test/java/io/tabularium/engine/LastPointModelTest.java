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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Random histories of everything that changes rows, on a table with last-point indexes of every
 * length, some of them made along the way, and with secondary ones beside them. What each must hold
 * is worked out from a map of rows.
 */
class LastPointModelTest {
  private static final String INSTANCE = "inst";
  private static final int DAY = 86_400;

  /** Not in the order of their names, in which they are cells. */
  private static final List<String> KEY = List.of("pk", "site", "at", "m");

  private static final List<String> COLUMNS = List.of("a", "b", "n", "t", "z");

  /** Each last-point index, and how many columns of the key it has. */
  private static final Map<String, Integer> DECLARED =
      new TreeMap<>(Map.of("one", 1, "two", 2, "three", 3, "four", 4));

  private record Stored(Map<String, Value> cells, long millis) {}

  /** The rows as they are stored, those that have expired included until they are reclaimed. */
  private final TreeMap<PrimaryKey, Stored> model = new TreeMap<>(LastPointModelTest::order);

  /** For indexes without base data, the beginnings that were written to since. */
  private final Map<String, Set<PrimaryKey>> writtenSince = new TreeMap<>();

  private final TickingClock clock = new TickingClock();
  private Engine engine;
  private Random random;
  private boolean expires;
  private boolean wide;

  private static int order(PrimaryKey a, PrimaryKey b) {
    int order = 0;
    for (int i = 0; i < a.size() && order == 0; i++) {
      order = a.value(i).compareAsKey(b.value(i));
    }
    return order;
  }

  @Property(tries = 100)
  void everyIndexHoldsTheLastRows(@ForAll long seed) {
    random = new Random(seed);
    model.clear();
    writtenSince.clear();
    expires = random.nextInt(3) == 0;
    wide = random.nextInt(4) == 0;
    boolean secondary = random.nextInt(3) == 0;
    EngineConfig config = new EngineConfig(64, false, false, 64 << 20, 3_600_000);
    try (CheckedStore store = new CheckedStore(new InMemoryStore())) {
      engine = new Engine(store, config, clock);
      engine.createTable(INSTANCE, table(secondary));
      Set<String> present = new HashSet<>();
      for (int step = 0; step < 80; step++) {
        change();
        clock.advance(Duration.ofMillis(1));
        if (step % 12 == 5) {
          changeIndexes(present);
        }
        if (step % 16 == 15) {
          check(present, secondary);
        }
      }
      engine.close();
      engine = new Engine(store, config, clock);
      check(present, secondary);
      engine.deleteTable(INSTANCE, "t");
      assertThat(engine.listTables(INSTANCE)).isEmpty();
      engine.close();
    }
  }

  private TableSpec table(boolean secondary) {
    return new TableSpec(
        new TableMeta(
            "t",
            PrimaryKeySchema.of(
                KeyColumnSchema.of("pk", KeyType.STRING),
                KeyColumnSchema.of("site", KeyType.INTEGER),
                KeyColumnSchema.of("at", KeyType.INTEGER),
                KeyColumnSchema.of("m", KeyType.BINARY)),
            List.of(new DefinedColumn("n", ValueType.INTEGER))),
        new TableOptionsChange(expires ? DAY : -1, 1, 86_400L, false, null),
        new ReservedThroughput(0, 0),
        List.of(),
        null,
        null,
        secondary
            ? List.of(
                new IndexMeta("by_n", List.of("n"), List.of(), false, true),
                new IndexMeta("local_n", List.of("pk", "n"), List.of(), true, true))
            : List.of(),
        true);
  }

  // ---- changes ----------------------------------------------------------------------------------

  private void change() {
    switch (random.nextInt(9)) {
      case 0 -> batch(false);
      case 1 -> batch(true);
      case 2 -> bulkImport();
      case 3 -> transaction();
      case 4 -> {
        if (expires) {
          clock.advance(Duration.ofSeconds(random.nextInt(5) * 10_000L));
          if (random.nextBoolean()) {
            engine.reclaimExpired();
            model.values().removeIf(this::isExpired);
          }
        }
      }
      default -> {
        RowChange change = randomChange(randomKey());
        engine.write(INSTANCE, "t", change, null).join();
        apply(List.of(change));
      }
    }
  }

  private boolean isExpired(Stored row) {
    return expires && clock.millis() / 1000 - row.millis / 1000 > DAY;
  }

  private List<RowChange> changes(boolean together) {
    PrimaryKey one = randomKey();
    Map<PrimaryKey, RowChange> changes = new LinkedHashMap<>();
    for (int i = 0; i < 5; i++) {
      PrimaryKey key = randomKey();
      if (together) {
        key =
            key(
                one.value(0).asBytes().toUtf8(),
                key.value(1).asLong(),
                key.value(2).asLong(),
                key.value(3));
      }
      changes.put(key, randomChange(key));
    }
    return List.copyOf(changes.values());
  }

  private void batch(boolean atomic) {
    List<RowChange> changes = changes(atomic);
    engine
        .batchWriteRow(INSTANCE, List.of(new TableChanges("t", changes)), null, atomic)
        .join()
        .get(0)
        .forEach(outcome -> assertThat(outcome.isOk()).isTrue());
    if (atomic) {
      apply(changes);
    } else {
      changes.forEach(change -> apply(List.of(change)));
    }
  }

  private void bulkImport() {
    List<RowChange> changes = changes(random.nextBoolean());
    engine
        .bulkImport(INSTANCE, new TableChanges("t", changes))
        .join()
        .forEach(outcome -> assertThat(outcome.isOk()).isTrue());
    changes.forEach(change -> apply(List.of(change)));
  }

  private void transaction() {
    List<RowChange> changes = new ArrayList<>(changes(true));
    changes.add(randomChange(changes.get(0).key()));
    String id =
        engine
            .startLocalTransaction(
                INSTANCE,
                "t",
                PrimaryKey.of(new PrimaryKeyColumn("pk", changes.get(0).key().value(0))))
            .join();
    changes.forEach(change -> engine.write(INSTANCE, "t", change, id).join());
    if (random.nextInt(4) == 0) {
      engine.abortTransaction(INSTANCE, id);
    } else {
      engine.commitTransaction(INSTANCE, id).join();
      apply(changes);
    }
  }

  /** What one storage transaction did. */
  private void apply(List<RowChange> changes) {
    Set<PrimaryKey> written = new HashSet<>();
    for (RowChange change : changes) {
      written.add(change.key());
      if (change.type() == RowChange.Type.DELETE) {
        model.remove(change.key());
      } else {
        Map<String, Value> cells = new TreeMap<>();
        change.cells().forEach(cell -> cells.put(cell.nameText(), cell.value()));
        model.put(change.key(), new Stored(cells, clock.millis()));
      }
    }
    for (PrimaryKey key : written) {
      if (model.containsKey(key) && !model.get(key).cells.isEmpty()) {
        writtenSince.forEach((index, since) -> since.add(prefix(key, DECLARED.get(index))));
      }
    }
  }

  private RowChange randomChange(PrimaryKey key) {
    if (random.nextInt(3) == 0) {
      return RowChange.delete(key);
    }
    List<Cell> cells = new ArrayList<>();
    if (random.nextInt(4) > 0) {
      for (String column : COLUMNS) {
        if (random.nextInt(3) > 0) {
          cells.add(Cell.put(column, value(column)));
        }
      }
    }
    return RowChange.put(key, cells);
  }

  private Value value(String column) {
    return switch (column) {
      case "n" -> Value.integer(random.nextInt(5) - 2);
      case "a" -> Value.real(random.nextInt(3) / 2.0);
      case "b" -> Value.bool(random.nextBoolean());
      default -> Value.string("x".repeat(wide ? random.nextInt(100_000) : random.nextInt(50)));
    };
  }

  private PrimaryKey randomKey() {
    byte[] m = {0, (byte) (random.nextInt(3) - 1)};
    return key(
        "p" + random.nextInt(3),
        random.nextInt(3) - 1,
        random.nextInt(4) - 1,
        Value.blob(random.nextInt(4) == 0 ? new byte[0] : m));
  }

  private static PrimaryKey key(String pk, long site, long at, Value m) {
    return PrimaryKey.of(
        new PrimaryKeyColumn("pk", Value.string(pk)),
        new PrimaryKeyColumn("site", Value.integer(site)),
        new PrimaryKeyColumn("at", Value.integer(at)),
        new PrimaryKeyColumn("m", m));
  }

  private static PrimaryKey prefix(PrimaryKey key, int columns) {
    PrimaryKeyColumn[] first = new PrimaryKeyColumn[columns];
    for (int i = 0; i < columns; i++) {
      first[i] = new PrimaryKeyColumn(KEY.get(i), key.value(i));
    }
    return PrimaryKey.of(first);
  }

  private void changeIndexes(Set<String> present) {
    if (!present.isEmpty() && random.nextInt(4) == 0) {
      String dropped = present.iterator().next();
      present.remove(dropped);
      writtenSince.remove(dropped);
      if (random.nextBoolean()) {
        engine.dropIndex(INSTANCE, "t", dropped);
      } else {
        engine.dropLastPointIndex(INSTANCE, "t", dropped);
      }
      return;
    }
    List<String> absent = DECLARED.keySet().stream().filter(i -> !present.contains(i)).toList();
    if (present.size() < 3) {
      String index = absent.get(random.nextInt(absent.size()));
      boolean baseData = random.nextInt(3) > 0;
      engine.createLastPointIndex(
          INSTANCE, "t", index, KEY.subList(0, DECLARED.get(index)), baseData);
      assertThat(engine.indexBuilds()).as("small tables are built at once").isEmpty();
      present.add(index);
      if (!baseData) {
        writtenSince.put(index, new HashSet<>());
      }
    }
  }

  // ---- what must be -----------------------------------------------------------------------------

  private void check(Set<String> present, boolean secondary) {
    for (String index : present) {
      int columns = DECLARED.get(index);
      List<String> shown = new ArrayList<>();
      for (Row row : read(index, KEY.subList(0, columns))) {
        shown.add(row.key() + " " + cells(row));
      }
      assertThat(shown).as(index).isEqualTo(expected(index, columns));
    }
    List<String> said = new ArrayList<>();
    IndexCheck.Result result = engine.checkIndexes(INSTANCE, "t", said::add);
    assertThat(result.differences()).as(said.toString()).isZero();
    assertThat(result.indexes()).isEqualTo(present.size() + (secondary ? 2 : 0));
  }

  private List<String> expected(String index, int columns) {
    Map<PrimaryKey, PrimaryKey> last = new TreeMap<>(LastPointModelTest::order);
    model.forEach(
        (key, row) -> {
          if (!row.cells.isEmpty()) {
            last.put(prefix(key, columns), key); // rows come in order, so the last stays
          }
        });
    Set<PrimaryKey> since = writtenSince.get(index);
    List<String> rows = new ArrayList<>();
    last.forEach(
        (prefix, key) -> {
          Stored row = model.get(key);
          if ((since == null || since.contains(prefix)) && !isExpired(row)) {
            Map<String, Value> cells = new TreeMap<>(row.cells);
            for (int i = columns; i < KEY.size(); i++) {
              cells.put(KEY.get(i), key.value(i));
            }
            rows.add(prefix + " " + cells);
          }
        });
    return rows;
  }

  private static String cells(Row row) {
    assertThat(row.cells())
        .as("in the order of their names")
        .isSortedAccordingTo(Comparator.comparing(Cell::name, ByteSlice::compareTo));
    Map<String, Value> cells = new LinkedHashMap<>();
    row.cells().forEach(cell -> cells.put(cell.nameText(), cell.value()));
    return cells.toString();
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
}
