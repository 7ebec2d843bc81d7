/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.engine;

import io.tabularium.storage.StoreConfig;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompressionType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The reference: RocksDB through its Java binding, one value per row, with the options that decide
 * what an operation costs (cache, blocks, filter, compression, buffers, levels) as our store sets
 * them, and nothing else: no statistics, no other column families, no locks.
 */
final class RawRows implements AutoCloseable {
  private final Deque<AutoCloseable> owned = new ArrayDeque<>();
  private final RocksDB db;
  private final ReadOptions reads;
  private final WriteOptions writes;

  static {
    RocksDB.loadLibrary();
  }

  RawRows(StoreConfig config) throws RocksDBException {
    int cores = Runtime.getRuntime().availableProcessors();
    BlockBasedTableConfig table =
        new BlockBasedTableConfig()
            .setBlockCache(own(new LRUCache(config.cacheBytes(), -1, false, 0.5)))
            .setBlockSize(16 << 10)
            .setFilterPolicy(own(new BloomFilter(10)))
            .setCacheIndexAndFilterBlocks(true)
            .setCacheIndexAndFilterBlocksWithHighPriority(true)
            .setPinL0FilterAndIndexBlocksInCache(true)
            .setOptimizeFiltersForMemory(true)
            .setFormatVersion(6);
    Options options =
        own(new Options())
            .setCreateIfMissing(true)
            .setParanoidChecks(true)
            .setAvoidUnnecessaryBlockingIO(true)
            .setDbWriteBufferSize(config.writeBufferBytes())
            .setMaxBackgroundJobs(Math.max(2, Math.min(16, cores)))
            .setMaxSubcompactions(Math.max(1, Math.min(4, cores / 2)))
            .setBytesPerSync(1 << 20)
            .setMaxTotalWalSize(Math.max(64L << 20, 4 * config.writeBufferBytes()))
            .setTableFormatConfig(table)
            .setWriteBufferSize(Math.max(1 << 20, config.writeBufferBytes() / 2))
            .setMaxWriteBufferNumber(4)
            .setLevelCompactionDynamicLevelBytes(true)
            .setCompressionType(CompressionType.LZ4_COMPRESSION)
            .setBottommostCompressionType(CompressionType.ZSTD_COMPRESSION);
    db = own(RocksDB.open(options, config.directory().toString()));
    reads = own(new ReadOptions());
    writes = own(new WriteOptions().setSync(false));
    startSyncing(config.durability().period());
  }

  /** The same durability as the other side: the log reaches the disk this often. */
  private void startSyncing(Duration period) {
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    ScheduledFuture<?> unused =
        timer.scheduleWithFixedDelay(
            () -> {
              try {
                db.syncWal();
              } catch (RocksDBException e) {
                throw new IllegalStateException("cannot flush the log", e);
              }
            },
            period.toMillis(),
            period.toMillis(),
            TimeUnit.MILLISECONDS);
    owned.push(
        () -> {
          timer.shutdown();
          boolean ended = timer.awaitTermination(1, TimeUnit.MINUTES);
          if (!ended) {
            throw new IllegalStateException("the log is still being flushed");
          }
        });
  }

  private <T extends AutoCloseable> T own(T object) {
    owned.push(object);
    return object;
  }

  int get(byte[] key, byte[] value) throws RocksDBException {
    return db.get(reads, key, value);
  }

  void put(byte[] key, byte[] value) throws RocksDBException {
    db.put(writes, key, value);
  }

  void write(WriteBatch batch) throws RocksDBException {
    db.write(writes, batch);
  }

  RocksIterator iterator() {
    return db.newIterator(reads);
  }

  /** Whether nothing is being compacted or flushed, nor about to be. */
  boolean isIdle() throws RocksDBException {
    return db.getLongProperty("rocksdb.num-running-compactions") == 0
        && db.getLongProperty("rocksdb.num-running-flushes") == 0
        && db.getLongProperty("rocksdb.compaction-pending") == 0;
  }

  @Override
  public void close() throws Exception {
    while (!owned.isEmpty()) {
      owned.pop().close();
    }
  }
}
