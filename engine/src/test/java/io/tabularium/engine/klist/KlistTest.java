/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.klist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tabularium.model.klist.ColumnSpace;
import io.tabularium.model.klist.KlistCode;
import io.tabularium.model.klist.KlistLimits;
import io.tabularium.model.klist.Slots;
import io.tabularium.storage.Keyspace;
import io.tabularium.storage.Store;
import io.tabularium.storage.testkit.InMemoryStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What random operations do not reach: numbers, limits, long pages, many threads. */
class KlistTest {
  private final InMemoryStore store = new InMemoryStore();
  private final Klists klists = new Klists(store);

  @AfterEach
  void close() {
    klists.close();
    store.close();
  }

  @Test
  void aNumberLetsOneWriteThrough() {
    klists.set(false, "r", "c", "v", 1);
    KlistWrite read = klists.readForUpdate(false, "r", "c");
    assertThat(read.code()).isEqualTo(KlistCode.OK);
    assertThat(read.newScore()).isEqualTo(1);
    assertThat(klists.readForUpdate(false, "r", "c").number()).isEqualTo(read.number());
    assertThat(klists.set(false, "r", "c", "w", 2, 0, read.number())).isEqualTo(KlistCode.OK);
    assertThat(klists.set(false, "r", "c", "x", 3, 0, read.number()))
        .isEqualTo(KlistCode.CAS_NOT_MATCH);
    assertThat(klists.get(false, "r", "c")).isEqualTo("w 2");
  }

  @Test
  void aNumberForAMissingRecordCreatesItOnce() {
    KlistWrite read = klists.readForUpdate(true, "r", "c");
    assertThat(read.code()).isEqualTo(KlistCode.NOT_EXIST);
    assertThat(klists.set(true, "r", "c", "v", 0, 0, read.number())).isEqualTo(KlistCode.OK);
    assertThat(klists.set(true, "r", "c", "w", 0, 0, read.number()))
        .isEqualTo(KlistCode.CAS_NOT_MATCH);
  }

  @Test
  void deletesAndIncrementsHonourNumbers() {
    int number = klists.readForUpdate(false, "r", "c").number();
    assertThat(klists.increment(false, "r", "c", 1, number).code()).isEqualTo(KlistCode.OK);
    assertThat(klists.delete(false, "r", "c", number)).isEqualTo(KlistCode.CAS_NOT_MATCH);
    number = klists.readForUpdate(false, "r", "c").number();
    assertThat(klists.delete(false, "r", "c", number)).isEqualTo(KlistCode.OK);
    assertThat(klists.get(false, "r", "c")).isNull();
  }

  @Test
  void incrementsOfManyThreadsAllCount() throws InterruptedException {
    countIncrements(klists);
  }

  @Test
  void incrementsInHasteAllCount() throws InterruptedException {
    klists.hasty = true;
    countIncrements(klists);
  }

  @Test
  void incrementsThatAreGivenUpInHasteAreMadeAllTheSame() throws InterruptedException {
    AtomicInteger calls = new AtomicInteger();
    Store waiting = WaitingStore.around(store, () -> calls.incrementAndGet() % 3 == 0);
    try (Klists patient = new Klists(waiting)) {
      patient.hasty = true;
      countIncrements(patient);
    }
  }

