/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.storage.rocksdb;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The layout of physical keys. A table's key is its number, four bytes big-endian, and then the
 * key; so tables follow one another in each column family. In the default column family, which
 * holds no table, the first byte tells what a key is.
 */
final class Keys {
  /** Bytes before the table's own key. */
  static final int PREFIX = 4;

  /** First byte of a fact's key in the default column family. */
  static final byte FACT = 1;

  /** First byte of this store's own notes in the default column family. */
  static final byte NOTE = 2;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Keys() {}

  static byte[] physical(int tableId, byte[] key) {
    byte[] physical = new byte[PREFIX + key.length];
    writeTableId(tableId, physical);
    System.arraycopy(key, 0, physical, PREFIX, key.length);
    return physical;
  }

  static void writeTableId(int tableId, byte[] target) {
    target[0] = (byte) (tableId >>> 24);
    target[1] = (byte) (tableId >>> 16);
    target[2] = (byte) (tableId >>> 8);
    target[3] = (byte) tableId;
  }

  /** The first possible physical key of a table. */
  static byte[] tableStart(int tableId) {
    byte[] start = new byte[PREFIX];
    writeTableId(tableId, start);
    return start;
  }

  /** The first physical key after all of a table's. Table numbers are not negative. */
  static byte[] tableEnd(int tableId) {
    return tableStart(tableId + 1);
  }

  static byte[] fact(byte[] key) {
    byte[] physical = new byte[1 + key.length];
    physical[0] = FACT;
    System.arraycopy(key, 0, physical, 1, key.length);
    return physical;
  }

  static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }

  /** A well mixed hash of a table's number and a key; not stored anywhere. */
  static int hash(int tableId, byte[] key) {
    long h = tableId * 0x9E37_79B9_7F4A_7C15L + key.length;
    int i = 0;
    for (; i + Long.BYTES <= key.length; i += Long.BYTES) {
      h = (h ^ (long) LONGS.get(key, i)) * 0xFF51_AFD7_ED55_8CCDL;
      h ^= h >>> 32;
    }
    long rest = 0;
    for (; i < key.length; i++) {
      rest = rest << 8 | (key[i] & 0xFF);
    }
    h = (h ^ rest) * 0xC4CE_B9FE_1A85_EC53L;
    return (int) (h ^ h >>> 32);
  }
}
