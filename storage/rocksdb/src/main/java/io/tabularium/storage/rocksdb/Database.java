/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import io.tabularium.storage.Keyspace;
import io.tabularium.storage.StorageException;
import io.tabularium.storage.StorageException.Kind;
import io.tabularium.storage.StoreConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.DataBlockIndexType;
import org.rocksdb.HistogramType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Statistics;
import org.rocksdb.StatsLevel;
import org.rocksdb.StringAppendOperator;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteOptions;

/** An open RocksDB with its column families, options and caches: what has to be closed together. */
final class Database implements AutoCloseable {
  private static final int BLOCK_BYTES = 8 << 10;

  /** Of a memtable's size: ten bits for each of its entries if they are as small as 64 bytes. */
  private static final double MEMTABLE_FILTER_RATIO = 0.02;

  private static final double BLOOM_BITS = 10;
  private static final int OPEN_FILES = 4096;

  private static final byte[] LOG = "log".getBytes(StandardCharsets.UTF_8);

  /** What is timed; timing each read and write would cost more than it tells. */
  private static final EnumSet<HistogramType> MEASURED =
      EnumSet.of(HistogramType.COMPACTION_TIME, HistogramType.HISTOGRAM_ENUM_MAX);

  /** Native objects in the order they were made; closed the other way round. */
  private final Deque<AutoCloseable> owned = new ArrayDeque<>();

  private final Path directory;
  private final long cacheBytes;
  private final long writeBufferBytes;
  private final RocksDB db;
  private final List<ColumnFamilyHandle> families = new ArrayList<>();
  private final ColumnFamilyHandle[] byCode;
  private final Cache cache;
  private final Statistics statistics;
  private final ReadOptions latest;
  private final WriteOptions unflushed;
  private final WriteOptions impatient;
  private final WriteOptions flushed;

  static {
    RocksDB.loadLibrary();
  }

  private Database(StoreConfig config, boolean create) throws RocksDBException {
    directory = config.directory();
    cacheBytes = config.cacheBytes();
    writeBufferBytes = config.writeBufferBytes();
    try {
      cache = own(new LRUCache(config.cacheBytes(), -1, false, 0.5));
      statistics = own(new Statistics(EnumSet.complementOf(MEASURED)));
      statistics.setStatsLevel(StatsLevel.EXCEPT_DETAILED_TIMERS);
      DBOptions options = options(config).setCreateIfMissing(create);
      List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
      descriptors.add(
          new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, familyOptions(config)));
      for (Keyspace keyspace : Keyspace.values()) {
        ColumnFamilyOptions familyOptions = familyOptions(config);
        familyOptions.setMergeOperator(own(new StringAppendOperator("")));
        descriptors.add(new ColumnFamilyDescriptor(familyName(keyspace), familyOptions));
      }
      descriptors.add(new ColumnFamilyDescriptor(LOG, familyOptions(config)));
      db = RocksDB.open(options, config.directory().toString(), descriptors, families);
      owned.push(db::closeE);
      families.forEach(this::own);
      int highest = Arrays.stream(Keyspace.values()).mapToInt(Keyspace::code).max().orElse(0);
      byCode = new ColumnFamilyHandle[highest + 1];
      int next = 1;
      for (Keyspace keyspace : Keyspace.values()) {
        byCode[keyspace.code()] = families.get(next++);
      }
      byCode[Keyspace.LOG_CODE] = families.get(next);
      latest = own(new ReadOptions());
      unflushed = own(new WriteOptions().setSync(false));
      impatient = own(new WriteOptions().setSync(false).setNoSlowdown(true));
      flushed = own(new WriteOptions().setSync(true));
    } catch (RocksDBException | RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  static Database open(StoreConfig config, boolean create) {
    try {
      return new Database(config, create);
    } catch (RocksDBException e) {
      throw openFailure(config.directory(), e);
    }
  }

  private static StorageException openFailure(Path directory, RocksDBException e) {
    String message = String.valueOf(e.getMessage());
    Path lock = directory.resolve("LOCK");
    if ((message.contains("While lock file") && Files.isWritable(lock))
        || message.contains("lock hold by current process")) {
      return new StorageException(
          Kind.LOCKED, "The directory " + directory + " is in use by another process.", e);
    }
    return RocksErrors.of("open the store in " + directory, e);
  }

  private static byte[] familyName(Keyspace keyspace) {
    return keyspace.name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
  }

  private <T extends AutoCloseable> T own(T object) {
    owned.push(object);
    return object;
  }

  private DBOptions options(StoreConfig config) {
    int cores = Runtime.getRuntime().availableProcessors();
    return own(new DBOptions())
        .setCreateMissingColumnFamilies(true)
        .setParanoidChecks(true)
        .setAvoidUnnecessaryBlockingIO(true)
        .setStatistics(statistics)
        .setDbWriteBufferSize(config.writeBufferBytes())
        .setMaxBackgroundJobs(Math.max(2, Math.min(16, cores)))
        .setMaxSubcompactions(Math.max(1, Math.min(4, cores / 2)))
        .setMaxOpenFiles(OPEN_FILES)
        .setBytesPerSync(1 << 20)
        .setMaxTotalWalSize(Math.max(64L << 20, 4 * config.writeBufferBytes()))
        .setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery)
        .setInfoLogLevel(InfoLogLevel.INFO_LEVEL)
        .setMaxLogFileSize(10 << 20)
        .setKeepLogFileNum(5)
        .setStatsDumpPeriodSec(3600);
  }

