/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import io.tabularium.storage.StorageException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives back the space of dropped tables, one after another, on a thread of its own.
 *
 * <p>A note in the catalogue says that a table is dropped until nothing of it is left, so it stays
 * empty for readers whatever happens in between. First whole files go, which costs nothing however
 * large the table was, and only then a range deletion covers what is left of it in files shared
 * with its neighbours; the other way round, a file could go that holds the deletion, and uncover
 * what is below it. Views that were opened before the drop are waited for.
 */
final class TableRemover implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TableRemover.class);
  private static final byte[] NOTE = {Keys.NOTE, 'd', 'r', 'o', 'p'};

  private final Database database;
  private final Commits commits;
  private final Set<RocksView> views;

  /** Tables to remove. Its length is bounded by the number of tables there ever were. */
  private final LinkedBlockingQueue<Integer> dropped = new LinkedBlockingQueue<>();

  private final Thread thread = Threads.daemon("tabularium-remove-tables", this::run);
  private final CompactRangeOptions compaction;
  private volatile boolean closing;

  TableRemover(Database database, Commits commits, Set<RocksView> views) {
    this.database = database;
    this.commits = commits;
    this.views = views;
    this.compaction =
        new CompactRangeOptions().setExclusiveManualCompaction(false).setAllowWriteStall(false);
    thread.start();
  }

  /** The key of the note that a table is dropped. */
  static byte[] note(int tableId) {
    byte[] note = Arrays.copyOf(NOTE, NOTE.length + Integer.BYTES);
    byte[] id = Keys.tableStart(tableId);
    System.arraycopy(id, 0, note, NOTE.length, id.length);
    return note;
  }

  /** What all notes begin with. */
  static byte[] notes() {
    return NOTE.clone();
  }

  /** The table a note is about. */
  static int tableOf(byte[] note) {
    int id = 0;
    for (int i = NOTE.length; i < note.length; i++) {
      id = id << 8 | (note[i] & 0xFF);
    }
    return id;
  }

  /** Removes a table that has its note and is not written to any more. */
  void remove(int tableId) {
    dropped.add(tableId);
  }

  private void run() {
    try {
      while (!closing) {
        int tableId = dropped.take();
        try {
          if (awaitViews(tableId)) {
            remove(database.db(), tableId);
          }
        } catch (RocksDBException | StorageException e) {
          if (!closing) {
            LOG.warn("Table {} will be removed after the next start.", tableId, e);
          }
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("No more tables are removed until the next start.");
    }
  }

  /** {@code false} if the store closes first. */
  private boolean awaitViews(int tableId) throws InterruptedException {
    while (views.stream().anyMatch(view -> view.sees(tableId))) {
      if (closing) {
        return false;
      }
      Thread.sleep(50);
    }
    return !closing;
  }

  private void remove(RocksDB db, int tableId) throws RocksDBException {
    byte[] start = Keys.tableStart(tableId);
    byte[] end = Keys.tableEnd(tableId);
    List<ColumnFamilyHandle> families = database.families().subList(1, database.families().size());
    for (ColumnFamilyHandle family : families) {
      db.deleteFilesInRanges(family, List.of(start, end), false);
    }
    try (WriteBatch batch = new WriteBatch()) {
      for (ColumnFamilyHandle family : families) {
        batch.deleteRange(family, start, end);
      }
      batch.delete(database.catalogue(), note(tableId));
      db.write(database.unflushed(), batch);
    }
    // Moves on the moment that readers see; what they could still see, compaction would keep.
    commits.flush();
    for (ColumnFamilyHandle family : families) {
      db.compactRange(family, start, end, compaction);
    }
  }

  /** Stops, leaving what is not done to the next start. */
  @Override
  public void close() {
    closing = true;
    compaction.setCanceled(true);
    thread.interrupt();
    Threads.join(thread);
    compaction.close();
  }
}
