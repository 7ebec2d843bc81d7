/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import static io.tabularium.storage.Keyspace.ROWS;
import static io.tabularium.storage.testkit.Bytes.bytes;
import static io.tabularium.storage.testkit.Bytes.contents;
import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.MutableColumnFamilyOptions;

/** A backup is whole or refused. */
class BackupTest {
  @TempDir Path temporary;
  private final RocksStoreProvider provider = new RocksStoreProvider();
  private final List<String> progress = new ArrayList<>();
  private RocksStore store;
  private Path backup;

  @BeforeEach
  void open() {
    store = Opened.open(temporary.resolve("store"));
    backup = temporary.resolve("backup");
    Random random = new Random(1);
    for (int i = 0; i < 100; i++) {
      byte[] value = new byte[10_000];
      random.nextBytes(value);
      Opened.put(store.table(1), ROWS, "row" + i, value);
    }
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void back() {
    store.backup(backup, progress::add);
  }

  private static List<Path> allFiles(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aRestoredStoreIsTheSameStore() {
    back();
    Path restored = temporary.resolve("restored");
    provider.restore(backup, restored);
    assertThat(StoreDirectory.storeId(restored)).isEqualTo(store.storeId());
    try (RocksStore copy = Opened.open(restored)) {
      assertThat(contents(copy.table(1), ROWS)).isEqualTo(contents(store.table(1), ROWS));
      // So it may go on with the same backup.
      copy.backup(backup, progress::add);
    }
  }

  @Test
  void bringingABackupUpToDateCopiesOnlyWhatIsNew() throws Exception {
    Opened.compact(store);
    store
        .database()
        .db()
        .setOptions(
            store.database().family(ROWS),
            MutableColumnFamilyOptions.builder().setDisableAutoCompactions(true).build());
    back();
    List<Path> before =
        allFiles(backup).stream().filter(f -> f.toString().endsWith(".sst")).toList();
    assertThat(before).isNotEmpty();
    List<Object> times = new ArrayList<>();
    for (Path file : before) {
      times.add(Files.getLastModifiedTime(file));
    }
    Opened.put(store.table(1), ROWS, "new", bytes("v"));
    back();

    List<Object> timesAfter = new ArrayList<>();
    for (Path file : before) {
      timesAfter.add(Files.getLastModifiedTime(file));
    }
    assertThat(timesAfter).isEqualTo(times);
    provider.restore(backup, temporary.resolve("restored"));
    try (RocksStore copy = Opened.open(temporary.resolve("restored"))) {
      assertThat(contents(copy.table(1), ROWS)).hasSize(101);
    }
  }

  @Test
  void aBackupOfAnotherStoreIsNotOverwritten() {
    back();
    List<Path> files = allFiles(backup);
    try (RocksStore other = Opened.open(temporary.resolve("other"))) {
      Opened.assertRefused(
          Kind.UNAVAILABLE,
          () -> other.backup(backup, progress::add),
          "another store",
          backup.toString());
    }
    assertThat(allFiles(backup)).isEqualTo(files);
  }

  @Test
  void aStoreIsNotABackupAndABackupIsNotAStore() {
    back();
    Opened.assertRefused(
        Kind.UNKNOWN_FORMAT,
        () -> store.backup(temporary.resolve("store"), progress::add),
        temporary.resolve("store").toString());
    Opened.assertRefused(
        Kind.UNKNOWN_FORMAT,
        () -> provider.restore(temporary.resolve("store"), temporary.resolve("r")),
        temporary.resolve("store").toString());
    Opened.assertRefused(Kind.UNKNOWN_FORMAT, () -> Opened.open(backup), backup.toString());
  }

  @Test
  void aDamagedBackupIsNotRestored() throws Exception {
    back();
    Path largest =
        allFiles(backup).stream()
            .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
            .orElseThrow();
    Opened.damage(largest, bytes -> bytes[bytes.length / 2] ^= 1);
    Path restored = temporary.resolve("restored");
    Opened.assertRefused(Kind.CORRUPT, () -> provider.restore(backup, restored), backup.toString());
    // What was restored by half does not open as a store.
    Opened.assertRefused(Kind.UNKNOWN_FORMAT, () -> Opened.open(restored), restored.toString());

    Files.delete(largest);
    Opened.assertRefused(
        Kind.CORRUPT,
        () -> provider.restore(backup, temporary.resolve("second")),
        backup.toString());
  }

  @Test
  void aFirstBackupThatWasInterruptedIsStartedAgain() throws Exception {
    back();
    Files.delete(backup.resolve("FORMAT"));
    Opened.assertRefused(
        Kind.UNAVAILABLE,
        () -> provider.restore(backup, temporary.resolve("restored")),
        "not a complete backup");
    back();
    provider.restore(backup, temporary.resolve("restored"));
    try (RocksStore copy = Opened.open(temporary.resolve("restored"))) {
      assertThat(contents(copy.table(1), ROWS)).hasSize(100);
    }
  }
}
