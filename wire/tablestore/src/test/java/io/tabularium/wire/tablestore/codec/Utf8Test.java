/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The JDK's decoder says what is right. */
class Utf8Test {

  @Test
  void allShortSequences() {
    byte[] one = new byte[1];
    byte[] two = new byte[2];
    for (int a = 0; a < 256; a++) {
      one[0] = (byte) a;
      check(one);
      for (int b = 0; b < 256; b++) {
        two[0] = (byte) a;
        two[1] = (byte) b;
        check(two);
      }
    }
  }

  /** Every lead byte with the following bytes that lie at the borders of some rule. */
  @Test
  void allLongSequencesThatMatter() {
    int[] borders = {0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff};
    for (int lead = 0xc0; lead < 256; lead++) {
      for (int second : borders) {
        for (int third : borders) {
          check(new byte[] {(byte) lead, (byte) second, (byte) third});
          for (int fourth : borders) {
            check(new byte[] {(byte) lead, (byte) second, (byte) third, (byte) fourth});
          }
        }
      }
    }
  }

  @Property(tries = 2000)
  void anything(@ForAll @Size(max = 40) byte[] bytes) {
    check(bytes);
  }

  @Property(tries = 500)
  void text(@ForAll String text) {
    check(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The eight-at-a-time start must neither look beyond the end nor skip what follows it. */
  @Test
  void asciiOfAnyLengthBeforeSomethingElse() {
    for (int length = 0; length < 40; length++) {
      byte[] bytes = new byte[length + 1];
      Arrays.fill(bytes, (byte) 'x');
      check(bytes);
      bytes[length] = (byte) 0x80;
      check(bytes);
      assertThat(Utf8.isValid(bytes, 0, length)).isTrue();
    }
  }

  private static void check(byte[] bytes) {
    boolean expected;
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      expected = true;
    } catch (CharacterCodingException e) {
      expected = false;
    }
    if (Utf8.isValid(bytes, 0, bytes.length) != expected) {
      throw new AssertionError(Arrays.toString(bytes) + " should be valid: " + expected);
    }
  }
}
