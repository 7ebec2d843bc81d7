/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.model.Condition;
import io.tabularium.model.ConsumedCapacity;
import io.tabularium.model.RowExistence;

/** What operations cost, given the logical bytes they touched (timestamps not counted). */
final class Capacity {
  /** What a read that returns nothing costs, and what a failed condition is worth in reads. */
  static final ConsumedCapacity ONE_READ = ConsumedCapacity.units(1, 0);

  private Capacity() {}

  /**
   * The cost of one row read or of one page of a range.
   *
   * @param bytes complete keys plus selected cells: of the row returned, 0 if there is none; for a
   *     range, of all rows scanned
   */
  static ConsumedCapacity read(long bytes) {
    return ConsumedCapacity.units(ConsumedCapacity.unitsFor(bytes), 0);
  }

  /**
   * The cost of one row written.
   *
   * @param bytes {@link Validation#changeSize}
   * @param keyBytes {@link Validation#keySize}
   */
  static ConsumedCapacity write(long bytes, long keyBytes, Condition condition) {
    int reads = 0;
    if (condition.rowExistence() != RowExistence.IGNORE) {
      reads += ConsumedCapacity.unitsFor(keyBytes);
    }
    if (condition.columnCondition() != null) {
      reads++;
    }
    return ConsumedCapacity.units(reads, ConsumedCapacity.unitsFor(bytes));
  }

  /** The cost of finding split points: one read for each part. */
  static ConsumedCapacity splits(int points) {
    return ConsumedCapacity.units(points + 1, 0);
  }
}
