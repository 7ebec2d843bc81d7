/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.testkit;

import static io.tabularium.storage.Keyspace.PAGES;
import static io.tabularium.storage.Keyspace.ROWS;
import static io.tabularium.storage.Keyspace.SEQUENCES;
import static io.tabularium.storage.testkit.Bytes.append;
import static io.tabularium.storage.testkit.Bytes.bytes;
import static io.tabularium.storage.testkit.Bytes.contents;
import static io.tabularium.storage.testkit.Bytes.delete;
import static io.tabularium.storage.testkit.Bytes.drain;
import static io.tabularium.storage.testkit.Bytes.put;
import static io.tabularium.storage.testkit.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tabularium.storage.Durability;
import io.tabularium.storage.Keyspace;
import io.tabularium.storage.StorageException;
import io.tabularium.storage.StorageException.Kind;
import io.tabularium.storage.Store;
import io.tabularium.storage.StoreConfig;
import io.tabularium.storage.StoreProvider;
import io.tabularium.storage.TableSpace;
import io.tabularium.storage.TableSpace.Cursor;
import io.tabularium.storage.TableSpace.Mutation;
import io.tabularium.storage.TableSpace.ReadView;
import io.tabularium.storage.TableSpace.Transaction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every store promises, one test a promise. An engine's subclass says how to open its stores
 * and adds nothing else.
 */
@Timeout(120)
@SuppressWarnings("FutureReturnValueIgnored") // where the write is waited for in another way
public abstract class StoreContractTest {
  @TempDir Path temporary;

  private StoreProvider provider;
  private Store store;
  private TableSpace table;

  /** The engine under test. */
  protected abstract StoreProvider provider();

  /** How its stores treat writes. */
  protected Durability durability() {
    return Durability.SYNC;
  }

  private Store open(Path directory) {
    StoreConfig small = StoreConfig.small(directory);
    return provider.open(
        new StoreConfig(directory, durability(), small.cacheBytes(), small.writeBufferBytes()));
  }

  private Path home() {
    return temporary.resolve("store");
  }

