/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import static io.tabularium.storage.Keyspace.ROWS;
import static io.tabularium.storage.testkit.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.storage.TableSpace.ReadView;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The figures move with what happens. */
class RocksStatisticsTest {
  @Test
  void figuresFollowTheStore(@TempDir Path directory) {
    try (RocksStore store = Opened.open(directory)) {
      assertThat(Opened.statistic(store, "rocksdb.cache.capacity")).isEqualTo(32 << 20);
      assertThat(Opened.statistic(store, "rocksdb.memtable.capacity")).isEqualTo(32 << 20);
      double memory = Opened.statistic(store, "rocksdb.memtable.bytes");
      double flushes = Opened.statistic(store, "rocksdb.wal.syncs");
      for (int i = 0; i < 50; i++) {
        Opened.put(store.table(1), ROWS, "k" + i, new byte[20_000]);
      }
      assertThat(Opened.statistic(store, "rocksdb.memtable.bytes")).isGreaterThan(memory + 1e6);
      assertThat(Opened.statistic(store, "rocksdb.wal.syncs")).isEqualTo(flushes + 50);
      assertThat(Opened.statistic(store, "rocksdb.wal.sync.micros")).isPositive();
      assertThat(Opened.statistic(store, "rocksdb.wal.bytes")).isGreaterThan(1e6);
      assertThat(Opened.statistic(store, "rocksdb.keys.written")).isEqualTo(50);
      assertThat(Opened.statistic(store, "rocksdb.keys.rows")).isEqualTo(50);
      assertThat(Opened.statistic(store, "rocksdb.files.bytes")).isZero();

      Opened.writeOut(store);
      Opened.put(store.table(1), ROWS, "k7", new byte[20_000]);
      Opened.compact(store);
      assertThat(Opened.statistic(store, "rocksdb.files.bytes")).isPositive();
      assertThat(Opened.statistic(store, "rocksdb.flush.write.bytes")).isPositive();
      assertThat(Opened.statistic(store, "rocksdb.compactions")).isPositive();
      double files = 0;
      double bytes = 0;
      for (int level = 0; level < 7; level++) {
        files += Opened.statistic(store, "rocksdb.level" + level + ".files");
        bytes += Opened.statistic(store, "rocksdb.level" + level + ".bytes");
      }
      assertThat(files).isOne();
      assertThat(bytes).isEqualTo(Opened.statistic(store, "rocksdb.files.bytes"));

      double misses = Opened.statistic(store, "rocksdb.cache.misses");
      double hits = Opened.statistic(store, "rocksdb.cache.hits");
      for (int i = 0; i < 2; i++) {
        assertThat(store.table(1).get(ROWS, bytes("k7"))).isNotNull();
      }
      assertThat(Opened.statistic(store, "rocksdb.cache.misses")).isGreaterThan(misses);
      assertThat(Opened.statistic(store, "rocksdb.cache.hits")).isGreaterThan(hits);
      assertThat(Opened.statistic(store, "rocksdb.cache.bytes")).isPositive();
      assertThat(Opened.statistic(store, "rocksdb.read.bytes")).isGreaterThanOrEqualTo(40_000);

      assertThat(Opened.statistic(store, "rocksdb.views.open")).isZero();
      try (ReadView view = store.table(1).view()) {
        assertThat(view.get(ROWS, bytes("k7"))).isNotNull();
        assertThat(Opened.statistic(store, "rocksdb.views.open")).isOne();
      }
    }
  }
}
