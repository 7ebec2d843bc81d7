/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Errors;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Where a page of a scan ended: one byte of format, the number of workers, the worker, the next
 * document in 4 bytes each, the scan's name, a CRC-32 of all that. It is a position and nothing on
 * the server is used up by it, so a page that got lost can be asked for again.
 *
 * @param session the scan's name
 * @param workers how many workers it has
 * @param worker which of them this is
 * @param next the first document that has not been looked at
 */
record ScanToken(String session, int workers, int worker, int next) {
  private static final byte FORMAT = 1;
  private static final int NUMBERS = 3;

  ByteSlice encode() {
    byte[] name = session.getBytes(StandardCharsets.UTF_8);
    ByteBuffer out = ByteBuffer.allocate(1 + NUMBERS * Integer.BYTES + name.length + Integer.BYTES);
    out.put(FORMAT).putInt(workers).putInt(worker).putInt(next).put(name);
    out.putInt(checksum(out.array(), out.position()));
    return ByteSlice.of(out.array());
  }

  /** Reads a token; one that is none is as good as one that has expired. */
  static ScanToken decode(ByteSlice token) {
    byte[] bytes = token.toByteArray();
    int length = bytes.length - Integer.BYTES;
    try {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      if (length < 1 || in.getInt(length) != checksum(bytes, length) || in.get() != FORMAT) {
        throw Errors.scanSessionExpired();
      }
      in.limit(length);
      int workers = in.getInt();
      int worker = in.getInt();
      int next = in.getInt();
      String session = StandardCharsets.UTF_8.decode(in).toString();
      return new ScanToken(session, workers, worker, next);
    } catch (BufferUnderflowException e) {
      throw Errors.scanSessionExpired();
    }
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
