/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import static io.tabularium.engine.Refusals.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.model.KeyType;
import io.tabularium.model.PartitionRange;
import io.tabularium.model.Value;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Pre-split points are checked, kept and shown. */
class PreSplitTest extends CatalogFixture {
  private static final Value A = Value.string("a");
  private static final Value B = Value.string("b");
  private static final String NOT_CONTIGUOUS =
      "The partition ranges must be contiguous and ascending from INF_MIN to INF_MAX.";

  private static Value[] numbers(int count) {
    return IntStream.range(0, count).mapToObj(Value::integer).toArray(Value[]::new);
  }

  private static PartitionRange range(Value begin, Value end) {
    return new PartitionRange(begin, end);
  }

  @Test
  void theInnerPointsAreDescribed() {
    create(Specs.table().splitAt(Value.string("a"), Value.string("中"), Value.string("😀")));

    assertThat(catalog.describe(INSTANCE, "t").splitPoints())
        .containsExactly(Value.string("a"), Value.string("中"), Value.string("😀"));
  }

  @Test
  void everyKeyTypeCanBeSplit() {
    Value low = Value.integer(Long.MIN_VALUE + 1);
    Value high = Value.integer(Long.MAX_VALUE - 1);
    create(Specs.table("i").key(KeyType.INTEGER).splitAt(low, high));
    Value blob = Value.blob(new byte[] {0, (byte) 0xff});
    create(Specs.table("b").key(KeyType.BINARY).splitAt(blob));

    assertThat(catalog.describe(INSTANCE, "i").splitPoints()).containsExactly(low, high);
    assertThat(catalog.describe(INSTANCE, "b").splitPoints()).containsExactly(blob);
  }

  @Test
  void oneRangeOverEverythingIsNoSplit() {
    create(Specs.table().splitAt());

    assertThat(catalog.describe(INSTANCE, "t").splitPoints()).isEmpty();
  }

  @Test
  void thereAreAtMostTenParts() {
    create(Specs.table("ten").key(KeyType.INTEGER).splitAt(numbers(9)));

    assertThat(catalog.describe(INSTANCE, "ten").splitPoints()).hasSize(9);
    assertInvalid(
        () -> create(Specs.table().key(KeyType.INTEGER).splitAt(numbers(10))),
        "The count of partitions cannot be greater than 10");
  }

  @Test
  void pointsHaveThePartitionKeysType() {
    String message = "The value type of partition does not match with primary key.";

    assertInvalid(() -> create(Specs.table().splitAt(Value.integer(1))), message);
    assertInvalid(() -> create(Specs.table().splitAt(A, Value.blob(new byte[] {9}))), message);
    assertInvalid(() -> create(Specs.table().splitAt(Value.INF_MAX)), message);
    assertInvalid(() -> create(Specs.table().key(KeyType.BINARY).splitAt(A)), message);
  }

  @Test
  void integersMayNotBeTheOutermost() {
    for (long extreme : new long[] {Long.MIN_VALUE, Long.MAX_VALUE}) {
      assertInvalid(
          () -> create(Specs.table().key(KeyType.INTEGER).splitAt(Value.integer(extreme))),
          "The value of partition range can not be INT64_MIN or INT64_MAX.");
    }
  }

  @Test
  void stringsAndBinariesHaveOneTo64Bytes() {
    create(Specs.table("longest").splitAt(Value.string("x".repeat(64))));

    assertInvalid(
        () -> create(Specs.table().splitAt(Value.string(""))),
        "The value of partition range can not be empty string.");
    assertInvalid(
        () -> create(Specs.table().key(KeyType.BINARY).splitAt(Value.blob(new byte[0]))),
        "The value of partition range can not be empty binary.");
    assertInvalid(
        () -> create(Specs.table().splitAt(Value.string("x".repeat(65)))),
        "The value of partition range exceeds the MaxLength:64 with CurrentLength:65.");
    assertInvalid(
        () -> create(Specs.table().key(KeyType.BINARY).splitAt(Value.blob(new byte[65]))),
        "The value of partition range exceeds the MaxLength:64 with CurrentLength:65.");
  }

  @Test
  void partsAscendWithoutGapsAndOverlaps() {
    assertInvalid(() -> create(Specs.table().splitAt(B, A)), NOT_CONTIGUOUS);
    assertInvalid(() -> create(Specs.table().splitAt(A, A)), NOT_CONTIGUOUS);
    assertInvalid(
        () -> create(Specs.table().partitions(range(Value.INF_MIN, A), range(B, Value.INF_MAX))),
        NOT_CONTIGUOUS);
    assertInvalid(
        () -> create(Specs.table().partitions(range(Value.INF_MIN, A), range(A, B))),
        NOT_CONTIGUOUS);
    assertInvalid(
        () -> create(Specs.table().partitions(range(A, B), range(B, Value.INF_MAX))),
        NOT_CONTIGUOUS);
    assertInvalid(
        () -> create(Specs.table().partitions(range(Value.INF_MAX, Value.INF_MIN))),
        NOT_CONTIGUOUS);
  }
}
