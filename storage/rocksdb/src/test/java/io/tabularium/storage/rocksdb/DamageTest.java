/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import static io.tabularium.storage.Keyspace.ROWS;
import static io.tabularium.storage.testkit.Bytes.bytes;
import static io.tabularium.storage.testkit.Bytes.contents;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tabularium.storage.StorageException;
import io.tabularium.storage.StorageException.Kind;
import io.tabularium.storage.TableSpace;
import io.tabularium.storage.TableSpace.ReadView;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a crash can do to files is put right in silence; what a crash cannot do is an error, and
 * nothing is made worse.
 */
class DamageTest {
  @TempDir Path temporary;
  private int copies;

  private Path freshCopy(Path store) {
    return Opened.copy(store, temporary.resolve("copy" + copies++));
  }

  private static Map<String, byte[]> bytesOf(Path directory) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    for (Path file : Opened.files(directory, "")) {
      // RocksDB starts a new diary at every attempt to open.
      if (!file.getFileName().toString().startsWith("LOG")) {
        files.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }

  private static void assertSameFiles(Map<String, byte[]> after, Map<String, byte[]> before) {
    assertThat(after.keySet()).isEqualTo(before.keySet());
    after.forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(before.get(name)));
  }

  /** Everything is in the log, nothing in files yet. */
  @Nested
  class Logs {
    private static final int ROWS_WRITTEN = 150;

    private Path write() {
      Path store = temporary.resolve("store");
      try (RocksStore open = Opened.open(store)) {
        Random random = new Random(1);
        for (int i = 0; i < ROWS_WRITTEN; i++) {
          byte[] value = new byte[random.nextInt(2_000)];
          random.nextBytes(value);
          Opened.put(open.table(1), ROWS, String.format("%04d", i), value);
        }
      }
      assertThat(Opened.files(store, ".sst")).isEmpty();
      return store;
    }

    private Path log(Path store) {
      List<Path> logs =
          Opened.files(store, ".log").stream().filter(file -> file.toFile().length() > 0).toList();
      assertThat(logs).hasSize(1);
      return logs.get(0);
    }

    /** How many rows there are, which are the first that were written. */
    private int rowsAfterOpening(Path store) {
      try (RocksStore open = Opened.open(store)) {
        List<String> rows = contents(open.table(1), ROWS);
        for (int i = 0; i < rows.size(); i++) {
          assertThat(rows.get(i)).startsWith(String.format("%04d=", i));
        }
        Opened.put(open.table(1), ROWS, "9999", bytes("writable"));
        return rows.size();
      }
    }

    @Test
    void aTornEndCostsOnlyTheEnd() throws Exception {
      Path store = write();
      long length = Files.size(log(store));
      List<Long> cuts = new ArrayList<>(List.of(1L, 2L, 6L, 7L, 8L, 12L, 100L, 3_000L, 40_000L));
      Random random = new Random(2);
      for (int i = 0; i < 12; i++) {
        cuts.add((long) random.nextInt((int) length));
      }
      cuts.add(length);
      cuts.sort(null);
      int before = ROWS_WRITTEN;
      for (long cut : cuts) {
        Path copy = freshCopy(store);
        try (RandomAccessFile file = new RandomAccessFile(log(copy).toFile(), "rw")) {
          file.setLength(length - cut);
        }
        int rows = rowsAfterOpening(copy);
        assertThat(rows).isBetween(0, before);
        // No row is longer than 2,100 bytes with all its trimmings, so not more than due is lost.
        assertThat(ROWS_WRITTEN - rows).isLessThanOrEqualTo((int) cut);
        before = rows;
      }
      assertThat(before).isZero();
      assertThat(rowsAfterOpening(store)).isEqualTo(ROWS_WRITTEN);
    }

    @Test
    void aLastRecordThatWasWrittenByHalfIsAlsoATornEnd() {
      Path store = write();
      Opened.damage(
          log(store),
          bytes -> {
            for (int i = bytes.length - 10; i < bytes.length; i++) {
              bytes[i] = 0;
            }
          });
      assertThat(rowsAfterOpening(store)).isEqualTo(ROWS_WRITTEN - 1);
    }

