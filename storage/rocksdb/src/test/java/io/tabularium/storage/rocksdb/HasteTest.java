/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import static io.tabularium.storage.Keyspace.ROWS;
import static io.tabularium.storage.testkit.Bytes.bytes;
import static io.tabularium.storage.testkit.Bytes.contents;
import static io.tabularium.storage.testkit.Bytes.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tabularium.storage.Durability;
import io.tabularium.storage.Haste;
import io.tabularium.storage.Haste.WouldWaitException;
import io.tabularium.storage.StoreConfig;
import io.tabularium.storage.TableSpace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A thread in haste never waits, and what it gives up has not happened. */
@Timeout(60)
class HasteTest {
  @TempDir Path directory;
  private final Semaphore disk = new Semaphore(1);
  private RocksStore store;
  private TableSpace table;

  @BeforeEach
  void open() throws Exception {
    Database database = Database.open(StoreConfig.small(directory), true);
    store =
        new RocksStore(
            Durability.SYNC,
            database,
            "id",
            Duration.ofSeconds(20),
            log ->
                () -> {
                  disk.acquireUninterruptibly();
                  log.flush();
                });
    table = store.table(1);
  }

  @AfterEach
  void close() {
    disk.release(1_000_000);
    store.close();
  }

  @Test
  void aWriteThatNeedNotWaitIsMadeAndAcknowledgedLater() {
    CompletableFuture<Void> done =
        Haste.run(() -> table.write(List.of(put(ROWS, "k", "written in haste"))));
    assertThat(done).isNotDone();
    disk.release(10);
    done.join();
    assertThat(contents(table, ROWS)).containsExactly("k=written in haste");
  }

  @Test
  void aWriteThatMeetsALockIsGivenUp() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    CompletableFuture<Void> holder =
        CompletableFuture.runAsync(
            () -> {
              var unused =
                  table.transact(
                      bytes("k"),
                      tx -> {
                        inside.countDown();
                        await(leave);
                        return null;
                      });
            });
    await(inside);
    assertThatThrownBy(() -> Haste.run(() -> table.write(List.of(put(ROWS, "k", "no")))))
        .isInstanceOf(WouldWaitException.class);
    assertThatThrownBy(
            () ->
                Haste.run(
                    () ->
                        table.transact(
                            bytes("k"),
                            tx -> {
                              tx.put(ROWS, bytes("k"), bytes("no"));
                              return null;
                            })))
        .isInstanceOf(WouldWaitException.class);
    leave.countDown();
    holder.get(10, TimeUnit.SECONDS);

    disk.release(10);
    Haste.run(() -> table.write(List.of(put(ROWS, "k2", "yes")))).get(10, TimeUnit.SECONDS);
    assertThat(contents(table, ROWS)).containsExactly("k2=yes");
  }

  @Test
  void aRefusalThatTellsOfSomethingUnsafeIsGivenUpRatherThanAwaited() {
    var unused = table.write(List.of(put(ROWS, "k", "unsafe")));
    assertThatThrownBy(
            () ->
                Haste.run(
                    () ->
                        table.transact(
                            bytes("k"),
                            tx -> {
                              throw new IllegalStateException("saw something");
                            })))
        .isInstanceOf(WouldWaitException.class);
  }

  @Test
  void hasteEndsWithTheWork() {
    assertThatThrownBy(
            () ->
                Haste.run(
                    () -> {
                      Haste.beforeWaiting();
                      return null;
                    }))
        .isInstanceOf(WouldWaitException.class);
    Haste.beforeWaiting();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
