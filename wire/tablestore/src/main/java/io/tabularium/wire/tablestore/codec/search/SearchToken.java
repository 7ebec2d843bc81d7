/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec.search;

import com.google.protobuf.ByteString;
import io.tabularium.model.ByteSlice;
import io.tabularium.model.Errors;
import io.tabularium.wire.tablestore.codec.WireBuffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The token of a search's next page. A client may bring it without the order it asked for, so the
 * token brings that order along, as the bytes the client once sent; and it may be kept for hours,
 * so it holds all there is to know.
 *
 * <pre>
 * format      1 byte, 1
 * checksum    4 bytes, CRC-32C of all that follows
 * order       length (4 bytes), then a serialized Sort; empty if the search named no order
 * position    the engine's own token
 * </pre>
 *
 * <p>Numbers are little-endian.
 *
 * @param sort a serialized Sort; empty for none
 * @param position the engine's own token
 */
record SearchToken(ByteString sort, ByteSlice position) {
  private static final byte FORMAT = 1;
  private static final int HEAD = 9;

  /** Reads a token; refuses what is none. */
  static SearchToken decode(ByteString token) {
    byte[] bytes = token.toByteArray();
    if (bytes.length < HEAD
        || bytes[0] != FORMAT
        || number(bytes, 1) != checksum(bytes, 5, bytes.length - 5)) {
      throw Errors.searchToken();
    }
    int sortBytes = number(bytes, 5);
    if (sortBytes < 0 || sortBytes > bytes.length - HEAD) {
      throw Errors.searchToken();
    }
    int end = HEAD + sortBytes;
    return new SearchToken(
        token.substring(HEAD, end), ByteSlice.of(bytes, end, bytes.length - end));
  }

  /** Writes the token. */
  byte[] encode() {
    WireBuffer out = new WireBuffer(HEAD + sort.size() + position.length());
    out.putByte(FORMAT);
    out.putInt(0);
    out.putInt(sort.size());
    out.putBytes(sort.toByteArray());
    out.putBytes(position.array(), position.offset(), position.length());
    out.setInt(1, checksum(out.array(), 5, out.size() - 5));
    return out.toByteArray();
  }

  private static int number(byte[] bytes, int at) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
  }

  private static int checksum(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, length);
    return (int) crc.getValue();
  }
}
