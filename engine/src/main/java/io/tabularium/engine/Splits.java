/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.engine.row.KeyCodec;
import io.tabularium.model.Errors;
import io.tabularium.model.Limits;
import io.tabularium.model.Value;
import io.tabularium.storage.Keyspace;
import java.util.ArrayList;
import java.util.List;

/** Cuts tables into parts of about equal size, never through a partition key. */
final class Splits {
  /** The unit of sizes when a request names none: 100 MB. */
  private static final long DEFAULT_UNIT_BYTES = 100L << 20;

  /** The most points one answer holds; the parts of a larger table are made larger to suit. */
  private static final int MAX_POINTS = 10_000;

  private Splits() {}

  /**
   * Answers ComputeSplitPointsBySize.
   *
   * @param splitSize size of a part, in units
   * @param unitBytes bytes of a unit, or {@code null} for 100 MB
   * @param limit at most so many points, or {@code null}
   */
  static SplitPoints compute(
      Catalog catalog,
      String instance,
      String tableName,
      long splitSize,
      Long unitBytes,
      Integer limit) {
    Validation.tableName(tableName);
    if (splitSize <= 0) {
      throw Errors.splitSizeNotPositive();
    }
    if (unitBytes != null && unitBytes < Limits.SPLIT_UNIT_BYTES_MIN) {
      throw Errors.splitUnitTooSmall();
    }
    if (limit != null && limit <= 0) {
      throw Errors.splitLimitNotPositive();
    }
    Table table = catalog.table(instance, tableName);
    long unit = unitBytes == null ? DEFAULT_UNIT_BYTES : unitBytes;
    long partBytes = splitSize > Long.MAX_VALUE / unit ? Long.MAX_VALUE : splitSize * unit;
    long tableBytes = table.space().approximateBytes(Keyspace.ROWS);
    partBytes = Math.max(partBytes, tableBytes / MAX_POINTS);
    int most = limit == null ? MAX_POINTS : Math.min(limit, MAX_POINTS);
    // Asks for more points than are wanted, because several may fall into one partition key.
    List<Value> points = points(table, partBytes, MAX_POINTS, most);
    return new SplitPoints(Capacity.splits(points.size()), table.schema(), points);
  }

  /**
   * The partition keys that cut a table into parts of about a size, each once, ascending.
   *
   * @param lookedAt so many keys are looked at; several may be of one partition key
   * @param most at most so many points; positive
   */
  static List<Value> points(Table table, long partBytes, int lookedAt, int most) {
    List<Value> points = new ArrayList<>();
    for (byte[] key : table.space().splitPoints(Keyspace.ROWS, partBytes, lookedAt)) {
      Value point = KeyCodec.decodePartitionKey(table.schema(), key);
      boolean ascends =
          points.isEmpty() || points.get(points.size() - 1).compareSameType(point) < 0;
      if (ascends) {
        points.add(point);
        if (points.size() == most) {
          break;
        }
      }
    }
    return points;
  }
}
