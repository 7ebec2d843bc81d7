/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import io.tabularium.storage.StorageException;
import io.tabularium.storage.StorageException.Kind;
import io.tabularium.storage.Store;
import io.tabularium.storage.StoreConfig;
import io.tabularium.storage.TableSpace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A store in one RocksDB. */
final class RocksStore implements Store {
  private static final Logger LOG = LoggerFactory.getLogger(RocksStore.class);
  private static final Duration LOCK_PATIENCE = Duration.ofSeconds(10);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(60);

  private final Gate gate = new Gate();
  private final Database database;
  private final LogFlusher flusher;
  private final Commits commits;
  private final PartitionLocks locks = new PartitionLocks(LOCK_PATIENCE);
  private final Map<Integer, RocksTable> tables = new ConcurrentHashMap<>();

  /** What readers have open and have to be rid of before the database can close. */
  private final Set<RocksView> views = ConcurrentHashMap.newKeySet();

  RocksStore(StoreConfig config, Database database) {
    this.database = database;
    this.flusher = new LogFlusher(database.db(), database.families());
    try {
      this.commits =
          config.durability().isSync()
              ? new GroupCommits(database.db(), flusher)
              : new PeriodicCommits(database.db(), flusher, config.durability().period());
    } catch (RocksDBException e) {
      database.close();
      throw RocksErrors.of("flush the log", e);
    }
  }

  Gate gate() {
    return gate;
  }

  Database database() {
    return database;
  }

  Commits commits() {
    return commits;
  }

  PartitionLocks locks() {
    return locks;
  }

  Set<RocksView> views() {
    return views;
  }

  @Override
  public TableSpace table(int tableId) {
    RocksTable table = tables.get(tableId);
    if (table == null) {
      if (tableId < 0) {
        throw new IllegalArgumentException("a table's number is not negative: " + tableId);
      }
      gate.exit(gate.enter());
      table = tables.computeIfAbsent(tableId, id -> new RocksTable(this, id));
    }
    return table;
  }

  @Override
  public void dropTable(int tableId) {
    int cell = gate.enter();
    try (WriteBatch batch = new WriteBatch()) {
      byte[] start = Keys.tableStart(tableId);
      byte[] end = Keys.tableEnd(tableId);
      for (int i = 1; i < database.families().size(); i++) {
        batch.deleteRange(database.families().get(i), start, end);
      }
      database.db().write(database.flushed(), batch);
      commits.flush();
    } catch (RocksDBException e) {
      throw RocksErrors.of("drop a table", e);
    } finally {
      gate.exit(cell);
    }
  }

  @Override
  public byte[] getFact(byte[] key) {
    int cell = gate.enter();
    try {
      return database.db().get(database.catalogue(), Keys.fact(key));
    } catch (RocksDBException e) {
      throw RocksErrors.of("read a fact", e);
    } finally {
      gate.exit(cell);
    }
  }

  @Override
  public List<Map.Entry<byte[], byte[]>> facts(byte[] prefix) {
    int cell = gate.enter();
    try (RocksIterator iterator = database.db().newIterator(database.catalogue())) {
      byte[] physicalPrefix = Keys.fact(prefix);
      List<Map.Entry<byte[], byte[]>> facts = new ArrayList<>();
      for (iterator.seek(physicalPrefix); iterator.isValid(); iterator.next()) {
        byte[] key = iterator.key();
        if (!Keys.startsWith(key, physicalPrefix)) {
          break;
        }
        facts.add(Map.entry(Arrays.copyOfRange(key, 1, key.length), iterator.value()));
      }
      iterator.status();
      return facts;
    } catch (RocksDBException e) {
      throw RocksErrors.of("read facts", e);
    } finally {
      gate.exit(cell);
    }
  }

  @Override
  public void changeFacts(List<Map.Entry<byte[], byte[]>> changes) {
    int cell = gate.enter();
    try (WriteBatch batch = new WriteBatch()) {
      for (Map.Entry<byte[], byte[]> change : changes) {
        byte[] key = Keys.fact(change.getKey());
        if (change.getValue() == null) {
          batch.delete(database.catalogue(), key);
        } else {
          batch.put(database.catalogue(), key, change.getValue());
        }
      }
      database.db().write(database.flushed(), batch);
    } catch (RocksDBException e) {
      throw RocksErrors.of("change facts", e);
    } finally {
      gate.exit(cell);
    }
  }

  @Override
  public void backup(Path directory, Consumer<String> progress) {
    throw new StorageException(Kind.UNAVAILABLE, "Not yet.", null);
  }

  @Override
  public void sync() {
    int cell = gate.enter();
    try {
      commits.flush();
    } finally {
      gate.exit(cell);
    }
  }

  @Override
  public List<Statistic> statistics() {
    return List.of();
  }

  @Override
  public void close() {
    if (!gate.close()) {
      return;
    }
    if (!gate.awaitEmpty(CLOSE_PATIENCE)) {
      // Freeing memory that a native call still uses would end the process.
      LOG.error("Some operation does not end; the store's memory is not freed.");
      commits.close();
      return;
    }
    for (RocksView view : views) {
      view.free();
    }
    try {
      commits.close();
    } finally {
      database.close();
    }
  }
}
