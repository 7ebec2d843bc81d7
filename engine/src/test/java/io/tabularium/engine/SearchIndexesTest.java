/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import static io.tabularium.engine.EngineFixture.INSTANCE;
import static io.tabularium.engine.EngineFixture.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tabularium.engine.search.IndexComparison;
import io.tabularium.engine.search.IndexComparison.Kind;
import io.tabularium.engine.search.SearchIndexChange;
import io.tabularium.engine.search.SearchIndexDescription;
import io.tabularium.engine.search.SearchIndexDescription.Phase;
import io.tabularium.engine.search.SearchIndexSpec;
import io.tabularium.engine.search.SearchSettings;
import io.tabularium.model.ByteSlice;
import io.tabularium.model.Cell;
import io.tabularium.model.KeyColumnSchema;
import io.tabularium.model.KeyType;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeyColumn;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.ReservedThroughput;
import io.tabularium.model.Row;
import io.tabularium.model.RowChange;
import io.tabularium.model.TableMeta;
import io.tabularium.model.TableOptionsChange;
import io.tabularium.model.TableSpec;
import io.tabularium.model.Value;
import io.tabularium.search.Document;
import io.tabularium.search.DocumentChange;
import io.tabularium.search.schema.FieldSchema;
import io.tabularium.search.schema.FieldType;
import io.tabularium.search.schema.IndexSchema;
import io.tabularium.storage.testkit.InMemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How indexes come to have what their tables have, whatever happens in between. */
@Timeout(60)
class SearchIndexesTest {
  private static final String TABLE = "t";
  private static final String INDEX = "i";
  private static final IndexSchema SCHEMA =
      IndexSchema.of(FieldSchema.of("k", FieldType.KEYWORD), FieldSchema.of("l", FieldType.LONG));

  private final InMemoryStore store = new InMemoryStore();
  private final MemorySearch search = new MemorySearch();
  private final EngineFixture.SettableClock clock = new EngineFixture.SettableClock();
  private Engine engine;

  @BeforeEach
  void open() {
    open(SearchSettings.IMPATIENT);
  }

  private void open(SearchSettings settings) {
    engine =
        new Engine(
            store, search, settings, new EngineConfig(64, false, true, 16 << 20, 3_600_000), clock);
  }

  @AfterEach
  void close() {
    search.beforeApply = changes -> {};
    search.beforeCommit = () -> {};
    engine.close();
    store.close();
  }

  private void createTable(int timeToLive, boolean allowUpdate) {
    engine.createTable(
        INSTANCE,
        new TableSpec(
            new TableMeta(
                TABLE,
                PrimaryKeySchema.of(
                    KeyColumnSchema.of("pk", KeyType.STRING),
                    KeyColumnSchema.of("seq", KeyType.INTEGER)),
                List.of()),
            new TableOptionsChange(timeToLive, 1, 8_640_000L, allowUpdate, null),
            new ReservedThroughput(0, 0),
            List.of(),
            null,
            null,
            List.of(),
            false));
  }

  private void createIndex() {
    engine.searchIndexes().create(INSTANCE, TABLE, SearchIndexSpec.of(INDEX, SCHEMA));
  }

  private void put(int seq, String k) {
    write(
        RowChange.put(
            key("p", seq),
            List.of(Cell.put("k", Value.string(k)), Cell.put("l", Value.integer(seq)))));
  }

  private void delete(int seq) {
    write(RowChange.delete(key("p", seq)));
  }

  private void write(RowChange change) {
    engine.write(INSTANCE, TABLE, change, null).join();
  }

  private SearchIndexDescription describe() {
    return engine.searchIndexes().describe(INSTANCE, TABLE, INDEX);
  }

  private Map<Long, String> inIndex() {
    Map<Long, String> found = new TreeMap<>();
    for (Document row : search.rows(1).values()) {
      found.put(row.key().value(1).asLong(), new Row(row.key(), row.cells()).value("k").asString());
    }
    return found;
  }

