/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Errors;
import io.tabularium.model.ServiceException;
import java.util.function.Supplier;

/**
 * Walks over the fields of a serialized protobuf message without copying anything: the messages of
 * the row operations are read with this instead of generated classes, which would make half a dozen
 * objects of every row.
 *
 * <p>Use: {@code while (reader.next()) switch (reader.tag()) {...}}, with a case for every known
 * field, such as {@code 3 << 3 | BYTES}, that reads it, and {@link #skip} for the rest. A known
 * field number with another wire type falls among the rest, as it does with generated classes.
 */
public final class ProtoReader {
  /** The wire type of numbers, bools and enums. */
  public static final int NUMBER = 0;

  /** The wire type of strings, bytes and messages. */
  public static final int BYTES = 2;

  private static final int FIXED64 = 1;
  private static final int FIXED32 = 5;

  private final byte[] bytes;
  private final int end;
  private final Supplier<ServiceException> malformed;
  private int position;
  private int tag;

  /**
   * A reader at the beginning of a message.
   *
   * @param malformed the error to throw for what is no protobuf message
   */
  public ProtoReader(ByteSlice message, Supplier<ServiceException> malformed) {
    this.bytes = message.array();
    this.position = message.offset();
    this.end = message.offset() + message.length();
    this.malformed = malformed;
  }

  /** A reader of a request. */
  public ProtoReader(byte[] request) {
    this(ByteSlice.of(request), Errors::undecodableRequest);
  }

  /** Moves to the next field, if there is one; the field before must have been read or skipped. */
  public boolean next() {
    if (position == end) {
      return false;
    }
    tag = (int) number();
    if (tag >>> 3 == 0) {
      throw malformed.get();
    }
    return true;
  }

  /** Field number and wire type of the field at hand. */
  public int tag() {
    return tag;
  }

  /** Reads a number, bool or enum field. */
  public long number() {
    long result = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (position == end) {
        throw malformed.get();
      }
      byte b = bytes[position++];
      result |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return result;
      }
    }
    throw malformed.get();
  }

  /** Reads a bool field. */
  public boolean bool() {
    return number() != 0;
  }

  /** Reads a bytes field: a slice of the message. */
  public ByteSlice bytes() {
    int length = length();
    ByteSlice slice = ByteSlice.of(bytes, position, length);
    position += length;
    return slice;
  }

  /** Reads a bytes field that is worth nothing when empty: {@code null} then. */
  public ByteSlice bytesOrNull() {
    ByteSlice slice = bytes();
    return slice.length() == 0 ? null : slice;
  }

  /** Reads a string field; what is not UTF-8 in it is replaced. */
  public String string() {
    return bytes().toUtf8();
  }

  /** Reads a message field: a reader of that message. */
  public ProtoReader message() {
    return new ProtoReader(bytes(), malformed);
  }

  /** Passes over the field at hand. Groups, which no client has ever sent, are refused. */
  public void skip() {
    switch (tag & 7) {
      case NUMBER -> number();
      case FIXED64 -> advance(8);
      case BYTES -> advance(length());
      case FIXED32 -> advance(4);
      default -> throw malformed.get();
    }
  }

  /** The value, unless it is {@code null} because a required field was absent. */
  public <T> T required(T value) {
    if (value == null) {
      throw malformed.get();
    }
    return value;
  }

  private int length() {
    long length = number();
    if (length < 0 || length > end - position) {
      throw malformed.get();
    }
    return (int) length;
  }

  private void advance(int count) {
    if (count > end - position) {
      throw malformed.get();
    }
    position += count;
  }
}
