/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.lean;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tabularium.bench.load.WorkloadMix;
import io.tabularium.model.Crc8;
import io.tabularium.model.ValueType;
import java.util.SplittableRandom;

/**
 * Writes the request messages of the workloads' operations. Cells are precomputed with their
 * checksums, a few thousand random values for each field, so that writing a row is copying. Not
 * thread-safe: the array is reused.
 */
final class Bodies {
  private static final int VARIANTS = 2048;
  private static final byte ROW_PK = 1;
  private static final byte ROW_DATA = 2;
  private static final byte CELL = 3;
  private static final byte CELL_NAME = 4;
  private static final byte CELL_VALUE = 5;
  private static final byte ROW_CHECKSUM = 9;
  private static final byte CELL_CHECKSUM = 0x0a;
  private static final int HEADER = 0x75;

  /** Bytes of a row besides its cells: header, two section tags, checksum. */
  private static final int ROW_FRAME = 4 + 1 + 1 + 2;

  private final ValueType type;
  private final byte[] keyName;
  private final byte[] table;
  private final byte[] end;
  private final byte[] cells;
  private final int cellLength;
  private final int keyNameCrc;
  private final SplittableRandom random = new SplittableRandom(42);
  private final byte[] array = new byte[8192];
  private int at;
  private int rowCrc;

  Bodies(String table, String keyColumn, ValueType type) {
    this.type = type;
    this.table = table.getBytes(UTF_8);
    this.keyName = keyColumn.getBytes(UTF_8);
    int crc = Crc8.update(0, keyName, 0, keyName.length);
    this.keyNameCrc = Crc8.update(crc, (byte) ValueType.STRING.code());
    int names = fieldName(0).length;
    this.cellLength = 1 + 1 + 4 + names + 1 + 4 + 1 + 4 + WorkloadMix.FIELD_BYTES + 1 + 1;
    this.cells = new byte[WorkloadMix.FIELDS * VARIANTS * cellLength];
    precompute();
    this.end = endKey();
  }

  private static byte[] fieldName(int field) {
    return ("field" + field).getBytes(UTF_8);
  }

  private void precompute() {
    byte[] value = new byte[WorkloadMix.FIELD_BYTES];
    int to = 0;
    for (int field = 0; field < WorkloadMix.FIELDS; field++) {
      byte[] name = fieldName(field);
      for (int variant = 0; variant < VARIANTS; variant++) {
        for (int i = 0; i < value.length; i++) {
          // Printable, as YCSB's own values are: what compresses there compresses here.
          value[i] = (byte) (' ' + random.nextInt(95));
        }
        at = 0;
        put(CELL);
        put(CELL_NAME);
        putInt(name.length);
        put(name);
        put(CELL_VALUE);
        putInt(1 + 4 + value.length);
        put((byte) type.code());
        putInt(value.length);
        put(value);
        int crc = Crc8.update(0, name, 0, name.length);
        crc = Crc8.update(crc, (byte) type.code());
        crc = Crc8.updateInt(crc, value.length);
        crc = Crc8.update(crc, value, 0, value.length);
        put(CELL_CHECKSUM);
        put((byte) crc);
        System.arraycopy(array, 0, cells, to, cellLength);
        to += cellLength;
      }
    }
  }

  private byte[] endKey() {
    at = 0;
    putInt(HEADER);
    put(ROW_PK);
    put(CELL);
    put(CELL_NAME);
    putInt(keyName.length);
    put(keyName);
    put(CELL_VALUE);
    putInt(1);
    put((byte) ValueType.INF_MAX.code());
    int crc = Crc8.update(0, keyName, 0, keyName.length);
    crc = Crc8.update(crc, (byte) ValueType.INF_MAX.code());
    put(CELL_CHECKSUM);
    put((byte) crc);
    put(ROW_CHECKSUM);
    put((byte) Crc8.update(Crc8.update(0, (byte) crc), (byte) 0));
    return java.util.Arrays.copyOf(array, at);
  }

