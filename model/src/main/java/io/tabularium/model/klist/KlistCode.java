/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model.klist;

/**
 * Every result code of a klist operation, with the sentence clients show for it. The numbers are
 * the protocol's and go over the wire as one signed byte; what is not negative is no failure.
 */
public enum KlistCode {
  /** Done. */
  OK(0, "success"),
  /** There is no such record. */
  NOT_EXIST(1, "key not exist"),
  /** The record was written since the number was given out, or the number has expired. */
  CAS_NOT_MATCH(-1, "cas not match"),
  /** Something is not reachable at the moment; try again. */
  TEMPORARY_FAILURE(-2, "temporary failed"),
  /** No such command; the connection is closed instead of sending it. */
  UNKNOWN_COMMAND(-10, "unknown cmd"),
  /** Wrong password. */
  AUTH_FAILED(-11, "authorize failed"),
  /** The connection may not use this database. */
  NO_PRIVILEGE(-12, "no access privilege"),
  /** This server takes no writes. */
  CANNOT_WRITE_SLAVE(-13, "can not write slave directly"),
  /** This server does not give out numbers for optimistic locking. */
  INVALID_CAS_ON_SLAVE(-14, "invalid cas on slave"),
  /** The store could not be read. */
  READ_FAILED(-15, "read failed"),
  /** The store could not be written. */
  WRITE_FAILED(-16, "write failed"),
  /** The body of the request is malformed. */
  DECODE_FAILED(-17, "decode request pkg failed"),
  /** {@link KlistLimits#ADMIN_DATABASE} holds no data. */
  INVALID_DATABASE(-18, "can not use admin db"),
  /** The row is empty or too long. */
  INVALID_ROW(-19, "row key length out of range"),
  /** The value is too long. */
  INVALID_VALUE(-20, "value length out of range"),
  /** The request or its reply does not fit a packet. */
  PACKET_TOO_LONG(-21, "pkg length out of range"),
  /** A page of a scan needs at least one record; clients refuse it themselves. */
  INVALID_SCAN_NUMBER(-22, "scan request number out of range"),
  /** Nothing is left to read on; clients refuse it themselves. */
  ALREADY_ENDED(-23, "already scan/dump to end"),
  /** A time to live is negative or beyond {@link KlistLimits#TTL_SECONDS}. */
  INVALID_TTL(-24, "ttl out of range"),
  /** More keys in one operation than the connection's profile allows. */
  TOO_MANY_KEYS(-25, "too many keys");

  private static final KlistCode[] BY_CODE = new KlistCode[256];

  static {
    for (KlistCode code : values()) {
      BY_CODE[code.code & 0xff] = code;
    }
  }

  private final byte code;
  private final String text;

  KlistCode(int code, String text) {
    this.code = (byte) code;
    this.text = text;
  }

  /** The number on the wire. */
  public byte code() {
    return code;
  }

  /** The sentence clients show, in lower case and without the number. */
  public String text() {
    return text;
  }

  /** The code with this number, or {@code null} if there is none. */
  public static KlistCode of(byte code) {
    return BY_CODE[code & 0xff];
  }
}
