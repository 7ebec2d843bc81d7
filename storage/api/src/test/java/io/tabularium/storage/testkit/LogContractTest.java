/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.testkit;

import static io.tabularium.storage.Keyspace.ROWS;
import static io.tabularium.storage.testkit.Bytes.append;
import static io.tabularium.storage.testkit.Bytes.bytes;
import static io.tabularium.storage.testkit.Bytes.put;
import static io.tabularium.storage.testkit.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tabularium.storage.Durability;
import io.tabularium.storage.Store;
import io.tabularium.storage.StoreConfig;
import io.tabularium.storage.StoreProvider;
import io.tabularium.storage.TableSpace;
import io.tabularium.storage.TableSpace.LogPage;
import io.tabularium.storage.TableSpace.LogRecord;
import io.tabularium.storage.TableSpace.Mutation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What every store promises of the logs of its tables. */
@Timeout(120)
@SuppressWarnings("FutureReturnValueIgnored") // where the write is waited for in another way
public abstract class LogContractTest {
  private static final long ALL = Long.MAX_VALUE;

  @TempDir Path temporary;
  private Store store;
  private TableSpace table;

  /** The engine under test. */
  protected abstract StoreProvider provider();

  /** How its stores treat writes. */
  protected Durability durability() {
    return Durability.SYNC;
  }

