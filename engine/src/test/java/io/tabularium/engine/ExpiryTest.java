/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import static io.tabularium.engine.EngineFixture.START_MILLIS;
import static io.tabularium.engine.EngineFixture.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.model.Cell;
import io.tabularium.model.RowChange;
import io.tabularium.model.Value;
import io.tabularium.storage.Keyspace;
import io.tabularium.storage.TableSpace;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExpiryTest {
  private static final int DAY = 86_400;

  private final EngineFixture fixture = new EngineFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void aCellIsVisibleForExactlyItsTimeToLive() {
    fixture.createTable("t", 1, DAY, false, false);
    fixture.put("t", key("a", 1), Cell.put("c", Value.integer(1)));
    fixture.clock.advanceSeconds(DAY);
    assertThat(fixture.get("t", key("a", 1)).cells()).hasSize(1);
    fixture.clock.advanceSeconds(1);
    assertThat(fixture.get("t", key("a", 1))).isNull();
    assertThat(fixture.range("t", null)).isEmpty();
  }

  @Test
  void aLaterWriteKeepsTheRowButNotItsOldCells() {
    fixture.createTable("t", 1, DAY, false, false);
    fixture.put("t", key("a", 1), Cell.put("old", Value.integer(1)));
    fixture.clock.advanceSeconds(DAY / 2);
    fixture.update("t", key("a", 1), Cell.put("new", Value.integer(2)));
    fixture.clock.advanceSeconds(DAY / 2 + 1);
    assertThat(fixture.get("t", key("a", 1)).cells())
        .extracting(Cell::nameText)
        .containsExactly("new");
  }

  @Test
  void anIncrementOfAnExpiredColumnStartsFromZero() {
    fixture.createTable("t", 1, DAY, false, false);
    fixture.update("t", key("a", 1), Cell.increment("n", 5));
    fixture.clock.advanceSeconds(DAY + 1);
    fixture.update("t", key("a", 1), Cell.increment("n", 2));
    assertThat(fixture.get("t", key("a", 1)).value("n")).isEqualTo(Value.integer(2));
  }

  @Test
  void aDeletionAloneDoesNotBringAnExpiredRowBack() {
    fixture.createTable("t", 1, DAY, false, false);
    fixture.put("t", key("a", 1), Cell.put("c", Value.integer(1)));
    fixture.clock.advanceSeconds(DAY + 1);
    fixture.update("t", key("a", 1), Cell.deleteAll("x"));
    assertThat(fixture.get("t", key("a", 1))).isNull();
  }

  @Test
  void theSpaceOfExpiredCellsIsGivenBack() {
    fixture.createTable("t", 1, DAY, false, false);
    Value large = Value.blob(new byte[100_000]);
    for (int i = 0; i < 10; i++) {
      fixture.put("t", key("gone", i), Cell.put("c", large), Cell.put("d", large));
      fixture.put("t", key("half", i), Cell.put("c", large));
      fixture.put("t", key("small", i), Cell.put("c", Value.integer(1)));
    }
    fixture.clock.advanceSeconds(DAY / 2);
    for (int i = 0; i < 10; i++) {
      fixture.update("t", key("half", i), Cell.put("kept", Value.integer(i)));
    }
    fixture.clock.advanceSeconds(DAY / 2 + 1);
    fixture.engine.reclaimExpired();

    assertThat(fixture.range("t", null))
        .hasSize(10)
        .allSatisfy(row -> assertThat(row.cells()).extracting(Cell::nameText).containsOnly("kept"));
    TableSpace space = fixture.store.table(onlyTableId());
    assertThat(space.approximateBytes(Keyspace.ROWS)).isLessThan(10_000);
    assertThat(space.approximateBytes(Keyspace.PAGES)).isLessThan(10_000);
  }

  @Test
  void aRowOfManyPagesIsSweptStepByStep() {
    fixture.createTable("t", 1, DAY, false, false);
    Value value = Value.blob(new byte[9_000]);
    for (String name : List.of("gone", "half")) {
      List<Cell> cells = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        cells.add(Cell.put("c%03d".formatted(i), value));
      }
      fixture.write("t", RowChange.put(key(name, 1), cells));
    }
    fixture.clock.advanceSeconds(DAY / 2);
    fixture.update("t", key("half", 1), Cell.put("c399", Value.integer(7)));
    fixture.clock.advanceSeconds(DAY / 2 + 1);
    fixture.engine.reclaimExpired();

    assertThat(fixture.range("t", null)).hasSize(1);
    assertThat(fixture.get("t", key("half", 1)).value("c399")).isEqualTo(Value.integer(7));
    TableSpace space = fixture.store.table(onlyTableId());
    assertThat(space.approximateBytes(Keyspace.PAGES)).isLessThan(20_000);
  }

  @Test
  void cellsDatedAheadOutliveTheRowsLastWrite() {
    fixture.createTable("t", 1, DAY, false, false);
    fixture.put("t", key("a", 1), Cell.put("c", Value.integer(1), START_MILLIS + 3600_000));
    fixture.clock.advanceSeconds(DAY + 10);
    assertThat(fixture.get("t", key("a", 1)).cells()).hasSize(1);
  }

  @Test
  void withoutTimeToLiveNothingExpires() {
    fixture.createTable("t", 1, -1, false, false);
    fixture.write("t", RowChange.put(key("a", 1), List.of()));
    fixture.clock.advanceSeconds(100L * 365 * DAY);
    assertThat(fixture.get("t", key("a", 1)).cells()).isEmpty();
  }

  private static int onlyTableId() {
    return 1;
  }
}
