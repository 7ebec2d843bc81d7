/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

import static io.tabularium.wire.tablestore.codec.PlainBuffer.CELL;
import static io.tabularium.wire.tablestore.codec.PlainBuffer.CELL_CHECKSUM;
import static io.tabularium.wire.tablestore.codec.PlainBuffer.CELL_NAME;
import static io.tabularium.wire.tablestore.codec.PlainBuffer.DELETE_ROW_MARKER;
import static io.tabularium.wire.tablestore.codec.PlainBuffer.EXTENSION;
import static io.tabularium.wire.tablestore.codec.PlainBuffer.ROW_CHECKSUM;
import static io.tabularium.wire.tablestore.codec.PlainBuffer.ROW_DATA;
import static io.tabularium.wire.tablestore.codec.PlainBuffer.ROW_PK;
import static io.tabularium.wire.tablestore.codec.RawRow.named;
import static io.tabularium.wire.tablestore.codec.RawRow.nameless;
import static io.tabularium.wire.tablestore.codec.RawRow.start;
import static io.tabularium.wire.tablestore.codec.RawRow.withKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Cell;
import io.tabularium.model.ErrorCode;
import io.tabularium.model.RowChange;
import io.tabularium.model.ServiceException;
import io.tabularium.model.Value;
import io.tabularium.wire.tablestore.codec.RawRow.RawCell;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each way a row can be broken has its own message. */
class PlainBufferMalformedTest {
  private static final String STRING_A = "03 01000000 61";

  @Nested
  class Rows {
    @Test
    void noBytesAtAll() {
      assertRefused(ByteSlice.EMPTY, "Cell data broken, empty PK.");
    }

    @Test
    void lessThanAHeader() {
      assertRefused(new RawRow().hex("75 00 00").bytes(), "data format is invalid.");
    }

    @Test
    void wrongHeader() {
      assertRefused(
          new RawRow().header(0x76).bytes(),
          "Cell data broken, mismatch header, actual: 118 , expect: 117.");
    }

    @Test
    void nothingBehindTheHeader() {
      assertRefused(start().bytes(), "Cell data broken, empty PK.");
    }

    @ParameterizedTest
    @ValueSource(ints = {ROW_DATA, DELETE_ROW_MARKER, ROW_CHECKSUM})
    void noPrimaryKey(int tag) {
      assertRefused(start().tag(tag).bytes(), "Cell data broken, empty PK.");
    }

    @Test
    void primaryKeyWithoutColumns() {
      assertRefused(start().tag(ROW_PK).end(), "Cell data broken, empty PK.");
    }

    @Test
    void somethingElseInPlaceOfThePrimaryKey() {
      assertRefused(
          start().tag(0x2a).bytes(), "Cell data broken, mismatch tag, actual tag(42), expect(1).");
    }

    @Test
    void noRowChecksum() {
      assertRefused(withKey().bytes(), "Cell data broken, row is not end with checksum tag.");
      assertRefused(
          withKey().tag(ROW_PK).bytes(), "Cell data broken, row is not end with checksum tag.");
    }

    @Test
    void rowChecksumTagWithoutChecksum() {
      assertRefused(withKey().tag(ROW_CHECKSUM).bytes(), "data format is invalid.");
    }

    @Test
    void unknownTagInPlaceOfTheRowChecksum() {
      assertRefused(
          withKey().tag(0x2a).bytes(),
          "Cell data broken, mismatch tag, actual tag(42), expect(9).");
    }

    /** The vector of a deletion of the key "a" ends in e9. */
    @Test
    void wrongRowChecksum() {
      assertRefused(
          withKey().tag(DELETE_ROW_MARKER).hex("09 e8").bytes(),
          "Cell data broken, checksum is mismatch, 232 :233 :");
    }

    @Test
    void theMarkerIsPartOfTheChecksum() {
      ByteSlice marked = withKey().endDeleted();
      byte[] unmarked = marked.toByteArray();
      unmarked[unmarked.length - 3] = ROW_CHECKSUM;
      unmarked[unmarked.length - 2] = unmarked[unmarked.length - 1];
      assertThat(refusal(ByteSlice.of(unmarked, 0, unmarked.length - 1)))
          .startsWith("Cell data broken, checksum is mismatch, ");
    }

    @Test
    void bytesBehindTheRow() {
      byte[] row = withKey().end().toByteArray();
      byte[] longer = java.util.Arrays.copyOf(row, row.length + 2);
      longer[row.length + 1] = ROW_PK;
      assertRefused(
          ByteSlice.of(longer),
          "Cell data broken, has more data in cell, but they can't be parsed.");
    }

    @Test
    void extensionLongerThanTheRow() {
      assertRefused(withKey().tag(EXTENSION).hex("ff000000").bytes(), "data format is invalid.");
      assertRefused(withKey().tag(EXTENSION).hex("ffffffff").bytes(), "data format is invalid.");
      assertRefused(withKey().tag(EXTENSION).hex("ff00").bytes(), "data format is invalid.");
    }
  }

