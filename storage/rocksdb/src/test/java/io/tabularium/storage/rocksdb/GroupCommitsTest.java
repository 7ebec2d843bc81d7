/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import static io.tabularium.storage.Keyspace.ROWS;
import static io.tabularium.storage.testkit.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tabularium.storage.StorageException;
import io.tabularium.storage.StorageException.Kind;
import io.tabularium.storage.StoreConfig;
import io.tabularium.storage.TableSpace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.TickerType;

/** Acknowledged means on disk, and the way there is shared. */
@Timeout(60)
class GroupCommitsTest {
  @TempDir Path directory;

  @Test
  void writersShareFlushes() throws Exception {
    int writers = 64;
    int each = 25;
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    try (RocksStore store = Opened.open(directory)) {
      TableSpace table = store.table(1);
      double before = Opened.statistic(store, "rocksdb.wal.syncs");
      CyclicBarrier start = new CyclicBarrier(writers);
      List<Future<?>> done = new ArrayList<>();
      for (int w = 0; w < writers; w++) {
        String key = "writer" + w;
        done.add(
            threads.submit(
                () -> {
                  start.await();
                  for (int i = 0; i < each; i++) {
                    Opened.put(table, ROWS, key, bytes("v" + i));
                  }
                  return null;
                }));
      }
      for (Future<?> future : done) {
        future.get(50, TimeUnit.SECONDS);
      }
      assertThat(store.database().statistics().getTickerCount(TickerType.WAL_FILE_SYNCED))
          .isGreaterThanOrEqualTo((long) Opened.statistic(store, "rocksdb.wal.syncs"));
      double flushes = Opened.statistic(store, "rocksdb.wal.syncs") - before;
      assertThat(flushes).isBetween((double) each, writers * each / 3.0);
    } finally {
      threads.shutdownNow();
    }
  }

  /** With a disk that flushes when the test says so. */
  @Nested
  class OnASlowDisk {
    private final Semaphore allowed = new Semaphore(1);
    private final CountDownLatch flushing = new CountDownLatch(2);
    private volatile boolean broken;
    private Database database;
    private GroupCommits commits;

    @BeforeEach
    void open() throws Exception {
      database = Database.open(StoreConfig.small(directory), true);
      commits = new GroupCommits(database.db(), this::flush, 3, Duration.ofMillis(200));
    }

    @AfterEach
    void close() {
      broken = false;
      allowed.release(1_000_000);
      commits.close();
      database.close();
    }

    private void flush() throws RocksDBException {
      flushing.countDown();
      allowed.acquireUninterruptibly();
      if (broken) {
        throw new RocksDBException(
            "broken disk", new Status(Status.Code.IOError, Status.SubCode.None, "broken disk"));
      }
    }

    private CompletableFuture<String> put(String key, String value) {
      commits.admit();
      try {
        database.db().put(database.family(ROWS), bytes(key), bytes(value));
      } catch (RocksDBException e) {
        throw new AssertionError(e);
      }
      return commits.written(value);
    }

    private byte[] get(String key) throws RocksDBException {
      ReadPoint point = commits.pointForGet();
      try {
        return database.db().get(database.family(ROWS), point.options(), bytes(key));
      } finally {
        point.release();
      }
    }

    @Test
    void aWriteIsNeitherDoneNorSeenBeforeItIsOnDisk() throws Exception {
      CompletableFuture<String> future = put("k", "v");
      assertThat(flushing.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(future).isNotDone();
      assertThat(get("k")).isNull();

      allowed.release();
      assertThat(future.get(10, TimeUnit.SECONDS)).isEqualTo("v");
      assertThat(get("k")).isEqualTo(bytes("v"));
    }

    @Test
    void aWriteMadeDuringAFlushWaitsForTheNext() throws Exception {
      CompletableFuture<String> first = put("k", "1");
      assertThat(flushing.await(10, TimeUnit.SECONDS)).isTrue();
      CompletableFuture<String> second = put("k", "2");

      allowed.release();
      first.get(10, TimeUnit.SECONDS);
      assertThat(second).isNotDone();
      assertThat(get("k")).isEqualTo(bytes("1"));

      allowed.release();
      second.get(10, TimeUnit.SECONDS);
      assertThat(get("k")).isEqualTo(bytes("2"));
    }

    @Test
    void whatWasReadIsHandedOutOnceItIsOnDisk() throws Exception {
      long round = commits.nextRound();
      CompletableFuture<String> write = put("k", "v");
      commits.admit();
      CompletableFuture<String> read = commits.readSafely(round, "v");
      assertThat(flushing.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(read).isNotDone();

      allowed.release(2);
      write.get(10, TimeUnit.SECONDS);
      assertThat(read.get(10, TimeUnit.SECONDS)).isEqualTo("v");

      commits.admit();
      assertThat(commits.readSafely(round, "again")).isCompletedWithValue("again");
    }

    @Test
    void onlySoManyWritesWaitForTheDisk() throws Exception {
      List<CompletableFuture<String>> waiting =
          List.of(put("a", "1"), put("b", "2"), put("c", "3"));
      Opened.assertRefused(Kind.BUSY, () -> commits.admit(), "waiting for the disk");

      allowed.release(10);
      for (CompletableFuture<String> future : waiting) {
        future.get(10, TimeUnit.SECONDS);
      }
      put("d", "4").get(10, TimeUnit.SECONDS);
    }

    @Test
    void dependentsMayWriteEvenWhenNobodyElseMay() throws Exception {
      CompletableFuture<String> chain =
          put("a", "1")
              .thenCompose(done -> put("b", "2"))
              .thenCompose(done -> put("c", "3"))
              .thenCompose(done -> put("d", "4"));
      allowed.release(100);
      assertThat(chain.get(10, TimeUnit.SECONDS)).isEqualTo("4");
    }

    @Test
    void aFlushThatFailsFailsItsWritesAndRefusesOthersUntilOneSucceeds() throws Exception {
      allowed.release();
      put("k", "safe").get(10, TimeUnit.SECONDS);

      broken = true;
      CompletableFuture<String> lost = put("k", "lost");
      allowed.release();
      assertThatThrownBy(() -> lost.get(10, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOfSatisfying(
              StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE))
          .hasMessageContaining("broken disk");
      Opened.assertRefused(Kind.UNAVAILABLE, () -> commits.admit(), "broken disk");
      assertThat(get("k")).isEqualTo(bytes("safe"));

      broken = false;
      allowed.release(100);
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(put("k", "again").get(10, TimeUnit.SECONDS)).isNotNull());
      assertThat(get("k")).isEqualTo(bytes("again"));
    }

    @Test
    void closingFlushesWhatIsWaiting() throws Exception {
      CompletableFuture<String> future = put("k", "v");
      allowed.release(100);
      commits.close();
      assertThat(future).isCompletedWithValue("v");
      // Closed again after the test, which needs threads to end.
      commits = new GroupCommits(database.db(), () -> {}, 3, Duration.ofMillis(200));
    }
  }
}
