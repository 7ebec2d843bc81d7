/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.wtable.codec;

import java.util.List;

/** What follows a packet's header. Flags are those of {@link Flags}, 0 to 255. */
public sealed interface Body {
  /** One record. */
  record One(int flags, WireRecord record) implements Body {}

  /**
   * Many records, or a page of them.
   *
   * @param code the result of the whole; if it is not 0 a reply has no records
   */
  record Many(int flags, byte code, List<WireRecord> records) implements Body {}

  /**
   * Asks for a page of a row's records.
   *
   * @param pivot names the table, the row, the list (as its space) and, unless {@link
   *     Flags#FROM_START} is set, the record after which to begin (as column and score)
   * @param number at most so many records, 0 to 65,535
   */
  record Scan(int flags, WireRecord pivot, int number) implements Body {}

  /**
   * Asks for a page of a database's or table's records.
   *
   * @param pivot names the table, and the record after which to begin unless its row is empty
   * @param startSlot the first slot to look at, 0 to 65,535
   * @param endSlot the last slot to look at, 0 to 65,535
   */
  record Dump(int flags, WireRecord pivot, int startSlot, int endSlot) implements Body {}

  /**
   * A page of a database's or table's records.
   *
   * @param code the result of the whole
   * @param startSlot the request's
   * @param endSlot the request's
   * @param lastSlot the last slot looked at
   */
  record DumpPage(
      int flags, byte code, List<WireRecord> records, int startSlot, int endSlot, int lastSlot)
      implements Body {}

  /** Bytes that are not taken apart: what is pinged, or the JSON of an administrative command. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Raw(byte[] bytes) implements Body {}

  /**
   * A request whose body is not what its command wants.
   *
   * @param flags its first byte if it is a body of one or many records, otherwise 0
   * @param partial as much of the key of a body of one record as could be read
   */
  record Malformed(int flags, WireRecord partial) implements Body {}
}
