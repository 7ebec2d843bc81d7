/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.row;

import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.model.KeyColumnSchema;
import io.tabularium.model.KeyType;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeyColumn;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.Value;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class KeyCodecTest {
  private static final PrimaryKeySchema SCHEMA =
      PrimaryKeySchema.of(
          KeyColumnSchema.of("s", KeyType.STRING),
          KeyColumnSchema.of("i", KeyType.INTEGER),
          KeyColumnSchema.of("b", KeyType.BINARY));

  @Property
  void byteOrderIsKeyOrder(@ForAll("keys") PrimaryKey a, @ForAll("keys") PrimaryKey b) {
    int byBytes = Arrays.compareUnsigned(KeyCodec.encode(a), KeyCodec.encode(b));
    assertThat(Integer.signum(byBytes)).isEqualTo(Integer.signum(compare(a, b)));
  }

  @Property
  void decodingGivesTheKeyBack(@ForAll("keys") PrimaryKey key) {
    byte[] encoded = KeyCodec.encode(key);
    assertThat(KeyCodec.decode(SCHEMA, encoded, 0)).isEqualTo(key);
    assertThat(KeyCodec.decodePartitionKey(SCHEMA, encoded)).isEqualTo(key.value(0));
    assertThat(encoded).startsWith(KeyCodec.encodePartitionKey(key.value(0)));
  }

  @Property
  void boundsCutWhereTheirColumnsSay(
      @ForAll("keys") PrimaryKey key, @ForAll("bounds") PrimaryKey bound) {
    byte[] encoded = KeyCodec.encode(key);
    int order = compare(key, bound);
    assertThat(isAtOrAfter(encoded, KeyCodec.positionAt(bound))).isEqualTo(order >= 0);
    assertThat(isAtOrAfter(encoded, KeyCodec.positionAfter(bound))).isEqualTo(order > 0);
  }

  @Test
  void theHighestPartitionKeyHasNoSuccessorButTheTablesEnd() {
    assertThat(KeyCodec.successor(KeyCodec.encodePartitionKey(Value.integer(Long.MAX_VALUE))))
        .isNull();
    assertThat(KeyCodec.successor(new byte[] {1, (byte) 0xff})).containsExactly(2);
    assertThat(KeyCodec.positionAt(key(Value.INF_MAX, Value.INF_MIN, Value.INF_MIN))).isNull();
    assertThat(KeyCodec.positionAt(key(Value.INF_MIN, Value.INF_MAX, Value.INF_MAX))).isEmpty();
  }

  private static boolean isAtOrAfter(byte[] key, byte[] position) {
    return position != null && Arrays.compareUnsigned(key, position) >= 0;
  }

  private static int compare(PrimaryKey a, PrimaryKey b) {
    for (int i = 0; i < a.size(); i++) {
      int c = a.value(i).compareAsKey(b.value(i));
      if (c != 0) {
        return c;
      }
    }
    return 0;
  }

  private static PrimaryKey key(Value s, Value i, Value b) {
    return PrimaryKey.of(
        new PrimaryKeyColumn("s", s), new PrimaryKeyColumn("i", i), new PrimaryKeyColumn("b", b));
  }

  @Provide
  Arbitrary<PrimaryKey> keys() {
    return Combinators.combine(strings(), integers(), blobs()).as(KeyCodecTest::key);
  }

  @Provide
  Arbitrary<PrimaryKey> bounds() {
    Arbitrary<Value> infinite = Arbitraries.of(Value.INF_MIN, Value.INF_MAX);
    return Combinators.combine(
            Arbitraries.oneOf(strings(), infinite),
            Arbitraries.oneOf(integers(), infinite),
            Arbitraries.oneOf(blobs(), infinite))
        .as(KeyCodecTest::key);
  }

  /** Few letters, so that equal prefixes are common. */
  private static Arbitrary<Value> strings() {
    return Arbitraries.strings().withChars('\0', '\1', 'a', '中').ofMaxLength(4).map(Value::string);
  }

  private static Arbitrary<Value> integers() {
    return Arbitraries.longs().map(Value::integer);
  }

  private static Arbitrary<Value> blobs() {
    return Arbitraries.of((byte) 0, (byte) 1, (byte) -1, (byte) 7)
        .array(byte[].class)
        .ofMaxSize(4)
        .map(Value::blob);
  }
}
