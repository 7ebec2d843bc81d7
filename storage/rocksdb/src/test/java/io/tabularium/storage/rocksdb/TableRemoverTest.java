/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import static io.tabularium.storage.Keyspace.PAGES;
import static io.tabularium.storage.Keyspace.ROWS;
import static io.tabularium.storage.testkit.Bytes.append;
import static io.tabularium.storage.testkit.Bytes.bytes;
import static io.tabularium.storage.testkit.Bytes.contents;
import static io.tabularium.storage.testkit.Bytes.drain;
import static io.tabularium.storage.testkit.Bytes.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.storage.TableSpace;
import io.tabularium.storage.TableSpace.ReadView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** A dropped table's bytes go, its neighbours' stay, and an interruption changes neither. */
@Timeout(60)
class TableRemoverTest {
  @TempDir Path directory;

  private static void fill(RocksStore store, int tableId) {
    Random random = new Random(tableId);
    for (int i = 0; i < 200; i++) {
      byte[] value = new byte[5_000];
      random.nextBytes(value);
      Opened.put(store.table(tableId), ROWS, "row" + i, value);
      Opened.put(store.table(tableId), PAGES, "page" + i, bytes("p"));
    }
  }

  private static boolean isNoted(RocksStore store, int tableId) throws RocksDBException {
    return store.database().db().get(store.database().catalogue(), TableRemover.note(tableId))
        != null;
  }

  /** Physical keys of a table, dropped or not. */
  private static int keysLeft(RocksStore store, int tableId) {
    int keys = 0;
    try (ReadOptions options = new ReadOptions();
        RocksIterator iterator =
            store.database().db().newIterator(store.database().family(ROWS), options)) {
      for (iterator.seek(Keys.tableStart(tableId)); iterator.isValid(); iterator.next()) {
        if (!Keys.startsWith(iterator.key(), Keys.tableStart(tableId))) {
          break;
        }
        keys++;
      }
    }
    return keys;
  }

  private static void awaitRemoval(RocksStore store, int tableId) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> !isNoted(store, tableId) && keysLeft(store, tableId) == 0);
  }

  @Test
  void theSpaceOfADroppedTableIsGivenBack() {
    try (RocksStore store = Opened.open(directory)) {
      for (int id = 1; id <= 3; id++) {
        fill(store, id);
      }
      Opened.compact(store);
      double before = Opened.statistic(store, "rocksdb.files.bytes");

      store.dropTable(2);
      awaitRemoval(store, 2);
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> Opened.statistic(store, "rocksdb.files.bytes") < before * 0.75);
      for (int id : new int[] {1, 3}) {
        assertThat(contents(store.table(id), ROWS)).hasSize(200);
        assertThat(contents(store.table(id), PAGES)).hasSize(200);
      }
    }
    try (RocksStore store = Opened.open(directory)) {
      assertThat(contents(store.table(2), ROWS)).isEmpty();
      assertThat(contents(store.table(3), ROWS)).hasSize(200);
    }
  }

  @Test
  void aViewHoldsTheRemovalUpAndStillSeesTheTable() throws Exception {
    try (RocksStore store = Opened.open(directory)) {
      fill(store, 1);
      Opened.compact(store);
      try (ReadView view = store.table(1).view()) {
        store.dropTable(1);
        store.dropTable(1);
        assertThat(contents(store.table(1), ROWS)).isEmpty();
        assertThat(isNoted(store, 1)).isTrue();
        assertThat(drain(view.scan(ROWS, null, null, false))).hasSize(200);
      }
      awaitRemoval(store, 1);
    }
  }

  @Test
  void aRemovalCutShortIsFinishedAfterTheNextStart() throws Exception {
    try (RocksStore store = Opened.open(directory)) {
      fill(store, 1);
      fill(store, 2);
      ReadView leftOpen = store.table(1).view();
      assertThat(leftOpen.get(ROWS, bytes("row1"))).isNotNull();
      store.dropTable(1);
      assertThat(isNoted(store, 1)).isTrue();
    }
    try (RocksStore store = Opened.open(directory)) {
      assertThat(contents(store.table(1), ROWS)).isEmpty();
      awaitRemoval(store, 1);
      assertThat(contents(store.table(2), ROWS)).hasSize(200);
    }
  }

  @Test
  void whatIsWrittenToADroppedTableIsForgotten() {
    try (RocksStore store = Opened.open(directory)) {
      TableSpace table = store.table(1);
      fill(store, 1);
      store.dropTable(1);
      table.write(List.of(put(ROWS, "late", "v"))).join();
      table.write(List.of(append(ROWS, "late", "v"), put(PAGES, "late", "v"))).join();
      table
          .transact(
              bytes("l"),
              tx -> {
                tx.put(ROWS, bytes("late"), bytes("v"));
                return null;
              })
          .join();
      assertThat(contents(table, ROWS)).isEmpty();
      awaitRemoval(store, 1);
      assertThat(contents(table, PAGES)).isEmpty();
    }
  }
}
