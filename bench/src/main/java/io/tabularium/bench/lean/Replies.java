/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.bench.lean;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * Looks into HTTP replies in place: whether they are complete, good, and how many rows they hold.
 */
final class Replies {
  private static final byte[] CONTENT_LENGTH = "content-length:".getBytes(ISO_8859_1);

  private Replies() {}

  /** A reply that is complete: where its body begins and ends. */
  record Body(int from, int to) {}

  /**
   * The body of the reply in the first {@code length} bytes, or {@code null} if it is not complete.
   *
   * @throws IllegalStateException if the reply is not an HTTP reply of status 200 with a length
   */
  static Body complete(byte[] bytes, int length) {
    int lineStart = 0;
    int contentLength = -1;
    for (int i = 1; i < length; i++) {
      if (bytes[i] != '\n' || bytes[i - 1] != '\r') {
        continue;
      }
      if (i - 1 == lineStart) {
        int from = i + 1;
        if (contentLength < 0) {
          throw new IllegalStateException("a reply without Content-Length: " + text(bytes, 0, i));
        }
        if (length - from < contentLength) {
          return null;
        }
        if (length - from > contentLength) {
          throw new IllegalStateException("more bytes than the reply's Content-Length");
        }
        if (bytes[9] != '2' || bytes[10] != '0' || bytes[11] != '0') {
          throw new IllegalStateException("refused: " + text(bytes, 0, length));
        }
        return new Body(from, from + contentLength);
      }
      if (startsWithContentLength(bytes, lineStart, i)) {
        contentLength =
            Integer.parseInt(text(bytes, lineStart + CONTENT_LENGTH.length, i - 1).trim());
      }
      lineStart = i + 1;
    }
    return null;
  }

  private static boolean startsWithContentLength(byte[] bytes, int from, int to) {
    if (to - from < CONTENT_LENGTH.length) {
      return false;
    }
    for (int i = 0; i < CONTENT_LENGTH.length; i++) {
      int c = bytes[from + i];
      if (c >= 'A' && c <= 'Z') {
        c += 'a' - 'A';
      }
      if (c != CONTENT_LENGTH[i]) {
        return false;
      }
    }
    return true;
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, ISO_8859_1);
  }

  /**
   * How many rows a GetRow or GetRange reply holds.
   *
   * @throws IllegalStateException if the message is not one
   */
  static int countRows(byte[] bytes, Body body) {
    int at = body.from();
    while (at < body.to()) {
      int tag = bytes[at++];
      if ((tag & 7) != 2) {
        throw new IllegalStateException("unexpected field in a reply, tag " + tag);
      }
      int size = 0;
      int shift = 0;
      int b;
      do {
        b = bytes[at++];
        size |= (b & 0x7f) << shift;
        shift += 7;
      } while (b < 0);
      if (tag >>> 3 == 2) {
        return countPlainBufferRows(bytes, at, at + size);
      }
      at += size;
    }
    throw new IllegalStateException("a reply without its rows field");
  }

  private static int countPlainBufferRows(byte[] bytes, int from, int to) {
    int rows = 0;
    int at = from == to ? to : from + 4;
    while (at < to) {
      switch (bytes[at++]) {
        case 1 -> rows++; // row's key
        case 2, 3 -> {} // row's data, cell
        case 4, 5 -> at += 4 + int32(bytes, at); // name, value
        case 7 -> at += 8; // timestamp
        case 9, 0x0a -> at += 1; // checksums
        default -> throw new IllegalStateException("unexpected tag " + bytes[at - 1] + " in a row");
      }
    }
    return rows;
  }

  private static int int32(byte[] bytes, int at) {
    return (bytes[at] & 0xff)
        | (bytes[at + 1] & 0xff) << 8
        | (bytes[at + 2] & 0xff) << 16
        | (bytes[at + 3] & 0xff) << 24;
  }
}
