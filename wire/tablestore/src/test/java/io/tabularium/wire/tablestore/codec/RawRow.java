/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Crc8;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Builds PlainBuffer rows part by part, including ones no encoder would write. Checksums are right
 * unless a test says otherwise, so that each test breaks one thing only.
 */
final class RawRow {
  private final WireBuffer out = new WireBuffer();
  private int rowCrc;

  /** A row that begins properly. */
  static RawRow start() {
    return new RawRow().header(PlainBuffer.HEADER);
  }

  /** A row with the key {@code pk="a"}, ready for what follows the key. */
  static RawRow withKey() {
    return start().tag(PlainBuffer.ROW_PK).cell(named("pk").value("03 01000000 61"));
  }

  RawRow header(int header) {
    out.putInt(header);
    return this;
  }

  RawRow tag(int tag) {
    out.putByte(tag);
    return this;
  }

  /** Any bytes at all. */
  RawRow hex(String hex) {
    out.putBytes(bytes(hex));
    return this;
  }

  RawRow cell(RawCell cell) {
    int crc = cell.writeTo(out);
    rowCrc = Crc8.update(rowCrc, (byte) crc);
    return this;
  }

  /** Ends the row with the right checksum. */
  ByteSlice end() {
    return end(false);
  }

  /** Ends the row as a deletion, marker and checksum. */
  ByteSlice endDeleted() {
    out.putByte(PlainBuffer.DELETE_ROW_MARKER);
    return end(true);
  }

  private ByteSlice end(boolean deleted) {
    out.putByte(PlainBuffer.ROW_CHECKSUM);
    out.putByte(Crc8.update(rowCrc, (byte) (deleted ? 1 : 0)));
    return bytes();
  }

  /** What there is so far. */
  ByteSlice bytes() {
    return ByteSlice.of(out.toByteArray());
  }

  static RawCell named(String name) {
    return new RawCell(name.getBytes(StandardCharsets.UTF_8));
  }

  static RawCell nameless() {
    return new RawCell(null);
  }

  static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
  }

  /** One cell; parts that are not given are left out. */
  static final class RawCell {
    private final byte[] name;
    private byte[] value;
    private Integer operation;
    private Long timestamp;
    private boolean checksum = true;
    private int checksumError;

    RawCell(byte[] name) {
      this.name = name;
    }

    /** Type byte and payload in hexadecimal. */
    RawCell value(String hex) {
      value = bytes(hex);
      return this;
    }

    RawCell operation(int code) {
      operation = code;
      return this;
    }

    RawCell timestamp(long millis) {
      timestamp = millis;
      return this;
    }

    RawCell withoutChecksum() {
      checksum = false;
      return this;
    }

    RawCell withChecksumOffBy(int error) {
      checksumError = error;
      return this;
    }

    int writeTo(WireBuffer out) {
      int crc = 0;
      out.putByte(PlainBuffer.CELL);
      if (name != null) {
        out.putByte(PlainBuffer.CELL_NAME);
        out.putInt(name.length);
        out.putBytes(name);
        crc = Crc8.update(crc, name, 0, name.length);
      }
      if (value != null) {
        out.putByte(PlainBuffer.CELL_VALUE);
        out.putInt(value.length);
        out.putBytes(value);
        crc = Crc8.update(crc, value, 0, value.length);
      }
      if (operation != null) {
        out.putByte(PlainBuffer.CELL_TYPE);
        out.putByte(operation);
      }
      if (timestamp != null) {
        out.putByte(PlainBuffer.CELL_TIMESTAMP);
        out.putLong(timestamp);
        crc = Crc8.updateLong(crc, timestamp);
      }
      if (operation != null) {
        crc = Crc8.update(crc, operation.byteValue());
      }
      if (checksum) {
        out.putByte(PlainBuffer.CELL_CHECKSUM);
        out.putByte(crc ^ checksumError);
      }
      return crc;
    }
  }
}