    @Test
    void damageInTheMiddleIsAnErrorThatTouchesNothingAndSaysWhatToDo() throws Exception {
      Path store = write();
      long length = Files.size(log(store));
      Random random = new Random(3);
      for (int i = 0; i < 10; i++) {
        Path copy = freshCopy(store);
        int at = (int) (length / 10) + random.nextInt((int) (length * 8 / 10));
        Opened.damage(log(copy), bytes -> bytes[at] ^= 0x10);
        Map<String, byte[]> before = bytesOf(copy);

        assertThatThrownBy(() -> Opened.open(copy))
            .isInstanceOfSatisfying(
                StorageException.class,
                e -> {
                  assertThat(e.kind()).isEqualTo(Kind.CORRUPT);
                  assertThat(e.getMessage()).contains(log(copy).toString()).endsWith(".");
                  Matcher position = Pattern.compile("at byte (\\d+)").matcher(e.getMessage());
                  assertThat(position.find()).isTrue();
                  assertThat(Integer.parseInt(position.group(1))).isBetween(at - 2_200, at);
                });
        assertSameFiles(bytesOf(copy), before);
      }
    }

    @Test
    void cuttingADamagedLogWhereTheErrorSaysKeepsWhatIsBefore() throws Exception {
      Path store = write();
      long length = Files.size(log(store));
      Opened.damage(log(store), bytes -> bytes[(int) (length / 2)] ^= 1);
      String message = catchThrowable(() -> Opened.open(store)).getMessage();
      Matcher position = Pattern.compile("at byte (\\d+)").matcher(message);
      assertThat(position.find()).as(message).isTrue();
      try (RandomAccessFile file = new RandomAccessFile(log(store).toFile(), "rw")) {
        file.setLength(Long.parseLong(position.group(1)));
      }
      assertThat(rowsAfterOpening(store)).isBetween(ROWS_WRITTEN / 4, ROWS_WRITTEN * 3 / 4);
    }
  }

  /** Everything is in files. */
  @Nested
  class DataFiles {
    private Path write() {
      Path store = temporary.resolve("store");
      try (RocksStore open = Opened.open(store)) {
        Random random = new Random(4);
        for (int i = 0; i < 300; i++) {
          byte[] value = new byte[1_000];
          random.nextBytes(value);
          Opened.put(open.table(1), ROWS, String.format("%04d", i), value);
        }
        Opened.compact(open);
      }
      assertThat(Opened.files(store, ".sst")).isNotEmpty();
      return store;
    }

    private Path largest(Path store) {
      return Opened.files(store, ".sst").stream()
          .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
          .orElseThrow();
    }

    @Test
    void damagedDataIsAnErrorWhereverItIsReadAndTouchesNothing() throws Exception {
      Path store = write();
      Path file = largest(store);
      Opened.damage(file, bytes -> bytes[bytes.length / 2] ^= 1);
      byte[] before = Files.readAllBytes(file);
      try (RocksStore open = Opened.open(store)) {
        TableSpace table = open.table(1);
        Opened.assertRefused(Kind.CORRUPT, () -> contents(table, ROWS), "damaged");
        int readable = 0;
        for (int i = 0; i < 300; i++) {
          byte[] key = bytes(String.format("%04d", i));
          try {
            readable += table.get(ROWS, key).length == 1_000 ? 1 : 0;
          } catch (StorageException e) {
            assertThat(e.kind()).isEqualTo(Kind.CORRUPT);
          }
        }
        assertThat(readable).isBetween(250, 299);
        try (ReadView view = table.view();
            var cursor = view.scan(ROWS, null, bytes("0010"), false)) {
          assertThat(cursor.next()).isTrue();
        }
      }
      assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void aMissingFileIsAnError() throws Exception {
      Path store = write();
      Path file = largest(store);
      Files.delete(file);
      Opened.assertRefused(Kind.CORRUPT, () -> Opened.open(store), file.getFileName().toString());
    }

    @Test
    void aDamagedIndexOfFilesIsAnErrorThatTouchesNothing() throws Exception {
      Path store = write();
      String manifest = Files.readString(store.resolve("CURRENT")).strip();
      Opened.damage(store.resolve(manifest), bytes -> bytes[bytes.length / 2] ^= 1);
      Map<String, byte[]> before = bytesOf(store);
      Opened.assertRefused(Kind.CORRUPT, () -> Opened.open(store), store.toString());
      assertSameFiles(bytesOf(store), before);
    }

    @Test
    void aMissingOrEmptyCurrentIsAnErrorRatherThanANewStore() throws Exception {
      Path store = write();
      Path emptied = freshCopy(store);
      Files.write(emptied.resolve("CURRENT"), new byte[0]);
      Opened.assertRefused(Kind.CORRUPT, () -> Opened.open(emptied), emptied.toString());

      Files.delete(store.resolve("CURRENT"));
      Opened.assertRefused(Kind.CORRUPT, () -> Opened.open(store), "CURRENT", store.toString());
      assertThat(Opened.files(store, ".sst")).isNotEmpty();
    }
  }
}
