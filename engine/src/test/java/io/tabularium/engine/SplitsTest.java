/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import static io.tabularium.engine.Refusals.assertInvalid;
import static io.tabularium.engine.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.model.ConsumedCapacity;
import io.tabularium.model.ErrorCode;
import io.tabularium.model.KeyColumnSchema;
import io.tabularium.model.KeyType;
import io.tabularium.model.Value;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** ComputeSplitPointsBySize: what is asked of the store and what is made of its answer. */
class SplitsTest extends CatalogFixture {

  private SplitPoints splits(long size, Long unit, Integer limit) {
    return Splits.compute(catalog, INSTANCE, "t", size, unit, limit);
  }

  private static byte[] integerKey(long partition) {
    return ByteBuffer.allocate(16).putLong(partition ^ Long.MIN_VALUE).putLong(7).array();
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  @Test
  void theParametersAreChecked() {
    create(Specs.table());

    for (long size : new long[] {0, -1}) {
      assertInvalid(() -> splits(size, null, null), "The split_size should be greater than 0.");
    }
    for (long unit : new long[] {1_048_575, 0, -1}) {
      assertInvalid(
          () -> splits(1, unit, null),
          "The split_size_unit_in_byte should be greater equal than: 1048576");
    }
    assertInvalid(() -> splits(1, null, 0), "The split_point_limit should be greater than 0.");
    assertThat(splits(1, 1_048_576L, 1).points()).isEmpty();
  }

  @Test
  void theParametersAreCheckedBeforeTheTableIsLookedFor() {
    assertInvalid(() -> splits(0, null, null), "The split_size should be greater than 0.");
    assertRefused(
        () -> splits(1, null, null),
        ErrorCode.OTSObjectNotExist,
        "Requested table does not exist.");
  }

  @Test
  void anEmptyTableIsOnePart() {
    create(Specs.table());

    SplitPoints splits = splits(1, null, null);

    assertThat(splits.points()).isEmpty();
    assertThat(splits.consumed()).isEqualTo(ConsumedCapacity.units(1, 0));
    assertThat(splits.schema()).isEqualTo(catalog.table(INSTANCE, "t").schema());
  }

  @Test
  void sizesAreInUnitsOfAHundredMegabytesUnlessSaidOtherwise() {
    create(Specs.table());

    splits(3, null, null);
    assertThat(store.askedPartBytes).isEqualTo(3L * 100 * 1024 * 1024);
    splits(3, 2L << 20, null);
    assertThat(store.askedPartBytes).isEqualTo(6L << 20);
    splits(Long.MAX_VALUE, Long.MAX_VALUE, null);
    assertThat(store.askedPartBytes).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void pointsAreDistinctAscendingPartitionKeys() {
    create(
        Specs.table()
            .key(
                KeyColumnSchema.of("p", KeyType.INTEGER), KeyColumnSchema.of("q", KeyType.STRING)));
    store.splitKeys =
        List.of(integerKey(-5), integerKey(-5), integerKey(0), integerKey(9), integerKey(9));

    SplitPoints splits = splits(1, null, null);

    assertThat(splits.points())
        .containsExactly(Value.integer(-5), Value.integer(0), Value.integer(9));
    assertThat(splits.consumed()).isEqualTo(ConsumedCapacity.units(4, 0));
  }

  @Test
  void aLimitCountsDistinctPoints() {
    create(Specs.table().key(KeyType.INTEGER));
    store.splitKeys =
        List.of(integerKey(1), integerKey(1), integerKey(1), integerKey(2), integerKey(3));

    assertThat(splits(1, null, 2).points()).containsExactly(Value.integer(1), Value.integer(2));
  }

  @Test
  void zeroBytesInKeysAreUnescaped() {
    store.splitKeys = List.of(bytes('a', 0, 0xff, 'b', 0, 1, 'x', 0, 1), bytes('c', 0, 1));
    create(Specs.table());
    assertThat(splits(1, null, null).points())
        .containsExactly(Value.string("a\0b"), Value.string("c"));

    catalog.delete(INSTANCE, "t");
    create(Specs.table().key(KeyType.BINARY));
    assertThat(splits(1, null, null).points())
        .containsExactly(Value.blob(bytes('a', 0, 'b')), Value.blob(bytes('c')));
  }

  @Test
  void aHugeTableIsCutIntoABoundedNumberOfParts() {
    create(Specs.table().key(KeyType.INTEGER));
    store.tableBytes = 1L << 50;
    List<byte[]> keys = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      keys.add(integerKey(i));
    }
    store.splitKeys = keys;

    assertThat(splits(1, 1L << 20, null).points()).hasSize(10_000);
    assertThat(store.askedPartBytes).isEqualTo((1L << 50) / 10_000);
  }
}
