/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/** Makes request ids: the time in microseconds and 64 random bits, in the shape of a UUID. */
final class RequestIds {
  /** Characters of a request id. */
  static final int LENGTH = 36;

  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  private RequestIds() {}

  /** A new id for a request that arrives now. */
  static String next(Instant now) {
    return of(
        now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000,
        ThreadLocalRandom.current().nextLong());
  }

  /** The id of these two halves. */
  @SuppressWarnings("deprecation") // The only way from ASCII bytes to a String without decoding.
  static String of(long micros, long random) {
    byte[] text = new byte[LENGTH];
    int shift = 60;
    for (int i = 0; i < LENGTH; i++) {
      if (i == 8 || i == 13 || i == 18 || i == 23) {
        text[i] = '-';
        continue;
      }
      // The second half begins behind the third dash.
      long half = i < 18 ? micros : random;
      text[i] = HEX[(int) (half >>> shift) & 0xf];
      shift = shift == 0 ? 60 : shift - 4;
    }
    return new String(text, 0, 0, LENGTH);
  }
}
