/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import io.tabularium.storage.Keyspace;
import io.tabularium.storage.Store.Statistic;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.HistogramType;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.TickerType;

/** Reads the figures an operator wants from RocksDB. */
final class RocksStatistics {
  private final Database database;
  private final RocksDB db;
  private final List<Statistic> statistics = new ArrayList<>(64);

  private RocksStatistics(Database database) {
    this.database = database;
    this.db = database.db();
  }

  static List<Statistic> of(Database database, LogFlusher flusher, int openViews)
      throws RocksDBException {
    RocksStatistics figures = new RocksStatistics(database);
    figures.memory();
    figures.files();
    figures.work();
    figures.cacheAndTraffic();
    figures.log(flusher);
    figures.gauge("rocksdb.views.open", "", "Views that readers have open.", openViews);
    return figures.statistics;
  }

  private void memory() throws RocksDBException {
    gauge(
        "rocksdb.memtable.bytes",
        "bytes",
        "Memory of all memtables, also those being written out.",
        sum("rocksdb.cur-size-all-mem-tables"));
    gauge(
        "rocksdb.memtable.active.bytes",
        "bytes",
        "Memory of the memtables that take writes.",
        sum("rocksdb.cur-size-active-mem-table"));
    gauge(
        "rocksdb.memtable.immutable",
        "",
        "Full memtables that wait to be written out.",
        sum("rocksdb.num-immutable-mem-table"));
    gauge(
        "rocksdb.memtable.capacity",
        "bytes",
        "Memory for memtables before they are written out.",
        database.writeBufferBytes());
    gauge(
        "rocksdb.tablereaders.bytes",
        "bytes",
        "Memory of file indexes and filters outside the block cache.",
        sum("rocksdb.estimate-table-readers-mem"));
  }

  private void files() throws RocksDBException {
    int levels = db.numberLevels();
    double[] files = new double[levels];
    double[] bytes = new double[levels];
    for (ColumnFamilyHandle family : database.families()) {
      // The file lists themselves would say the same, and copy every file's keys.
      Map<String, String> figures = db.getMapProperty(family, "rocksdb.cfstats");
      for (int level = 0; level < levels; level++) {
        files[level] += figure(figures, "compaction.L" + level + ".NumFiles");
        bytes[level] += figure(figures, "compaction.L" + level + ".SizeBytes");
      }
    }
    for (int level = 0; level < levels; level++) {
      gauge("rocksdb.level" + level + ".files", "", "Files on level " + level + ".", files[level]);
      gauge(
          "rocksdb.level" + level + ".bytes",
          "bytes",
          "Bytes in files on level " + level + ".",
          bytes[level]);
    }
    gauge(
        "rocksdb.files.bytes",
        "bytes",
        "Bytes in all live files.",
        sum("rocksdb.live-sst-files-size"));
    gauge(
        "rocksdb.live.bytes",
        "bytes",
        "About how many bytes of live data there are.",
        sum("rocksdb.estimate-live-data-size"));
    for (Keyspace keyspace : Keyspace.values()) {
      String name = keyspace.name().toLowerCase(Locale.ROOT).replace('_', '.');
      gauge(
          "rocksdb.keys." + name,
          "",
          "About how many keys the keyspace " + name + " holds.",
          db.getLongProperty(database.family(keyspace), "rocksdb.estimate-num-keys"));
    }
  }

