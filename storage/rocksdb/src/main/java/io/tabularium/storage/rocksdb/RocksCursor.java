/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import io.tabularium.storage.Keyspace;
import io.tabularium.storage.StorageException;
import io.tabularium.storage.TableSpace.Cursor;
import java.util.Arrays;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/** Steps over a range of one table. */
final class RocksCursor implements Cursor {
  private static final byte[] NOTHING = {};

  private final Gate gate;
  private final boolean descending;
  private final byte[] start;
  private final byte[] end;
  private final Slice bound;
  private final ReadOptions options;
  private final RocksIterator iterator;

  private byte[] key = new byte[64];
  private byte[] value = new byte[1024];
  private int keyLength;
  private int valueLength;
  private boolean started;
  private boolean valid;
  private boolean freed;

  RocksCursor(
      RocksStore store,
      ReadOptions base,
      int tableId,
      Keyspace keyspace,
      byte[] from,
      byte[] to,
      boolean descending) {
    this.gate = store.gate();
    this.descending = descending;
    this.start = from == null ? Keys.tableStart(tableId) : Keys.physical(tableId, from);
    this.end = to == null ? Keys.tableEnd(tableId) : Keys.physical(tableId, to);
    // One bound is enough: the other end is where the cursor starts.
    this.bound = new Slice(descending ? start : end);
    this.options = new ReadOptions(base);
    if (descending) {
      options.setIterateLowerBound(bound);
    } else {
      options.setIterateUpperBound(bound);
    }
    this.iterator = store.database().db().newIterator(store.database().family(keyspace), options);
  }

  @Override
  public boolean next() {
    int cell = gate.enter();
    try {
      if (freed) {
        throw new IllegalStateException("The cursor is closed.");
      }
      step();
      valid = iterator.isValid();
      if (!valid) {
        iterator.status();
        return false;
      }
      load();
      return true;
    } catch (RocksDBException e) {
      throw RocksErrors.of("scan", e);
    } finally {
      gate.exit(cell);
    }
  }

  private void step() {
    if (started) {
      if (!valid) {
        return;
      }
      if (descending) {
        iterator.prev();
      } else {
        iterator.next();
      }
      return;
    }
    started = true;
    if (Arrays.compareUnsigned(start, end) >= 0) {
      // An empty range. The iterator stays where it is, which is nowhere: its one bound would be on
      // the wrong side of where it starts.
      return;
    }
    if (descending) {
      iterator.seekForPrev(end);
      if (iterator.isValid() && Arrays.equals(iterator.key(), end)) {
        iterator.prev();
      }
    } else {
      iterator.seek(start);
    }
  }

  private void load() {
    keyLength = iterator.key(key);
    if (keyLength > key.length) {
      key = new byte[Math.max(keyLength, 2 * key.length)];
      iterator.key(key);
    }
    valueLength = iterator.value(value);
    if (valueLength > value.length) {
      value = new byte[Math.max(valueLength, 2 * value.length)];
      iterator.value(value);
    }
  }

  @Override
  public byte[] keyArray() {
    return key;
  }

  @Override
  public int keyOffset() {
    return Keys.PREFIX;
  }

  @Override
  public int keyLength() {
    return keyLength - Keys.PREFIX;
  }

  @Override
  public byte[] valueArray() {
    return value;
  }

  @Override
  public int valueLength() {
    return valueLength;
  }

  @Override
  public void close() {
    if (freed) {
      return;
    }
    int cell;
    try {
      cell = gate.enter();
    } catch (StorageException e) {
      // The store has freed it, or is about to.
      return;
    }
    try {
      free();
    } finally {
      gate.exit(cell);
    }
  }

  /** Gives all native memory back. */
  void free() {
    if (!freed) {
      freed = true;
      iterator.close();
      options.close();
      bound.close();
      key = NOTHING;
      value = NOTHING;
    }
  }

  /** Whether it is closed. */
  boolean isFreed() {
    return freed;
  }
}
