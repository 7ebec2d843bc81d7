/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

/**
 * The tags of PlainBuffer, the encoding rows travel in. All numbers are little-endian.
 *
 * <pre>
 * buffer = HEADER row row* | nothing
 * row    = [ROW_PK cell+] [ROW_DATA cell+] [DELETE_ROW_MARKER] [EXTENSION len32 bytes]
 *          ROW_CHECKSUM byte
 * cell   = CELL CELL_NAME len32 name [CELL_VALUE len32 type payload] [CELL_TYPE byte]
 *          [CELL_TIMESTAMP int64] CELL_CHECKSUM byte
 * </pre>
 *
 * <p>A cell's checksum runs over name, value (type byte, inner length, payload), timestamp and type
 * — the last two the other way round than they stand in the cell. A row's checksum runs over the
 * checksums of its cells and one byte that says whether there is a delete marker. The extension is
 * not covered; in a change of a stream it holds {@code SEQ_INFO len32 SEQ_INFO_EPOCH int32
 * SEQ_INFO_TIMESTAMP int64 SEQ_INFO_ROW_INDEX int32}.
 */
final class PlainBuffer {
  static final int HEADER = 0x75;
  static final int ROW_PK = 0x01;
  static final int ROW_DATA = 0x02;
  static final int CELL = 0x03;
  static final int CELL_NAME = 0x04;
  static final int CELL_VALUE = 0x05;
  static final int CELL_TYPE = 0x06;
  static final int CELL_TIMESTAMP = 0x07;
  static final int DELETE_ROW_MARKER = 0x08;
  static final int ROW_CHECKSUM = 0x09;
  static final int CELL_CHECKSUM = 0x0a;
  static final int EXTENSION = 0x0b;

  /** Inside an extension: a change's place in its stream. */
  static final int SEQ_INFO = 0x0c;

  static final int SEQ_INFO_EPOCH = 0x0d;
  static final int SEQ_INFO_TIMESTAMP = 0x0e;
  static final int SEQ_INFO_ROW_INDEX = 0x0f;

  /** Bytes of a SEQ_INFO behind its length: three tags and their numbers. */
  static final int SEQ_INFO_BYTES = 3 + Integer.BYTES + Long.BYTES + Integer.BYTES;

  /** The highest tag there is; it stands inside an extension. */
  static final int LAST_TAG = 0x0f;

  private PlainBuffer() {}
}
