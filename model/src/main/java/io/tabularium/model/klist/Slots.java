/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model.klist;

import java.util.zip.CRC32;

/** The parts into which rows are hashed; a dump goes through them one after another. */
public final class Slots {
  /** How many there are. */
  public static final int COUNT = 8192;

  private Slots() {}

  /**
   * The slot of a row: CRC-32 of database, table and row, modulo {@link #COUNT}.
   *
   * @param database 0 to 255
   * @param table 0 to 255
   */
  public static int of(int database, int table, byte[] row) {
    CRC32 crc = new CRC32();
    crc.update(database);
    crc.update(table);
    crc.update(row, 0, row.length);
    return (int) (crc.getValue() % COUNT);
  }
}