  private static void countIncrements(Klists klists) throws InterruptedException {
    int each = 500;
    CountDownLatch done = new CountDownLatch(4 * each);
    AtomicInteger failed = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      boolean z = i % 2 == 0;
      Thread thread =
          new Thread(
              () -> {
                for (int k = 0; k < each; k++) {
                  KlistKey key = Klists.key("r" + k % 3, "c");
                  KlistWrite.Listener counted =
                      write -> {
                        if (write.code() != KlistCode.OK) {
                          failed.incrementAndGet();
                        }
                        done.countDown();
                      };
                  klists.submit(List.of(KlistWrite.increment(0, key, z, 1, 0, counted)));
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(failed).hasValue(0);
    long sum = 0;
    for (boolean z : new boolean[] {true, false}) {
      for (int r = 0; r < 3; r++) {
        sum += klists.klist.get(0, Klists.key("r" + r, "c"), z).score();
      }
    }
    assertThat(sum).isEqualTo(4 * each);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void racingReadModifyWritesLoseNothing(boolean hasty) throws InterruptedException {
    klists.hasty = hasty;
    int each = 60;
    AtomicInteger won = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Thread thread =
          new Thread(
              () -> {
                for (int k = 0; k < each; k++) {
                  KlistWrite read = klists.readForUpdate(false, "r", "c");
                  if (klists.set(false, "r", "c", "", read.newScore() + 1, 0, read.number())
                      == KlistCode.OK) {
                    won.incrementAndGet();
                  }
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(won.get()).isPositive();
    assertThat(klists.get(false, "r", "c")).isEqualTo(" " + won.get());
  }

  @Test
  void whoeverIsInHasteMakesHisWritesHimselfIfHeCan() {
    AtomicReference<Thread> teller = new AtomicReference<>();
    KlistKey key = Klists.key("r", "c");
    KlistWrite.Listener listener = write -> teller.set(Thread.currentThread());
    klists.klist.submitInHaste(List.of(KlistWrite.increment(0, key, true, 7, 0, listener)));
    assertThat(teller).hasValue(Thread.currentThread());
    assertThat(klists.get(true, "r", "c")).isEqualTo(" 7");
    assertThat(klists.klist.queued()).isZero();
    // The first time to live has to be noted on disk.
    klists.klist.submitInHaste(
        List.of(KlistWrite.set(0, key, true, new byte[0], 1, 9, 0, listener)));
    await().until(() -> teller.get() != Thread.currentThread());
    assertThat(klists.get(true, "r", "c")).isEqualTo(" 1");
    // What is long is left to the lane.
    teller.set(null);
    byte[] longValue = new byte[1 << 20];
    klists.klist.submitInHaste(
        List.of(KlistWrite.set(0, key, false, longValue, 2, 0, 0, listener)));
    await().until(() -> teller.get() != null);
    assertThat(teller.get()).isNotSameAs(Thread.currentThread());
  }

  @Test
  void whatHasToBeWaitedForIsLeftToTheLaneInOrder() {
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    AtomicBoolean waits = new AtomicBoolean();
    Store waiting = WaitingStore.around(store, waits::get);
    try (Klists patient = new Klists(waiting)) {
      List<KlistWrite> writes = new ArrayList<>();
      for (String row : List.of("a", "b", "a")) {
        writes.add(
            KlistWrite.increment(
                0,
                Klists.key(row, "c"),
                true,
                1,
                0,
                write -> {
                  told.add(row + write.newScore() + Thread.currentThread().getName());
                }));
      }
      waits.set(true);
      patient.klist.submitInHaste(writes);
      await().until(() -> told.size() == 3);
      assertThat(told).allMatch(line -> line.contains("klist-lane-"));
      assertThat(told).extracting(line -> line.substring(0, 2)).contains("a1", "a2", "b1");
      assertThat(patient.klist.queued()).isZero();
    }
  }

  @Test
  void whatCanNeverBeWrittenIsRefusedFirst() {
    assertThat(klists.set(false, "", "c", "v", 0)).isEqualTo(KlistCode.INVALID_ROW);
    assertThat(klists.set(false, "r", "c", "v", 0, -1, 0)).isEqualTo(KlistCode.INVALID_TTL);
    byte[] longest = new byte[KlistLimits.VALUE_BYTES];
    KlistKey key = Klists.key("r", "c");
    assertThat(klists.await(l -> KlistWrite.set(0, key, true, longest, 0, 0, 0, l)).code())
        .isEqualTo(KlistCode.OK);
    byte[] longer = new byte[KlistLimits.VALUE_BYTES + 1];
    assertThat(klists.await(l -> KlistWrite.set(0, key, true, longer, 0, 0, 7, l)).code())
        .isEqualTo(KlistCode.INVALID_VALUE);
    assertThat(klists.klist.get(0, key, true).value()).hasSize(KlistLimits.VALUE_BYTES);
    assertThat(klists.get(false, "", "c")).isNull();
  }

  @Test
  void rowsThatBeginAlikeKeepApart() {
    klists.set(false, "r1", "c", "1", 0);
    klists.set(false, "r11", "c", "2", 0);
    klists.set(true, "r1", "c", "3", 0);
    assertThat(klists.scan("r1", ColumnSpace.DEFAULT, true, 10)).containsExactly("c 1 0");
    assertThat(klists.scan("r11", ColumnSpace.DEFAULT, false, 10)).containsExactly("c 2 0");
    assertThat(klists.scan("r", ColumnSpace.DEFAULT, true, 10)).isEmpty();
  }

  @Test
  void aPageEndsAfterAMebibyteAndTellsWhetherThatIsAll() {
    for (int i = 0; i < 8; i++) {
      KlistKey key = Klists.key("r", "c" + i);
      byte[] value = new byte[300_000];
      klists.await(l -> KlistWrite.set(0, key, false, value, 0, 0, 0, l));
    }
    ScanRequest request =
        new ScanRequest(
            0, 1, Klists.bytes("r"), ColumnSpace.DEFAULT, true, true, 0, new byte[0], 100);
    ScanPage first = klists.klist.scan(request);
    assertThat(first.records()).hasSize(4);
    assertThat(first.end()).isFalse();
    ScanPage second =
        klists.klist.scan(
            new ScanRequest(
                0,
                1,
                Klists.bytes("r"),
                ColumnSpace.DEFAULT,
                true,
                false,
                0,
                first.records().get(3).column(),
                100));
    assertThat(second.records()).hasSize(4);
    assertThat(second.end()).isTrue();
  }

  @Test
  void aPageAlwaysFitsAPacket() {
    byte[] column = new byte[KlistLimits.COLUMN_BYTES];
    KlistKey small = new KlistKey(1, Klists.bytes("r"), new byte[0]);
    klists.await(l -> KlistWrite.set(0, small, false, new byte[1_000_000], 0, 0, 0, l));
    for (byte i = 1; i < 3; i++) {
      byte[] own = column.clone();
      own[0] = i;
      KlistKey key = new KlistKey(1, Klists.bytes("r"), own);
      byte[] value = new byte[KlistLimits.VALUE_BYTES];
      klists.await(l -> KlistWrite.set(0, key, false, value, 0, 0, 0, l));
    }
    ScanPage page =
        klists.klist.scan(
            new ScanRequest(
                0, 1, Klists.bytes("r"), ColumnSpace.DEFAULT, true, true, 0, new byte[0], 100));
    assertThat(page.records()).hasSize(1);
    assertThat(page.end()).isFalse();
  }

  @Test
  void nothingAskedForIsNoEndUnlessThereIsNothing() {
    klists.set(false, "r", "c", "v", 0);
    ScanRequest nothing =
        new ScanRequest(
            0, 1, Klists.bytes("r"), ColumnSpace.DEFAULT, true, true, 0, new byte[0], 0);
    assertThat(klists.klist.scan(nothing)).isEqualTo(new ScanPage(List.of(), false));
    ScanRequest empty =
        new ScanRequest(
            0, 1, Klists.bytes("x"), ColumnSpace.DEFAULT, true, true, 0, new byte[0], 0);
    assertThat(klists.klist.scan(empty)).isEqualTo(new ScanPage(List.of(), true));
  }

  @Test
  void aDumpGoesThroughSlotsAndCanBeDivided() {
    for (int i = 0; i < 60; i++) {
      klists.set(i % 2 == 0, "row" + i, "c", "v", i);
      KlistKey foreign = Klists.key("row" + i, "c");
      klists.await(
          l -> KlistWrite.set(otherDatabase(foreign), foreign, false, new byte[0], 0, 0, 0, l));
    }
    List<KlistRecord> all = klists.dump(0, 0, 65_535);
    assertThat(all).hasSize(60);
    List<Integer> slots = all.stream().map(r -> Slots.of(0, r.table(), r.row())).toList();
    assertThat(slots).isSorted();
    int lower = klists.dump(0, 0, 4095).size();
    int upper = klists.dump(0, 4096, 8191).size();
    assertThat(lower).isPositive();
    assertThat(lower + upper).isEqualTo(60);
    assertThat(klists.dump(0, 8192, 65_535)).isEmpty();
    assertThat(klists.dump(0, 9, 8)).isEmpty();
  }

  private static int otherDatabase(KlistKey key) {
    return key.row().length % 2 == 0 ? 200 : 3;
  }

  @Test
  void longRowsAreDumpedInPages() {
    List<KlistWrite> writes = new ArrayList<>();
    CountDownLatch done = new CountDownLatch(2500);
    for (int i = 0; i < 2500; i++) {
      KlistKey key = Klists.key("r", String.format("%05d", i));
      writes.add(KlistWrite.set(0, key, false, new byte[0], i, 0, 0, write -> done.countDown()));
    }
    klists.klist.submit(writes);
    assertThat(klists.set(false, "r", "last", "", 0)).isEqualTo(KlistCode.OK);
    assertThat(done.getCount()).isZero();
    klists.delete(false, "r", "last", 0);
    DumpRequest request =
        new DumpRequest(0, 1, true, 0, 65_535, new byte[0], ColumnSpace.DEFAULT, 0, new byte[0]);
    DumpPage page = klists.klist.dump(request);
    assertThat(page.records()).hasSize(1000);
    assertThat(page.end()).isFalse();
    assertThat(page.lastSlot()).isEqualTo(Slots.of(0, 1, Klists.bytes("r")));
    assertThat(klists.dump(0, 0, 65_535)).hasSize(2500);
    DumpRequest otherTable =
        new DumpRequest(0, 2, true, 0, 65_535, new byte[0], ColumnSpace.DEFAULT, 0, new byte[0]);
    assertThat(klists.klist.dump(otherTable).records()).isEmpty();
    assertThat(klists.klist.dump(otherTable).end()).isTrue();
  }

  @Test
  void expiredRecordsGiveTheirSpaceBack() {
    klists.set(false, "r", "plain", "v", 1, 5, 0);
    klists.set(true, "r", "z", "v", 1, 5, 0);
    klists.set(true, "r", "stays", "v", 1, 50, 0);
    Sweeper sweeper =
        new Sweeper(store.table(0), new TimeToLiveMark(store), klists.clock, Klists.NEVER);
    sweeper.sweep();
    assertThat(stored()).isEqualTo(5);
    klists.clock.millis.addAndGet(5_000);
    sweeper.sweep();
    assertThat(stored()).isEqualTo(2);
    assertThat(klists.get(true, "r", "stays")).isEqualTo("v 1");
    sweeper.close();
  }

  private int stored() {
    int count = 0;
    for (Keyspace keyspace : List.of(Keyspace.KLIST, Keyspace.KLIST_COLUMNS)) {
      try (var view = store.table(0).view();
          var cursor = view.scan(keyspace, null, null, false)) {
        while (cursor.next()) {
          count++;
        }
      }
    }
    return count;
  }

  @Test
  void theRemainingLifeIsRoundedUp() {
    klists.set(false, "r", "c", "v", 0, 2, 0);
    KlistRecord record = klists.klist.get(0, Klists.key("r", "c"), false);
    assertThat(record.secondsLeft(klists.klist.now())).isEqualTo(2);
    assertThat(record.secondsLeft(klists.klist.now() + 1)).isEqualTo(2);
    assertThat(record.secondsLeft(klists.klist.now() + 1_999)).isEqualTo(1);
    klists.set(false, "r", "c", "v", 0);
    assertThat(klists.klist.get(0, Klists.key("r", "c"), false).secondsLeft(0)).isZero();
  }

  @Test
  void aFullLaneTellsToComeBackLater() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    KlistKey key = Klists.key("r", "c");
    try (Klists narrow = new Klists(store, klists.clock, new KlistConfig(1, 3, 10, Klists.NEVER))) {
      narrow.klist.submit(
          List.of(
              KlistWrite.delete(
                  0,
                  key,
                  false,
                  0,
                  write -> {
                    stopped.countDown();
                    awaitUninterruptibly(go);
                  })));
      assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
      List<KlistCode> codes = new ArrayList<>();
      List<KlistWrite> writes = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        writes.add(
            KlistWrite.delete(
                0,
                key,
                false,
                0,
                write -> {
                  synchronized (codes) {
                    codes.add(write.code());
                  }
                }));
      }
      narrow.klist.submit(writes);
      assertThat(codes)
          .containsExactly(
              KlistCode.TEMPORARY_FAILURE,
              KlistCode.TEMPORARY_FAILURE,
              KlistCode.TEMPORARY_FAILURE);
      go.countDown();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
