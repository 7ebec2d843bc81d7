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

/** Nothing waits forever: not for compaction, and not for another write to the same partition. */
@Timeout(60)
class StallTest {
  @TempDir Path directory;

  private RocksStore open() {
    return RocksStoreProvider.open(StoreConfig.small(directory), Duration.ofMillis(200));
  }

  private static void configure(RocksStore store, boolean stopped) throws Exception {
    store
        .database()
        .db()
        .setOptions(
            store.database().family(ROWS),
            MutableColumnFamilyOptions.builder()
                .setDisableAutoCompactions(stopped)
                .setLevel0FileNumCompactionTrigger(2)
                .setLevel0SlowdownWritesTrigger(stopped ? 2 : 100)
                .setLevel0StopWritesTrigger(stopped ? 2 : 200)
                .build());
  }

  @Test
  void aWriteThatCompactionStopsIsRefusedInTimeAndReadsAreNot() throws Exception {
    try (RocksStore store = open()) {
      TableSpace table = store.table(1);
      configure(store, true);
      for (int i = 0; i < 2; i++) {
        Opened.put(table, ROWS, "k" + i, bytes("v"));
        Opened.writeOut(store);
      }
      assertThat(Opened.statistic(store, "rocksdb.write.stopped")).isOne();

      Opened.assertRefused(
          Kind.BUSY, () -> table.write(List.of(put(ROWS, "k2", "v"))).join(), "compaction");
      Opened.assertRefused(
          Kind.BUSY,
          () -> table.write(List.of(put(ROWS, "k2", "v"), put(ROWS, "k3", "v"))).join(),
          "compaction");
      Opened.assertRefused(
          Kind.BUSY,
          () ->
              table
                  .transact(
                      bytes("k"),
                      tx -> {
                        tx.put(ROWS, bytes("k2"), bytes("v"));
                        return null;
                      })
                  .join(),
          "compaction");
      assertThat(contents(table, ROWS)).containsExactly("k0=v", "k1=v");

      configure(store, false);
      Opened.put(table, ROWS, "k2", bytes("v"));
      assertThat(contents(table, ROWS)).hasSize(3);
    }
  }

  @Test
  void aWriteThatIsOnlySlowedDownGoesThrough() throws Exception {
    try (RocksStore store = open()) {
      TableSpace table = store.table(1);
      configure(store, true);
      store
          .database()
          .db()
          .setOptions(
              store.database().family(ROWS),
              MutableColumnFamilyOptions.builder().setLevel0StopWritesTrigger(100).build());
      for (int i = 0; i < 3; i++) {
        Opened.put(table, ROWS, "k" + i, bytes("v"));
        Opened.writeOut(store);
      }
      assertThat(Opened.statistic(store, "rocksdb.write.delayed.rate")).isPositive();
      Opened.put(table, ROWS, "slow", bytes("v"));
      assertThat(contents(table, ROWS)).hasSize(4);
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
