/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import static io.tabularium.storage.Keyspace.ROWS;
import static io.tabularium.storage.testkit.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.storage.Durability;
import io.tabularium.storage.StorageException.Kind;
import io.tabularium.storage.StoreConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** Acknowledged at once, on disk within a period. */
@Timeout(60)
class PeriodicCommitsTest {
  @TempDir Path directory;

  private static final Duration PATIENT = Duration.ofSeconds(20);

  private static CompletableFuture<String> put(Database database, Commits commits)
      throws RocksDBException {
    commits.admit();
    database.db().put(database.family(ROWS), bytes("k"), bytes("v"));
    return commits.written("v");
  }

  @Test
  void aWriteIsDoneAtOnceAndFlushedSoonAndNothingIsFlushedForNothing() throws Exception {
    AtomicInteger flushes = new AtomicInteger();
    try (Database database = Database.open(StoreConfig.small(directory), true);
        Commits commits =
            new PeriodicCommits(database.db(), flushes::incrementAndGet, Duration.ofMillis(5))) {
      assertThat(put(database, commits)).isCompletedWithValue("v");
      Awaitility.await().atMost(PATIENT).until(() -> flushes.get() == 1);

      // Many periods later, still only the flush that was asked for.
      commits.flush();
      Awaitility.await()
          .pollDelay(Duration.ofMillis(50))
          .atMost(PATIENT)
          .until(() -> flushes.get() == 2);
      assertThat(put(database, commits)).isCompleted();
      Awaitility.await().atMost(PATIENT).until(() -> flushes.get() == 3);
    }
    assertThat(flushes).hasValue(4);
  }

  @Test
  void aFlushThatFailsRefusesWritesUntilOneSucceeds() throws Exception {
    AtomicInteger broken = new AtomicInteger(1);
    LogFlush disk =
        () -> {
          if (broken.get() == 1) {
            throw new RocksDBException(
                "broken disk", new Status(Status.Code.IOError, Status.SubCode.None, "broken disk"));
          }
        };
    try (Database database = Database.open(StoreConfig.small(directory), true);
        Commits commits = new PeriodicCommits(database.db(), disk, Duration.ofMillis(5))) {
      assertThat(put(database, commits)).isCompleted();
      Awaitility.await()
          .atMost(PATIENT)
          .untilAsserted(
              () -> Opened.assertRefused(Kind.UNAVAILABLE, () -> commits.admit(), "broken disk"));
      Opened.assertRefused(Kind.UNAVAILABLE, () -> commits.flush(), "broken disk");

      broken.set(0);
      Awaitility.await()
          .atMost(PATIENT)
          .ignoreExceptions()
          .until(() -> put(database, commits).isDone());
    }
  }

  @Test
  void theLogReachesTheDiskWithoutAnyoneAsking() {
    StoreConfig small = StoreConfig.small(directory);
    StoreConfig periodic =
        new StoreConfig(
            directory,
            Durability.periodic(Duration.ofMillis(10)),
            small.cacheBytes(),
            small.writeBufferBytes());
    try (RocksStore store = RocksStoreProvider.open(periodic, PATIENT)) {
      double before = Opened.statistic(store, "rocksdb.wal.syncs");
      Opened.put(store.table(1), ROWS, "k", bytes("v"));
      Awaitility.await()
          .atMost(PATIENT)
          .until(() -> Opened.statistic(store, "rocksdb.wal.syncs") > before);
    }
  }
}