  @Nested
  class KeyColumns {
    private ByteSlice keyOf(RawCell cell) {
      return start().tag(ROW_PK).cell(cell).end();
    }

    @Test
    void withoutName() {
      assertRefused(keyOf(nameless().value(STRING_A)), "No name is given for primary key.");
    }

    @Test
    void withoutValue() {
      assertRefused(keyOf(named("pk")), "No value is given for primary key name:pk.");
    }

    @Test
    void withNullValue() {
      assertRefused(
          keyOf(named("pk").value("06")), "Cell data broken, PK value cannot be NULL, name: pk.");
    }

    @Test
    void withOperation() {
      assertRefused(
          keyOf(named("pk").value(STRING_A).operation(1)),
          "OpType cannot be given for primary key name :pk.");
    }

    @Test
    void withTimestamp() {
      assertRefused(
          keyOf(named("pk").value(STRING_A).timestamp(1)),
          "Timestamp cannot be given for primary key name:pk.");
    }

    @Test
    void withoutChecksum() {
      assertRefused(
          keyOf(named("pk").value(STRING_A).withoutChecksum()),
          "Cell data broken, cell is not end with checksum[0x0A] tag.");
    }

    @Test
    void withWrongChecksum() {
      assertRefused(
          keyOf(named("pk").value(STRING_A).withChecksumOffBy(1)),
          "Cell data broken, checksum is mismatch, 213 :212 :");
    }

    @Test
    void whoseTextIsNotUtf8() {
      assertRefused(
          keyOf(named("pk").value("03 01000000 ff")), "Value of column pk must be UTF8 encoding.");
    }

    @Test
    void whoseNameIsNotUtf8() {
      assertRefused(
          keyOf(new RawCell(new byte[] {'p', (byte) 0xff}).value(STRING_A)),
          "Invalid column name: 'p\ufffd'.");
    }
  }

  @Nested
  class Attributes {
    private ByteSlice rowWith(RawCell cell) {
      return withKey().tag(ROW_DATA).cell(cell).end();
    }

    @Test
    void withoutName() {
      assertRefused(rowWith(nameless().value(STRING_A)), "Cell data broken, attr has no name.");
    }

    @Test
    void withoutChecksum() {
      assertRefused(
          rowWith(named("c").value(STRING_A).withoutChecksum()),
          "Cell data broken, cell is not end with checksum[0x0A] tag.");
    }

    @Test
    void withAnUnknownTagInside() {
      assertRefused(
          withKey().tag(ROW_DATA).tag(CELL).tag(0x10).bytes(),
          "Cell data broken, mismatch tag, actual tag(16), expect(4).");
      assertRefused(
          withKey().tag(ROW_DATA).tag(CELL).tag(CELL_NAME).hex("01000000 63 00").bytes(),
          "Cell data broken, mismatch tag, actual tag(0), expect(10).");
    }

    @Test
    void withWrongChecksum() {
      assertThat(refusal(rowWith(named("c").value(STRING_A).withChecksumOffBy(0x80))))
          .matches("Cell data broken, checksum is mismatch, \\d+ :\\d+ :");
    }

    /** Damage is called damage, whatever it has made of the value. */
    @Test
    void withWrongChecksumAndSenselessValue() {
      assertThat(refusal(rowWith(named("c").value("03 01000000 ff").withChecksumOffBy(1))))
          .startsWith("Cell data broken, checksum is mismatch, ");
    }

    @Test
    void withChecksumTagButNoChecksum() {
      assertRefused(
          withKey()
              .tag(ROW_DATA)
              .cell(named("c").value(STRING_A).withoutChecksum())
              .tag(CELL_CHECKSUM)
              .bytes(),
          "data format is invalid.");
    }

    @Test
    void whoseTextIsNotUtf8() {
      assertRefused(
          rowWith(named("c").value("03 02000000 c328")),
          "Value of column c must be UTF8 encoding.");
    }

    @ParameterizedTest
    @CsvSource({
      "000000000000f87f, NaN can't be set to double value.",
      "000000000000f07f, Infinity can't be set to double value.",
      "000000000000f0ff, Infinity can't be set to double value."
    })
    void whoseNumberIsNone(String bits, String message) {
      assertRefused(rowWith(named("c").value("01" + bits)), message);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 5, 0xff})
    void withAnUnknownOperation(int code) {
      assertRefused(
          rowWith(named("c").value(STRING_A).operation(code)),
          "Invalid op type of cell: " + code + ".");
    }