  @BeforeEach
  void open() {
    Path home = temporary.resolve("store");
    StoreConfig small = StoreConfig.small(home);
    store =
        provider()
            .open(
                new StoreConfig(home, durability(), small.cacheBytes(), small.writeBufferBytes()));
    table = store.table(7);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void reopen() {
    close();
    open();
  }

  private static Mutation record(String partition, int shard, long floor, String record) {
    return Mutation.log(bytes(partition), shard, () -> floor, () -> bytes(record));
  }

  private void log(int shard, long floor, String record) {
    table.write(List.of(record("p", shard, floor, record))).join();
  }

  private static List<String> texts(LogPage page) {
    return page.records().stream().map(r -> r.sequence() + "=" + text(r.bytes())).toList();
  }

  private List<String> read(int shard, long from) {
    LogPage page = table.readLog(shard, from, Integer.MAX_VALUE, ALL);
    assertThat(page.more()).isFalse();
    return texts(page);
  }

  @Test
  void aLogNeverWrittenToIsEmptyAndBeginsAtZero() {
    assertThat(read(3, 0)).isEmpty();
    assertThat(table.logStart(3)).isZero();
    assertThat(table.logEnd(3)).isZero();
    table.trimLog(3, ALL);
    assertThat(table.logStart(3)).isZero();
    assertThat(table.approximateLogBytes()).isZero();
  }

  @Test
  void numbersAreAtLeastAsLargeAsAskedForAndAlwaysRise() {
    log(0, 100, "a");
    log(0, 100, "b");
    log(0, 50, "c");
    log(0, 1000, "");
    assertThat(read(0, 0)).containsExactly("100=a", "101=b", "102=c", "1000=");
    assertThat(read(0, 101)).containsExactly("101=b", "102=c", "1000=");
    assertThat(read(0, 103)).containsExactly("1000=");
    assertThat(read(0, 1001)).isEmpty();
    assertThat(table.logEnd(0)).isEqualTo(1001);
  }

  @Test
  void shardsAndTablesDoNotMix() {
    log(0, 5, "a");
    log(1, 5, "b");
    log(256, 5, "c");
    store.table(8).write(List.of(record("p", 0, 5, "d"))).join();
    store.table(7 << 24).write(List.of(record("p", 0, 5, "e"))).join();
    assertThat(read(0, 0)).containsExactly("5=a");
    assertThat(read(1, 0)).containsExactly("5=b");
    assertThat(read(256, 0)).containsExactly("5=c");
    assertThat(read(2, 0)).isEmpty();
    table.trimLog(0, ALL);
    assertThat(read(1, 0)).containsExactly("5=b");
    assertThat(texts(store.table(8).readLog(0, 0, 9, ALL))).containsExactly("5=d");
    assertThat(texts(store.table(7 << 24).readLog(0, 0, 9, ALL))).containsExactly("5=e");
  }

  @Test
  void aPageEndsAtItsLimits() {
    for (int i = 0; i < 5; i++) {
      log(0, i, "xx" + i);
    }
    LogPage two = table.readLog(0, 0, 2, ALL);
    assertThat(texts(two)).containsExactly("0=xx0", "1=xx1");
    assertThat(two.more()).isTrue();
    assertThat(texts(table.readLog(0, 2, 9, 6))).containsExactly("2=xx2", "3=xx3");
    assertThat(texts(table.readLog(0, 2, 9, 1))).containsExactly("2=xx2");
    LogPage rest = table.readLog(0, 2, 3, 9);
    assertThat(texts(rest)).hasSize(3);
    assertThat(rest.more()).isFalse();
    assertThatThrownBy(() -> table.readLog(0, 0, 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void recordsTakeEffectWithTheWritesBesideThem() {
    List<String> asked = new ArrayList<>();
    table
        .write(
            List.of(
                new Mutation(
                    Mutation.Kind.PUT,
                    ROWS,
                    bytes("p"),
                    bytes("p1"),
                    () -> {
                      asked.add("value");
                      return bytes("v");
                    }),
                Mutation.log(
                    bytes("p"),
                    0,
                    () -> 1,
                    () -> {
                      asked.add("record");
                      return bytes("r");
                    }),
                append(ROWS, "q1", "w"),
                record("q", 0, 1, "s")))
        .join();
    assertThat(asked).containsExactly("value", "record");
    assertThat(read(0, 0)).containsExactly("1=r", "2=s");
    assertThat(text(table.get(ROWS, bytes("p1")))).isEqualTo("v");
    String result =
        table
            .transact(
                bytes("p"),
                tx -> {
                  tx.log(0, () -> 1, bytes("t"));
                  tx.put(ROWS, bytes("p1"), bytes("v2"));
                  tx.log(1, () -> 1, bytes("u"));
                  tx.log(0, () -> 1, bytes("x"));
                  return "done";
                })
            .join();
    assertThat(result).isEqualTo("done");
    assertThat(read(0, 3)).containsExactly("3=t", "4=x");
    assertThat(read(1, 0)).containsExactly("1=u");
    assertThat(text(table.get(ROWS, bytes("p1")))).isEqualTo("v2");
  }

  @Test
  void whatIsNotWrittenIsNotLoggedAndHoldsNobodyUp() {
    assertThatThrownBy(
            () ->
                table.transact(
                    bytes("p"),
                    tx -> {
                      tx.log(0, () -> 1, bytes("no"));
                      throw new IllegalStateException("no");
                    }))
        .hasMessage("no");
    assertThatThrownBy(
            () ->
                table.write(
                    List.of(
                        record("p", 0, 1, "no"),
                        Mutation.log(
                            bytes("p"),
                            0,
                            () -> 1,
                            () -> {
                              throw new IllegalStateException("no");
                            }))))
        .hasMessage("no");
    assertThat(table.writeIf(() -> false, List.of(put(ROWS, "p", "no"), record("p", 0, 1, "no"))))
        .isCompletedWithValue(false);
    assertThat(table.get(ROWS, bytes("p"))).isNull();
    log(0, 1, "yes");
    List<String> records = read(0, 0);
    assertThat(records).hasSize(1);
    assertThat(records.get(0)).endsWith("=yes");
  }

  @Test
  void aConditionIsAskedOnceBeforeTheSources() {
    List<String> asked = new ArrayList<>();
    assertThat(
            table
                .writeIf(
                    () -> asked.add("condition"),
                    List.of(
                        new Mutation(
                            Mutation.Kind.PUT,
                            ROWS,
                            bytes("k"),
                            bytes("k"),
                            () -> {
                              asked.add("source");
                              return bytes("v");
                            })))
                .join())
        .isTrue();
    assertThat(asked).containsExactly("condition", "source");
    assertThat(table.writeIf(() -> false, List.of(put(ROWS, "k", "w"))).join()).isFalse();
    assertThat(text(table.get(ROWS, bytes("k")))).isEqualTo("v");
  }

  @Test
  void trimmingMovesTheStartBehindTheLastRecordRemoved() {
    log(0, 10, "a");
    log(0, 20, "b");
    log(0, 30, "c");
    table.trimLog(0, 10);
    assertThat(table.logStart(0)).isZero();
    table.trimLog(0, 25);
    assertThat(table.logStart(0)).isEqualTo(21);
    assertThat(read(0, 21)).containsExactly("30=c");
    assertThat(table.readLog(0, 15, 9, ALL).start()).isEqualTo(21);
    table.trimLog(0, 15);
    assertThat(table.logStart(0)).isEqualTo(21);
    table.trimLog(0, ALL);
    assertThat(table.logStart(0)).isEqualTo(31);
    assertThat(read(0, 31)).isEmpty();
    log(0, 0, "d");
    assertThat(read(0, 31)).containsExactly("31=d");
  }

  @Test
  void recordsNumbersAndTheStartStay() {
    log(0, 10, "a");
    log(0, 20, "b");
    log(1, 10, "x");
    table.trimLog(0, 11);
    table.trimLog(1, ALL);
    reopen();
    assertThat(table.logStart(0)).isEqualTo(11);
    assertThat(read(0, 11)).containsExactly("20=b");
    assertThat(table.logEnd(1)).isEqualTo(11);
    log(0, 0, "c");
    log(1, 0, "y");
    assertThat(read(0, 11)).containsExactly("20=b", "21=c");
    assertThat(read(1, 11)).containsExactly("11=y");
    reopen();
    assertThat(read(0, 11)).containsExactly("20=b", "21=c");
    assertThat(table.approximateLogBytes()).isNotNegative();
  }

  @Test
  void aDroppedTableHasNoLog() {
    log(0, 10, "a");
    store.dropTable(7);
    assertThat(read(0, 0)).isEmpty();
  }

  /** Many writers of a shard at a time: a reader that goes on from page to page misses none. */
  @Test
  void aReaderNeverSkipsAndSeesEachPartitionInOrder() throws Exception {
    int writers = 6;
    int each = 150;
    ExecutorService threads = Executors.newFixedThreadPool(writers + 1);
    CountDownLatch start = new CountDownLatch(1);
    AtomicInteger done = new AtomicInteger();
    List<Future<?>> futures = new ArrayList<>();
    for (int w = 0; w < writers; w++) {
      String partition = Character.toString('a' + w);
      futures.add(
          threads.submit(
              () -> {
                start.await();
                Random random = new Random(partition.charAt(0));
                for (int i = 0; i < each; i++) {
                  String record = partition + i;
                  switch (random.nextInt(4)) {
                    case 0 ->
                        table.transact(
                            bytes(partition),
                            tx -> {
                              tx.put(ROWS, bytes(partition), bytes(record));
                              tx.log(0, () -> 0, bytes(record));
                              return null;
                            });
                    case 1 -> {
                      table.writeIf(() -> false, List.of(record(partition, 0, 0, "never")));
                      table.write(List.of(record(partition, 0, 0, record)));
                    }
                    default ->
                        table
                            .write(
                                List.of(
                                    put(ROWS, partition, record),
                                    record(partition, 0, 0, record),
                                    record("z", 0, ThreadLocalRandom.current().nextInt(9), "z")))
                            .join();
                  }
                }
                done.incrementAndGet();
                return null;
              }));
    }
    List<String> seen = new ArrayList<>();
    futures.add(
        threads.submit(
            () -> {
              long position = 0;
              start.await();
              for (boolean last = false; ; ) {
                LogPage page = table.readLog(0, position, 7, ALL);
                for (LogRecord record : page.records()) {
                  assertThat(record.sequence()).isGreaterThanOrEqualTo(position);
                  position = record.sequence() + 1;
                  seen.add(text(record.bytes()));
                }
                if (page.records().isEmpty()) {
                  if (last) {
                    return null;
                  }
                  if (done.get() == writers) {
                    store.sync();
                    last = true;
                  }
                }
              }
            }));
    start.countDown();
    try {
      for (Future<?> future : futures) {
        future.get(100, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    for (int w = 0; w < writers; w++) {
      String partition = Character.toString('a' + w);
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < each; i++) {
        expected.add(partition + i);
      }
      assertThat(seen.stream().filter(record -> record.startsWith(partition)))
          .containsExactlyElementsOf(expected);
    }
    assertThat(read(0, 0)).hasSize(seen.size());
  }

  @Test
  void whatIsAcknowledgedIsReadAtOnceIfNothingElseIsUnderWay() {
    for (int i = 0; i < 50; i++) {
      log(0, 0, "r" + i);
      assertThat(read(0, i)).containsExactly(i + "=r" + i);
    }
  }

  /**
   * What was under way when the barrier was asked for is seen afterwards; what begins later knows
   * what was done before it.
   */
  @Test
  void aBarrierDividesBeforeFromAfter() throws Exception {
    AtomicBoolean switched = new AtomicBoolean();
    AtomicBoolean stop = new AtomicBoolean();
    int writers = 4;
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    List<Future<?>> futures = new ArrayList<>();
    for (int w = 0; w < writers; w++) {
      String partition = Character.toString('a' + w);
      futures.add(
          threads.submit(
              () -> {
                for (int i = 0; !stop.get(); i++) {
                  String key = partition + i;
                  boolean logging = switched.get();
                  List<Mutation> mutations = new ArrayList<>(List.of(put(ROWS, key, "v")));
                  if (logging) {
                    mutations.add(record(partition, 0, 0, key));
                  }
                  if (i % 2 == 0) {
                    table.writeIf(() -> switched.get() == logging, mutations);
                  } else {
                    table.transact(
                        bytes(partition),
                        tx -> {
                          tx.put(ROWS, bytes(key), bytes("v"));
                          if (switched.get()) {
                            tx.log(0, () -> 0, bytes(key));
                          }
                          return null;
                        });
                  }
                }
                return null;
              }));
    }
    TimeUnit.MILLISECONDS.sleep(20); // the writers shall be in full swing; nothing depends on it
    switched.set(true);
    table.barrier();
    List<String> view = Bytes.contents(table, ROWS);
    TimeUnit.MILLISECONDS.sleep(20);
    stop.set(true);
    for (Future<?> future : futures) {
      future.get(100, TimeUnit.SECONDS);
    }
    threads.shutdownNow();
    store.sync();
    List<String> found = new ArrayList<>(view.stream().map(e -> e.replace("=v", "")).toList());
    table.readLog(0, 0, Integer.MAX_VALUE, ALL).records().forEach(r -> found.add(text(r.bytes())));
    assertThat(found)
        .containsAll(Bytes.contents(table, ROWS).stream().map(e -> e.replace("=v", "")).toList());
  }
}
