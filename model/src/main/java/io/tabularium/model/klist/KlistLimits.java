/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model.klist;

/** Every limit of the klist model and its protocol, once. */
public final class KlistLimits {
  /** The database that stands for all of them when authorising, and never holds data. */
  public static final int ADMIN_DATABASE = 255;

  /** Largest number of a table. */
  public static final int TABLE = 255;

  /** Bytes of a row's name; a write needs at least one. */
  public static final int ROW_BYTES = 255;

  /** Bytes of a column's name. */
  public static final int COLUMN_BYTES = 65_535;

  /** Bytes of a value. */
  public static final int VALUE_BYTES = 1 << 20;

  /** Bytes of a packet, its header included. */
  public static final int PACKET_BYTES = 2 << 20;

  /** Keys of one multi-operation, as far as the protocol can count. */
  public static final int MULTI_KEYS = 65_535;

  /** Keys of one multi-operation on a connection that has named its business. */
  public static final int BUSINESS_MULTI_KEYS = 100;

  /** Records a scan may ask for, as far as the protocol can count. */
  public static final int SCAN_NUMBER = 65_535;

  /** Records of one page of a scan, unless configured otherwise. */
  public static final int SCAN_RECORDS = 10_000;

  /** Records of one page of a dump. */
  public static final int DUMP_RECORDS = 1_000;

  /** A page of a scan or dump ends with the record that brings it beyond so many bytes. */
  public static final int PAGE_BYTES = 1 << 20;

  /** What a page counts for its frame, before the first record. */
  public static final int PAGE_OVERHEAD_BYTES = 1_015;

  /** Longest time to live, in seconds. */
  public static final int TTL_SECONDS = Integer.MAX_VALUE;

  private KlistLimits() {}
}
