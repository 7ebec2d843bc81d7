/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.engine;

import io.tabularium.engine.Engine;
import io.tabularium.engine.EngineConfig;
import io.tabularium.engine.Outcome;
import io.tabularium.engine.TableChanges;
import io.tabularium.engine.WriteResult;
import io.tabularium.engine.search.SearchSettings;
import io.tabularium.model.RowChange;
import io.tabularium.model.ServiceException;
import io.tabularium.search.SearchConfig;
import io.tabularium.search.SearchEngine;
import io.tabularium.search.SearchProvider;
import io.tabularium.storage.Durability;
import io.tabularium.storage.Store;
import io.tabularium.storage.StoreConfig;
import io.tabularium.storage.StoreProvider;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;

/** An engine over the default store, in this process. */
public final class EngineFixture implements AutoCloseable {
  /** The instance of all benchmarks. */
  public static final String INSTANCE = "bench";

  /** Rows of one batch while loading. */
  private static final int LOAD_BATCH = 200;

  /** What {@code periodic} means unless a benchmark says otherwise. */
  public static final Durability PERIODIC = Durability.periodic(Duration.ofMillis(1000));

  private final Store store;
  private final SearchEngine search;
  private final Engine engine;

  /** Opens a store, new or not, with an engine over it. */
  public EngineFixture(StoreConfig config) {
    store = provider().open(config);
    search = null;
    engine = new Engine(store, EngineConfig.DEFAULT, Clock.systemUTC());
  }

  /** Opens a store and search indexes, new or not, with an engine over them. */
  public EngineFixture(StoreConfig config, SearchConfig searchConfig) {
    store = provider().open(config);
    search = ServiceLoader.load(SearchProvider.class).findFirst().orElseThrow().open(searchConfig);
    engine =
        new Engine(store, search, SearchSettings.DEFAULT, EngineConfig.DEFAULT, Clock.systemUTC());
  }

  private static StoreProvider provider() {
    return ServiceLoader.load(StoreProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(p -> p.name().equals("rocksdb"))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no store on the class path"));
  }

  /** The settings of such a store. */
  public static StoreConfig config(
      Path directory, Durability durability, long cacheBytes, long writeBufferBytes) {
    return new StoreConfig(directory, durability, cacheBytes, writeBufferBytes);
  }

  /** The engine. */
  public Engine engine() {
    return engine;
  }

  /** Creates a table and puts rows 0 to {@code count} into it, in batches. */
  public void load(String table, int count, RowSource rows) {
    engine.createTable(INSTANCE, Dataset.table(table));
    fill(table, count, rows);
  }

  /** Puts rows 0 to {@code count} into a table that is there, in batches. */
  public void fill(String table, int count, RowSource rows) {
    // A few batches under way keep the store busy without piling up.
    List<CompletableFuture<List<Outcome<WriteResult>>>> underWay = new ArrayList<>();
    for (int from = 0; from < count; from += LOAD_BATCH) {
      List<RowChange> changes = new ArrayList<>();
      for (int i = from; i < Math.min(count, from + LOAD_BATCH); i++) {
        changes.add(rows.put(i));
      }
      underWay.add(engine.bulkImport(INSTANCE, new TableChanges(table, changes)));
      if (underWay.size() == 8) {
        underWay.forEach(EngineFixture::check);
        underWay.clear();
      }
    }
    underWay.forEach(EngineFixture::check);
  }

  private static void check(CompletableFuture<List<Outcome<WriteResult>>> future) {
    for (Outcome<WriteResult> outcome : future.join()) {
      ServiceException error = outcome.error();
      if (error != null) {
        throw error;
      }
    }
  }

  /** Makes the rows of a load. */
  @FunctionalInterface
  public interface RowSource {
    /** The put of one row. */
    RowChange put(int number);
  }

  /** Whether nothing is being compacted or flushed. */
  public boolean isIdle() {
    return statistic("rocksdb.compaction.running") == 0
        && statistic("rocksdb.flush.running") == 0
        && statistic("rocksdb.memtable.immutable") == 0;
  }

  /** A figure of the store. */
  public double statistic(String name) {
    return store.statistics().stream()
        .filter(s -> s.name().equals(name))
        .mapToDouble(Store.Statistic::value)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the store has no figure " + name));
  }

  @Override
  public void close() {
    engine.close();
    if (search != null) {
      search.close();
    }
    store.close();
  }
}
