/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.klist;

import io.tabularium.model.klist.ColumnSpace;
import io.tabularium.model.klist.Slots;
import io.tabularium.storage.Keyspace;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The layout of keys. All numbers are big-endian.
 *
 * <p>A row's partition key is slot (2 bytes), database (1), table (1), length of the row (1), row.
 * The slot comes first, so that a dump in slot order is one scan and the store has natural places
 * to split; the length makes it a code without prefixes.
 *
 * <p>In {@link Keyspace#KLIST} follow the space (1) and either the column (default space, 0) or the
 * score with its sign flipped (8) and the column (Z space, 1): that is the order of a dump. In
 * {@link Keyspace#KLIST_COLUMNS}, the Z space's list by column, the column alone follows.
 */
final class KlistKeys {
  /** Bytes of a partition key before the row. */
  static final int HEAD = 5;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final byte DEFAULT = 0;
  private static final byte BY_SCORE = 1;

  private KlistKeys() {}

  /** The partition key of a row. */
  static byte[] partition(int database, int table, byte[] row) {
    return start(database, table, row, 0);
  }

  /** The key of a record in the default space. */
  static byte[] inDefault(int database, int table, byte[] row, byte[] column) {
    byte[] key = start(database, table, row, 1 + column.length);
    key[HEAD + row.length] = DEFAULT;
    System.arraycopy(column, 0, key, HEAD + row.length + 1, column.length);
    return key;
  }

  /** The key of a record in the Z space's list by column. */
  static byte[] byColumn(int database, int table, byte[] row, byte[] column) {
    byte[] key = start(database, table, row, column.length);
    System.arraycopy(column, 0, key, HEAD + row.length, column.length);
    return key;
  }

  private static byte[] start(int database, int table, byte[] row, int more) {
    int slot = Slots.of(database, table, row);
    byte[] key = new byte[HEAD + row.length + more];
    key[0] = (byte) (slot >>> 8);
    key[1] = (byte) slot;
    key[2] = (byte) database;
    key[3] = (byte) table;
    key[4] = (byte) row.length;
    System.arraycopy(row, 0, key, HEAD, row.length);
    return key;
  }

  /** The key of a record in the default space. */
  static byte[] inDefault(byte[] partition, byte[] column) {
    return join(partition, DEFAULT, column);
  }

  /** The key of a record in the Z space's list by column. */
  static byte[] byColumn(byte[] partition, byte[] column) {
    byte[] key = Arrays.copyOf(partition, partition.length + column.length);
    System.arraycopy(column, 0, key, partition.length, column.length);
    return key;
  }

  /** The key of a record in the Z space's list by score. */
  static byte[] byScore(byte[] partition, long score, byte[] column) {
    int at = partition.length;
    byte[] key = Arrays.copyOf(partition, at + 1 + Long.BYTES + column.length);
    key[at] = BY_SCORE;
    LONG.set(key, at + 1, score ^ Long.MIN_VALUE);
    System.arraycopy(column, 0, key, at + 1 + Long.BYTES, column.length);
    return key;
  }

  private static byte[] join(byte[] partition, byte space, byte[] column) {
    byte[] key = Arrays.copyOf(partition, partition.length + 1 + column.length);
    key[partition.length] = space;
    System.arraycopy(column, 0, key, partition.length + 1, column.length);
    return key;
  }

  /** Which keyspace holds a list. */
  static Keyspace keyspace(ColumnSpace space) {
    return space == ColumnSpace.BY_COLUMN ? Keyspace.KLIST_COLUMNS : Keyspace.KLIST;
  }

  /** What all keys of a row's list begin with. */
  static byte[] list(byte[] partition, ColumnSpace space) {
    return switch (space) {
      case DEFAULT -> join(partition, DEFAULT, new byte[0]);
      case BY_SCORE -> join(partition, BY_SCORE, new byte[0]);
      case BY_COLUMN -> partition;
    };
  }

  /** The key of a record in a list. */
  static byte[] in(byte[] partition, ColumnSpace space, long score, byte[] column) {
    return switch (space) {
      case DEFAULT -> inDefault(partition, column);
      case BY_SCORE -> byScore(partition, score, column);
      case BY_COLUMN -> byColumn(partition, column);
    };
  }

  /** The first key of a slot, or of a database or table in it. */
  static byte[] slotStart(int slot, int... databaseAndTable) {
    byte[] key = new byte[2 + databaseAndTable.length];
    key[0] = (byte) (slot >>> 8);
    key[1] = (byte) slot;
    for (int i = 0; i < databaseAndTable.length; i++) {
      key[2 + i] = (byte) databaseAndTable[i];
    }
    return key;
  }

  /** The smallest key that comes after a key. */
  static byte[] after(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }

  /**
   * The smallest key that comes after all keys with a prefix, which must not be 0xff throughout.
   */
  static byte[] afterAll(byte[] prefix) {
    int length = prefix.length;
    while (prefix[length - 1] == (byte) 0xff) {
      length--;
    }
    byte[] key = Arrays.copyOf(prefix, length);
    key[length - 1]++;
    return key;
  }

  /** The slot a key begins with. */
  static int slot(byte[] array, int offset) {
    return (array[offset] & 0xff) << 8 | (array[offset + 1] & 0xff);
  }

  static int database(byte[] array, int offset) {
    return array[offset + 2] & 0xff;
  }

  static int table(byte[] array, int offset) {
    return array[offset + 3] & 0xff;
  }

  static int rowLength(byte[] array, int offset) {
    return array[offset + 4] & 0xff;
  }

  /** Whether a key of {@link Keyspace#KLIST} belongs to the Z space's list by score. */
  static boolean isByScore(byte[] array, int offset) {
    return array[offset + HEAD + rowLength(array, offset)] == BY_SCORE;
  }

  /** The score in a list by score, of which a key's first {@code at} bytes tell the place. */
  static long score(byte[] array, int at) {
    return (long) LONG.get(array, at) ^ Long.MIN_VALUE;
  }
}
