/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import static io.tabularium.storage.Keyspace.ROWS;
import static io.tabularium.storage.testkit.Bytes.bytes;
import static io.tabularium.storage.testkit.Bytes.contents;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tabularium.storage.StorageException;
import io.tabularium.storage.StorageException.Kind;
import io.tabularium.storage.Store;
import io.tabularium.storage.StoreConfig;
import io.tabularium.storage.TableSpace;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rocksdb.Statistics;
import org.rocksdb.TickerType;

/**
 * A full disk costs no acknowledged write and no read, and writes go on when there is room again.
 * On a small file system of its own, which only root can make.
 */
@Timeout(180)
class FullDiskTest {
  @TempDir Path temporary;
  private Path disk;
  private Path ballast;
  private final byte[] value = new byte[10_000];

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(temporary.resolve("disk"));
    ballast = disk.resolve("ballast");
    assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk.toString()));
    new Random(1).nextBytes(value);
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", disk.toString());
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private void fillDisk() {
    byte[] some = new byte[1 << 14];
    try (OutputStream out = Files.newOutputStream(ballast)) {
      for (; ; ) {
        out.write(some);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("space");
    }
  }

  private Store open(String mode) {
    StoreConfig config = CrashChild.config(disk.resolve("store"), mode);
    return new RocksStoreProvider()
        .open(new StoreConfig(config.directory(), config.durability(), 4 << 20, 4 << 20));
  }

  /** Writes until a write fails. */
  private StorageException writeUntilFull(TableSpace table, Set<String> acknowledged) {
    for (int i = 0; i < 10_000; i++) {
      String key = "full" + i;
      try {
        Opened.put(table, ROWS, key, value);
        acknowledged.add(key);
      } catch (CompletionException e) {
        return (StorageException) e.getCause();
      } catch (StorageException e) {
        return e;
      }
    }
    throw new AssertionError("the disk does not fill up");
  }

  private void assertAllThere(TableSpace table, Set<String> acknowledged) {
    for (String key : acknowledged) {
      assertThat(table.get(ROWS, bytes(key))).as(key).isEqualTo(value);
    }
    assertThat(contents(table, ROWS).size()).isGreaterThanOrEqualTo(acknowledged.size());
  }

  @ParameterizedTest
  @CsvSource({"sync, false", "sync, true", "periodic, false"})
  void writesFailClearlyReadsGoOnAndWritesComeBack(String mode, boolean emptyMemory)
      throws Exception {
    Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    try (Store store = open(mode)) {
      TableSpace table = store.table(1);
      Statistics statistics = ((RocksStore) store).database().statistics();
      long flushes = statistics.getTickerCount(TickerType.WAL_FILE_SYNCED);
      for (int i = 0; i < 300; i++) {
        Opened.put(table, ROWS, "k" + i, value);
        acknowledged.add("k" + i);
      }
      if (mode.equals("sync")) {
        // However flushes are made while the disk is nearly full, they are made.
        assertThat(statistics.getTickerCount(TickerType.WAL_FILE_SYNCED))
            .isGreaterThanOrEqualTo(flushes + 300);
      }
      if (emptyMemory) {
        Opened.writeOut((RocksStore) store);
      }
      fillDisk();

      StorageException refusal = writeUntilFull(table, acknowledged);
      assertThat(refusal.kind()).isEqualTo(Kind.UNAVAILABLE);
      assertThat(refusal).hasMessageContaining("no space").hasMessageEndingWith(".");
      assertAllThere(table, acknowledged);

      Files.delete(ballast);
      Awaitility.await()
          .atMost(Duration.ofSeconds(100))
          .ignoreExceptions()
          .until(
              () -> {
                Opened.put(table, ROWS, "back", value);
                return true;
              });
      acknowledged.add("back");
      for (int i = 0; i < 200; i++) {
        Opened.put(table, ROWS, "after" + i, value);
        acknowledged.add("after" + i);
      }
      assertAllThere(table, acknowledged);
    }
    try (Store store = open(mode)) {
      assertAllThere(store.table(1), acknowledged);
    }
  }

  @ParameterizedTest
  @CsvSource({"sync", "periodic"})
  void aStoreThatWasFullWhenItsProcessEndedOpensAgain(String mode) throws Exception {
    Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    Store full = open(mode);
    try {
      Opened.put(full.table(1), ROWS, "k", value);
      acknowledged.add("k");
      fillDisk();
      assertThat(writeUntilFull(full.table(1), acknowledged).kind()).isEqualTo(Kind.UNAVAILABLE);
    } finally {
      try {
        full.close();
      } catch (StorageException e) {
        // It may well say that it could not make everything durable.
        assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE);
      }
    }
    Files.delete(ballast);
    try (Store store = open(mode)) {
      assertAllThere(store.table(1), acknowledged);
      Opened.put(store.table(1), ROWS, "again", value);
    }
  }
}
