/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.engine.row.KeyCodec;
import io.tabularium.engine.row.RowCodec;
import io.tabularium.model.Cell;
import io.tabularium.model.KeyColumnSchema;
import io.tabularium.model.KeyType;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeyColumn;
import io.tabularium.model.RowChange;
import io.tabularium.model.TableOptionsChange;
import io.tabularium.model.Value;
import io.tabularium.storage.Keyspace;
import io.tabularium.storage.TableSpace.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The comparison of last-point indexes with their tables finds what no server does to them. */
class LastPointCheckTest {
  /** The first table made in a new store, and its index. */
  private static final int TABLE = 1;

  private static final int INDEX = 2;
  private static final String OF_INDEX = "inst/t, index l";

  private final EngineFixture fixture = new EngineFixture();

  @BeforeEach
  void createTable() {
    fixture.engine.createTable(
        EngineFixture.INSTANCE,
        Specs.table("t")
            .key(
                KeyColumnSchema.of("pk", KeyType.STRING),
                KeyColumnSchema.of("seq", KeyType.INTEGER))
            .options(new TableOptionsChange(86_400, 1, null, false, null))
            .spec());
  }

  private void addIndex(boolean baseData) {
    fixture.engine.createLastPointIndex(EngineFixture.INSTANCE, "t", "l", List.of("pk"), baseData);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void fill(String pk, int rows) {
    for (int i = 0; i < rows; i++) {
      fixture.put("t", EngineFixture.key(pk, i), Cell.put("c", Value.integer(i)));
    }
  }

  private static byte[] entryKey(String pk) {
    return KeyCodec.encode(PrimaryKey.of(new PrimaryKeyColumn("pk", Value.string(pk))));
  }

  private void spoil(String pk, Consumer<Transaction> change) {
    fixture
        .store
        .table(TABLE)
        .transact(
            entryKey(pk),
            transaction -> {
              change.accept(transaction);
              return null;
            })
        .join();
  }

  private List<String> check(int differences) {
    List<String> said = new ArrayList<>();
    IndexCheck.Result result = fixture.engine.checkIndexes(EngineFixture.INSTANCE, "t", said::add);
    assertThat(result.differences()).as(said.toString()).isEqualTo(differences);
    return said;
  }

  @Test
  void whatIsMissingWrongOrOfNoRowIsToldOnce() {
    addIndex(true);
    for (String pk : List.of("a", "b", "c", "d")) {
      fill(pk, 700); // so that beginnings lie across chunks
    }
    fixture.put("t", EngineFixture.key("e", 1));
    assertThat(check(0)).containsExactly(OF_INDEX + ": 2801 rows, 4 last points, no difference.");

    byte[][] older = new byte[1][];
    spoil(
        "a",
        transaction -> {
          older[0] = transaction.getBeside(INDEX, Keyspace.ROWS, entryKey("a"));
          transaction.deleteBeside(INDEX, Keyspace.ROWS, entryKey("a"));
        });
    byte[] of699 = older[0];
    byte[] odd =
        RowCodec.encodeBase(List.of(Cell.put("c", Value.integer(1))), fixture.clock.millis(), 1);
    spoil("b", transaction -> transaction.putBeside(INDEX, Keyspace.ROWS, entryKey("b"), odd));
    spoil("e", transaction -> transaction.putBeside(INDEX, Keyspace.ROWS, entryKey("e"), of699));
    spoil("f", transaction -> transaction.putBeside(INDEX, Keyspace.ROWS, entryKey("f"), of699));

    assertThat(check(4))
        .containsExactlyInAnyOrder(
            OF_INDEX + ": the entry (pk=a) is missing.",
            OF_INDEX + ": the entry (pk=b) is not that of its last row.",
            OF_INDEX + ": the entry (pk=e) is of no row.",
            OF_INDEX + ": the entry (pk=f) is of no row.",
            OF_INDEX + ": 2801 rows, 5 last points, 4 differences.");
  }

  @Test
  void anIndexWithoutBaseDataMayLackBeginnings() {
    fill("a", 3);
    fill("b", 3);
    addIndex(false);
    assertThat(check(0))
        .containsExactly(
            OF_INDEX
                + ": 6 rows, 0 last points, no difference; 2 from before the index are not in"
                + " it.");
    fixture.put("t", EngineFixture.key("b", 1), Cell.put("c", Value.integer(9)));
    assertThat(check(0))
        .containsExactly(
            OF_INDEX
                + ": 6 rows, 1 last points, no difference; 1 from before the index are not in"
                + " it.");
    assertThat(fixture.engine.describeTable(EngineFixture.INSTANCE, "l").meta().name())
        .isEqualTo("l");
  }

  @Test
  void aLastRowThatExpiredKeepsItsPlaceUntilItIsReclaimed() {
    addIndex(true);
    fixture.put("t", EngineFixture.key("a", 9), Cell.put("c", Value.integer(9)));
    fixture.clock.advanceSeconds(50_000);
    fixture.put("t", EngineFixture.key("a", 5), Cell.put("c", Value.integer(5)));
    fixture.clock.advanceSeconds(50_000);
    assertThat(fixture.get("l", lastOf("a"))).isNull();
    check(0);
    fixture.engine.reclaimExpired();
    assertThat(fixture.get("l", lastOf("a")).cells())
        .extracting(Cell::nameText)
        .containsExactly("c", "seq");
    check(0);
    fixture.write("t", RowChange.delete(EngineFixture.key("a", 5)));
    assertThat(fixture.get("l", lastOf("a"))).isNull();
  }

  @Test
  void aRowTooLargeToBeReadAsAWholeLeavesItsPlaceToTheOneBefore() {
    fixture.createTable("wide", 1, -1, false, false);
    fixture.put("wide", EngineFixture.key("a", 1), Cell.put("c", Value.integer(1)));
    for (int i = 0; i < 33; i++) {
      Value large = Value.blob(new byte[2 << 20]);
      fixture.update("wide", EngineFixture.key("a", 2), Cell.put("c" + i, large));
    }
    fixture.engine.updateTable(
        EngineFixture.INSTANCE,
        "wide",
        new TableOptionsChange(null, null, null, false, null),
        null,
        null);
    fixture.engine.createLastPointIndex(EngineFixture.INSTANCE, "wide", "l", List.of("pk"), true);
    Awaitility.await().until(() -> fixture.engine.indexBuilds().isEmpty());
    assertThat(fixture.get("l", lastOf("a")).cells().get(1).value()).isEqualTo(Value.integer(1));
    List<String> said = new ArrayList<>();
    fixture.engine.checkIndexes(EngineFixture.INSTANCE, "wide", said::add);
    assertThat(said).containsExactly("inst/wide, index l: 2 rows, 1 last points, no difference.");
  }

  private static PrimaryKey lastOf(String pk) {
    return PrimaryKey.of(new PrimaryKeyColumn("pk", Value.string(pk)));
  }
}