    @Test
    void withANegativeTimestamp() {
      assertRefused(
          rowWith(named("c").value(STRING_A).timestamp(-1)),
          "Timestamp must be in range [0, INT64_MAX/1000).");
    }
  }

  @Nested
  class Values {
    private ByteSlice valued(String hex) {
      return withKey().tag(ROW_DATA).cell(named("c").value(hex)).end();
    }

    @Test
    void ofUnknownType() {
      assertRefused(valued("04 00"), "data format is invalid, unknown variant type occured.");
      assertRefused(valued("ff"), "data format is invalid, unknown variant type occured.");
    }

    @Test
    void withoutType() {
      assertRefused(valued(""), "data format is invalid.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"00 00000000000000", "01", "03 000000", "07"})
    void thatAreTooShort(String hex) {
      assertRefused(valued(hex), "data format is invalid.");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"00 0000000000000000 00", "03 01000000 61 62", "07 00000000 00", "06 00"})
    void thatAreTooLong(String hex) {
      assertRefused(
          valued(hex), "Cell data broken, has more data in cell, but they can't be parsed.");
    }

    @ParameterizedTest
    @CsvSource({"03 02000000 61, 2", "07 ffffffff, -1", "03 ffffff7f 61, 2147483647"})
    void whoseInnerLengthIsWrong(String hex, int length) {
      assertRefused(valued(hex), "Cell data broken, wrong string format, size: " + length + ".");
    }

    @Test
    void booleansOfTheWrongLength() {
      assertRefused(valued("02"), "Invalid boolean real value, value length: 0.");
      assertRefused(valued("02 01 01"), "Invalid boolean real value, value length: 2.");
    }

    @Test
    void booleansThatAreNeitherTrueNorFalse() {
      assertRefused(valued("02 02"), "data format is invalid.");
    }

    @Test
    void whoseOuterLengthIsWrong() {
      RawRow cell = withKey().tag(ROW_DATA).tag(CELL).tag(CELL_NAME).hex("01000000 63 05");
      assertRefused(
          cell.hex("ffffff7f").bytes(), "Cell data broken, wrong string format, size: 2147483647.");
    }

    @Test
    void namesWhoseLengthIsWrong() {
      assertRefused(
          withKey().tag(ROW_DATA).tag(CELL).tag(CELL_NAME).hex("ffffffff").bytes(),
          "Cell data broken, wrong string format, size: -1.");
      assertRefused(
          withKey().tag(ROW_DATA).tag(CELL).tag(CELL_NAME).hex("02000000 63").bytes(),
          "Cell data broken, wrong string format, size: 2.");
      assertRefused(
          withKey().tag(ROW_DATA).tag(CELL).tag(CELL_NAME).hex("0200").bytes(),
          "data format is invalid.");
    }

    @Test
    void timestampsThatAreCutOff() {
      assertRefused(
          withKey().tag(ROW_DATA).tag(CELL).tag(CELL_NAME).hex("01000000 63 07 0000").bytes(),
          "data format is invalid.");
    }
  }

  @Nested
  class Uses {
    private final ByteSlice plain = withKey().end();
    private final ByteSlice marked = withKey().endDeleted();
    private final ByteSlice withCell =
        withKey().tag(ROW_DATA).cell(named("c").value(STRING_A)).end();

    @Test
    void aReadHasAKeyOnly() {
      assertThat(PlainBufferDecoder.readKey(plain).value(0)).isEqualTo(Value.string("a"));
      assertMessage(
          () -> PlainBufferDecoder.readKey(withCell),
          "Attribute column cannot be given while reading data.");
      assertMessage(() -> PlainBufferDecoder.readKey(marked), "Delete marker cannot be given.");
    }

    @Test
    void aDeletionNeedNotHaveAMarker() {
      assertThat(PlainBufferDecoder.readChange(RowChange.Type.DELETE, marked).deleteMarker())
          .isTrue();
      assertThat(PlainBufferDecoder.readChange(RowChange.Type.DELETE, plain).deleteMarker())
          .isFalse();
    }

    @Test
    void aPutOrUpdateHasNoMarker() {
      assertMessage(
          () -> PlainBufferDecoder.readChange(RowChange.Type.PUT, marked),
          "Invalid request of put row: unexpected RowDeleteMarker in request.");
      assertMessage(
          () -> PlainBufferDecoder.readChange(RowChange.Type.UPDATE, marked),
          "Invalid request of update row: unexpected RowDeleteMarker in request.");
      assertThat(PlainBufferDecoder.readChange(RowChange.Type.PUT, withCell).cells())
          .containsExactly(Cell.put("c", Value.string("a")));
    }

    /** Some encoders write the tag even if no cell follows. */
    @Test
    void anEmptyListOfAttributesIsNone() {
      assertThat(PlainBufferDecoder.decode(withKey().tag(ROW_DATA).end()).cells()).isEmpty();
    }
  }

  private static String refusal(ByteSlice row) {
    ServiceException failure =
        catchThrowableOfType(ServiceException.class, () -> PlainBufferDecoder.decode(row));
    assertThat(failure).isNotNull();
    assertThat(failure.code()).isEqualTo(ErrorCode.OTSParameterInvalid);
    return failure.getMessage();
  }

  private static void assertRefused(ByteSlice row, String message) {
    assertThat(refusal(row)).isEqualTo(message);
  }

  private static void assertMessage(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String message) {
    ServiceException failure = catchThrowableOfType(ServiceException.class, call);
    assertThat(failure).isNotNull().hasMessage(message);
  }
}