  private void work() throws RocksDBException {
    gauge(
        "rocksdb.compaction.pending.bytes",
        "bytes",
        "About how many bytes compaction has to rewrite.",
        sum("rocksdb.estimate-pending-compaction-bytes"));
    gauge(
        "rocksdb.compaction.running",
        "",
        "Compactions under way.",
        property("rocksdb.num-running-compactions"));
    gauge(
        "rocksdb.flush.running",
        "",
        "Memtables being written out.",
        property("rocksdb.num-running-flushes"));
    gauge(
        "rocksdb.write.stopped",
        "",
        "Whether writes are stopped until compaction catches up: 1 or 0.",
        property("rocksdb.is-write-stopped"));
    gauge(
        "rocksdb.write.delayed.rate",
        "bytes",
        "Bytes a second to which writes are slowed down, or 0.",
        property("rocksdb.actual-delayed-write-rate"));
    counter(
        "rocksdb.stall.micros",
        "microseconds",
        "Time writes were slowed down or stopped.",
        TickerType.STALL_MICROS);
    gauge(
        "rocksdb.background.errors",
        "",
        "Errors of flushes and compactions since the start.",
        property("rocksdb.background-errors"));
    counter(
        "rocksdb.compaction.read.bytes",
        "bytes",
        "Bytes read by compaction.",
        TickerType.COMPACT_READ_BYTES);
    counter(
        "rocksdb.compaction.write.bytes",
        "bytes",
        "Bytes written by compaction.",
        TickerType.COMPACT_WRITE_BYTES);
    counter(
        "rocksdb.flush.write.bytes",
        "bytes",
        "Bytes written out from memtables.",
        TickerType.FLUSH_WRITE_BYTES);
    total(
        "rocksdb.compaction.micros",
        "microseconds",
        "Time spent in compactions.",
        database.statistics().getHistogramData(HistogramType.COMPACTION_TIME).getSum());
    total(
        "rocksdb.compactions",
        "",
        "Compactions done.",
        database.statistics().getHistogramData(HistogramType.COMPACTION_TIME).getCount());
  }

  private void cacheAndTraffic() {
    gauge("rocksdb.cache.bytes", "bytes", "Block cache in use.", database.cache().getUsage());
    gauge(
        "rocksdb.cache.pinned.bytes",
        "bytes",
        "Block cache that is in use and cannot be evicted.",
        database.cache().getPinnedUsage());
    gauge("rocksdb.cache.capacity", "bytes", "Size of the block cache.", database.cacheBytes());
    counter(
        "rocksdb.cache.hits", "", "Blocks found in the block cache.", TickerType.BLOCK_CACHE_HIT);
    counter(
        "rocksdb.cache.misses",
        "",
        "Blocks not found in the block cache.",
        TickerType.BLOCK_CACHE_MISS);
    counter(
        "rocksdb.bloom.useful",
        "",
        "Times a Bloom filter saved reading a file.",
        TickerType.BLOOM_FILTER_USEFUL);
    counter("rocksdb.keys.written", "", "Keys written.", TickerType.NUMBER_KEYS_WRITTEN);
    counter("rocksdb.keys.read", "", "Keys read.", TickerType.NUMBER_KEYS_READ);
    counter("rocksdb.written.bytes", "bytes", "Bytes written.", TickerType.BYTES_WRITTEN);
    total(
        "rocksdb.read.bytes",
        "bytes",
        "Bytes read by key or by scan.",
        database.statistics().getTickerCount(TickerType.BYTES_READ)
            + database.statistics().getTickerCount(TickerType.ITER_BYTES_READ));
  }

  private void log(LogFlusher flusher) {
    counter("rocksdb.wal.bytes", "bytes", "Bytes written to the log.", TickerType.WAL_FILE_BYTES);
    total("rocksdb.wal.syncs", "", "Times the log was flushed to the disk.", flusher.count());
    total(
        "rocksdb.wal.sync.micros",
        "microseconds",
        "Time spent flushing the log to the disk.",
        flusher.nanos() / 1e3);
    total(
        "rocksdb.wal.sync.failures",
        "",
        "Times the log could not be flushed to the disk.",
        flusher.failures());
  }

  private long sum(String property) throws RocksDBException {
    long sum = 0;
    for (ColumnFamilyHandle family : database.families()) {
      sum += db.getLongProperty(family, property);
    }
    return sum;
  }

  private long property(String property) throws RocksDBException {
    return db.getLongProperty(property);
  }

  /** A figure of a level; empty levels above the first full one have none. */
  private static double figure(Map<String, String> figures, String name) {
    String value = figures.get(name);
    return value == null ? 0 : Double.parseDouble(value);
  }

  private void counter(String name, String unit, String help, TickerType ticker) {
    total(name, unit, help, database.statistics().getTickerCount(ticker));
  }

  private void total(String name, String unit, String help, double value) {
    statistics.add(new Statistic(name, unit, help, true, value));
  }

  private void total(String name, String unit, String help, long value) {
    total(name, unit, help, (double) value);
  }

  private void gauge(String name, String unit, String help, long value) {
    gauge(name, unit, help, (double) value);
  }

  private void gauge(String name, String unit, String help, double value) {
    statistics.add(new Statistic(name, unit, help, false, value));
  }
}
