/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

import static io.tabularium.wire.tablestore.codec.PlainBuffer.CELL;
import static io.tabularium.wire.tablestore.codec.PlainBuffer.CELL_CHECKSUM;
import static io.tabularium.wire.tablestore.codec.PlainBuffer.CELL_NAME;
import static io.tabularium.wire.tablestore.codec.PlainBuffer.CELL_TIMESTAMP;
import static io.tabularium.wire.tablestore.codec.PlainBuffer.CELL_TYPE;
import static io.tabularium.wire.tablestore.codec.PlainBuffer.CELL_VALUE;
import static io.tabularium.wire.tablestore.codec.PlainBuffer.DELETE_ROW_MARKER;
import static io.tabularium.wire.tablestore.codec.PlainBuffer.EXTENSION;
import static io.tabularium.wire.tablestore.codec.PlainBuffer.HEADER;
import static io.tabularium.wire.tablestore.codec.PlainBuffer.LAST_TAG;
import static io.tabularium.wire.tablestore.codec.PlainBuffer.ROW_CHECKSUM;
import static io.tabularium.wire.tablestore.codec.PlainBuffer.ROW_DATA;
import static io.tabularium.wire.tablestore.codec.PlainBuffer.ROW_PK;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Cell;
import io.tabularium.model.Crc8;
import io.tabularium.model.Errors;
import io.tabularium.model.Limits;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeyColumn;
import io.tabularium.model.RowChange;
import io.tabularium.model.ServiceException;
import io.tabularium.model.Value;
import io.tabularium.model.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads the one row a request's {@code bytes} field holds. Every length is checked against the
 * bytes that are there, both kinds of checksum are verified, and the result shares the request's
 * array.
 *
 * <p>Broken structure is reported where it is met; what a cell says (its text, number, operation)
 * is looked at only after its checksum, so that damage in transit is called by its name.
 */
public final class PlainBufferDecoder {
  /** Far more cells than a write may have are counted, for the message, but not kept. */
  private static final int MAX_CELLS = 8 * Limits.CELLS_PER_WRITE;

  private final byte[] bytes;
  private final int end;
  private int position;
  private int rowCrc;

  private PlainBufferDecoder(ByteSlice row) {
    bytes = row.array();
    position = row.offset();
    end = row.offset() + row.length();
  }

  /** The key of a read: one row with a primary key and nothing else. */
  public static PrimaryKey readKey(ByteSlice row) {
    DecodedRow decoded = decode(row);
    if (!decoded.cells().isEmpty()) {
      throw Errors.attributesInRead();
    }
    if (decoded.deleteMarker()) {
      throw Errors.deleteMarkerInRead();
    }
    return decoded.key();
  }

  /**
   * The row of a write. A deletion should have the delete marker, though one without it is
   * understood too; the others have none.
   */
  static DecodedRow readChange(RowChange.Type type, ByteSlice row) {
    DecodedRow decoded = decode(row);
    if (decoded.deleteMarker() && type != RowChange.Type.DELETE) {
      throw type == RowChange.Type.PUT ? Errors.deleteMarkerInPut() : Errors.deleteMarkerInUpdate();
    }
    return decoded;
  }

  /** One row, whatever parts it has besides a primary key. */
  static DecodedRow decode(ByteSlice row) {
    return new PlainBufferDecoder(row).row();
  }

  private DecodedRow row() {
    if (position == end) {
      throw Errors.emptyKey();
    }
    if (end - position < 4) {
      throw Errors.malformedData();
    }
    int header = readInt();
    if (header != HEADER) {
      throw Errors.headerMismatch(header, HEADER);
    }
    PrimaryKey key = key();
    List<Cell> cells = cells();
    boolean deleteMarker = accept(DELETE_ROW_MARKER);
    if (accept(EXTENSION)) {
      int extension = length();
      position += extension;
    }
    int theirs = checksum(ROW_CHECKSUM, Errors::rowChecksumMissing);
    int ours = Crc8.update(rowCrc, (byte) (deleteMarker ? 1 : 0));
    if (theirs != ours) {
      throw Errors.checksumMismatch(theirs, ours);
    }
    // The Node.js SDK takes too long a buffer for infinities, generated keys and timestamps, and
    // leaves zeros at its end. No part of a row starts with a zero.
    while (position != end && bytes[position] == 0) {
      position++;
    }
    if (position != end) {
      throw Errors.trailingCellData();
    }
    return new DecodedRow(key, cells, deleteMarker);
  }

  private PrimaryKey key() {
    if (!accept(ROW_PK)) {
      int tag = tag();
      if (tag == ROW_DATA || tag == DELETE_ROW_MARKER || tag == ROW_CHECKSUM || tag < 0) {
        throw Errors.emptyKey();
      }
      throw Errors.tagMismatch(tag, ROW_PK);
    }
    if (tag() != CELL) {
      throw Errors.emptyKey();
    }
    // One to four columns in all but hostile input.
    List<PrimaryKeyColumn> columns = new ArrayList<>(4);
    while (accept(CELL)) {
      columns.add(keyColumn());
    }
    return PrimaryKey.of(columns);
  }