  private ColumnFamilyOptions familyOptions(StoreConfig config) {
    BlockBasedTableConfig table =
        new BlockBasedTableConfig()
            .setBlockCache(cache)
            .setBlockSize(BLOCK_BYTES)
            .setFilterPolicy(own(new BloomFilter(BLOOM_BITS)))
            .setCacheIndexAndFilterBlocks(true)
            .setCacheIndexAndFilterBlocksWithHighPriority(true)
            .setPinL0FilterAndIndexBlocksInCache(true)
            .setOptimizeFiltersForMemory(true)
            .setFormatVersion(6)
            // A point read hashes into its block instead of searching it: a fifth less CPU for
            // each.
            .setDataBlockIndexType(DataBlockIndexType.kDataBlockBinaryAndHash)
            .setDataBlockHashTableUtilRatio(0.75);
    return own(new ColumnFamilyOptions())
        .setTableFormatConfig(table)
        .setWriteBufferSize(Math.max(1 << 20, config.writeBufferBytes() / 2))
        .setMaxWriteBufferNumber(4)
        // A point read asks the memtables first, and usually they do not have the key: a filter
        // spares it the walk through each one's skip list.
        .setMemtablePrefixBloomSizeRatio(MEMTABLE_FILTER_RATIO)
        .setMemtableWholeKeyFiltering(true)
        .setLevelCompactionDynamicLevelBytes(true)
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        .setBottommostCompressionType(CompressionType.ZSTD_COMPRESSION);
  }

  RocksDB db() {
    return db;
  }

  /** Where facts and notes are. */
  ColumnFamilyHandle catalogue() {
    return families.get(0);
  }

  ColumnFamilyHandle family(Keyspace keyspace) {
    return byCode[keyspace.code()];
  }

  /** Where the tables' logs are. */
  ColumnFamilyHandle log() {
    return byCode[Keyspace.LOG_CODE];
  }

  /** All column families, the catalogue first. */
  List<ColumnFamilyHandle> families() {
    return families;
  }

  Path directory() {
    return directory;
  }

  long cacheBytes() {
    return cacheBytes;
  }

  long writeBufferBytes() {
    return writeBufferBytes;
  }

  Cache cache() {
    return cache;
  }

  Statistics statistics() {
    return statistics;
  }

  /** For reads of the present state. */
  ReadOptions latest() {
    return latest;
  }

  /** For writes that return when the operating system has them. */
  WriteOptions unflushed() {
    return unflushed;
  }

  /** As {@link #unflushed}, for writes that would rather fail than be held up. */
  WriteOptions impatient() {
    return impatient;
  }

  /** For writes that return when the disk has them. */
  WriteOptions flushed() {
    return flushed;
  }

  /** Closes the database and then what it was made of. */
  @Override
  public void close() {
    while (!owned.isEmpty()) {
      try {
        owned.pop().close();
      } catch (Exception e) {
        throw new StorageException(Kind.UNAVAILABLE, "Could not close the store.", e);
      }
    }
  }
}
