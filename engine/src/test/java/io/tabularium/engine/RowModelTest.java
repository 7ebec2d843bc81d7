/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Cell;
import io.tabularium.model.Direction;
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
import io.tabularium.storage.testkit.InMemoryStore;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Random histories of puts, updates, increments and deletions against a map of maps, with rows
 * small and wide, few and many versions, read whole, by column, by window, page by page and as a
 * range.
 */
class RowModelTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final int ROWS = 4;
  private static final int COLUMNS = 40;

  /** The table as it should be: row, column, version, value. */
  private final NavigableMap<Long, NavigableMap<String, NavigableMap<Long, Value>>> model =
      new TreeMap<>();

  private Engine engine;
  private Random random;
  private int maxVersions;
  private long clock;

  @Property(tries = 150)
  void everyReadShowsWhatTheModelHolds(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int versions) {
    model.clear();
    random = new Random(seed);
    maxVersions = versions;
    clock = NOW;
    boolean wide = random.nextBoolean();
    EngineConfig config = new EngineConfig(64, false, false, 20_000, 3_600_000);
    try (InMemoryStore store = new InMemoryStore()) {
      engine = new Engine(store, config, new TickingClock());
      engine.createTable("inst", table());
      for (int step = 0; step < 60; step++) {
        change(wide);
        if (step % 10 == 9) {
          checkEverything();
        }
      }
      engine.close();
      engine = new Engine(store, config, new TickingClock());
      checkEverything();
      engine.close();
    }
  }

  private TableSpec table() {
    return new TableSpec(
        new TableMeta(
            "t", PrimaryKeySchema.of(KeyColumnSchema.of("pk", KeyType.INTEGER)), List.of()),
        new TableOptionsChange(-1, maxVersions, 86_400L, null, null),
        new ReservedThroughput(0, 0),
        List.of(),
        null,
        null,
        List.of(),
        false);
  }

  // ---- changes ----------------------------------------------------------------------------------

  private void change(boolean wide) {
    long row = random.nextInt(ROWS);
    int kind = random.nextInt(20);
    if (kind == 0) {
      model.remove(row);
      write(RowChange.delete(key(row)));
    } else if (kind < 4) {
      put(row, wide);
    } else {
      update(row, wide);
    }
  }

  private void put(long row, boolean wide) {
    NavigableMap<String, NavigableMap<Long, Value>> columns = new TreeMap<>();
    List<Cell> cells = new ArrayList<>();
    for (int i = random.nextInt(COLUMNS); i > 0; i--) {
      cells.add(putCell(wide));
    }
    write(RowChange.put(key(row), cells));
    cells.forEach(cell -> store(columns, cell));
    trim(columns);
    model.put(row, columns);
  }

  private void update(long row, boolean wide) {
    NavigableMap<String, NavigableMap<Long, Value>> columns =
        model.getOrDefault(row, new TreeMap<>());
    boolean existed = model.containsKey(row);
    boolean puts = false;
    List<Cell> cells = new ArrayList<>();
    for (int i = 1 + random.nextInt(6); i > 0; i--) {
      int kind = random.nextInt(8);
      String name = column();
      if (kind == 0) {
        cells.add(Cell.deleteAll(name));
        columns.remove(name);
      } else if (kind == 1) {
        long version = version();
        cells.add(Cell.deleteOne(name, version));
        NavigableMap<Long, Value> versions = columns.get(name);
        if (versions != null) {
          versions.remove(version);
          if (versions.isEmpty()) {
            columns.remove(name);
          }
        }
      } else {
        Cell cell = putCell(wide);
        cells.add(cell);
        store(columns, cell);
        trim(columns);
        puts = true;
      }
    }
    if (existed || puts) {
      model.put(row, columns);
    }
    write(RowChange.update(key(row), cells));
  }

  private Cell putCell(boolean wide) {
    byte[] bytes = new byte[wide ? random.nextInt(16_000) : random.nextInt(60)];
    random.nextBytes(bytes);
    Value value =
        switch (random.nextInt(6)) {
          case 0 -> Value.integer(random.nextLong());
          case 1 -> Value.real(random.nextDouble());
          case 2 -> Value.bool(random.nextBoolean());
          default -> Value.blob(bytes);
        };
    return Cell.put(column(), value, version());
  }

  private String column() {
    return "c" + random.nextInt(COLUMNS);
  }

  private long version() {
    return NOW + random.nextInt(6);
  }

  private static void store(NavigableMap<String, NavigableMap<Long, Value>> columns, Cell cell) {
    columns
        .computeIfAbsent(cell.nameText(), name -> new TreeMap<>(Collections.reverseOrder()))
        .put(cell.timestamp(), cell.value());
  }

  private void trim(NavigableMap<String, NavigableMap<Long, Value>> columns) {
    for (NavigableMap<Long, Value> versions : columns.values()) {
      while (versions.size() > maxVersions) {
        versions.pollLastEntry();
      }
    }
  }

  private void write(RowChange change) {
    engine.write("inst", "t", change, null).join();
  }

  // ---- reads ------------------------------------------------------------------------------------

  private void checkEverything() {
    for (long row = 0; row < ROWS; row++) {
      checkRow(row, selection(List.of(), null, null, maxVersions), null, null, maxVersions);
      String from = column();
      String to = column();
      checkRow(row, selection(List.of(), from, to, 1), from, to, 1);
      checkColumns(row, List.of(column(), column(), "absent"));
    }
    checkRange(Direction.FORWARD);
    checkRange(Direction.BACKWARD);
  }

  private static RowSelection selection(
      List<String> columns, String start, String end, int versions) {
    return new RowSelection(columns, start, end, null, versions, null, null);
  }

  private void checkRow(long row, RowSelection selection, String from, String to, int versions) {
    Map<String, NavigableMap<Long, Value>> expected = model.get(row);
    List<Cell> cells = readAll(row, selection);
    if (expected == null) {
      assertThat(cells).isNull();
      return;
    }
    List<Cell> wanted = new ArrayList<>();
    expected.forEach(
        (name, stored) -> {
          if ((from == null || name.compareTo(from) >= 0)
              && (to == null || name.compareTo(to) < 0)) {
            addVersions(wanted, name, stored, versions);
          }
        });
    assertThat(cells).isEqualTo(wanted);
  }

  private void checkColumns(long row, List<String> names) {
    Map<String, NavigableMap<Long, Value>> expected = model.getOrDefault(row, new TreeMap<>());
    List<Cell> wanted = new ArrayList<>();
    for (String name : new java.util.TreeSet<>(names)) {
      if (expected.containsKey(name)) {
        addVersions(wanted, name, expected.get(name), maxVersions);
      }
    }
    List<Cell> cells = readAll(row, selection(names, null, null, maxVersions));
    assertThat(cells == null ? List.of() : cells).isEqualTo(wanted);
  }

  private static void addVersions(
      List<Cell> into, String name, NavigableMap<Long, Value> stored, int versions) {
    stored.entrySet().stream()
        .limit(versions)
        .forEach(
            version ->
                into.add(
                    Cell.of(
                        ByteSlice.utf8(name),
                        Cell.Operation.PUT,
                        version.getValue(),
                        version.getKey())));
  }

  /** Reads a row, going on as long as a token says that it was cut. */
  private List<Cell> readAll(long row, RowSelection selection) {
    List<Cell> cells = null;
    byte[] token = null;
    do {
      RowCollector collector = new RowCollector();
      RowSelection next =
          new RowSelection(
              selection.columns(),
              selection.startColumn(),
              selection.endColumn(),
              null,
              selection.maxVersions(),
              null,
              token);
      token = engine.getRow("inst", "t", key(row), next, null, collector).nextToken();
      if (collector.row() != null) {
        cells = cells == null ? new ArrayList<>() : cells;
        cells.addAll(collector.row().cells());
      }
    } while (token != null);
    return cells;
  }

  private void checkRange(Direction direction) {
    boolean forward = direction == Direction.FORWARD;
    PrimaryKey start = key(forward ? Value.INF_MIN : Value.INF_MAX);
    PrimaryKey end = key(forward ? Value.INF_MAX : Value.INF_MIN);
    List<Row> rows = new ArrayList<>();
    do {
      RowCollector page = new RowCollector();
      RowSelection selection =
          new RowSelection(List.of(), null, null, null, maxVersions, null, null);
      RangeResult result =
          engine.getRange(
              "inst",
              "t",
              new RangeRead(direction, start, end, 1 + random.nextInt(3), selection),
              null,
              page);
      rows.addAll(page.rows());
      start = result.nextStart();
    } while (start != null);
    List<Row> wanted = new ArrayList<>();
    (forward ? model : model.descendingMap())
        .forEach(
            (row, columns) -> {
              List<Cell> cells = new ArrayList<>();
              columns.forEach((name, stored) -> addVersions(cells, name, stored, maxVersions));
              wanted.add(new Row(key(row), cells));
            });
    assertThat(rows).isEqualTo(wanted);
  }

  private static PrimaryKey key(long row) {
    return key(Value.integer(row));
  }

  private static PrimaryKey key(Value value) {
    return PrimaryKey.of(new PrimaryKeyColumn("pk", value));
  }

  /** A clock that moves on by a millisecond whenever it is looked at. */
  private final class TickingClock extends Clock {
    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(clock++);
    }

    @Override
    public long millis() {
      return clock++;
    }

    @Override
    public ZoneOffset getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }
  }
}
