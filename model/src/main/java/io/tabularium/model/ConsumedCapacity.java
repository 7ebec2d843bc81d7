/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

/**
 * What a request cost, in capacity units of 4 KiB and in bytes.
 *
 * @param readUnits read capacity units
 * @param writeUnits write capacity units
 * @param readBytes bytes read, or -1 where the protocol reports none
 * @param writeBytes bytes written, or -1 where the protocol reports none
 */
public record ConsumedCapacity(int readUnits, int writeUnits, long readBytes, long writeBytes) {
  private static final int UNIT_BYTES = 4096;

  /** Capacity in units only. */
  public static ConsumedCapacity units(int readUnits, int writeUnits) {
    return new ConsumedCapacity(readUnits, writeUnits, -1, -1);
  }

  /** Capacity in bytes only, as the bulk operations report it. */
  public static ConsumedCapacity bytes(long readBytes, long writeBytes) {
    return new ConsumedCapacity(0, 0, readBytes, writeBytes);
  }

  /** The units that so many bytes cost: one for each begun 4 KiB, at least one. */
  public static int unitsFor(long bytes) {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, (bytes + UNIT_BYTES - 1) / UNIT_BYTES));
  }
}
