/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.model;

/**
 * The protocol's cell and row checksum: CRC-8 with polynomial x⁸+x²+x+1, start value 0, not
 * reflected.
 *
 * <p>A cell's checksum covers its name, its value and its timestamp. It is verified when a client's
 * cell arrives, stored beside the cell and handed back to the reader, so it also guards the bytes
 * while they rest with us. Eight bytes are folded at once ("slicing by eight") because this sum
 * runs over every byte a client ever sends.
 */
public final class Crc8 {
  private static final int POLYNOMIAL = 0x07;

  /** TABLES[k * 256 + b]: the sum of byte b followed by k zero bytes. */
  private static final byte[] TABLES = new byte[8 * 256];

  static {
    for (int b = 0; b < 256; b++) {
      int crc = b;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x80) != 0 ? (crc << 1) ^ POLYNOMIAL : crc << 1;
      }
      TABLES[b] = (byte) crc;
    }
    for (int k = 1; k < 8; k++) {
      for (int b = 0; b < 256; b++) {
        TABLES[k * 256 + b] = TABLES[TABLES[(k - 1) * 256 + b] & 0xff];
      }
    }
  }

  private Crc8() {}

  /** Continues the sum {@code crc} over one byte. */
  public static int update(int crc, byte b) {
    return TABLES[(crc ^ b) & 0xff] & 0xff;
  }

  /** Continues the sum {@code crc} over a stretch of bytes. */
  public static int update(int crc, byte[] bytes, int offset, int length) {
    int c = crc;
    int i = offset;
    int end = offset + length;
    for (int last = end - 7; i < last; i += 8) {
      c =
          TABLES[7 * 256 + ((c ^ bytes[i]) & 0xff)]
              ^ TABLES[6 * 256 + (bytes[i + 1] & 0xff)]
              ^ TABLES[5 * 256 + (bytes[i + 2] & 0xff)]
              ^ TABLES[4 * 256 + (bytes[i + 3] & 0xff)]
              ^ TABLES[3 * 256 + (bytes[i + 4] & 0xff)]
              ^ TABLES[2 * 256 + (bytes[i + 5] & 0xff)]
              ^ TABLES[256 + (bytes[i + 6] & 0xff)]
              ^ TABLES[bytes[i + 7] & 0xff];
    }
    for (; i < end; i++) {
      c = TABLES[(c ^ bytes[i]) & 0xff];
    }
    return c & 0xff;
  }

  /** Continues the sum {@code crc} over a 32-bit number in little-endian order. */
  public static int updateInt(int crc, int number) {
    int c = crc;
    for (int shift = 0; shift < 32; shift += 8) {
      c = TABLES[(c ^ (number >>> shift)) & 0xff];
    }
    return c & 0xff;
  }

  /** Continues the sum {@code crc} over a 64-bit number in little-endian order. */
  public static int updateLong(int crc, long number) {
    return (TABLES[7 * 256 + ((crc ^ (int) number) & 0xff)]
            ^ TABLES[6 * 256 + ((int) (number >>> 8) & 0xff)]
            ^ TABLES[5 * 256 + ((int) (number >>> 16) & 0xff)]
            ^ TABLES[4 * 256 + ((int) (number >>> 24) & 0xff)]
            ^ TABLES[3 * 256 + ((int) (number >>> 32) & 0xff)]
            ^ TABLES[2 * 256 + ((int) (number >>> 40) & 0xff)]
            ^ TABLES[256 + ((int) (number >>> 48) & 0xff)]
            ^ TABLES[(int) (number >>> 56) & 0xff])
        & 0xff;
  }
}
