/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import io.tabularium.model.ServiceException;
import java.nio.charset.StandardCharsets;

/**
 * The protocol's Error message: {@code code} (1) and {@code message} (2), both text, and, where an
 * operation says so, the id of what the error is about (3). Written by hand because it must be
 * possible when nothing else is, and before any message has been decoded.
 */
final class ErrorBody {
  private static final int CODE_TAG = 1 << 3 | 2;
  private static final int MESSAGE_TAG = 2 << 3 | 2;
  private static final int SUBJECT_TAG = 3 << 3 | 2;

  private ErrorBody() {}

  /** Serializes the error. */
  static byte[] of(ServiceException error) {
    byte[] code = error.code().name().getBytes(StandardCharsets.US_ASCII);
    byte[] message = error.getMessage().getBytes(StandardCharsets.UTF_8);
    int size = fieldSize(code) + fieldSize(message);
    byte[] subject = null;
    if (error.subject() != null) {
      subject = error.subject().getBytes(StandardCharsets.UTF_8);
      size += fieldSize(subject);
    }
    byte[] out = new byte[size];
    int at = field(CODE_TAG, code, out, 0);
    at = field(MESSAGE_TAG, message, out, at);
    if (subject != null) {
      field(SUBJECT_TAG, subject, out, at);
    }
    return out;
  }

  private static int fieldSize(byte[] value) {
    return 1 + varintSize(value.length) + value.length;
  }

  private static int field(int tag, byte[] value, byte[] out, int start) {
    int at = start;
    out[at++] = (byte) tag;
    int length = value.length;
    while (length > 0x7f) {
      out[at++] = (byte) (length | 0x80);
      length >>>= 7;
    }
    out[at++] = (byte) length;
    System.arraycopy(value, 0, out, at, value.length);
    return at + value.length;
  }

  private static int varintSize(int length) {
    int size = 1;
    for (int rest = length >>> 7; rest != 0; rest >>>= 7) {
      size++;
    }
    return size;
  }
}
