/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing byte array with the two number formats of the protocol: little-endian fixed width
 * (PlainBuffer, columnar blocks) and variable length (protobuf).
 *
 * <p>{@link #reset} keeps the array for the next use unless it has grown beyond a bound.
 */
public final class WireBuffer {
  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int VARINT = 0;
  private static final int LENGTH_DELIMITED = 2;

  /** The largest array {@link #reset} keeps. */
  static final int RETAINED_BYTES = 2 << 20;

  private static final int INITIAL_BYTES = 1024;

  private byte[] array;
  private int size;

  /** An empty buffer with room for so many bytes before it has to grow. */
  public WireBuffer(int capacity) {
    array = new byte[capacity];
  }

  /** An empty buffer of modest size. */
  public WireBuffer() {
    this(INITIAL_BYTES);
  }

  /** The bytes, from index 0 up to {@link #size}; valid until the next write. */
  public byte[] array() {
    return array;
  }

  /** How many bytes have been written. */
  public int size() {
    return size;
  }

  /** A fresh copy of what has been written. */
  public byte[] toByteArray() {
    return Arrays.copyOf(array, size);
  }

  /** Forgets what has been written. */
  public void reset() {
    size = 0;
    if (array.length > RETAINED_BYTES) {
      array = new byte[INITIAL_BYTES];
    }
  }

  /** Makes room for {@code more} bytes. */
  public void ensure(int more) {
    if (more > array.length - size) {
      grow(more);
    }
  }

  private void grow(int more) {
    int needed = Math.addExact(size, more);
    int doubled = array.length > Integer.MAX_VALUE / 2 ? needed : array.length * 2;
    array = Arrays.copyOf(array, Math.max(Math.max(needed, doubled), INITIAL_BYTES));
  }

  // ---- fixed width ------------------------------------------------------------------------------

  /** Writes one byte. */
  public void putByte(int b) {
    ensure(1);
    array[size++] = (byte) b;
  }

  /** Writes a 16-bit number, little-endian. */
  public void putShort(int number) {
    ensure(2);
    array[size++] = (byte) number;
    array[size++] = (byte) (number >>> 8);
  }

  /** Writes a 32-bit number, little-endian. */
  public void putInt(int number) {
    ensure(4);
    INT.set(array, size, number);
    size += 4;
  }

  /** Writes a 64-bit number, little-endian. */
  public void putLong(long number) {
    ensure(8);
    LONG.set(array, size, number);
    size += 8;
  }

  /** Writes part of an array. */
  public void putBytes(byte[] bytes, int offset, int length) {
    ensure(length);
    System.arraycopy(bytes, offset, array, size, length);
    size += length;
  }

  /** Writes an array. */
  public void putBytes(byte[] bytes) {
    putBytes(bytes, 0, bytes.length);
  }

  /** Overwrites the 32-bit number at {@code position}. */
  public void setInt(int position, int number) {
    INT.set(array, position, number);
  }

  // ---- protobuf ---------------------------------------------------------------------------------

  /** How many bytes a variable-length number takes; negative ones take ten. */
  public static int varintSize(long number) {
    return number == 0 ? 1 : (70 - Long.numberOfLeadingZeros(number)) / 7;
  }

  /** How many bytes a number field takes. The field number is below 16. */
  public static int numberFieldSize(long number) {
    return 1 + varintSize(number);
  }

  /** How many bytes a field of {@code length} bytes takes. The field number is below 16. */
  public static int bytesFieldSize(int length) {
    return 1 + varintSize(length) + length;
  }

  /** Writes a variable-length number. */
  public void putVarint(long number) {
    ensure(10);
    long rest = number;
    while ((rest & ~0x7fL) != 0) {
      array[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    array[size++] = (byte) rest;
  }

  /** Writes a number field (also enum and bool). The field number is below 16. */
  public void putNumberField(int field, long number) {
    putByte(field << 3 | VARINT);
    putVarint(number);
  }

  /** Writes a bytes field. The field number is below 16. */
  public void putBytesField(int field, byte[] bytes, int offset, int length) {
    putMessageHead(field, length);
    putBytes(bytes, offset, length);
  }

  /** Writes a bytes field. The field number is below 16. */
  public void putBytesField(int field, byte[] bytes) {
    putBytesField(field, bytes, 0, bytes.length);
  }

  /** Writes a string field. The field number is below 16. */
  public void putStringField(int field, String text) {
    putBytesField(field, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes what goes before an embedded message of {@code length} bytes. */
  public void putMessageHead(int field, int length) {
    putByte(field << 3 | LENGTH_DELIMITED);
    putVarint(length);
  }
}
