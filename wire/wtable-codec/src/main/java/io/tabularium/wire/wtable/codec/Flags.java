/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.wtable.codec;

/** The bits of a body's first byte. What a bit means depends on the command. */
public final class Flags {
  /** The Z space is meant: GET, SET, DEL, INCR, SETEX, EXPIRE and their multi forms. */
  public static final int Z = 0x01;

  /** SCAN: ascending; clear means descending. */
  public static final int ASCENDING = 0x04;

  /** DUMP: one table; clear means the whole database. */
  public static final int ONE_TABLE = 0x04;

  /** SCAN: from the first record in the direction of the scan; the pivot is ignored. */
  public static final int FROM_START = 0x08;

  /** Reply to DUMP: the next page starts with a fresh slot. */
  public static final int SLOT_START = 0x08;

  /** Reply to SCAN and DUMP: nothing is left. */
  public static final int END = 0x10;

  /**
   * GET, MGET, SCAN, DUMP: tell the remaining time to live of records that have one. On PING: ask
   * what the server can do. An addition to GoTable's protocol.
   */
  public static final int TTL = 0x20;

  private Flags() {}
}
