/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tabularium.model.ServiceException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.CRC32;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** Places in streams as texts that anybody may change. */
class ShardIteratorTest {
  private static final String GIVEN =
      new ShardIterator("orders", 1_700_000_000_000_000L, 2, 99).encode();

  private static void assertRefused(String text) {
    assertThatThrownBy(() -> ShardIterator.decode(text))
        .isInstanceOf(ServiceException.class)
        .hasMessage("Invalid shard iterator.");
  }

  @Test
  void versionOneStaysReadable() {
    assertThat(GIVEN).isEqualTo("AQAGCiQYHkAAAAAAAgAAAAAAAABjb3JkZXJz7fARQQ");
  }

  @Property(tries = 200)
  void whatIsWrittenIsRead(
      @ForAll @AlphaChars @StringLength(min = 1, max = 255) String table,
      @ForAll long stream,
      @ForAll int shard,
      @ForAll @LongRange(min = 0) long position) {
    ShardIterator iterator = new ShardIterator(table, stream, shard, position);
    assertThat(ShardIterator.decode(iterator.encode())).isEqualTo(iterator);
  }

  @Property(tries = 500)
  void anyOtherTextIsRefused(@ForAll String text) {
    assertRefused(text);
  }

  @Property(tries = 500)
  void aChangedCharacterIsNoticed(
      @ForAll @IntRange(max = 41) int at, @ForAll @AlphaChars char with) {
    int place = at % GIVEN.length();
    if (GIVEN.charAt(place) != with) {
      assertRefused(GIVEN.substring(0, place) + with + GIVEN.substring(place + 1));
    }
  }

  @Property(tries = 100)
  void aPieceIsRefused(@ForAll @IntRange(max = 41) int length) {
    assertRefused(GIVEN.substring(0, length % GIVEN.length()));
    assertRefused(GIVEN + GIVEN.substring(0, 1 + length % GIVEN.length()));
  }

  @Test
  void aForgedPositionOrVersionIsRefused() {
    assertRefused(forged((byte) 1, -1));
    assertRefused(forged((byte) 2, 1));
    assertRefused(GIVEN + "=");
    assertRefused("A".repeat(100_000));
  }

  private static String forged(byte version, long position) {
    ByteBuffer bytes = ByteBuffer.allocate(26);
    bytes.put(version).putLong(1).putInt(0).putLong(position).put((byte) 't');
    CRC32 crc = new CRC32();
    crc.update(bytes.array(), 0, 22);
    bytes.putInt((int) crc.getValue());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }
}
