/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import static io.tabularium.storage.Keyspace.PAGES;
import static io.tabularium.storage.Keyspace.ROWS;
import static io.tabularium.storage.Keyspace.SEQUENCES;
import static io.tabularium.storage.testkit.Bytes.bytes;
import static io.tabularium.storage.testkit.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.storage.Store;
import io.tabularium.storage.TableSpace;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A process that is killed while it writes loses nothing it has acknowledged. */
@Timeout(120)
class CrashTest {
  @TempDir Path directory;

  /** Without flushing, too: what the operating system has, the end of a process does not touch. */
  @ParameterizedTest
  @CsvSource({"sync, 4", "periodic, 2"})
  void everythingAcknowledgedIsThereAndWhole(String mode, int kills) throws Exception {
    int[] acknowledged = new int[CrashChild.THREADS];
    for (int kill = 1; kill <= kills; kill++) {
      runAndKill(mode, 300 * kill, acknowledged);
      verify(mode, acknowledged);
    }
  }

  private void runAndKill(String mode, int after, int[] acknowledged) throws Exception {
    Process child = CrashChild.start(directory, mode);
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(child.getInputStream(), StandardCharsets.US_ASCII))) {
      int seen = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (++seen == after) {
          // Process.destroyForcibly would also close the stream with what is still in it.
          child.toHandle().destroyForcibly();
        }
        // The last line may be cut off; then its number is too small, if anything.
        if (line.matches("\\d \\d+")) {
          int thread = line.charAt(0) - '0';
          acknowledged[thread] = Integer.parseInt(line.substring(2));
        }
      }
      assertThat(seen).isGreaterThanOrEqualTo(after);
    } finally {
      child.destroyForcibly();
      assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  private void verify(String mode, int[] acknowledged) {
    try (Store store = new RocksStoreProvider().open(CrashChild.config(directory, mode))) {
      TableSpace table = store.table(1);
      for (int thread = 0; thread < CrashChild.THREADS; thread++) {
        String last = text(table.get(SEQUENCES, bytes(thread + "/")));
        int written = last == null ? 0 : Integer.parseInt(last);
        assertThat(written).isGreaterThanOrEqualTo(acknowledged[thread]);
        for (int number = 1; number <= written; number++) {
          assertThat(table.get(ROWS, CrashChild.key(thread, number)))
              .isEqualTo(CrashChild.value(thread, number));
          assertThat(table.get(PAGES, CrashChild.key(thread, number / 10))).contains((byte) number);
        }
        assertThat(table.get(ROWS, CrashChild.key(thread, written + 1))).isNull();
      }
    }
  }
}
