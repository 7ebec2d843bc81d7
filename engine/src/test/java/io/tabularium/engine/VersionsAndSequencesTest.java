/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import static io.tabularium.engine.EngineFixture.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.model.Cell;
import io.tabularium.model.Condition;
import io.tabularium.model.ErrorCode;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.ReturnContent;
import io.tabularium.model.RowChange;
import io.tabularium.model.RowExistence;
import io.tabularium.model.ServiceException;
import io.tabularium.model.Value;
import io.tabularium.storage.Keyspace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VersionsAndSequencesTest {
  private final EngineFixture fixture = new EngineFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void updatesWithinOneMillisecondAreDistinctRisingVersions() {
    fixture.createTable("t", 100, -1, false, false);
    for (int i = 0; i < 50; i++) {
      fixture.update("t", key("a", 1), Cell.put("c", Value.integer(i)));
    }
    List<Cell> cells = fixture.get("t", key("a", 1)).cells();
    assertThat(cells).hasSize(50);
    assertThat(cells.get(0).value()).isEqualTo(Value.integer(49));
  }

  @Test
  void versionsNeverFallBackAcrossARestartEvenIfTheyRanAheadOfTheClock() {
    fixture.createTable("t", 5, -1, false, false);
    for (int i = 0; i < 5_000; i++) {
      fixture.update("t", key("a", 1), Cell.put("c", Value.integer(i)));
    }
    fixture.reopen();
    fixture.update("t", key("a", 1), Cell.put("c", Value.integer(-1)));
    assertThat(fixture.get("t", key("a", 1)).value("c")).isEqualTo(Value.integer(-1));
  }

  @Test
  void generatedKeysAreUniqueAndRisingUnderConcurrencyAndAcrossRestarts() throws Exception {
    fixture.createTable("t", 1, -1, true, false);
    Set<Long> seen = new HashSet<>();
    long highest = 0;
    for (int round = 0; round < 2; round++) {
      List<Long> values = generateConcurrently();
      assertThat(values).doesNotHaveDuplicates().hasSize(800);
      assertThat(values).allMatch(value -> value > 0);
      assertThat(values.stream().min(Long::compare).get()).isGreaterThan(highest);
      highest = values.stream().max(Long::compare).get();
      seen.addAll(values);
      fixture.reopen();
    }
    assertThat(seen).hasSize(1600);
    assertThat(fixture.range("t", null)).hasSize(1600);
  }

  private List<Long> generateConcurrently() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(16);
    List<Callable<List<Long>>> tasks = new ArrayList<>();
    for (int t = 0; t < 16; t++) {
      tasks.add(
          () -> {
            List<Long> mine = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
              mine.add(generate());
            }
            assertThat(mine).isSorted();
            return mine;
          });
    }
    List<Long> all = new ArrayList<>();
    for (Future<List<Long>> result : pool.invokeAll(tasks)) {
      all.addAll(result.get());
    }
    pool.shutdown();
    return all;
  }

  private long generate() {
    PrimaryKey placeholder = key(Value.string("a"), Value.AUTO_INCREMENT);
    RowChange change =
        RowChange.put(placeholder, List.of(Cell.put("c", Value.integer(1))))
            .returning(ReturnContent.PRIMARY_KEY);
    return fixture.write("t", change).row().key().value(1).asLong();
  }

  @Test
  void incrementsAndConditionsAreAtomicPerRow() throws Exception {
    fixture.createTable("t", 1, -1, false, false);
    ExecutorService pool = Executors.newFixedThreadPool(16);
    List<Callable<Integer>> tasks = new ArrayList<>();
    for (int t = 0; t < 16; t++) {
      tasks.add(
          () -> {
            int won = 0;
            for (int i = 0; i < 200; i++) {
              fixture.update(
                  "t", key("n", 1), Cell.increment("n", 1), Cell.put("x", Value.real(i)));
              // A blind append between the increments must not get lost either.
              fixture.update("t", key("n", 1), Cell.put("y" + i, Value.integer(i)));
              won += create(i) ? 1 : 0;
            }
            return won;
          });
    }
    int won = 0;
    for (Future<Integer> result : pool.invokeAll(tasks)) {
      won += result.get();
    }
    pool.shutdown();
    assertThat(won).isEqualTo(200);
    assertThat(fixture.get("t", key("n", 1)).value("n")).isEqualTo(Value.integer(3200));
    assertThat(fixture.get("t", key("n", 1)).cells()).hasSize(202);
  }

  private boolean create(int i) {
    Condition absent = new Condition(RowExistence.EXPECT_NOT_EXIST, null);
    try {
      fixture.write("t", RowChange.put(key("new", i), List.of()).when(absent));
      return true;
    } catch (ServiceException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.OTSConditionCheckFail);
      return false;
    }
  }

  @Test
  void updatesInBatchesAreFoldedToo() {
    fixture.createTable("t", 1, -1, false, false);
    for (int i = 0; i < 2_000; i++) {
      RowChange change =
          RowChange.update(key("a", 1), List.of(Cell.put("c", Value.string("x".repeat(100)))));
      fixture
          .engine
          .batchWriteRow(
              EngineFixture.INSTANCE, List.of(new TableChanges("t", List.of(change))), null, false)
          .join();
    }
    long stored = fixture.store.table(1).approximateBytes(Keyspace.ROWS);
    assertThat(stored).as("2,000 fragments of 100 bytes would be 200,000").isLessThan(100_000);
  }

  @Test
  void anIncrementOfAColumnDatedAheadStillCounts() {
    fixture.createTable("t", 1, -1, false, false);
    long ahead = EngineFixture.START_MILLIS + 3_600_000;
    fixture.put("t", key("a", 1), Cell.put("n", Value.integer(5), ahead));
    fixture.update("t", key("a", 1), Cell.increment("n", 1));
    fixture.update("t", key("a", 1), Cell.increment("n", 1));
    assertThat(fixture.get("t", key("a", 1)).value("n")).isEqualTo(Value.integer(7));
  }
}
