/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import static io.tabularium.storage.Keyspace.ROWS;
import static io.tabularium.storage.testkit.Bytes.append;
import static io.tabularium.storage.testkit.Bytes.bytes;
import static io.tabularium.storage.testkit.Bytes.contents;
import static io.tabularium.storage.testkit.Bytes.put;
import static io.tabularium.storage.testkit.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tabularium.storage.Durability;
import io.tabularium.storage.StorageException.Kind;
import io.tabularium.storage.StoreConfig;
import io.tabularium.storage.TableSpace;
import io.tabularium.storage.TableSpace.Mutation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * While the disk has not taken a write yet, nobody learns of it in any way: not by a key, not by a
 * scan, not by what a transaction returns and not by what it throws.
 */
@Timeout(60)
class SafeReadsTest {
  @TempDir Path directory;
  private final Semaphore disk = new Semaphore(1);
  private RocksStore store;
  private TableSpace table;
  private CompletableFuture<Void> unsafe;

  @BeforeEach
  void writeWithoutTheDisk() throws Exception {
    Database database = Database.open(StoreConfig.small(directory), true);
    store =
        new RocksStore(
            Durability.SYNC,
            database,
            "id",
            Duration.ofSeconds(2),
            log ->
                () -> {
                  disk.acquireUninterruptibly();
                  log.flush();
                });
    table = store.table(1);
    disk.release();
    table.write(List.of(put(ROWS, "k", "safe"))).get(10, TimeUnit.SECONDS);
    unsafe = table.write(List.of(append(ROWS, "k", "+unsafe"), put(ROWS, "k2", "unsafe")));
  }

  @AfterEach
  void close() {
    disk.release(1_000_000);
    store.close();
  }

  @Test
  void readersSeeTheStateBefore() {
    assertThat(text(table.get(ROWS, bytes("k")))).isEqualTo("safe");
    assertThat(table.multiGet(ROWS, List.of(bytes("k"), bytes("k2"))))
        .extracting(value -> text(value))
        .containsExactly("safe", null);
    assertThat(contents(table, ROWS)).containsExactly("k=safe");
    assertThat(unsafe).isNotDone();

    disk.release(10);
    unsafe.join();
    assertThat(contents(table, ROWS)).containsExactly("k=safe+unsafe", "k2=unsafe");
  }

  @Test
  void aLogTellsNothingThatACrashCouldTakeBack() {
    CompletableFuture<Void> logged =
        table.write(
            List.of(
                put(ROWS, "k", "unsafe"),
                Mutation.log(bytes("k"), 0, () -> 5, () -> bytes("unsafe"))));
    assertThat(table.readLog(0, 0, 10, 1000).records()).isEmpty();
    assertThat(table.logEnd(0)).isEqualTo(6);

    disk.release(10);
    logged.join();
    assertThat(table.readLog(0, 0, 10, 1000).records())
        .extracting(record -> text(record.bytes()))
        .containsExactly("unsafe");
  }

  @Test
  void aTransactionSeesTheStateAfterAndKeepsItToItselfUntilItIsSafe() throws Exception {
    CompletableFuture<String> read =
        table.transact(bytes("k"), tx -> text(tx.get(ROWS, bytes("k"))));
    CompletableFuture<String> elsewhere = table.transact(bytes("x"), tx -> "nothing unsafe");
    assertThat(read).isNotDone();
    assertThat(elsewhere.get(10, TimeUnit.SECONDS)).isEqualTo("nothing unsafe");

    disk.release(10);
    assertThat(read.get(10, TimeUnit.SECONDS)).isEqualTo("safe+unsafe");
  }

  @Test
  void whatABodyThrowsComesOutWhenWhatItReadIsSafe() throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<?> refused =
          thread.submit(
              () -> {
                assertThatThrownBy(() -> refuse("k"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("safe+unsafe");
              });
      assertThatThrownBy(() -> refuse("x")).isInstanceOf(IllegalStateException.class);
      Awaitility.await()
          .during(Duration.ofMillis(150))
          .atMost(Duration.ofSeconds(1))
          .until(() -> !refused.isDone());

      disk.release(10);
      refused.get(10, TimeUnit.SECONDS);
    } finally {
      thread.shutdownNow();
    }
  }

  @Test
  void aDiskThatTakesTooLongIsBusyRatherThanATell() {
    Opened.assertRefused(Kind.BUSY, () -> refuse("k"), "disk");
  }

  private void refuse(String partition) {
    table
        .transact(
            bytes(partition),
            tx -> {
              throw new IllegalStateException(text(tx.get(ROWS, bytes("k"))));
            })
        .join();
  }
}
