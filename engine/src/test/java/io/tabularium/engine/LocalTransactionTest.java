/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import static io.tabularium.engine.EngineFixture.INSTANCE;
import static io.tabularium.engine.EngineFixture.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tabularium.model.Cell;
import io.tabularium.model.Condition;
import io.tabularium.model.ErrorCode;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeyColumn;
import io.tabularium.model.RowChange;
import io.tabularium.model.RowExistence;
import io.tabularium.model.ServiceException;
import io.tabularium.model.Value;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LocalTransactionTest {
  private final EngineFixture fixture = new EngineFixture();

  @BeforeEach
  void createTables() {
    fixture.createTable("t", 1, -1, false, true);
    fixture.createTable("plain", 1, -1, false, false);
    fixture.put("t", key("a", 1), Cell.put("c", Value.integer(1)));
    fixture.put("t", key("a", 2), Cell.put("c", Value.integer(2)));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void itsOwnWritesAreVisibleInsideAndNotOutside() {
    String id = begin("a");
    inside(id, RowChange.put(key("a", 0), List.of(Cell.put("c", Value.integer(0)))));
    inside(id, RowChange.update(key("a", 1), List.of(Cell.increment("c", 10))));
    inside(id, RowChange.delete(key("a", 2)));

    assertThat(fixture.get("t", key("a", 0), id).value("c")).isEqualTo(Value.integer(0));
    assertThat(fixture.get("t", key("a", 1), id).value("c")).isEqualTo(Value.integer(11));
    assertThat(fixture.get("t", key("a", 2), id)).isNull();
    assertThat(fixture.range("t", id))
        .extracting(row -> row.key().value(1).asLong())
        .containsExactly(0L, 1L);
    assertThat(fixture.range("t", null))
        .extracting(row -> row.value("c").asLong())
        .containsExactly(1L, 2L);

    fixture.engine.commitTransaction(INSTANCE, id).join();
    assertThat(fixture.range("t", null))
        .extracting(row -> row.value("c").asLong())
        .containsExactly(0L, 11L);
  }

  @Test
  void abortDiscardsEverything() {
    String id = begin("a");
    inside(id, RowChange.delete(key("a", 1)));
    fixture.engine.abortTransaction(INSTANCE, id);
    assertThat(fixture.get("t", key("a", 1))).isNotNull();
    assertRefused(
        ErrorCode.OTSSessionNotExist,
        "Session not exist or may be timeout.",
        () -> fixture.engine.abortTransaction(INSTANCE, id));
  }

  @Test
  void conditionsSeeTheTransactionsOwnView() {
    String id = begin("a");
    inside(id, RowChange.delete(key("a", 1)));
    Condition exists = new Condition(RowExistence.EXPECT_EXIST, null);
    assertRefused(
        ErrorCode.OTSConditionCheckFail,
        "Condition check failed.",
        () -> inside(id, RowChange.put(key("a", 1), List.of()).when(exists)));
    inside(id, RowChange.put(key("a", 2), List.of()).when(exists));
    fixture.engine.commitTransaction(INSTANCE, id).join();
    assertThat(fixture.get("t", key("a", 1))).isNull();
    assertThat(fixture.get("t", key("a", 2)).cells()).isEmpty();
  }

  @Test
  void theKeyIsLockedAgainstOthersUntilTheEnd() {
    String id = begin("a");
    assertRefused(
        ErrorCode.OTSRowOperationConflict,
        "Data is being modified by the other request.",
        () -> begin("a"));
    assertRefused(
        ErrorCode.OTSRowOperationConflict,
        "Data is being modified by the other request.",
        () -> fixture.put("t", key("a", 9)));
    fixture.put("t", key("b", 1));
    fixture.engine.commitTransaction(INSTANCE, id).join();
    fixture.put("t", key("a", 9));
    fixture.engine.abortTransaction(INSTANCE, begin("a"));
  }

  @Test
  void afterItsTimeItIsGoneAndTheKeyFree() {
    String id = begin("a");
    inside(id, RowChange.delete(key("a", 1)));
    fixture.clock.advanceSeconds(61);
    fixture.put("t", key("a", 9));
    assertRefused(
        ErrorCode.OTSSessionNotExist,
        "Session not exist or may be timeout.",
        () -> fixture.engine.commitTransaction(INSTANCE, id));
    assertThat(fixture.get("t", key("a", 1))).isNotNull();
  }

  @Test
  void writesElsewhereAreOutOfRange() {
    String id = begin("a");
    assertThatThrownBy(() -> inside(id, RowChange.delete(key("b", 1))))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.OTSDataOutOfRange));
  }

  @Test
  void idsThatWereNeverGivenOutAreInvalid() {
    for (String id : List.of("", "x", "AAAA", "中文", begin("a").replace('A', 'B') + "A")) {
      assertRefused(
          ErrorCode.OTSParameterInvalid,
          "TransactionID is invalid.",
          () -> fixture.engine.commitTransaction(INSTANCE, id));
    }
    String elsewhere = begin("c");
    assertRefused(
        ErrorCode.OTSParameterInvalid,
        "TransactionID is invalid.",
        () -> fixture.engine.abortTransaction("other", elsewhere));
  }

  @Test
  void tablesMustAllowThem() {
    assertRefused(
        ErrorCode.OTSParameterInvalid,
        "Try to call method using explicit transaction on explicit-transaction-disabled table.",
        () -> fixture.engine.startLocalTransaction(INSTANCE, "plain", partition("a")));
    assertRefused(
        ErrorCode.OTSParameterInvalid,
        "StartLocalTransaction support only one primary key.",
        () -> fixture.engine.startLocalTransaction(INSTANCE, "t", key("a", 1)));
  }

  @Test
  void fourMegabytesAreEnough() {
    String id = begin("a");
    Value large = Value.blob(new byte[2 << 20]);
    inside(id, RowChange.put(key("a", 1), List.of(Cell.put("c", large))));
    assertThatThrownBy(() -> inside(id, RowChange.put(key("a", 2), List.of(Cell.put("c", large)))))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.OTSOutOfTransactionDataSizeLimit));
    fixture.engine.commitTransaction(INSTANCE, id).join();
    assertThat(fixture.get("t", key("a", 1)).value("c")).isEqualTo(large);
  }

  private String begin(String pk) {
    return fixture.engine.startLocalTransaction(INSTANCE, "t", partition(pk)).join();
  }

  private static PrimaryKey partition(String pk) {
    return PrimaryKey.of(new PrimaryKeyColumn("pk", Value.string(pk)));
  }

  private void inside(String id, RowChange change) {
    fixture.write("t", change, id);
  }

  private static void assertRefused(ErrorCode code, String message, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(ServiceException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessage(message);
  }
}