  @BeforeEach
  void openStore() {
    provider = provider();
    store = open(home());
    table = store.table(7);
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private void reopen() {
    store.close();
    store = open(home());
    table = store.table(7);
  }

  private void write(Mutation... mutations) {
    table.write(List.of(mutations)).join();
  }

  private List<String> rows() {
    return contents(table, ROWS);
  }

  private String row(String key) {
    return text(table.get(ROWS, bytes(key)));
  }

  private static byte[] nullable(String text) {
    return text == null ? null : bytes(text);
  }

  private List<String> scan(String from, String to, boolean descending) {
    try (ReadView view = table.view()) {
      return drain(view.scan(ROWS, nullable(from), nullable(to), descending));
    }
  }

  private static byte[] number(long n) {
    return Long.toString(n).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static long number(byte[] value) {
    return value == null ? 0 : Long.parseLong(text(value));
  }

  /** Runs tasks at the same time and throws what any of them threw. */
  private static void together(List<Callable<?>> tasks) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
    try {
      List<Future<?>> futures = new ArrayList<>();
      for (Callable<?> task : tasks) {
        futures.add(threads.submit(task));
      }
      for (Future<?> future : futures) {
        future.get(100, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
      assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Nested
  class Values {
    @Test
    void aMissingKeyHasNoValueAndAnEmptyValueIsAValue() {
      write(put(ROWS, "k", ""));

      assertThat(row("k")).isEmpty();
      assertThat(row("l")).isNull();
    }

    @Test
    void theLastValueCounts() {
      write(put(ROWS, "k", "1"));
      write(put(ROWS, "k", "2"));
      assertThat(row("k")).isEqualTo("2");

      write(delete(ROWS, "k"));
      assertThat(row("k")).isNull();
      assertThat(rows()).isEmpty();

      write(put(ROWS, "k", "3"));
      assertThat(row("k")).isEqualTo("3");
    }

    @Test
    void anAppendAddsNothingButItsBytes() {
      write(append(ROWS, "k", "ab"));
      write(append(ROWS, "k", ""));
      write(append(ROWS, "k", "\u0000,"));
      assertThat(row("k")).isEqualTo("ab\u0000,");

      write(put(ROWS, "k", "new"));
      write(append(ROWS, "k", "er"));
      assertThat(row("k")).isEqualTo("newer");

      write(put(ROWS, "k", ""), append(ROWS, "k", "x"));
      assertThat(row("k")).isEqualTo("x");

      write(delete(ROWS, "k"), append(ROWS, "k", "y"));
      assertThat(row("k")).isEqualTo("y");
      assertThat(rows()).containsExactly("k=y");
    }

    @Test
    void keyspacesAndTablesDoNotMix() {
      int[] ids = {0, 6, 7, 8, 255, 256, Integer.MAX_VALUE};
      for (int id : ids) {
        for (Keyspace keyspace : Keyspace.values()) {
          store.table(id).write(List.of(put(keyspace, "\u0000", id + keyspace.name()))).join();
          store.table(id).write(List.of(put(keyspace, "\u00ff\u00ff", "end"))).join();
        }
      }
      for (int id : ids) {
        for (Keyspace keyspace : Keyspace.values()) {
          assertThat(contents(store.table(id), keyspace))
              .containsExactly("\u0000=" + id + keyspace.name(), "\u00ff\u00ff=end");
        }
      }
    }

    @Test
    void largeKeysAndValuesComeBackWhole() {
      byte[] key = new byte[4096];
      byte[] value = new byte[3 << 20];
      new Random(1).nextBytes(key);
      new Random(2).nextBytes(value);
      byte[] partition = Arrays.copyOf(key, 1);
      table.write(List.of(new Mutation(Mutation.Kind.PUT, PAGES, partition, key, value))).join();

      assertThat(table.get(PAGES, key)).isEqualTo(value);
      try (ReadView view = table.view();
          Cursor cursor = view.scan(PAGES, null, null, false)) {
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.keyLength()).isEqualTo(key.length);
        assertThat(cursor.valueLength()).isEqualTo(value.length);
        assertThat(Arrays.equals(cursor.valueArray(), 0, value.length, value, 0, value.length))
            .isTrue();
        assertThat(cursor.next()).isFalse();
      }
    }

    @Test
    void aCallerMayKeepAndChangeWhatItGets() {
      write(put(ROWS, "k", "value"));
      table.get(ROWS, bytes("k"))[0] = 'X';
      table.multiGet(ROWS, List.of(bytes("k"))).get(0)[0] = 'X';

      assertThat(row("k")).isEqualTo("value");
    }

    @Test
    void manyKeysAreAnsweredInTheOrderAsked() {
      write(put(ROWS, "a", "1"), put(ROWS, "b", ""), put(ROWS, "c", "3"));

      assertThat(
              table.multiGet(
                  ROWS, List.of(bytes("c"), bytes("x"), bytes("b"), bytes("c"), bytes("a"))))
          .extracting(Bytes::text)
          .containsExactly("3", null, "", "3", "1");
      assertThat(table.multiGet(PAGES, List.of(bytes("a")))).containsExactly((byte[]) null);
      assertThat(table.multiGet(ROWS, List.of())).isEmpty();
    }

    /** Ascending keys, of which each second, each hundredth and hardly any are there. */
    @Test
    void ascendingKeysAreAnsweredHoweverFarApartTheyAre() {
      List<Mutation> puts = new ArrayList<>();
      for (int i = 0; i < 20_000; i += 2) {
        puts.add(put(ROWS, "%05d".formatted(i), "v" + i));
      }
      table.write(puts).join();

      for (int step : new int[] {1, 2, 7, 100, 1000}) {
        List<byte[]> keys = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 3; i < 21_000; i += step) {
          keys.add(bytes("%05d".formatted(i)));
          expected.add(i % 2 == 0 && i < 20_000 ? "v" + i : null);
        }
        assertThat(table.multiGet(ROWS, keys))
            .extracting(value -> value == null ? null : text(value))
            .isEqualTo(expected);
      }
    }

    @Test
    void ascendingKeysAreAnsweredAcrossDeletedOnes() {
      List<Mutation> puts = new ArrayList<>();
      List<Mutation> deletes = new ArrayList<>();
      List<byte[]> keys = new ArrayList<>();
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 5_000; i++) {
        String key = "%05d".formatted(i);
        boolean stays = i < 50 || i % 1000 == 7 || i >= 4_950;
        puts.add(put(ROWS, key, "v" + i));
        if (!stays) {
          deletes.add(delete(ROWS, key));
        }
        if (stays || i % 100 == 0) {
          keys.add(bytes(key));
          expected.add(stays ? "v" + i : null);
        }
      }
      table.write(puts).join();
      table.write(deletes).join();

      assertThat(table.multiGet(ROWS, keys))
          .extracting(value -> value == null ? null : text(value))
          .isEqualTo(expected);
    }

    @Test
    void oneWriteMakesItsChangesInOrderOverKeyspacesAndPartitions() {
      write(
          put(ROWS, "a", "1"),
          put(ROWS, "z", "1"),
          append(ROWS, "a", "2"),
          put(PAGES, "a1", "p"),
          delete(ROWS, "z"),
          put(SEQUENCES, "a", "9"),
          put(ROWS, "b", "0"),
          put(ROWS, "b", "1"));

      assertThat(rows()).containsExactly("a=12", "b=1");
      assertThat(contents(table, PAGES)).containsExactly("a1=p");
      assertThat(contents(table, SEQUENCES)).containsExactly("a=9");
    }

    @Test
    void aWriteOfNothingIsDone() {
      assertThat(table.write(List.of()).join()).isNull();
    }
  }

  @Nested
  class Scans {
    @Test
    void keysOrderAsUnsignedBytesAndShorterFirst() {
      List<String> ordered =
          List.of(
              "\u0000",
              "\u0000\u0000",
              "\u0001",
              "a",
              "a\u0000",
              "aa",
              "b",
              "\u007f",
              "\u0080",
              "\u00ff",
              "\u00ff\u00ff");
      List<String> shuffled = new ArrayList<>(ordered);
      Collections.shuffle(shuffled, new Random(3));
      shuffled.forEach(key -> write(put(ROWS, key, "")));

      List<String> expected = ordered.stream().map(key -> key + "=").toList();
      assertThat(scan(null, null, false)).isEqualTo(expected);
      List<String> reversed = new ArrayList<>(expected);
      Collections.reverse(reversed);
      assertThat(scan(null, null, true)).isEqualTo(reversed);
    }

    @Test
    void theLowerBoundIsInTheRangeAndTheUpperIsNot() {
      write(put(ROWS, "a", "1"), put(ROWS, "b", "2"), put(ROWS, "bb", "3"), put(ROWS, "c", "4"));

      assertThat(scan("a", "c", false)).containsExactly("a=1", "b=2", "bb=3");
      assertThat(scan("a", "c", true)).containsExactly("bb=3", "b=2", "a=1");
      assertThat(scan("a\u0000", "bb\u0000", false)).containsExactly("b=2", "bb=3");
      assertThat(scan("a\u0000", "bb\u0000", true)).containsExactly("bb=3", "b=2");
      assertThat(scan(null, "b", false)).containsExactly("a=1");
      assertThat(scan(null, "b", true)).containsExactly("a=1");
      assertThat(scan("bb", null, false)).containsExactly("bb=3", "c=4");
      assertThat(scan("bb", null, true)).containsExactly("c=4", "bb=3");
      assertThat(scan("", "d", true)).containsExactly("c=4", "bb=3", "b=2", "a=1");
    }

    @Test
    void anEmptyOrReversedRangeHoldsNothing() {
      write(put(ROWS, "a", "1"), put(ROWS, "b", "2"), put(ROWS, "c", "3"));
      for (boolean descending : new boolean[] {false, true}) {
        assertThat(scan("b", "b", descending)).isEmpty();
        assertThat(scan("c", "a", descending)).isEmpty();
        assertThat(scan("a\u0000", "b", descending)).isEmpty();
        assertThat(scan("d", null, descending)).isEmpty();
        assertThat(scan(null, "\u0000", descending)).isEmpty();
      }
    }

    @Test
    void aCursorAtTheEndStaysThere() {
      write(put(ROWS, "a", "1"));
      for (boolean descending : new boolean[] {false, true}) {
        try (ReadView view = table.view();
            Cursor cursor = view.scan(ROWS, null, null, descending)) {
          assertThat(cursor.next()).isTrue();
          assertThat(cursor.next()).isFalse();
          assertThat(cursor.next()).isFalse();
        }
      }
    }

    @Test
    void aCursorReturnsManyEntriesOfAllSizes() {
      Map<String, String> expected = new TreeMap<>();
      Random random = new Random(4);
      List<Mutation> mutations = new ArrayList<>();
      for (int i = 0; i < 5_000; i++) {
        String key = String.format("%05d", i) + "x".repeat(random.nextInt(200));
        String value = String.valueOf(i % 10).repeat(random.nextInt(i % 100 == 0 ? 20_000 : 50));
        expected.put(key, value);
        mutations.add(put(ROWS, key, value));
      }
      table.write(mutations).join();

      List<String> entries = new ArrayList<>();
      expected.forEach((key, value) -> entries.add(key + "=" + value));
      assertThat(scan(null, null, false)).isEqualTo(entries);
      Collections.reverse(entries);
      assertThat(scan(null, null, true)).isEqualTo(entries);
    }

    @Test
    void severalCursorsOfAViewDoNotDisturbEachOther() {
      write(put(ROWS, "a", "1"), put(ROWS, "b", "2"), put(PAGES, "a", "p"));
      try (ReadView view = table.view();
          Cursor up = view.scan(ROWS, null, null, false);
          Cursor down = view.scan(ROWS, null, null, true);
          Cursor pages = view.scan(PAGES, null, null, false)) {
        assertThat(up.next() && down.next() && pages.next()).isTrue();
        assertThat(up.valueArray()[0]).isEqualTo((byte) '1');
        assertThat(down.valueArray()[0]).isEqualTo((byte) '2');
        assertThat(pages.valueArray()[0]).isEqualTo((byte) 'p');
        assertThat(drain(up)).containsExactly("b=2");
        assertThat(drain(down)).containsExactly("a=1");
      }
    }
  }

  @Nested
  class Views {
    @Test
    void aViewHoldsEverythingAcknowledgedBefore() {
      for (int i = 0; i < 200; i++) {
        String value = Integer.toString(i);
        write(put(ROWS, "k", value));
        try (ReadView view = table.view()) {
          assertThat(text(view.get(ROWS, bytes("k")))).isEqualTo(value);
          assertThat(drain(view.scan(ROWS, null, null, false))).containsExactly("k=" + value);
        }
        assertThat(row("k")).isEqualTo(value);
      }
    }

    @Test
    void aViewDoesNotSeeWhatComesAfterIt() {
      write(put(ROWS, "a", "1"), put(ROWS, "b", "1"), put(ROWS, "c", "1"), put(PAGES, "a", "p"));
      try (ReadView view = table.view();
          Cursor early = view.scan(ROWS, null, null, false)) {
        write(put(ROWS, "a", "2"), delete(ROWS, "b"), append(ROWS, "c", "2"));
        write(put(ROWS, "d", "2"), put(PAGES, "a", "q"), put(SEQUENCES, "a", "s"));

        assertThat(text(view.get(ROWS, bytes("a")))).isEqualTo("1");
        assertThat(text(view.get(ROWS, bytes("b")))).isEqualTo("1");
        assertThat(view.get(ROWS, bytes("d"))).isNull();
        assertThat(drain(early)).containsExactly("a=1", "b=1", "c=1");
        assertThat(drain(view.scan(ROWS, null, null, true))).containsExactly("c=1", "b=1", "a=1");
        assertThat(drain(view.scan(PAGES, null, null, false))).containsExactly("a=p");
        assertThat(drain(view.scan(SEQUENCES, null, null, false))).isEmpty();
      }
      assertThat(rows()).containsExactly("a=2", "c=12", "d=2");
    }

    @Test
    void aRowIsNeverSeenHalfWritten() throws Exception {
      AtomicBoolean done = new AtomicBoolean();
      Callable<?> writer =
          () -> {
            for (int i = 0; i < 500; i++) {
              byte[] value = number(i);
              table
                  .transact(
                      bytes("k"),
                      tx -> {
                        tx.put(ROWS, bytes("k"), value);
                        tx.put(PAGES, bytes("k1"), value);
                        tx.put(PAGES, bytes("k2"), value);
                        return null;
                      })
                  .join();
            }
            done.set(true);
            return null;
          };
      Callable<?> reader =
          () -> {
            while (!done.get()) {
              try (ReadView view = table.view()) {
                String row = text(view.get(ROWS, bytes("k")));
                String pages = String.join(" ", drain(view.scan(PAGES, null, null, false)));
                assertThat(pages).isEqualTo(row == null ? "" : "k1=" + row + " k2=" + row);
              }
            }
            return null;
          };
      together(List.of(writer, reader, reader));
    }

    @Test
    void aClosedViewOrCursorMayBeClosedAgain() {
      write(put(ROWS, "a", "1"));
      ReadView view = table.view();
      Cursor cursor = view.scan(ROWS, null, null, false);
      cursor.close();
      cursor.close();
      Cursor leftOpen = view.scan(ROWS, null, null, false);
      view.close();
      view.close();
      assertThatCode(leftOpen::close).doesNotThrowAnyException();
    }
  }

  @Nested
  class Transactions {
    @Test
    void whatABodyWritesTakesEffectTogetherInAllKeyspaces() {
      String result =
          table
              .transact(
                  bytes("k"),
                  tx -> {
                    tx.put(ROWS, bytes("k"), bytes("row"));
                    tx.put(PAGES, bytes("k1"), bytes("page"));
                    tx.append(SEQUENCES, bytes("k"), bytes("1"));
                    return "result";
                  })
              .join();

      assertThat(result).isEqualTo("result");
      assertThat(rows()).containsExactly("k=row");
      assertThat(contents(table, PAGES)).containsExactly("k1=page");
      assertThat(contents(table, SEQUENCES)).containsExactly("k=1");
    }

    @Test
    void aBodySeesItsOwnWrites() {
      write(put(ROWS, "ka", "old"), put(ROWS, "kb", "old"), put(ROWS, "kc", "old"));
      table
          .transact(
              bytes("k"),
              tx -> {
                assertThat(read(tx, "ka")).isEqualTo("old");
                tx.put(ROWS, bytes("ka"), bytes("new"));
                assertThat(read(tx, "ka")).isEqualTo("new");
                tx.append(ROWS, bytes("ka"), bytes("er"));
                assertThat(read(tx, "ka")).isEqualTo("newer");
                tx.delete(ROWS, bytes("ka"));
                assertThat(read(tx, "ka")).isNull();
                tx.append(ROWS, bytes("ka"), bytes("x"));
                tx.append(ROWS, bytes("ka"), bytes("y"));
                assertThat(read(tx, "ka")).isEqualTo("xy");

                tx.append(ROWS, bytes("kb"), bytes("+1"));
                tx.append(ROWS, bytes("kb"), bytes("+2"));
                assertThat(read(tx, "kb")).isEqualTo("old+1+2");

                tx.delete(ROWS, bytes("kc"));
                assertThat(read(tx, "kc")).isNull();
                assertThat(tx.get(PAGES, bytes("ka"))).isNull();
                return null;
              })
          .join();

      assertThat(rows()).containsExactly("ka=xy", "kb=old+1+2");
    }

    @Test
    void aBodySeesItsOwnWritesHoweverMany() {
      Map<String, String> expected = new HashMap<>();
      table
          .transact(
              bytes("k"),
              tx -> {
                Random random = new Random(5);
                for (int i = 0; i < 2_000; i++) {
                  String key = "k" + random.nextInt(300);
                  switch (random.nextInt(3)) {
                    case 0 -> {
                      tx.put(ROWS, bytes(key), number(i));
                      expected.put(key, Integer.toString(i));
                    }
                    case 1 -> {
                      tx.append(ROWS, bytes(key), number(i));
                      expected.merge(key, Integer.toString(i), String::concat);
                    }
                    default -> {
                      tx.delete(ROWS, bytes(key));
                      expected.remove(key);
                    }
                  }
                  assertThat(read(tx, key)).isEqualTo(expected.get(key));
                }
                return null;
              })
          .join();

      expected.forEach((key, value) -> assertThat(row(key)).isEqualTo(value));
      assertThat(rows()).hasSize(expected.size());
    }

    private String read(Transaction tx, String key) {
      return text(tx.get(ROWS, bytes(key)));
    }

    @Test
    void aBodyMayScan() {
      write(put(PAGES, "k1", "a"), put(PAGES, "k2", "b"), put(PAGES, "l1", "c"));
      List<List<String>> seen =
          table
              .transact(
                  bytes("k"),
                  tx ->
                      List.of(
                          drain(tx.scan(PAGES, bytes("k"), bytes("l"), false)),
                          drain(tx.scan(PAGES, bytes("k"), bytes("l"), true)),
                          drain(tx.scan(PAGES, bytes("k2"), bytes("l"), false))))
              .join();

      assertThat(seen)
          .containsExactly(List.of("k1=a", "k2=b"), List.of("k2=b", "k1=a"), List.of("k2=b"));
    }

    @Test
    void aBodySeesWhatTransactionsBeforeItWroteEvenIfNotYetAcknowledged() {
      List<CompletableFuture<Long>> futures = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        futures.add(table.transact(bytes("n"), StoreContractTest::increment));
      }
      for (int i = 0; i < 500; i++) {
        assertThat(futures.get(i).join()).isEqualTo(i + 1);
      }
      assertThat(row("n")).isEqualTo("500");
    }

    @Test
    void aBodyThatThrowsLeavesNothingAndItsExceptionComesOutAsItIs() {
      write(put(ROWS, "k", "before"));
      RuntimeException refusal = new IllegalStateException("refused");

      assertThatThrownBy(
              () ->
                  table.transact(
                      bytes("k"),
                      tx -> {
                        tx.put(ROWS, bytes("k"), bytes("after"));
                        tx.put(PAGES, bytes("k1"), bytes("page"));
                        throw refusal;
                      }))
          .isSameAs(refusal);

      assertThat(rows()).containsExactly("k=before");
      assertThat(contents(table, PAGES)).isEmpty();
      // Nor is anything locked.
      assertThat(table.transact(bytes("k"), tx -> "again").join()).isEqualTo("again");
    }

    @Test
    void aBodyThatWritesNothingReturnsWhatItRead() {
      write(put(ROWS, "k", "v"));

      assertThat(table.transact(bytes("k"), tx -> read(tx, "k")).join()).isEqualTo("v");
      assertThat(table.transact(bytes("k"), tx -> (String) null).join()).isNull();
    }

    @Test
    void whatGoesToACompanionTakesEffectTogetherWithTheRest() {
      table
          .transact(
              bytes("p"),
              tx -> {
                tx.put(ROWS, bytes("p1"), bytes("row"));
                tx.putBeside(8, ROWS, bytes("x"), bytes("entry"));
                tx.putBeside(8, ROWS, bytes("y"), bytes("passing"));
                tx.deleteBeside(8, ROWS, bytes("y"));
                // The same key in another table is another key.
                tx.putBeside(8, ROWS, bytes("p1"), bytes("twin"));
                assertThat(tx.get(ROWS, bytes("p1"))).isEqualTo(bytes("row"));
                assertThat(tx.getBeside(8, ROWS, bytes("p1"))).isEqualTo(bytes("twin"));
                assertThat(tx.getBeside(8, ROWS, bytes("y"))).isNull();
                return null;
              })
          .join();
      assertThat(rows()).containsExactly("p1=row");
      assertThat(contents(store.table(8), ROWS)).containsExactly("p1=twin", "x=entry");

      assertThatThrownBy(
              () ->
                  table.transact(
                      bytes("p"),
                      tx -> {
                        tx.put(ROWS, bytes("p1"), bytes("changed"));
                        tx.deleteBeside(8, ROWS, bytes("x"));
                        throw new IllegalStateException("no");
                      }))
          .hasMessage("no");
      reopen();
      assertThat(rows()).containsExactly("p1=row");
      assertThat(contents(store.table(8), ROWS)).containsExactly("p1=twin", "x=entry");
    }

    @Test
    void manyWritesToCompanionsAreToldApart() {
      table
          .transact(
              bytes("p"),
              tx -> {
                for (int i = 0; i < 100; i++) {
                  byte[] key = bytes("p" + i % 10);
                  tx.putBeside(8 + i % 3, ROWS, key, number(i));
                  assertThat(tx.getBeside(8 + i % 3, ROWS, key)).isEqualTo(number(i));
                }
                assertThat(tx.get(ROWS, bytes("p1"))).isNull();
                return null;
              })
          .join();
      assertThat(rows()).isEmpty();
      assertThat(contents(store.table(8), ROWS)).hasSize(10).contains("p9=99");
      assertThat(contents(store.table(9), ROWS)).hasSize(10).contains("p7=97");
    }

    @Test
    void whatGoesToADroppedCompanionIsForgotten() {
      store.dropTable(8);
      table
          .transact(
              bytes("p"),
              tx -> {
                tx.put(ROWS, bytes("p1"), bytes("row"));
                tx.putBeside(8, ROWS, bytes("p1"), bytes("entry"));
                return null;
              })
          .join();
      assertThat(rows()).containsExactly("p1=row");
      assertThat(contents(store.table(8), ROWS)).isEmpty();
    }

    @Test
    void theBodyRunsOnTheCallingThread() {
      Thread caller = Thread.currentThread();
      assertThat(table.transact(bytes("k"), tx -> Thread.currentThread()).join()).isSameAs(caller);
    }
  }

  private static long increment(Transaction tx) {
    long next = number(tx.get(ROWS, bytes("n"))) + 1;
    tx.put(ROWS, bytes("n"), number(next));
    return next;
  }

  @Nested
  class Concurrency {
    @Test
    void noIncrementIsLostAndNoneIsGivenTwice() throws Exception {
      int threads = 8;
      int each = 300;
      AtomicInteger sum = new AtomicInteger();
      Callable<?> task =
          () -> {
            for (int i = 0; i < each; i++) {
              sum.addAndGet(
                  table.transact(bytes("n"), StoreContractTest::increment).join().intValue());
            }
            return null;
          };
      together(Collections.nCopies(threads, task));

      int total = threads * each;
      assertThat(row("n")).isEqualTo(Integer.toString(total));
      assertThat(sum.get()).isEqualTo(total * (total + 1) / 2);
    }

    @Test
    void aBlindWriteNeverSlipsBetweenTheReadAndTheWriteOfATransaction() throws Exception {
      int each = 1_000;
      Callable<?> rewriting =
          () -> {
            for (int i = 0; i < each; i++) {
              table.transact(
                  bytes("k"),
                  tx -> {
                    byte[] value = tx.get(ROWS, bytes("k"));
                    tx.put(ROWS, bytes("k"), bytes((value == null ? "" : text(value)) + "t"));
                    return null;
                  });
            }
            return null;
          };
      Callable<?> appending =
          () -> {
            for (int i = 0; i < each; i++) {
              table.write(List.of(append(ROWS, "k", "b")));
              table.write(List.of(put(ROWS, "other", "x"), append(ROWS, "k", "c")));
            }
            return null;
          };
      together(List.of(rewriting, appending, rewriting, appending));
      store.sync();

      String value = row("k");
      assertThat(value.chars().filter(c -> c == 't').count()).isEqualTo(2L * each);
      assertThat(value.chars().filter(c -> c == 'b').count()).isEqualTo(2L * each);
      assertThat(value.chars().filter(c -> c == 'c').count()).isEqualTo(2L * each);
    }

    @Test
    void writesToManyPartitionsAtOnceDoNotBlockEachOtherForever() throws Exception {
      List<Callable<?>> tasks = new ArrayList<>();
      for (int t = 0; t < 6; t++) {
        Random random = new Random(t);
        tasks.add(
            () -> {
              for (int i = 0; i < 200; i++) {
                List<Mutation> mutations = new ArrayList<>();
                for (int m = 0; m < 20; m++) {
                  mutations.add(
                      append(ROWS, String.valueOf((char) ('a' + random.nextInt(26))), "."));
                }
                table.write(mutations).join();
              }
              return null;
            });
      }
      together(tasks);

      int appended = rows().stream().mapToInt(entry -> entry.length() - 2).sum();
      assertThat(appended).isEqualTo(6 * 200 * 20);
    }

    @Test
    void whatIsAcknowledgedIsSeenByEveryThread() throws Exception {
      List<Callable<?>> tasks = new ArrayList<>();
      for (int t = 0; t < 6; t++) {
        String key = String.valueOf((char) ('a' + t));
        tasks.add(
            () -> {
              for (int i = 0; i < 300; i++) {
                write(put(ROWS, key, Integer.toString(i)));
                assertThat(row(key)).isEqualTo(Integer.toString(i));
                assertThat(scan(key, key + "\u0000", false)).containsExactly(key + "=" + i);
              }
              return null;
            });
      }
      together(tasks);
    }

    @Test
    void dependentsOfAFutureMayReadAndWrite() throws Exception {
      CompletableFuture<Void> chain = CompletableFuture.completedFuture(null);
      for (int i = 0; i < 100; i++) {
        String previous = i == 0 ? null : Integer.toString(i - 1);
        String next = Integer.toString(i);
        chain =
            chain.thenCompose(
                nothing -> {
                  assertThat(row("k")).isEqualTo(previous);
                  return table.write(List.of(put(ROWS, "k", next)));
                });
      }
      chain.get(60, TimeUnit.SECONDS);
      assertThat(row("k")).isEqualTo("99");
    }
  }

  @Nested
  class Facts {
    @Test
    void aFactIsSetChangedAndRemoved() {
      store.changeFacts(List.of(fact("a", "1"), fact("b", "")));
      assertThat(text(store.getFact(bytes("a")))).isEqualTo("1");
      assertThat(store.getFact(bytes("b"))).isEmpty();
      assertThat(store.getFact(bytes("c"))).isNull();

      store.changeFacts(List.of(fact("a", "2"), fact("b", null), fact("never", null)));
      assertThat(text(store.getFact(bytes("a")))).isEqualTo("2");
      assertThat(store.getFact(bytes("b"))).isNull();

      store.changeFacts(List.of());
      assertThat(all("")).containsExactly("a=2");
    }

    @Test
    void factsAreListedByPrefixInOrder() {
      store.changeFacts(
          List.of(
              fact("table/\u00ff\u00ff", "4"),
              fact("table/a", "1"),
              fact("tablet", "no"),
              fact("table/\u0080", "3"),
              fact("table/a/b", "2"),
              fact("table", "no"),
              fact("\u00ff", "last"),
              fact("", "first")));

      assertThat(all("table/"))
          .containsExactly("table/a=1", "table/a/b=2", "table/\u0080=3", "table/\u00ff\u00ff=4");
      assertThat(all("\u00ff")).containsExactly("\u00ff=last");
      assertThat(all("x")).isEmpty();
      assertThat(all("")).hasSize(8).startsWith("=first").endsWith("\u00ff=last");
    }

    @Test
    void factsAndTablesDoNotMix() {
      store.changeFacts(List.of(fact("k", "fact")));
      write(put(ROWS, "k", "row"));

      store.dropTable(7);
      assertThat(text(store.getFact(bytes("k")))).isEqualTo("fact");
      store.changeFacts(List.of(fact("k", null)));
      assertThat(all("")).isEmpty();
    }

    @Test
    void factsStay() {
      store.changeFacts(List.of(fact("a", "1"), fact("b", "2")));
      reopen();
      assertThat(all("")).containsExactly("a=1", "b=2");
    }

    private Map.Entry<byte[], byte[]> fact(String key, String value) {
      return new AbstractMap.SimpleEntry<>(bytes(key), nullable(value));
    }

    private List<String> all(String prefix) {
      return store.facts(bytes(prefix)).stream()
          .map(fact -> text(fact.getKey()) + "=" + text(fact.getValue()))
          .toList();
    }
  }

  @Nested
  class Dropping {
    private void fill(int id) {
      List<Mutation> mutations = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        for (Keyspace keyspace : Keyspace.values()) {
          mutations.add(put(keyspace, String.format("%02d", i), "value"));
        }
      }
      store.table(id).write(mutations).join();
    }

    private void assertEmpty(int id) {
      TableSpace space = store.table(id);
      for (Keyspace keyspace : Keyspace.values()) {
        assertThat(contents(space, keyspace)).isEmpty();
        assertThat(space.get(keyspace, bytes("07"))).isNull();
        assertThat(space.multiGet(keyspace, List.of(bytes("07")))).containsExactly((byte[]) null);
        assertThat(space.splitPoints(keyspace, 100, 10)).isEmpty();
        assertThat(space.approximateBytes(keyspace)).isZero();
      }
      assertThat(space.transact(bytes("0"), tx -> text(tx.get(ROWS, bytes("07")))).join()).isNull();
    }

    @Test
    void aDroppedTableIsEmptyAtOnceAndItsNeighboursAreNot() {
      fill(6);
      fill(7);
      fill(8);
      TableSpace early = store.table(7);
      store.dropTable(7);

      assertEmpty(7);
      assertThat(early.get(ROWS, bytes("07"))).isNull();
      for (int id : new int[] {6, 8}) {
        for (Keyspace keyspace : Keyspace.values()) {
          assertThat(contents(store.table(id), keyspace)).hasSize(100);
        }
      }
      reopen();
      assertEmpty(7);
      assertThat(contents(store.table(6), PAGES)).hasSize(100);
      assertThat(contents(store.table(8), PAGES)).hasSize(100);
    }

    @Test
    void aTableNeverWrittenToMayBeDropped() {
      store.dropTable(99);
      assertEmpty(99);
    }

    @Test
    void aViewOpenedBeforeStillSeesTheTable() {
      fill(7);
      try (ReadView view = table.view()) {
        store.dropTable(7);
        assertThat(text(view.get(ROWS, bytes("07")))).isEqualTo("value");
        assertThat(drain(view.scan(PAGES, null, null, true))).hasSize(100);
      }
      assertEmpty(7);
    }
  }

