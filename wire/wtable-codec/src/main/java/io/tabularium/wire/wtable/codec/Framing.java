/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.wtable.codec;

import io.tabularium.model.klist.KlistLimits;

/**
 * A packet's header: checksum (1 byte), command (1), database (1), sequence number (8), length of
 * the whole packet (4). The checksum covers the other 14 bytes; nothing covers the body.
 */
public final class Framing {
  /** Bytes of a header, and so of the smallest packet. */
  public static final int HEADER_BYTES = 15;

  static final int COMMAND = 1;
  static final int DATABASE = 2;
  static final int SEQUENCE = 3;
  static final int LENGTH = 11;

  private static final int CHECKSUM_SEED = 10;

  private Framing() {}

  /**
   * The length of the packet that begins here, or -1 if its header is not complete yet. The packet
   * itself need not be.
   *
   * @param available how many bytes there are
   * @throws ProtocolException if the header is damaged, its length impossible or its command
   *     unknown
   */
  public static int packetLength(byte[] array, int offset, int available) throws ProtocolException {
    if (available < HEADER_BYTES) {
      return -1;
    }
    if (array[offset] != checksum(array, offset)) {
      throw new ProtocolException("The header's checksum is wrong.");
    }
    int length = Bytes.getInt(array, offset + LENGTH);
    if (length < HEADER_BYTES || length > KlistLimits.PACKET_BYTES) {
      throw new ProtocolException(
          "A packet cannot have " + Integer.toUnsignedString(length) + " bytes.");
    }
    if (Command.of(array[offset + COMMAND]) == null) {
      throw new ProtocolException("Unknown command " + (array[offset + COMMAND] & 0xff) + ".");
    }
    return length;
  }

  /** The checksum the header that begins here should have. */
  static byte checksum(byte[] array, int offset) {
    int sum = CHECKSUM_SEED;
    for (int i = offset + 1; i < offset + HEADER_BYTES; i++) {
      sum += array[i];
    }
    return (byte) sum;
  }
}