  private PrimaryKeyColumn keyColumn() {
    if (!accept(CELL_NAME)) {
      throw partMissing(CELL_NAME, Errors.keyNameMissing());
    }
    int nameLength = stringLength();
    int nameOffset = position;
    position += nameLength;
    if (!accept(CELL_VALUE)) {
      throw partMissing(CELL_VALUE, Errors.keyValueMissing(text(nameOffset, nameLength)));
    }
    int valueLength = stringLength();
    int valueOffset = position;
    ValueType type = Variants.checkShape(bytes, valueOffset, valueLength);
    position += valueLength;
    if (tag() == CELL_TYPE) {
      throw Errors.keyOperation(text(nameOffset, nameLength));
    }
    if (tag() == CELL_TIMESTAMP) {
      throw Errors.keyTimestamp(text(nameOffset, nameLength));
    }
    int crc = Crc8.update(0, bytes, nameOffset, nameLength);
    verifyCell(Crc8.update(crc, bytes, valueOffset, valueLength));
    checkName(nameOffset, nameLength);
    String name = text(nameOffset, nameLength);
    if (type == ValueType.NULL) {
      throw Errors.keyValueNull(name);
    }
    Value value =
        Variants.read(type, bytes, valueOffset, valueLength, bytes, nameOffset, nameLength);
    return new PrimaryKeyColumn(name, value);
  }

  private List<Cell> cells() {
    if (!accept(ROW_DATA) || tag() != CELL) {
      return List.of();
    }
    List<Cell> cells = new ArrayList<>();
    int count = 0;
    while (accept(CELL)) {
      Cell cell = cell();
      if (++count <= MAX_CELLS) {
        cells.add(cell);
      }
    }
    if (count > MAX_CELLS) {
      throw Errors.tooManyCells(count);
    }
    return cells;
  }

  private Cell cell() {
    if (!accept(CELL_NAME)) {
      throw partMissing(CELL_NAME, Errors.attributeNameMissing());
    }
    int nameLength = stringLength();
    int nameOffset = position;
    position += nameLength;
    int contentCrc = Crc8.update(0, bytes, nameOffset, nameLength);
    ValueType type = null;
    int valueOffset = 0;
    int valueLength = 0;
    if (accept(CELL_VALUE)) {
      valueLength = stringLength();
      valueOffset = position;
      type = Variants.checkShape(bytes, valueOffset, valueLength);
      position += valueLength;
      contentCrc = Crc8.update(contentCrc, bytes, valueOffset, valueLength);
    }
    boolean hasOperation = accept(CELL_TYPE);
    int operationCode = hasOperation ? readByte() : 0;
    boolean hasTimestamp = accept(CELL_TIMESTAMP);
    long timestamp = hasTimestamp ? readLong() : Cell.NO_TIMESTAMP;

    int crc = hasTimestamp ? Crc8.updateLong(contentCrc, timestamp) : contentCrc;
    verifyCell(hasOperation ? Crc8.update(crc, (byte) operationCode) : crc);

    checkName(nameOffset, nameLength);
    Cell.Operation operation = Cell.Operation.PUT;
    if (hasOperation) {
      operation = Cell.Operation.ofCode(operationCode);
      if (operation == null || operation == Cell.Operation.PUT) {
        throw Errors.invalidCellOperation(operationCode);
      }
    }
    // Whether a cell of this operation may have a value, and of this type, is not for us to say.
    Value value =
        type == null
            ? null
            : Variants.read(type, bytes, valueOffset, valueLength, bytes, nameOffset, nameLength);
    if (hasTimestamp && timestamp < 0) {
      throw Errors.timestampRange();
    }
    return Cell.of(
        ByteSlice.of(bytes, nameOffset, nameLength), operation, value, timestamp, contentCrc);
  }

  private void verifyCell(int ours) {
    int theirs = checksum(CELL_CHECKSUM, Errors::cellChecksumMissing);
    if (theirs != ours) {
      throw Errors.checksumMismatch(theirs, ours);
    }
    rowCrc = Crc8.update(rowCrc, (byte) ours);
  }

  private int checksum(int expectedTag, Supplier<ServiceException> missing) {
    if (!accept(expectedTag)) {
      throw partMissing(expectedTag, missing.get());
    }
    return readByte();
  }

  /** A part is not where it should be: either left out, or there is something no row has. */
  private ServiceException partMissing(int expectedTag, ServiceException missing) {
    int tag = tag();
    return tag == 0 || tag > LAST_TAG ? Errors.tagMismatch(tag, expectedTag) : missing;
  }

  private void checkName(int offset, int length) {
    if (!Utf8.isValid(bytes, offset, length)) {
      throw Errors.invalidColumnName(text(offset, length));
    }
  }

  private String text(int offset, int length) {
    return ByteSlice.of(bytes, offset, length).toUtf8();
  }

  // ---- bytes ------------------------------------------------------------------------------------

  /** The byte at hand, or -1 at the end. */
  private int tag() {
    return position < end ? bytes[position] & 0xff : -1;
  }

  private boolean accept(int tag) {
    if (position < end && bytes[position] == tag) {
      position++;
      return true;
    }
    return false;
  }

  /** Reads the length of a name or value that must be there in full. */
  private int stringLength() {
    if (end - position < 4) {
      throw Errors.malformedData();
    }
    int length = readInt();
    if (length < 0 || length > end - position) {
      throw Errors.stringLength(length);
    }
    return length;
  }

  /** Reads the length of something else that must be there in full. */
  private int length() {
    if (end - position < 4) {
      throw Errors.malformedData();
    }
    int length = readInt();
    if (length < 0 || length > end - position) {
      throw Errors.malformedData();
    }
    return length;
  }

  private int readByte() {
    if (position == end) {
      throw Errors.malformedData();
    }
    return bytes[position++] & 0xff;
  }

  private int readInt() {
    int number = (int) WireBuffer.INT.get(bytes, position);
    position += 4;
    return number;
  }

  private long readLong() {
    if (end - position < 8) {
      throw Errors.malformedData();
    }
    long number = (long) WireBuffer.LONG.get(bytes, position);
    position += 8;
    return number;
  }
}