  @Nested
  class Sizes {
    private static final int ROW_BYTES = 4_000;
    private static final int COUNT = 3_000;

    private void fill() {
      Random random = new Random(6);
      List<Mutation> mutations = new ArrayList<>();
      for (int i = 0; i < COUNT; i++) {
        byte[] value = new byte[ROW_BYTES];
        random.nextBytes(value);
        byte[] key = bytes(String.format("%05d", i));
        mutations.add(new Mutation(Mutation.Kind.PUT, ROWS, key, key, value));
        if (mutations.size() == 500) {
          table.write(mutations).join();
          mutations.clear();
        }
      }
    }

    @Test
    void sizesAreAboutRight() {
      fill();
      long stored = (long) COUNT * ROW_BYTES;

      assertThat(table.approximateBytes(ROWS)).isBetween(stored / 2, stored * 3);
      assertThat(table.approximateBytes(PAGES)).isZero();
      assertThat(store.table(6).approximateBytes(ROWS)).isZero();
      assertThat(store.table(8).approximateBytes(ROWS)).isZero();
    }

    @Test
    void splitPointsCutIntoPartsOfAboutTheSizeAsked() {
      fill();
      long stored = (long) COUNT * ROW_BYTES;
      for (long partBytes : new long[] {200_000, 1_000_000, 4_000_000}) {
        List<byte[]> points = table.splitPoints(ROWS, partBytes, 1_000);

        assertThat(points).isSortedAccordingTo(Arrays::compareUnsigned).doesNotHaveDuplicates();
        assertThat((double) points.size() + 1)
            .isBetween(stored / (partBytes * 2.5), stored * 2.5 / partBytes);
        byte[] from = null;
        for (int i = 0; i <= points.size(); i++) {
          byte[] to = i < points.size() ? points.get(i) : null;
          try (ReadView view = table.view()) {
            long part = (long) drain(view.scan(ROWS, from, to, false)).size() * ROW_BYTES;
            assertThat(part).isPositive().isLessThan(4 * partBytes);
          }
          from = to;
        }
      }
      assertThat(table.splitPoints(ROWS, 200_000, 3)).hasSize(3);
      assertThat(table.splitPoints(ROWS, 200_000, 0)).isEmpty();
      assertThat(table.splitPoints(ROWS, 10 * stored, 100)).isEmpty();
    }

