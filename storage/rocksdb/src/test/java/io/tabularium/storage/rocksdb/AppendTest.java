/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import static io.tabularium.storage.Keyspace.ROWS;
import static io.tabularium.storage.testkit.Bytes.append;
import static io.tabularium.storage.testkit.Bytes.bytes;
import static io.tabularium.storage.testkit.Bytes.contents;
import static io.tabularium.storage.testkit.Bytes.delete;
import static io.tabularium.storage.testkit.Bytes.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.storage.Keyspace;
import io.tabularium.storage.TableSpace;
import io.tabularium.storage.TableSpace.Mutation;
import io.tabularium.storage.TableSpace.ReadView;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Appends are merges that RocksDB concatenates whenever it likes: nothing may ever get between the
 * pieces, wherever they lie.
 */
class AppendTest {
  @TempDir Path directory;
  private RocksStore store;
  private TableSpace table;

  @BeforeEach
  void open() {
    store = Opened.open(directory);
    table = store.table(1);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void reopen() {
    store.close();
    open();
  }

  private void write(Mutation... mutations) {
    table.write(List.of(mutations)).join();
  }

  @ParameterizedTest
  @EnumSource(Keyspace.class)
  void piecesJoinWithNothingBetweenThemWhereverTheyLie(Keyspace keyspace) {
    write(append(keyspace, "new", "a"), append(keyspace, "new", "b"));
    write(put(keyspace, "old", "1"));
    Opened.writeOut(store);
    write(append(keyspace, "new", "c"), append(keyspace, "old", "2"));
    write(append(keyspace, "old", "3"), append(keyspace, "new", ""));
    List<String> joined = List.of("new=abc", "old=123");
    assertThat(contents(table, keyspace)).isEqualTo(joined);

    Opened.writeOut(store);
    assertThat(contents(table, keyspace)).isEqualTo(joined);
    reopen();
    assertThat(contents(table, keyspace)).isEqualTo(joined);
    Opened.compact(store);
    assertThat(contents(table, keyspace)).isEqualTo(joined);

    write(append(keyspace, "new", "d"), append(keyspace, "old", "4"));
    reopen();
    Opened.compact(store);
    assertThat(contents(table, keyspace)).containsExactly("new=abcd", "old=1234");
    assertThat(table.get(keyspace, bytes("new"))).isEqualTo(bytes("abcd"));
  }

  @Test
  void manyPiecesJoinInOrder() {
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 1_000; i++) {
      write(append(ROWS, "k", i + ";"));
      expected.append(i).append(';');
      if (i % 300 == 299) {
        Opened.writeOut(store);
      }
    }
    assertThat(contents(table, ROWS)).containsExactly("k=" + expected);
    Opened.compact(store);
    assertThat(contents(table, ROWS)).containsExactly("k=" + expected);
  }

  @Test
  void aDeletionHidesThePiecesBelowIt() {
    write(append(ROWS, "k", "below"));
    Opened.writeOut(store);
    write(delete(ROWS, "k"));
    Opened.writeOut(store);
    write(append(ROWS, "k", "above"));
    assertThat(contents(table, ROWS)).containsExactly("k=above");
    Opened.compact(store);
    assertThat(contents(table, ROWS)).containsExactly("k=above");
  }

  @Test
  void aViewSeesThePiecesItFoundThroughCompaction() {
    write(put(ROWS, "k", "1"), append(ROWS, "k", "2"));
    try (ReadView view = table.view()) {
      write(append(ROWS, "k", "3"));
      Opened.compact(store);
      assertThat(view.get(ROWS, bytes("k"))).isEqualTo(bytes("12"));
    }
    assertThat(contents(table, ROWS)).containsExactly("k=123");
  }
}
