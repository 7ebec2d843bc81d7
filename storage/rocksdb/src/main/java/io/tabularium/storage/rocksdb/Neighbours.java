/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/**
 * Reads keys that stand close together by going along them, which takes a fifth of the time of
 * looking each up. It tells when they do not, so that nothing is read for no use: neither many
 * other keys that lie between, nor what is left of deleted ones.
 */
final class Neighbours {
  /** Fewer keys are looked up: an iterator has to be made first, over all levels. */
  static final int LEAST_KEYS = 24;

  /** Keys that may be passed over on the way to the next; beyond them it is looked for. */
  private static final int MOST_BETWEEN = 3;

  /** Keys that may have to be looked for, as a part of all. */
  private static final int LOOKED_FOR_PART = 16;

  /** Deleted keys and old values that may be passed over on the way to the next. */
  private static final int MOST_SKIPPED = 64;

  private static final int KEY_BYTES = 128;

  private final RocksIterator iterator;
  private byte[] found = new byte[KEY_BYTES];
  private int foundLength;

  private Neighbours(RocksIterator iterator) {
    this.iterator = iterator;
  }

  /**
   * The values of keys, {@code null} where there is none.
   *
   * @param keys as they are in the database
   * @return as many as could be read this way, from the first on
   */
  static List<byte[]> read(
      RocksDB db, ColumnFamilyHandle family, ReadOptions base, List<byte[]> keys)
      throws RocksDBException {
    if (keys.size() < LEAST_KEYS || !areAscending(keys)) {
      return List.of();
    }
    byte[] last = keys.get(keys.size() - 1);
    try (Slice end = new Slice(Arrays.copyOf(last, last.length + 1));
        ReadOptions options =
            new ReadOptions(base)
                .setIterateUpperBound(end)
                .setMaxSkippableInternalKeys(MOST_SKIPPED);
        RocksIterator iterator = db.newIterator(family, options)) {
      return new Neighbours(iterator).read(keys);
    }
  }

  private static boolean areAscending(List<byte[]> keys) {
    for (int i = 1; i < keys.size(); i++) {
      if (Arrays.compareUnsigned(keys.get(i - 1), keys.get(i)) > 0) {
        return false;
      }
    }
    return true;
  }

  private List<byte[]> read(List<byte[]> keys) throws RocksDBException {
    List<byte[]> values = new ArrayList<>(keys.size());
    int lookedForLeft = 1 + keys.size() / LOOKED_FOR_PART;
    iterator.seek(keys.get(0));
    load();
    for (byte[] key : keys) {
      int passed = 0;
      while (iterator.isValid() && compareFound(key) < 0) {
        if (passed++ <= MOST_BETWEEN) {
          iterator.next();
        } else if (lookedForLeft-- > 0) {
          iterator.seek(key);
        } else {
          return values;
        }
        load();
      }
      if (!iterator.isValid() && isGivenUp()) {
        return values;
      }
      values.add(iterator.isValid() && compareFound(key) == 0 ? iterator.value() : null);
    }
    return values;
  }

  private void load() {
    if (!iterator.isValid()) {
      return;
    }
    foundLength = iterator.key(found);
    if (foundLength > found.length) {
      found = new byte[foundLength];
      iterator.key(found);
    }
  }

  private int compareFound(byte[] key) {
    return Arrays.compareUnsigned(found, 0, foundLength, key, 0, key.length);
  }

  /** Whether an iterator that has ended did so because it had skipped too much. */
  private boolean isGivenUp() throws RocksDBException {
    try {
      iterator.status();
      return false;
    } catch (RocksDBException e) {
      if (RocksErrors.isIncomplete(e)) {
        return true;
      }
      throw e;
    }
  }
}
