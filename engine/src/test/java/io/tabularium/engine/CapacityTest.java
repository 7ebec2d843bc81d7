/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.model.Cell;
import io.tabularium.model.Condition;
import io.tabularium.model.ConsumedCapacity;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeyColumn;
import io.tabularium.model.RowChange;
import io.tabularium.model.RowExistence;
import io.tabularium.model.Value;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Logical sizes and what operations cost. */
class CapacityTest {
  private static final Condition EXPECT = new Condition(RowExistence.EXPECT_EXIST, null);
  private static final Condition COLUMN =
      new Condition(RowExistence.IGNORE, Filters.equal("c", Value.integer(1)));

  private static final PrimaryKey KEY =
      PrimaryKey.of(
          new PrimaryKeyColumn("键", Value.string("中文")), // 3 + 6
          new PrimaryKeyColumn("id", Value.integer(1)), // 2 + 8
          new PrimaryKeyColumn("b", Value.blob(new byte[5]))); // 1 + 5

  @Test
  void aKeyCountsNamesAndValuesInBytes() {
    assertThat(Validation.keySize(KEY)).isEqualTo(25);
    assertThat(Validation.keySize(Keys.key("a😀é", Value.AUTO_INCREMENT))).isEqualTo(7);
  }

  @Test
  void aWriteCountsNamesAndValuesOfItsCellsAndNamesOfItsDeletions() {
    List<Cell> cells =
        List.of(
            Cell.put("列", Value.string("é")), // 3 + 2
            Cell.put("i", Value.integer(7), 5), // 1 + 8
            Cell.put("d", Value.real(7)), // 1 + 8
            Cell.put("t", Value.bool(true)), // 1 + 1
            Cell.put("b", Value.blob(new byte[3])), // 1 + 3
            Cell.increment("n", 1), // 1 + 8
            Cell.deleteAll("all"), // 3
            Cell.deleteOne("one", 5)); // 3

    assertThat(Validation.changeSize(RowChange.update(KEY, cells))).isEqualTo(25 + 44);
    assertThat(Validation.changeSize(RowChange.delete(KEY))).isEqualTo(25);
  }

  @Test
  void inABatchExplicitTimestampsCountEightBytesEach() {
    List<Cell> cells =
        List.of(
            Cell.put("a", Value.integer(7), 5),
            Cell.put("b", Value.integer(7)),
            Cell.deleteOne("c", 0));

    assertThat(Validation.batchSize(RowChange.update(KEY, cells))).isEqualTo(25 + 19 + 16);
  }

  @Test
  void aReadCostsAUnitForEachBegun4KilobytesButOneAtLeast() {
    assertThat(Capacity.read(0)).isEqualTo(ConsumedCapacity.units(1, 0));
    assertThat(Capacity.read(4096)).isEqualTo(ConsumedCapacity.units(1, 0));
    assertThat(Capacity.read(4097)).isEqualTo(ConsumedCapacity.units(2, 0));
    assertThat(Capacity.read(11 + 24 + 1016)).isEqualTo(Capacity.ONE_READ);
  }

  @Test
  void aWriteCostsReadsOnlyIfItHasToLook() {
    assertThat(Capacity.write(9 * 1024 + 20, 20, Condition.NONE))
        .isEqualTo(ConsumedCapacity.units(0, 3));
    assertThat(Capacity.write(9 * 1024 + 20, 20, EXPECT)).isEqualTo(ConsumedCapacity.units(1, 3));
    assertThat(Capacity.write(20, 20, COLUMN)).isEqualTo(ConsumedCapacity.units(1, 1));
    assertThat(
            Capacity.write(
                20, 20, new Condition(RowExistence.EXPECT_NOT_EXIST, COLUMN.columnCondition())))
        .isEqualTo(ConsumedCapacity.units(2, 1));
    assertThat(Capacity.write(5000, 5000, EXPECT)).isEqualTo(ConsumedCapacity.units(2, 2));
  }

  @Test
  void splitPointsCostOneReadForEachPart() {
    assertThat(Capacity.splits(0)).isEqualTo(ConsumedCapacity.units(1, 0));
    assertThat(Capacity.splits(4)).isEqualTo(ConsumedCapacity.units(5, 0));
  }
}