  /** The array the methods below write to, from index 0. */
  byte[] array() {
    return array;
  }

  /** A GetRow request for the newest version of all columns; answers its length. */
  int getRow(byte[] key) {
    at = 0;
    putBytes(1, table);
    putKey(2, key);
    putNumber(5, 1);
    return at;
  }

  /** A forward GetRange request without end; answers its length. */
  int getRange(byte[] start, int limit) {
    at = 0;
    putBytes(1, table);
    putNumber(2, 0);
    putNumber(5, 1);
    putNumber(6, limit);
    putKey(7, start);
    putBytes(8, end);
    return at;
  }

  /** A PutRow request with all fields; answers its length. */
  int putRow(byte[] key) {
    beginWrite(key, WorkloadMix.FIELDS);
    for (int field = 0; field < WorkloadMix.FIELDS; field++) {
      putCell(field);
    }
    return endWrite();
  }

  /** An UpdateRow request with one random field; answers its length. */
  int updateRow(byte[] key) {
    beginWrite(key, 1);
    putCell(random.nextInt(WorkloadMix.FIELDS));
    return endWrite();
  }

  private void beginWrite(byte[] key, int cellCount) {
    at = 0;
    putBytes(1, table);
    put((byte) (2 << 3 | 2));
    putVarint(ROW_FRAME + keyCellLength(key) + cellCount * cellLength);
    putInt(HEADER);
    putKeyCell(key);
    put(ROW_DATA);
  }

  private void putCell(int field) {
    int from = (field * VARIANTS + random.nextInt(VARIANTS)) * cellLength;
    System.arraycopy(cells, from, array, at, cellLength);
    at += cellLength;
    rowCrc = Crc8.update(rowCrc, cells[from + cellLength - 1]);
  }

  private int endWrite() {
    putRowChecksum();
    // Condition { row_existence: IGNORE }
    put((byte) (3 << 3 | 2));
    put((byte) 2);
    putNumber(1, 0);
    return at;
  }

  private void putRowChecksum() {
    put(ROW_CHECKSUM);
    put((byte) Crc8.update(rowCrc, (byte) 0));
  }

  private void putKey(int field, byte[] key) {
    put((byte) (field << 3 | 2));
    putVarint(ROW_FRAME - 1 + keyCellLength(key));
    putInt(HEADER);
    putKeyCell(key);
    putRowChecksum();
  }

  private int keyCellLength(byte[] key) {
    return 1 + 1 + 4 + keyName.length + 1 + 4 + 1 + 4 + key.length + 1 + 1;
  }

  private void putKeyCell(byte[] key) {
    put(ROW_PK);
    put(CELL);
    put(CELL_NAME);
    putInt(keyName.length);
    put(keyName);
    put(CELL_VALUE);
    putInt(1 + 4 + key.length);
    put((byte) ValueType.STRING.code());
    putInt(key.length);
    put(key);
    int crc = Crc8.updateInt(keyNameCrc, key.length);
    crc = Crc8.update(crc, key, 0, key.length);
    put(CELL_CHECKSUM);
    put((byte) crc);
    rowCrc = Crc8.update(0, (byte) crc);
  }

  private void putBytes(int field, byte[] bytes) {
    put((byte) (field << 3 | 2));
    putVarint(bytes.length);
    put(bytes);
  }

  private void putNumber(int field, int value) {
    put((byte) (field << 3));
    putVarint(value);
  }

  private void putVarint(int value) {
    int rest = value;
    while (rest > 0x7f) {
      put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    put((byte) rest);
  }

  private void putInt(int value) {
    put((byte) value);
    put((byte) (value >>> 8));
    put((byte) (value >>> 16));
    put((byte) (value >>> 24));
  }

  private void put(byte[] bytes) {
    System.arraycopy(bytes, 0, array, at, bytes.length);
    at += bytes.length;
  }

  private void put(byte b) {
    array[at++] = b;
  }
}
