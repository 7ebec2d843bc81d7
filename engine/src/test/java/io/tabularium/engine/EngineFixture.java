/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

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
import io.tabularium.storage.Store;
import io.tabularium.storage.testkit.InMemoryStore;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletionException;

/** An engine over a store in memory, with a clock that stands still until it is told to move. */
final class EngineFixture implements AutoCloseable {
  static final String INSTANCE = "inst";
  static final long START_MILLIS = 1_700_000_000_000L;

  final Store store;
  final SettableClock clock = new SettableClock();
  Engine engine;

  EngineFixture() {
    this(new InMemoryStore());
  }

  EngineFixture(Store store) {
    this.store = store;
    open();
  }

  void open() {
    engine = new Engine(store, new EngineConfig(64, false, true, 16 << 20, 3_600_000), clock);
  }

  void reopen() {
    engine.close();
    open();
  }

  /** A table with key (pk STRING, seq INTEGER). */
  void createTable(
      String name, int maxVersions, int timeToLive, boolean autoIncrement, boolean transactions) {
    engine.createTable(
        INSTANCE,
        new TableSpec(
            new TableMeta(
                name,
                PrimaryKeySchema.of(
                    KeyColumnSchema.of("pk", KeyType.STRING),
                    new KeyColumnSchema("seq", KeyType.INTEGER, autoIncrement)),
                List.of()),
            new TableOptionsChange(timeToLive, maxVersions, 8_640_000L, null, null),
            new ReservedThroughput(0, 0),
            List.of(),
            null,
            null,
            List.of(),
            transactions));
  }

  static PrimaryKey key(String pk, long seq) {
    return key(Value.string(pk), Value.integer(seq));
  }

  static PrimaryKey key(Value pk, Value seq) {
    return PrimaryKey.of(new PrimaryKeyColumn("pk", pk), new PrimaryKeyColumn("seq", seq));
  }

  WriteResult write(String table, RowChange change) {
    return write(table, change, null);
  }

  WriteResult write(String table, RowChange change, String transaction) {
    try {
      return engine.write(INSTANCE, table, change, transaction).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  void put(String table, PrimaryKey key, Cell... cells) {
    write(table, RowChange.put(key, List.of(cells)));
  }

  void update(String table, PrimaryKey key, Cell... cells) {
    write(table, RowChange.update(key, List.of(cells)));
  }

  Row get(String table, PrimaryKey key) {
    return get(table, key, null);
  }

  Row get(String table, PrimaryKey key, String transaction) {
    RowCollector collector = new RowCollector();
    RowSelection all = new RowSelection(List.of(), null, null, null, 100, null, null);
    engine.getRow(INSTANCE, table, key, all, transaction, collector);
    return collector.row();
  }

  List<Row> range(String table, String transaction) {
    RowCollector collector = new RowCollector();
    engine.getRange(
        INSTANCE,
        table,
        new RangeRead(
            Direction.FORWARD,
            key(Value.INF_MIN, Value.INF_MIN),
            key(Value.INF_MAX, Value.INF_MAX),
            null,
            RowSelection.LATEST),
        transaction,
        collector);
    return collector.rows();
  }

  @Override
  public void close() {
    engine.close();
    store.close();
  }

  /** A clock that is set. */
  static final class SettableClock extends Clock {
    private volatile long millis = START_MILLIS;

    void advanceSeconds(long seconds) {
      millis += seconds * 1000;
    }

    @Override
    public long millis() {
      return millis;
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(millis);
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
