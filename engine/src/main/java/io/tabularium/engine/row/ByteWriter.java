/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.row;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A growing byte array that is written from front to back. */
final class ByteWriter {
  private static final VarHandle LONG_LE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT_LE =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** Arrays beyond this are not kept for the next use. */
  private static final int KEEP_BYTES = 1 << 20;

  private byte[] bytes = new byte[4096];
  private int size;

  static long getLong(byte[] array, int at) {
    return (long) LONG_LE.get(array, at);
  }

  static int getInt(byte[] array, int at) {
    return (int) INT_LE.get(array, at);
  }

  ByteWriter clear() {
    size = 0;
    if (bytes.length > KEEP_BYTES) {
      bytes = new byte[4096];
    }
    return this;
  }

  int size() {
    return size;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  private void ensure(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }

  void putByte(int b) {
    ensure(1);
    bytes[size++] = (byte) b;
  }

  void putInt(int v) {
    ensure(4);
    INT_LE.set(bytes, size, v);
    size += 4;
  }

  void setInt(int at, int v) {
    INT_LE.set(bytes, at, v);
  }

  void putLong(long v) {
    ensure(8);
    LONG_LE.set(bytes, size, v);
    size += 8;
  }

  void putVarint(int v) {
    ensure(5);
    int rest = v;
    while ((rest & ~0x7f) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  void putBytes(byte[] array, int offset, int length) {
    ensure(length);
    System.arraycopy(array, offset, bytes, size, length);
    size += length;
  }
}
