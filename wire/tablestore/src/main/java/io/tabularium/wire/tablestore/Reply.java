/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

/**
 * The body of a successful reply: part of an array, handed over to the transport.
 *
 * @param array holds the body
 * @param offset where it begins
 * @param length how long it is; may be zero
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over, not shared; nobody compares replies.
public record Reply(byte[] array, int offset, int length) {
  /** A message without fields. */
  public static final Reply EMPTY = new Reply(new byte[0], 0, 0);

  /** A body that fills its array. */
  public static Reply of(byte[] body) {
    return new Reply(body, 0, body.length);
  }
}
