/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.lucene;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Errors;
import io.tabularium.search.lucene.sort.CompiledSort;
import io.tabularium.search.lucene.sort.CompiledSort.Kind;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.store.ByteBuffersDataOutput;
import org.apache.lucene.util.BytesRef;

/**
 * Where a page of a search ended, as its client keeps it: one byte of format, the number of the
 * index in 8 bytes, the values the last row was sorted by, a CRC-32 of all that. A value is its
 * kind's number and then 8 bytes (long, double), 4 (score), or a length in 4 and bytes; a missing
 * string is the number {@value #NO_BYTES} alone.
 */
final class Cursor {
  private static final byte FORMAT = 1;
  private static final byte LONG = 1;
  private static final byte DOUBLE = 2;
  private static final byte BYTES = 3;
  private static final byte SCORE = 4;
  private static final byte NO_BYTES = 5;

  private Cursor() {}

  /** The cursor behind a row. */
  static ByteSlice encode(long index, CompiledSort sort, FieldDoc row) {
    ByteBuffersDataOutput out = new ByteBuffersDataOutput();
    out.writeByte(FORMAT);
    out.writeLong(Long.reverseBytes(index));
    for (int i = 0; i < sort.kinds().size(); i++) {
      Object value = row.fields[i];
      switch (sort.kinds().get(i)) {
        case LONG -> {
          out.writeByte(LONG);
          out.writeLong(Long.reverseBytes((Long) value));
        }
        case DOUBLE -> {
          out.writeByte(DOUBLE);
          out.writeLong(Long.reverseBytes(Double.doubleToRawLongBits((Double) value)));
        }
        case SCORE -> {
          out.writeByte(SCORE);
          out.writeInt(Integer.reverseBytes(Float.floatToRawIntBits((Float) value)));
        }
        case BYTES -> {
          BytesRef bytes = (BytesRef) value;
          out.writeByte(bytes == null ? NO_BYTES : BYTES);
          if (bytes != null) {
            out.writeInt(Integer.reverseBytes(bytes.length));
            out.writeBytes(bytes.bytes, bytes.offset, bytes.length);
          }
        }
        case DOC -> throw new IllegalStateException("places in one view do not outlive it");
      }
    }
    byte[] body = out.toArrayCopy();
    ByteBuffer whole = ByteBuffer.allocate(body.length + Integer.BYTES);
    whole.put(body).putInt(checksum(body, body.length));
    return ByteSlice.of(whole.array());
  }

  /**
   * The row a page begins behind.
   *
   * @throws io.tabularium.model.ServiceException if the cursor is not of this index and sort
   */
  static FieldDoc decode(ByteSlice cursor, long index, CompiledSort sort) {
    byte[] bytes = cursor.toByteArray();
    int length = bytes.length - Integer.BYTES;
    if (length < 1) {
      throw Errors.searchToken();
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (in.getInt(length) != checksum(bytes, length)) {
      throw Errors.searchToken();
    }
    in.limit(length);
    try {
      if (in.get() != FORMAT || in.getLong() != index) {
        throw Errors.searchToken();
      }
      Object[] values = new Object[sort.kinds().size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = value(in, sort.kinds().get(i));
      }
      if (in.hasRemaining()) {
        throw Errors.searchToken();
      }
      return new FieldDoc(Integer.MAX_VALUE, Float.NaN, values);
    } catch (BufferUnderflowException e) {
      throw Errors.searchToken();
    }
  }

  private static Object value(ByteBuffer in, Kind kind) {
    byte tag = in.get();
    if (kind == Kind.LONG && tag == LONG) {
      return in.getLong();
    }
    if (kind == Kind.DOUBLE && tag == DOUBLE) {
      return in.getDouble();
    }
    if (kind == Kind.SCORE && tag == SCORE) {
      return in.getFloat();
    }
    if (kind == Kind.BYTES && tag == NO_BYTES) {
      return null;
    }
    if (kind == Kind.BYTES && tag == BYTES) {
      int length = in.getInt();
      if (length >= 0 && length <= in.remaining()) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new BytesRef(bytes);
      }
    }
    throw Errors.searchToken();
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
