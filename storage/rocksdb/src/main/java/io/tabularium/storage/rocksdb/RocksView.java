/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import io.tabularium.storage.Keyspace;
import io.tabularium.storage.StorageException;
import io.tabularium.storage.TableSpace.Cursor;
import io.tabularium.storage.TableSpace.ReadView;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.RocksDBException;

/** The whole store as of one moment, seen from one table. */
final class RocksView implements ReadView {
  private final RocksTable table;
  private final RocksStore store;
  private final ReadPoint point;
  private final boolean empty;
  private final List<RocksCursor> cursors = new ArrayList<>(2);
  private int forgetAt = 64;
  private boolean closed;

  /** A view of a table, or of nothing if the table is dropped. */
  RocksView(RocksTable table, ReadPoint point, boolean empty) {
    this.table = table;
    this.empty = empty;
    this.store = table.store();
    this.point = point;
    store.views().add(this);
  }

  /** Whether a table's keys can be seen through this. */
  boolean sees(int tableId) {
    return !empty && table.id() == tableId;
  }

  @Override
  public byte[] get(Keyspace keyspace, byte[] key) {
    int cell = store.gate().enter();
    try {
      checkOpen();
      if (empty) {
        return null;
      }
      return store
          .database()
          .db()
          .get(store.database().family(keyspace), point.options(), Keys.physical(table.id(), key));
    } catch (RocksDBException e) {
      throw RocksErrors.of("read a key", e);
    } finally {
      store.gate().exit(cell);
    }
  }

  @Override
  public Cursor scan(Keyspace keyspace, byte[] from, byte[] to, boolean descending) {
    int cell = store.gate().enter();
    try {
      checkOpen();
      if (empty) {
        return EmptyCursor.INSTANCE;
      }
      RocksCursor cursor =
          new RocksCursor(store, point.options(), table.id(), keyspace, from, to, descending);
      forgetClosed();
      cursors.add(cursor);
      return cursor;
    } finally {
      store.gate().exit(cell);
    }
  }

  /** A read of many wide rows opens and closes cursors by the thousand. */
  private void forgetClosed() {
    if (cursors.size() >= forgetAt) {
      cursors.removeIf(RocksCursor::isFreed);
      forgetAt = 2 * cursors.size() + 64;
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("The view is closed.");
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    int cell;
    try {
      cell = store.gate().enter();
    } catch (StorageException e) {
      // The store has freed everything, or is about to.
      return;
    }
    try {
      store.views().remove(this);
      free();
    } finally {
      store.gate().exit(cell);
    }
  }

  /**
   * Gives all native memory back. Called by the one thread that uses the view, or when none can.
   */
  void free() {
    if (!closed) {
      closed = true;
      cursors.forEach(RocksCursor::free);
      point.release();
    }
  }
}