  private void awaitRows(Map<Long, String> expected) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(10))
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(inIndex()).isEqualTo(expected));
  }

  private void crash() {
    engine.close();
    search.crash();
    open();
  }

  @Test
  void anIndexFollowsItsTable() {
    createTable(-1, true);
    put(1, "before");
    createIndex();
    awaitRows(Map.of(1L, "before"));
    put(2, "after");
    put(1, "changed");
    awaitRows(Map.of(1L, "changed", 2L, "after"));
    delete(1);
    awaitRows(Map.of(2L, "after"));
    await().until(() -> describe().phase() == Phase.INCREMENTAL);
    assertThat(describe().status()).isEqualTo(SearchIndexDescription.Status.RUNNING);
    assertThat(describe().syncedUntilMillis()).isEqualTo(EngineFixture.START_MILLIS);
  }

  @Test
  void whatACrashTookFromTheIndexIsFedAgain() {
    createTable(-1, true);
    createIndex();
    Map<Long, String> expected = new TreeMap<>();
    for (int i = 0; i < 50; i++) {
      put(i, "k" + i);
      expected.put((long) i, "k" + i);
    }
    awaitRows(expected);
    crash();
    awaitRows(expected);
    put(7, "again");
    expected.put(7L, "again");
    awaitRows(expected);
  }

  @Test
  void changesAreTakenInWhileACommitIsMade() throws Exception {
    createTable(-1, true);
    createIndex();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    search.beforeCommit =
        () -> {
          begun.countDown();
          awaitLatch(go);
        };
    put(1, "a");
    assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
    put(2, "b");
    awaitRows(Map.of(1L, "a", 2L, "b"));
    assertThat(go.getCount()).as("the commit is still being made").isOne();
    go.countDown();
    put(3, "c");
    awaitRows(Map.of(1L, "a", 2L, "b", 3L, "c"));
    crash();
    awaitRows(Map.of(1L, "a", 2L, "b", 3L, "c"));
  }

  @Test
  void aCommitThatFailsIsMadeAgain() {
    createTable(-1, true);
    createIndex();
    AtomicInteger commits = new AtomicInteger();
    search.beforeCommit =
        () -> {
          if (commits.getAndIncrement() == 0) {
            throw new IllegalStateException("the disk is full");
          }
        };
    put(1, "a");
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(search.committed(1)).hasSize(1));
    assertThat(commits).hasValueGreaterThan(1);
    await().until(() -> describe().statusText().isEmpty());
  }

  /** Rows that have been walked over and committed are not walked over again. */
  @Test
  void fillingGoesOnWhereACrashLeftIt() {
    createTable(-1, true);
    Map<Long, String> expected = new TreeMap<>();
    for (int i = 0; i < 3000; i++) {
      put(i, "k");
      expected.put((long) i, "k");
    }
    AtomicInteger batches = new AtomicInteger();
    search.beforeApply =
        changes -> {
          if (batches.incrementAndGet() > 3) {
            pause(300); // so that commits come in between
          }
        };
    createIndex();
    await().atMost(Duration.ofSeconds(20)).until(() -> batches.get() >= 5);
    crash();
    search.beforeApply = changes -> {};
    awaitRows(expected);
    assertThat(search.applied).isLessThan(2 * 3000);
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aDamagedIndexIsMadeAnew() {
    createTable(-1, true);
    createIndex();
    put(1, "a");
    awaitRows(Map.of(1L, "a"));
    AtomicInteger failures = new AtomicInteger(1);
    search.beforeApply =
        changes -> {
          if (failures.getAndDecrement() > 0) {
            search.tamper(1, rows -> rows.clear());
            throw MemorySearch.damage();
          }
        };
    put(2, "b");
    awaitRows(Map.of(1L, "a", 2L, "b"));
    assertThat(engine.searchIndexes().figures().get(0).rebuilds()).isEqualTo(1);
    await()
        .untilAsserted(
            () -> assertThat(describe().status()).isEqualTo(SearchIndexDescription.Status.RUNNING));
  }

  @Test
  void oneRowThatCannotBeIndexedStopsNoOther() {
    createTable(-1, true);
    createIndex();
    search.beforeApply =
        changes -> {
          for (DocumentChange change : changes) {
            if (change instanceof DocumentChange.Upsert upsert
                && upsert.document().key().value(1).asLong() == 13) {
              throw new IllegalStateException("unlucky");
            }
          }
        };
    Map<Long, String> expected = new TreeMap<>();
    for (int i = 0; i < 20; i++) {
      put(i, "k");
      if (i != 13) {
        expected.put((long) i, "k");
      }
    }
    awaitRows(expected);
  }

  @Test
  void aFailureThatPassesIsWaitedOut() {
    createTable(-1, true);
    createIndex();
    AtomicInteger failures = new AtomicInteger(2);
    search.beforeApply =
        changes -> {
          if (failures.getAndDecrement() > 0) {
            throw new io.tabularium.search.SearchException(
                io.tabularium.search.SearchException.Kind.UNAVAILABLE, "The disk is full.", null);
          }
        };
    put(1, "a");
    await().until(() -> describe().statusText().equals("The disk is full."));
    awaitRows(Map.of(1L, "a"));
    await().until(() -> describe().statusText().isEmpty());
  }

  /** While one page of changes is taken in, the next is read; a failure must lose neither. */
  @Test
  void aLongWayBehindNoChangeIsLost() {
    createTable(-1, true);
    createIndex();
    CountDownLatch held = new CountDownLatch(1);
    AtomicInteger batches = new AtomicInteger();
    search.beforeApply =
        changes -> {
          awaitLatch(held);
          if (batches.incrementAndGet() % 50 == 7) {
            throw new io.tabularium.search.SearchException(
                io.tabularium.search.SearchException.Kind.UNAVAILABLE, "The disk is full.", null);
          }
        };
    Map<Long, String> expected = new TreeMap<>();
    for (int i = 0; i < 4_000; i++) {
      int seq = i % 1_500;
      put(seq, "k" + i);
      expected.put((long) seq, "k" + i);
      if (i % 7 == 0) {
        delete(seq);
        expected.remove((long) seq);
      }
    }
    held.countDown();
    awaitRows(expected);
    assertThat(batches).as("among them some that failed").hasValueGreaterThan(20);
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void addedFieldsFeedEveryRowAgain() {
    createTable(-1, true);
    createIndex();
    put(1, "a");
    awaitRows(Map.of(1L, "a"));
    write(RowChange.update(key("p", 1), List.of(Cell.put("other", Value.integer(1)))));
    engine
        .searchIndexes()
        .update(
            INSTANCE, TABLE, INDEX, SearchIndexChange.add(FieldSchema.of("other", FieldType.LONG)));
    await()
        .untilAsserted(
            () ->
                assertThat(search.rows(1).values())
                    .singleElement()
                    .satisfies(
                        row ->
                            assertThat(new Row(row.key(), row.cells()).value("other"))
                                .isEqualTo(Value.integer(1))));
  }

  @Test
  void rowsExpireFromTheIndex() {
    createTable(100, false);
    createIndex();
    put(1, "old");
    awaitRows(Map.of(1L, "old"));
    clock.advanceSeconds(60);
    put(2, "new");
    awaitRows(Map.of(1L, "old", 2L, "new"));
    clock.advanceSeconds(60);
    awaitRows(Map.of(2L, "new"));
  }

  /**
   * What the table does not show any more is no difference, though nobody has looked for it yet.
   */
  @Test
  void whatHasExpiredIsNoDifference() {
    engine.close();
    open(new SearchSettings(2, Duration.ofMillis(200), Duration.ofDays(1), Duration.ZERO));
    createTable(100, false);
    createIndex();
    put(1, "old");
    clock.advanceSeconds(60);
    put(2, "new");
    awaitRows(Map.of(1L, "old", 2L, "new"));
    clock.advanceSeconds(60);
    assertThat(inIndex()).hasSize(2);
    IndexComparison comparison = engine.searchIndexes().compare(INSTANCE, TABLE, INDEX);
    assertThat(comparison.differences()).isEmpty();
    assertThat(comparison.rowsInTable()).isEqualTo(1);
  }

  @Test
  void aDeletedIndexIsForgottenAlongWithWhatItHeld() {
    createTable(-1, true);
    createIndex();
    put(1, "a");
    awaitRows(Map.of(1L, "a"));
    assertThatThrownBy(() -> engine.deleteTable(INSTANCE, TABLE))
        .hasMessage("Table[t] who has at least one search index cannot be deleted");
    engine.searchIndexes().delete(INSTANCE, TABLE, INDEX);
    assertThat(search.ids()).isEmpty();
    engine.deleteTable(INSTANCE, TABLE);
    crash();
    assertThat(engine.searchIndexes().list(INSTANCE, null)).isEmpty();
  }

  @Test
  void comparingFindsEveryDifference() {
    createTable(-1, true);
    createIndex();
    Map<Long, String> expected = new TreeMap<>();
    for (int i = 0; i < 10; i++) {
      put(i, "k" + i);
      expected.put((long) i, "k" + i);
    }
    awaitRows(expected);
    IndexComparison same = engine.searchIndexes().compare(INSTANCE, TABLE, INDEX);
    assertThat(same.agrees()).isTrue();
    assertThat(same.rowsInTable()).isEqualTo(10);
    assertThat(same.rowsInIndex()).isEqualTo(10);
    search.tamper(
        1,
        rows -> {
          List<ByteSlice> keys = new ArrayList<>(rows.keySet());
          Document fifth = rows.get(keys.get(5));
          rows.remove(keys.get(2));
          rows.put(
              keys.get(5),
              new Document(
                  fifth.rowKey(), fifth.key(), List.of(Cell.put("k", Value.string("wrong")))));
          PrimaryKey ghost =
              PrimaryKey.of(
                  new PrimaryKeyColumn("pk", Value.string("p")),
                  new PrimaryKeyColumn("seq", Value.integer(99)));
          ByteSlice ghostKey = ByteSlice.of(io.tabularium.engine.row.KeyCodec.encode(ghost));
          rows.put(ghostKey, new Document(ghostKey, ghost, List.of()));
        });
    assertThat(engine.searchIndexes().compare(INSTANCE, TABLE, INDEX).differences())
        .containsExactly(
            new IndexComparison.Difference(Kind.MISSING, key("p", 2)),
            new IndexComparison.Difference(Kind.DIFFERENT, key("p", 5)),
            new IndexComparison.Difference(Kind.SURPLUS, key("p", 99)));
    List<String> told = new ArrayList<>();
    assertThat(engine.searchIndexes().check(null, TABLE, told::add)).isEqualTo(3);
    assertThat(told)
        .containsExactly(
            "Search index inst/t/i (1): 10 rows in the table, 10 in the index, 3 differences.",
            "The index lacks (pk=p, seq=2).",
            "The index has another state of (pk=p, seq=5).",
            "The table lacks (pk=p, seq=99).");
    assertThat(engine.searchIndexes().check("another", null, told::add)).isZero();
  }

  /** Writes, crashes, commits and failures in any order. */
  @Test
  void inTheEndTheIndexIsTheTable() {
    long seed = Long.getLong("search.seed", System.nanoTime());
    System.out.println("Search feeding: -Dsearch.seed=" + seed);
    Random random = new Random(seed);
    createTable(-1, true);
    Map<Long, String> expected = new TreeMap<>();
    for (int i = 0; i < 1200; i++) {
      put(i, "first");
      expected.put((long) i, "first");
    }
    createIndex();
    search.beforeApply =
        changes -> {
          if (Math.abs(System.nanoTime() / 1000 % 23) == 0) {
            throw MemorySearch.damage();
          }
        };
    for (int round = 0; round < 12; round++) {
      for (int i = random.nextInt(60); i > 0; i--) {
        int seq = random.nextInt(1300);
        if (random.nextInt(3) == 0) {
          delete(seq);
          expected.remove((long) seq);
        } else {
          String k = "r" + round + "-" + i;
          put(seq, k);
          expected.put((long) seq, k);
        }
      }
      if (random.nextInt(3) == 0) {
        crash();
      }
    }
    search.beforeApply = changes -> {};
    awaitRows(expected);
  }
}
