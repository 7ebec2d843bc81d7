/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.wtable.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Big-endian numbers in byte arrays. */
final class Bytes {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Bytes() {}

  /** An unsigned number of two bytes. */
  static int getShort(byte[] array, int at) {
    return (short) SHORT.get(array, at) & 0xffff;
  }

  static int getInt(byte[] array, int at) {
    return (int) INT.get(array, at);
  }

  static long getLong(byte[] array, int at) {
    return (long) LONG.get(array, at);
  }

  static void putShort(byte[] array, int at, int value) {
    SHORT.set(array, at, (short) value);
  }

  static void putInt(byte[] array, int at, int value) {
    INT.set(array, at, value);
  }

  static void putLong(byte[] array, int at, long value) {
    LONG.set(array, at, value);
  }
}
