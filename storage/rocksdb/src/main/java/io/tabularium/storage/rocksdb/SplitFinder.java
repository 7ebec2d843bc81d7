/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.Range;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.SizeApproximationFlag;
import org.rocksdb.Slice;

/**
 * Cuts a range of physical keys into parts of about the same size. A small range is read; in a
 * large one, each cut is found by halving an interval of keys until RocksDB's estimate of what lies
 * before is about right, and is then moved to the next key there really is.
 */
final class SplitFinder {
  /** Up to this estimate, a range is read rather than estimated. */
  private static final long READ_BYTES = 32L << 20;

  private static final int MAX_HALVINGS = 80;

  private final RocksDB db;
  private final ColumnFamilyHandle family;
  private final ReadOptions options;

  SplitFinder(RocksDB db, ColumnFamilyHandle family, ReadOptions options) {
    this.db = db;
    this.family = family;
    this.options = options;
  }

  /** About how many bytes lie between two keys, in files and in memory. */
  long size(byte[] from, byte[] to) {
    try (Slice lower = new Slice(from);
        Slice upper = new Slice(to)) {
      return db.getApproximateSizes(
              family,
              List.of(new Range(lower, upper)),
              SizeApproximationFlag.INCLUDE_FILES,
              SizeApproximationFlag.INCLUDE_MEMTABLES)[0];
    }
  }

  /** Keys that cut the range into parts of about {@code partBytes}. */
  List<byte[]> cut(byte[] from, byte[] to, long partBytes, int limit) throws RocksDBException {
    if (limit <= 0) {
      return new ArrayList<>();
    }
    if (size(from, to) <= READ_BYTES) {
      return cutByReading(from, to, partBytes, limit);
    }
    if (sizeInMemory(from, to) > partBytes / 2) {
      // Where keys lie in memory is known too roughly to cut by it.
      try (FlushOptions flush = new FlushOptions().setWaitForFlush(true)) {
        db.flush(flush, family);
      }
    }
    return cutByEstimates(from, to, partBytes, limit);
  }

  private long sizeInMemory(byte[] from, byte[] to) {
    try (Slice lower = new Slice(from);
        Slice upper = new Slice(to)) {
      return db.getApproximateMemTableStats(family, new Range(lower, upper)).size;
    }
  }

  private List<byte[]> cutByReading(byte[] from, byte[] to, long partBytes, int limit)
      throws RocksDBException {
    List<byte[]> cuts = new ArrayList<>();
    try (Slice upper = new Slice(to);
        ReadOptions bounded =
            new ReadOptions(options).setIterateUpperBound(upper).setFillCache(false);
        RocksIterator iterator = db.newIterator(family, bounded)) {
      byte[] nothing = {};
      long part = 0;
      for (iterator.seek(from); iterator.isValid() && cuts.size() < limit; iterator.next()) {
        if (part >= partBytes) {
          cuts.add(iterator.key());
          part = 0;
        }
        part += iterator.key(nothing) + iterator.value(nothing);
      }
      iterator.status();
    }
    return cuts;
  }

  private List<byte[]> cutByEstimates(byte[] from, byte[] to, long partBytes, int limit)
      throws RocksDBException {
    List<byte[]> cuts = new ArrayList<>();
    try (Slice upper = new Slice(to);
        ReadOptions bounded =
            new ReadOptions(options).setIterateUpperBound(upper).setFillCache(false);
        RocksIterator iterator = db.newIterator(family, bounded)) {
      iterator.seekToLast();
      iterator.status();
      if (!iterator.isValid()) {
        return cuts;
      }
      byte[] last = iterator.key();
      byte[] start = from;
      while (cuts.size() < limit && size(start, to) > partBytes + partBytes / 2) {
        iterator.seek(cutAfter(iterator, start, last, partBytes));
        if (iterator.isValid() && Arrays.equals(iterator.key(), start)) {
          iterator.next();
        }
        iterator.status();
        if (!iterator.isValid()) {
          break;
        }
        start = iterator.key();
        cuts.add(start);
      }
    }
    return cuts;
  }

  /**
   * A key such that about {@code partBytes} lie between {@code start} and it. The interval is
   * narrowed to keys there are, each time: halving alone would take as many steps as keys have
   * bits.
   */
  private byte[] cutAfter(RocksIterator iterator, byte[] start, byte[] last, long partBytes)
      throws RocksDBException {
    byte[] low = start;
    byte[] high = last;
    for (int i = 0; i < MAX_HALVINGS; i++) {
      byte[] middle = middle(low, high);
      if (Arrays.compareUnsigned(low, middle) >= 0 || Arrays.compareUnsigned(middle, high) >= 0) {
        break;
      }
      long before = size(start, middle);
      if (Math.abs(before - partBytes) <= partBytes / 16) {
        return middle;
      }
      if (before < partBytes) {
        iterator.seek(middle);
        iterator.status();
        if (!iterator.isValid()) {
          break;
        }
        low = iterator.key();
      } else {
        iterator.seekForPrev(middle);
        iterator.status();
        if (!iterator.isValid() || Arrays.compareUnsigned(iterator.key(), low) <= 0) {
          // One row that is larger than a part.
          return middle;
        }
        high = iterator.key();
      }
    }
    return high;
  }

  /** A key about half way between two, reading keys as fractions. */
  static byte[] middle(byte[] low, byte[] high) {
    int length = Math.max(low.length, high.length) + 1;
    BigInteger sum =
        new BigInteger(1, Arrays.copyOf(low, length))
            .add(new BigInteger(1, Arrays.copyOf(high, length)));
    byte[] half = sum.shiftRight(1).toByteArray();
    byte[] middle = new byte[length];
    int digits = Math.min(half.length, length);
    System.arraycopy(half, half.length - digits, middle, length - digits, digits);
    return middle;
  }
}
