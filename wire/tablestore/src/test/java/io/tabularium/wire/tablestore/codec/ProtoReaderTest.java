/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

import static io.tabularium.wire.tablestore.codec.ProtoReader.BYTES;
import static io.tabularium.wire.tablestore.codec.ProtoReader.NUMBER;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtoReaderTest {
  private static final String MALFORMED = "Parse PBMessage from RawString failed.";

  @Property(tries = 500)
  void numbersAndTextsOfTheOfficialWriter(
      @ForAll long number, @ForAll int small, @ForAll String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeInt64(1, number);
    out.writeInt32(2, small);
    out.writeString(3, text);
    out.writeFixed64(4, number);
    out.writeFixed32(5, small);
    out.writeBool(2000, true);
    out.flush();
    ProtoReader in = new ProtoReader(bytes.toByteArray());
    assertThat(in.next()).isTrue();
    assertThat(in.tag()).isEqualTo(1 << 3 | NUMBER);
    assertThat(in.number()).isEqualTo(number);
    assertThat(in.next()).isTrue();
    assertThat((int) in.number()).isEqualTo(small);
    assertThat(in.next()).isTrue();
    assertThat(in.tag()).isEqualTo(3 << 3 | BYTES);
    assertThat(in.string())
        .isEqualTo(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
    assertThat(in.next()).isTrue();
    in.skip();
    assertThat(in.next()).isTrue();
    in.skip();
    assertThat(in.next()).isTrue();
    assertThat(in.tag()).isEqualTo(2000 << 3 | NUMBER);
    assertThat(in.bool()).isTrue();
    assertThat(in.next()).isFalse();
  }

  @Property(tries = 500)
  void numbersOfOursAreThoseOfTheOfficialWriter(@ForAll long number) throws IOException {
    WireBuffer ours = new WireBuffer(0);
    ours.putNumberField(1, number);
    byte[] theirs = new byte[CodedOutputStream.computeInt64Size(1, number)];
    CodedOutputStream.newInstance(theirs).writeInt64(1, number);
    assertThat(ours.toByteArray()).isEqualTo(theirs);
    assertThat(WireBuffer.numberFieldSize(number)).isEqualTo(theirs.length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "80", // a tag that does not end
        "00", // field number zero
        "02 00", // the same, with a length
        "08", // a number that is not there
        "08 80", // a number that does not end
        "08 ffffffffffffffffffff 01", // a number of eleven bytes
        "0a", // a length that is not there
        "0a 01", // a length beyond the end
        "0a ffffffff0f", // a length beyond all ends
        "0a ffffffffffffffffff01", // a negative length
        "09 00000000000000", // eight bytes that are seven
        "0d 000000", // four bytes that are three
        "0b 0c", // a group
        "0c",
        "0e",
        "0f"
      })
  void whatIsNoMessage(String hex) {
    assertThat(
            Refusals.of(
                () -> {
                  ProtoReader in = new ProtoReader(RawRow.bytes(hex));
                  while (in.next()) {
                    in.skip();
                  }
                }))
        .isEqualTo(MALFORMED);
  }

  @Test
  void messagesWithinMessagesEndWhereTheyEnd() {
    // Field 1 holds a message of one byte, whose tag would need more.
    ProtoReader in = new ProtoReader(RawRow.bytes("0a 01 08 01"));
    assertThat(in.next()).isTrue();
    ProtoReader inner = in.message();
    assertThat(inner.next()).isTrue();
    assertThat(Refusals.of(inner::number)).isEqualTo(MALFORMED);
  }

  @Test
  void emptyBytesAreNothingIfSoWanted() {
    ProtoReader in = new ProtoReader(RawRow.bytes("0a 00 0a 00"));
    in.next();
    assertThat(in.bytesOrNull()).isNull();
    in.next();
    assertThat(in.bytes().length()).isZero();
  }

  @Test
  void requiredFields() {
    ProtoReader in = new ProtoReader(new byte[0]);
    assertThat(in.required("x")).isEqualTo("x");
    assertThat(Refusals.of(() -> in.required(null))).isEqualTo(MALFORMED);
  }
}
