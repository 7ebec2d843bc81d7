/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import io.tabularium.storage.Durability;
import io.tabularium.storage.StorageException;
import io.tabularium.storage.Store;
import io.tabularium.storage.TableSpace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A store in one RocksDB. */
final class RocksStore implements Store {
  private static final Logger LOG = LoggerFactory.getLogger(RocksStore.class);

  /** How long an operation waits for a lock or for compaction before it is refused. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(60);

  private final Gate gate = new Gate();
  private final Database database;
  private final LogFlusher flusher;
  private final Commits commits;
  private final TableRemover remover;
  private final String storeId;
  private final ReentrantLock backups = new ReentrantLock();
  private final PartitionLocks locks;
  private final Stalls stalls;
  private final Map<Integer, RocksTable> tables = new ConcurrentHashMap<>();

  /** What readers have open and have to be rid of before the database can close. */
  private final Set<RocksView> views = ConcurrentHashMap.newKeySet();

  /**
   * Works with a database that is open already and closes it in the end.
   *
   * @param storeId which store it is
   * @param patience how long an operation waits for a lock, for compaction or for the disk
   * @param disk what stands between the store and the flushing of its log: nothing, but in tests
   */
  RocksStore(
      Durability durability,
      Database database,
      String storeId,
      Duration patience,
      UnaryOperator<LogFlush> disk)
      throws RocksDBException {
    this.locks = new PartitionLocks(patience);
    this.stalls = new Stalls(database.db(), patience);
    this.database = database;
    this.storeId = storeId;
    this.flusher = new LogFlusher(database);
    LogFlush log = disk.apply(flusher);
    this.commits =
        durability.isSync()
            ? new GroupCommits(database.db(), log, GroupCommits.MAX_WAITING, patience)
            : new PeriodicCommits(database.db(), log, durability.period());
    this.remover = new TableRemover(database, commits, views);
    for (Map.Entry<byte[], byte[]> note : catalogue(TableRemover.notes())) {
      int tableId = TableRemover.tableOf(note.getKey());
      ((RocksTable) table(tableId)).drop();
      remover.remove(tableId);
    }
  }

  /** The contract's exception for a write that failed. */
  StorageException writeFailure(String action, RocksDBException e) {
    flusher.writeFailed(e);
    return RocksErrors.of(action, e);
  }

  /** Which store this is. */
  String storeId() {
    return storeId;
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

  Stalls stalls() {
    return stalls;
  }

  Set<RocksView> views() {
    return views;
  }

  @Override
  public TableSpace table(int tableId) {
    gate.checkOpen();
    RocksTable table = tables.get(tableId);
    if (table == null) {
      if (tableId < 0) {
        throw new IllegalArgumentException("a table's number is not negative: " + tableId);
      }
      table = tables.computeIfAbsent(tableId, id -> new RocksTable(this, id));
    }
    return table;
  }

  @Override
  public void dropTable(int tableId) {
    int cell = gate.enter();
    try {
      RocksTable table = (RocksTable) table(tableId);
      if (table.isDropped()) {
        return;
      }
      database
          .db()
          .put(
              database.catalogue(), database.flushed(), TableRemover.note(tableId), new byte[] {1});
      table.drop();
      remover.remove(tableId);
    } catch (RocksDBException e) {
      throw writeFailure("drop a table", e);
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
    try {
      List<Map.Entry<byte[], byte[]>> facts = new ArrayList<>();
      for (Map.Entry<byte[], byte[]> entry : catalogue(Keys.fact(prefix))) {
        byte[] key = entry.getKey();
        facts.add(Map.entry(Arrays.copyOfRange(key, 1, key.length), entry.getValue()));
      }
      return facts;
    } catch (RocksDBException e) {
      throw RocksErrors.of("read facts", e);
    } finally {
      gate.exit(cell);
    }
  }

  /** What the catalogue holds under a prefix of physical keys. */
  private List<Map.Entry<byte[], byte[]>> catalogue(byte[] prefix) throws RocksDBException {
    List<Map.Entry<byte[], byte[]>> entries = new ArrayList<>();
    try (RocksIterator iterator = database.db().newIterator(database.catalogue())) {
      for (iterator.seek(prefix); iterator.isValid(); iterator.next()) {
        byte[] key = iterator.key();
        if (!Keys.startsWith(key, prefix)) {
          break;
        }
        entries.add(Map.entry(key, iterator.value()));
      }
      iterator.status();
    }
    return entries;
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
      throw writeFailure("change facts", e);
    } finally {
      gate.exit(cell);
    }
  }

  @Override
  public void backup(Path directory, Consumer<String> progress) {
    int cell = gate.enter();
    try {
      backups.lock();
      try {
        commits.flush();
        RocksBackup.write(database.db(), storeId, directory, progress);
      } finally {
        backups.unlock();
      }
    } finally {
      gate.exit(cell);
    }
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
    int cell = gate.enter();
    try {
      return RocksStatistics.of(database, flusher, views.size());
    } catch (RocksDBException e) {
      throw RocksErrors.of("read statistics", e);
    } finally {
      gate.exit(cell);
    }
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
    remover.close();
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
