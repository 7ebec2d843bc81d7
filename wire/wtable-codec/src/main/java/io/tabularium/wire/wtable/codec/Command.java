/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.wtable.codec;

/**
 * What a packet asks for. A reply carries the command of its request.
 *
 * <p>The commands that set or change a time to live are additions to GoTable's protocol; its
 * clients never send them.
 */
public enum Command {
  /** Authorises the connection for a database; the row is the password. */
  AUTH(0x09, Shape.ONE),
  /** Comes back as it is. */
  PING(0x10, Shape.RAW),
  /** Reads one record. */
  GET(0x11, Shape.ONE),
  /** Reads many records. */
  MGET(0x12, Shape.MANY),
  /** Reads a page of one row's records. */
  SCAN(0x13, Shape.SCAN),
  /** Reads a page of all records of a database or table. */
  DUMP(0x14, Shape.DUMP),
  /** Writes one record. */
  SET(0x60, Shape.ONE),
  /** Writes many records. */
  MSET(0x61, Shape.MANY),
  /** Removes one record. */
  DEL(0x62, Shape.ONE),
  /** Removes many records. */
  MDEL(0x63, Shape.MANY),
  /** Adds to the score of one record. */
  INCR(0x64, Shape.ONE),
  /** Adds to the scores of many records. */
  MINCR(0x65, Shape.MANY),
  /** Writes one record with a time to live. */
  SETEX(0x66, Shape.ONE),
  /** Writes many records, each with a time to live. */
  MSETEX(0x67, Shape.MANY),
  /** Changes or clears one record's time to live. */
  EXPIRE(0x68, Shape.ONE),
  /** Changes or clears many records' times to live. */
  MEXPIRE(0x69, Shape.MANY),
  /** Between servers only. */
  SYNC(0xb0, Shape.RAW),
  /** Between servers only. */
  SYNCST(0xb1, Shape.RAW),
  /** Administration: follow another server. The body is JSON. */
  SLAVEOF(0xd0, Shape.RAW),
  /** Administration: pull a slot from another server. The body is JSON. */
  MIGRATE(0xd1, Shape.RAW),
  /** Administration: how far following or pulling has come. The body is JSON. */
  SLAVEST(0xd2, Shape.RAW),
  /** Administration: remove a slot's records. The body is JSON. */
  DELSLOT(0xd3, Shape.RAW);

  /** What a command's body looks like. */
  public enum Shape {
    /** {@link Body.One}, both ways. */
    ONE,
    /** {@link Body.Many}, both ways. */
    MANY,
    /** {@link Body.Scan}, answered with {@link Body.Many}. */
    SCAN,
    /** {@link Body.Dump}, answered with {@link Body.DumpPage}. */
    DUMP,
    /** {@link Body.Raw}, both ways. */
    RAW
  }

  private static final Command[] BY_CODE = new Command[256];

  static {
    for (Command command : values()) {
      BY_CODE[command.code] = command;
    }
  }

  private final int code;
  private final Shape shape;

  Command(int code, Shape shape) {
    this.code = code;
    this.shape = shape;
  }

  /** The number on the wire, 0 to 255. */
  public int code() {
    return code;
  }

  /** What its bodies look like. */
  public Shape shape() {
    return shape;
  }

  /** Whether it changes records. */
  public boolean isWrite() {
    return code >= 0x60 && code <= 0x69;
  }

  /** Whether its requests may give a time to live. */
  public boolean hasTtl() {
    return code >= 0x66 && code <= 0x69;
  }

  /** The command with this number, or {@code null} if there is none. */
  public static Command of(int code) {
    return BY_CODE[code & 0xff];
  }
}
