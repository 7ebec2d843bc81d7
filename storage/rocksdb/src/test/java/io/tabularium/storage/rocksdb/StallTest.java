/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import static io.tabularium.storage.Keyspace.ROWS;
import static io.tabularium.storage.testkit.Bytes.bytes;
import static io.tabularium.storage.testkit.Bytes.contents;
import static io.tabularium.storage.testkit.Bytes.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.storage.StorageException.Kind;
import io.tabularium.storage.StoreConfig;
import io.tabularium.storage.TableSpace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.MutableColumnFamilyOptions;
import org.rocksdb.RocksDB;

/** Nothing waits forever: not for compaction, and not for another write to the same partition. */
@Timeout(60)
class StallTest {
  @TempDir Path directory;

  private RocksStore open() {
    return RocksStoreProvider.open(StoreConfig.small(directory), Duration.ofMillis(200));
  }

  /** Makes so many files in memory's wake be too many, with nobody there to merge them. */
  private static void stall(RocksStore store, int slowdown, int stop) throws Exception {
    RocksDB db = store.database().db();
    for (int i = 0; i < 3; i++) {
      Opened.put(store.table(1), ROWS, "k" + i, bytes("v"));
      Opened.writeOut(store);
    }
    db.pauseBackgroundWork();
    db.setOptions(
        store.database().family(ROWS),
        MutableColumnFamilyOptions.builder()
            .setLevel0FileNumCompactionTrigger(2)
            .setLevel0SlowdownWritesTrigger(slowdown)
            .setLevel0StopWritesTrigger(stop)
            .build());
  }

  @Test
  void aWriteThatCompactionStopsIsRefusedInTimeAndReadsAreNot() throws Exception {
    try (RocksStore store = open()) {
      TableSpace table = store.table(1);
      stall(store, 2, 2);
      assertThat(Opened.statistic(store, "rocksdb.write.stopped")).isOne();

      Opened.assertRefused(
          Kind.BUSY, () -> table.write(List.of(put(ROWS, "new", "v"))).join(), "compaction");
      Opened.assertRefused(
          Kind.BUSY,
          () -> table.write(List.of(put(ROWS, "new", "v"), put(ROWS, "k3", "v"))).join(),
          "compaction");
      Opened.assertRefused(
          Kind.BUSY,
          () ->
              table
                  .transact(
                      bytes("k"),
                      tx -> {
                        tx.put(ROWS, bytes("knew"), bytes("v"));
                        return null;
                      })
                  .join(),
          "compaction");
      assertThat(contents(table, ROWS)).containsExactly("k0=v", "k1=v", "k2=v");

      store.database().db().continueBackgroundWork();
      Opened.put(table, ROWS, "after", bytes("v"));
      assertThat(contents(table, ROWS)).hasSize(4);
    }
  }

  @Test
  void aWriteThatIsOnlySlowedDownGoesThrough() throws Exception {
    try (RocksStore store = open()) {
      TableSpace table = store.table(1);
      stall(store, 2, 100);
      assertThat(Opened.statistic(store, "rocksdb.write.delayed.rate")).isPositive();
      Opened.put(table, ROWS, "slow", bytes("v"));
      assertThat(contents(table, ROWS)).hasSize(4);
      store.database().db().continueBackgroundWork();
    }
  }

  @Test
  void aPartitionThatIsHeldTooLongIsBusy() throws Exception {
    try (RocksStore store = open()) {
      TableSpace table = store.table(1);
      CountDownLatch inside = new CountDownLatch(1);
      CountDownLatch leave = new CountDownLatch(1);
      Thread holder =
          new Thread(
              () ->
                  table
                      .transact(
                          bytes("k"),
                          tx -> {
                            tx.put(ROWS, bytes("k"), bytes("held"));
                            inside.countDown();
                            try {
                              return leave.await(30, TimeUnit.SECONDS);
                            } catch (InterruptedException e) {
                              throw new AssertionError(e);
                            }
                          })
                      .join());
      holder.start();
      assertThat(inside.await(30, TimeUnit.SECONDS)).isTrue();

      Opened.assertRefused(
          Kind.BUSY, () -> table.transact(bytes("k"), tx -> null).join(), "partition key");
      Opened.assertRefused(
          Kind.BUSY, () -> table.write(List.of(put(ROWS, "k", "v"))).join(), "partition key");
      Opened.assertRefused(
          Kind.BUSY,
          () -> table.write(List.of(put(ROWS, "a", "v"), put(ROWS, "k", "v"))).join(),
          "partition key");
      assertThat(contents(table, ROWS)).isEmpty();

      leave.countDown();
      holder.join(30_000);
      // What the refused write had locked before, it has let go.
      table.write(List.of(put(ROWS, "a", "v"), put(ROWS, "k", "after"))).join();
      assertThat(contents(table, ROWS)).containsExactly("a=v", "k=after");
    }
  }
}
