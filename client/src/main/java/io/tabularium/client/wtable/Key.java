/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.client.wtable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What finds a record, together with the database and the space. Arrays are shared, not copied:
 * leave them as they are while the key is in use.
 */
public final class Key {
  private final int table;
  private final byte[] row;
  private final byte[] column;

  private Key(int table, byte[] row, byte[] column) {
    if (table < 0 || table > 255) {
      throw new IllegalArgumentException("a table is a number from 0 to 255, not " + table);
    }
    this.table = table;
    this.row = row;
    this.column = column;
  }

  /**
   * A key of any bytes.
   *
   * @param table 0 to 255
   * @param row at most 255 bytes, and at least one to write
   * @param column at most 65,535 bytes, perhaps none
   */
  public static Key of(int table, byte[] row, byte[] column) {
    return new Key(table, row, column);
  }

  /** A key of two texts, as UTF-8. */
  public static Key of(int table, String row, String column) {
    return new Key(table, utf8(row), utf8(column));
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The table, 0 to 255. */
  public int table() {
    return table;
  }

  /** The row's bytes. */
  public byte[] row() {
    return row;
  }

  /** The row as UTF-8. */
  public String rowText() {
    return text(row);
  }

  /** The column's bytes. */
  public byte[] column() {
    return column;
  }

  /** The column as UTF-8. */
  public String columnText() {
    return text(column);
  }

  /** By content. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Key that
        && table == that.table
        && Arrays.equals(row, that.row)
        && Arrays.equals(column, that.column);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * table + Arrays.hashCode(row)) + Arrays.hashCode(column);
  }

  @Override
  public String toString() {
    return table + "/" + rowText() + "/" + columnText();
  }
}