    @Test
    void anEmptyTableHasNoSplitPoints() {
      assertThat(table.splitPoints(ROWS, 1, 100)).isEmpty();
      assertThat(table.approximateBytes(ROWS)).isZero();
    }

    @Test
    void aSmallTableIsCutByItsFewKeys() {
      for (int i = 0; i < 10; i++) {
        write(put(ROWS, Integer.toString(i), "x".repeat(1_000)));
      }
      List<byte[]> points = table.splitPoints(ROWS, 2_000, 100);
      assertThat(points).hasSizeBetween(2, 9).isSortedAccordingTo(Arrays::compareUnsigned);
    }
  }

  @Nested
  class Lifecycle {
    @Test
    void whatIsWrittenStays() {
      write(put(ROWS, "a", "1"), put(ROWS, "b", "2"), append(ROWS, "b", "3"), put(PAGES, "a", "p"));
      write(append(ROWS, "b", "4"), delete(ROWS, "a"));
      reopen();
      assertThat(rows()).containsExactly("b=234");
      assertThat(contents(table, PAGES)).containsExactly("a=p");

      write(append(ROWS, "b", "5"));
      reopen();
      assertThat(rows()).containsExactly("b=2345");
    }

    @Test
    void aDirectoryIsOpenOnce() {
      assertThatThrownBy(() -> open(home()))
          .isInstanceOfSatisfying(
              StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.LOCKED));

