/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.wtable.codec;

import io.tabularium.model.klist.KlistCode;

/**
 * One record, or the key of one, as packets carry it. What a command does not use is left at its
 * default: zero or empty. Arrays are shared, not copied.
 *
 * @param table 0 to 255
 * @param code the result for this record; in requests normally 0
 * @param space which of a row's lists, see {@link io.tabularium.model.klist.ColumnSpace}; 0 to 255
 * @param row at most 255 bytes
 * @param column at most 65,535 bytes
 * @param value never {@code null}; an empty value and none look the same on the wire
 * @param score the score, the pivot's score or the increment
 * @param cas an unsigned number for optimistic locking, or 0
 * @param ttl unsigned seconds, or 0
 */
@SuppressWarnings("ArrayRecordComponent") // compared by tests alone, which look inside
public record WireRecord(
    int table,
    byte code,
    int space,
    byte[] row,
    byte[] column,
    byte[] value,
    long score,
    int cas,
    int ttl) {
  /** No bytes. */
  public static final byte[] EMPTY = {};

  /** Nothing at all. */
  public static final WireRecord NOTHING = key(0, EMPTY, EMPTY);

  /** Only a key. */
  public static WireRecord key(int table, byte[] row, byte[] column) {
    return new WireRecord(table, (byte) 0, 0, row, column, EMPTY, 0, 0, 0);
  }

  /** A key and a result. */
  public static WireRecord result(int table, byte[] row, byte[] column, byte code) {
    return new WireRecord(table, code, 0, row, column, EMPTY, 0, 0, 0);
  }

  /** The same key with a result and nothing else. */
  public WireRecord withResult(KlistCode result) {
    return result(table, row, column, result.code());
  }

  /** The same with a number for optimistic locking. */
  public WireRecord withCas(int number) {
    return new WireRecord(table, code, space, row, column, value, score, number, ttl);
  }

  /** The same with a time to live. */
  public WireRecord withTtl(int seconds) {
    return new WireRecord(table, code, space, row, column, value, score, cas, seconds);
  }

  /** How many bytes it takes in a packet. */
  public int encodedLength() {
    return 2
        + (code != 0 ? 1 : 0)
        + (space != 0 ? 1 : 0)
        + 1
        + row.length
        + 2
        + column.length
        + (value.length != 0 ? 4 + value.length : 0)
        + (score != 0 ? 8 : 0)
        + (cas != 0 ? 4 : 0)
        + (ttl != 0 ? 4 : 0);
  }
}