      write(put(ROWS, "k", "still works"));
      assertThat(row("k")).isEqualTo("still works");
      reopen();
      assertThat(row("k")).isEqualTo("still works");
    }

    @Test
    void aPlaceThatCannotBeADirectoryIsRefused() throws Exception {
      Path file = Files.writeString(temporary.resolve("file"), "text");

      assertThatThrownBy(() -> open(file))
          .isInstanceOfSatisfying(
              StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE))
          .hasMessageContaining(file.toString());
      assertThat(file).hasContent("text");
    }

    @Test
    void aClosedStoreRefusesEverything() {
      write(put(ROWS, "k", "v"));
      ReadView view = table.view();
      Cursor cursor = view.scan(ROWS, null, null, false);
      assertThat(cursor.next()).isTrue();
      store.close();

      List<Runnable> calls =
          List.of(
              () -> store.table(1),
              () -> store.table(7),
              () -> store.dropTable(1),
              () -> store.getFact(bytes("k")),
              () -> store.facts(bytes("k")),
              () -> store.changeFacts(List.of(Map.entry(bytes("k"), bytes("v")))),
              () -> store.backup(temporary.resolve("backup"), progress -> {}),
              () -> store.sync(),
              () -> store.statistics(),
              () -> table.get(ROWS, bytes("k")),
              () -> table.multiGet(ROWS, List.of(bytes("k"))),
              () -> table.view(),
              () -> table.transact(bytes("k"), tx -> null),
              () -> table.write(List.of(put(ROWS, "k", "v"))),
              () -> table.splitPoints(ROWS, 1, 1),
              () -> table.approximateBytes(ROWS),
              () -> view.get(ROWS, bytes("k")),
              () -> view.scan(ROWS, null, null, false),
              () -> cursor.next());
      for (Runnable call : calls) {
        assertThatThrownBy(call::run)
            .isInstanceOfSatisfying(
                StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE));
      }
      cursor.close();
      view.close();
      store.close();
      reopen();
      assertThat(row("k")).isEqualTo("v");
    }

    @Test
    void closingWhileThreadsWorkKeepsWhatWasAcknowledged() throws Exception {
      CountDownLatch warm = new CountDownLatch(4);
      Map<String, Integer> acknowledged = new ConcurrentHashMap<>();
      List<Callable<?>> tasks = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        String key = String.valueOf((char) ('a' + t));
        tasks.add(
            () -> {
              try {
                for (int i = 0; ; i++) {
                  write(put(ROWS, key, Integer.toString(i)));
                  acknowledged.put(key, i);
                  scan(null, null, i % 2 == 0);
                  if (i == 20) {
                    warm.countDown();
                  }
                }
              } catch (StorageException | CompletionException e) {
                return null;
              }
            });
      }
      tasks.add(
          () -> {
            assertThat(warm.await(60, TimeUnit.SECONDS)).isTrue();
            store.close();
            return null;
          });
      together(tasks);
      reopen();

      acknowledged.forEach((key, i) -> assertThat(Integer.parseInt(row(key))).isBetween(i, i + 1));
      assertThat(acknowledged).hasSize(4);
    }

    @Test
    void statisticsAreNamedAndExplained() {
      write(put(ROWS, "k", "v"));

      List<Store.Statistic> statistics = store.statistics();
      assertThat(statistics).isNotEmpty();
      assertThat(statistics).extracting(Store.Statistic::name).doesNotHaveDuplicates();
      assertThat(statistics)
          .allSatisfy(
              statistic -> {
                assertThat(statistic.name()).matches("[a-z0-9]+([.][a-z0-9]+)*");
                assertThat(statistic.help()).matches("[A-Z].*[.]");
                assertThat(statistic.value()).isFinite();
              });
      store.sync();
    }
  }

  @Nested
  class Backups {
    private final List<String> progress = new ArrayList<>();

    private Path backup() {
      Path directory = temporary.resolve("backup");
      store.backup(directory, progress::add);
      return directory;
    }

    private void assertRestored(Path backup, String name, List<String> rows) {
      Path directory = temporary.resolve(name);
      provider.restore(backup, directory);
      try (Store restored = open(directory)) {
        assertThat(contents(restored.table(7), ROWS)).isEqualTo(rows);
      }
    }

    @Test
    void aBackupHoldsEverythingAndCanBeBroughtUpToDate() {
      store.changeFacts(List.of(Map.entry(bytes("fact"), bytes("1"))));
      write(put(ROWS, "a", "1"), append(ROWS, "b", "2"), append(ROWS, "b", "3"));
      write(put(PAGES, "a", "p"));
      Path backup = backup();
      assertThat(progress).isNotEmpty().allMatch(sentence -> sentence.endsWith("."));

      write(put(ROWS, "c", "later"));
      assertRestored(backup, "first", List.of("a=1", "b=23"));

      backup();
      assertRestored(backup, "second", List.of("a=1", "b=23", "c=later"));
      try (Store restored = open(temporary.resolve("first"))) {
        assertThat(text(restored.getFact(bytes("fact")))).isEqualTo("1");
        assertThat(contents(restored.table(7), PAGES)).containsExactly("a=p");
        restored.table(7).write(List.of(put(ROWS, "d", "writable"))).join();
        assertThat(contents(restored.table(7), ROWS)).contains("d=writable");
      }
      assertThat(rows()).containsExactly("a=1", "b=23", "c=later");
    }

    @Test
    void aBackupIsOfOneMomentWhileWritesGoOn() throws Exception {
      AtomicBoolean done = new AtomicBoolean();
      AtomicInteger acknowledged = new AtomicInteger();
      int[] before = new int[1];
      Callable<?> writer =
          () -> {
            for (int i = 1; !done.get(); i++) {
              byte[] value = number(i);
              table
                  .transact(
                      bytes("k"),
                      tx -> {
                        tx.put(ROWS, bytes("k"), value);
                        tx.put(PAGES, bytes("k1"), value);
                        tx.put(SEQUENCES, bytes("k"), value);
                        return null;
                      })
                  .join();
              acknowledged.set(i);
            }
            return null;
          };
      Callable<?> copier =
          () -> {
            try {
              while (acknowledged.get() < 50) {
                Thread.onSpinWait();
              }
              for (int i = 0; i < 3; i++) {
                before[0] = acknowledged.get();
                backup();
              }
              return null;
            } finally {
              done.set(true);
            }
          };
      together(List.of(writer, copier));

      Path restoredTo = temporary.resolve("restored");
      provider.restore(temporary.resolve("backup"), restoredTo);
      try (Store restored = open(restoredTo)) {
        TableSpace copy = restored.table(7);
        String value = text(copy.get(ROWS, bytes("k")));
        assertThat(Integer.parseInt(value)).isBetween(before[0], acknowledged.get());
        assertThat(text(copy.get(PAGES, bytes("k1")))).isEqualTo(value);
        assertThat(text(copy.get(SEQUENCES, bytes("k")))).isEqualTo(value);
      }
    }

    @Test
    void aBackupDoesNotTouchAForeignDirectory() throws Exception {
      Path foreign = Files.createDirectory(temporary.resolve("foreign"));
      Files.writeString(foreign.resolve("letter.txt"), "dear");

      assertThatThrownBy(() -> store.backup(foreign, progress::add))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining(foreign.toString());
      try (var files = Files.list(foreign)) {
        assertThat(files).containsExactly(foreign.resolve("letter.txt"));
      }
    }

    @Test
    void aRestoreNeedsAnEmptyDirectoryAndARealBackup() throws Exception {
      write(put(ROWS, "a", "1"));
      Path backup = backup();
      Path full = Files.createDirectory(temporary.resolve("full"));
      Files.writeString(full.resolve("letter.txt"), "dear");

      assertThatThrownBy(() -> provider.restore(backup, full))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining(full.toString());
      assertThat(full.resolve("letter.txt")).hasContent("dear");

      Path fresh = temporary.resolve("fresh");
      assertThatThrownBy(() -> provider.restore(full, fresh))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining(full.toString());
      Path missing = temporary.resolve("missing");
      assertThatThrownBy(() -> provider.restore(missing, fresh))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining(missing.toString());
      assertRestored(backup, "fresh", List.of("a=1"));
    }
  }
}
