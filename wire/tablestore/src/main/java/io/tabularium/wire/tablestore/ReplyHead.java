/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * Composes status line and headers of a reply in one go. The protocol's headers come out sorted by
 * name, because their text is also what the reply's signature is computed over.
 */
final class ReplyHead {
  private static final byte[] MD5 = ascii("x-ots-contentmd5:");
  private static final byte[] TYPE_AND_DATE =
      ascii("x-ots-contenttype:protocol buffer\nx-ots-date:");
  private static final byte[] REQUEST_ID = ascii("\nx-ots-requestid:");
  private static final byte[] COMPRESS_SIZE = ascii("\nx-ots-response-compress-size:");
  private static final byte[] COMPRESS_TYPE = ascii("\nx-ots-response-compress-type:deflate");
  private static final byte[] AUTHORIZATION = ascii("Authorization: OTS ");
  private static final byte[] CONTENT_LENGTH = ascii("Content-Length: ");
  private static final byte[] CONNECTION_CLOSE = ascii("Connection: close\r\n");
  private static final byte[] CONNECTION_KEEP_ALIVE = ascii("Connection: keep-alive\r\n");
  private static final byte[] CRLF = ascii("\r\n");

  private static final byte[][] STATUS_LINES = new byte[600][];

  static {
    status(200, "OK");
    status(400, "Bad Request");
    status(403, "Forbidden");
    status(404, "Not Found");
    status(405, "Method Not Allowed");
    status(408, "Request Timeout");
    status(409, "Conflict");
    status(410, "Gone");
    status(413, "Content Too Large");
    status(429, "Too Many Requests");
    status(500, "Internal Server Error");
    status(503, "Service Unavailable");
    byte[] allow = ascii("Allow: POST\r\n");
    byte[] line = STATUS_LINES[405];
    STATUS_LINES[405] = Arrays.copyOf(line, line.length + allow.length);
    System.arraycopy(allow, 0, STATUS_LINES[405], line.length, allow.length);
  }

  private ReplyHead() {}

  private static void status(int status, String reason) {
    STATUS_LINES[status] = ascii("HTTP/1.1 " + status + " " + reason + "\r\n");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Composes a head.
   *
   * @param signer the calling thread's
   * @param status the HTTP status
   * @param request the request's head; not looked at when there is no key
   * @param key the key to sign with, or {@code null} to leave the reply unsigned
   * @param requestId the request's id
   * @param now the server's time
   * @param content the reply before compression
   * @param sentLength bytes of the body as sent
   * @param compressed whether what is sent is compressed
   * @param close whether the connection ends with this reply
   * @param announceKeepAlive whether the client must be told that it does not
   */
  static byte[] compose(
      Signer signer,
      int status,
      RequestHead request,
      AccessKey key,
      String requestId,
      Instant now,
      Reply content,
      int sentLength,
      boolean compressed,
      boolean close,
      boolean announceKeepAlive) {
    int operation = key == null ? 0 : request.operationEnd() - request.operationStart();
    int idLength = key == null ? 0 : key.id().length();
    byte[] md5 = signer.md5(content.array(), content.offset(), content.length());

    // One array: first what is signed, with line feeds; behind it the head, with CRLFs.
    byte[] b = signer.scratch(1024 + operation + idLength);
    int at = put(b, 0, MD5);
    at = put(b, at, md5);
    b[at++] = '\n';
    at = put(b, at, TYPE_AND_DATE);
    signer.timestamps().write(now, b, at);
    at += Timestamps.LENGTH;
    at = put(b, at, REQUEST_ID);
    at = put(b, at, requestId);
    if (compressed) {
      at = put(b, at, COMPRESS_SIZE);
      at = put(b, at, content.length());
      at = put(b, at, COMPRESS_TYPE);
    }
    b[at++] = '\n';
    int headersEnd = at;

    byte[] signature = null;
    if (key != null) {
      b[at++] = '/';
      System.arraycopy(request.array(), request.operationStart(), b, at, operation);
      at += operation;
      signature = signer.signReply(request, key, b, at);
    }

    int start = at;
    at = put(b, at, STATUS_LINES[status]);
    for (int i = 0; i < headersEnd; i++) {
      if (b[i] == '\n') {
        b[at++] = '\r';
      }
      b[at++] = b[i];
    }
    if (key != null) {
      at = put(b, at, AUTHORIZATION);
      at = put(b, at, key.id());
      b[at++] = ':';
      at = put(b, at, signature);
      at = put(b, at, CRLF);
    }
    at = put(b, at, CONTENT_LENGTH);
    at = put(b, at, sentLength);
    at = put(b, at, CRLF);
    if (close) {
      at = put(b, at, CONNECTION_CLOSE);
    } else if (announceKeepAlive) {
      at = put(b, at, CONNECTION_KEEP_ALIVE);
    }
    at = put(b, at, CRLF);
    return Arrays.copyOfRange(b, start, at);
  }

  private static int put(byte[] out, int at, byte[] bytes) {
    System.arraycopy(bytes, 0, out, at, bytes.length);
    return at + bytes.length;
  }

  @SuppressWarnings("deprecation") // Copies ASCII without an encoder or an array in between.
  private static int put(byte[] out, int at, String ascii) {
    ascii.getBytes(0, ascii.length(), out, at);
    return at + ascii.length();
  }

  private static int put(byte[] out, int start, int number) {
    int digits = 1;
    for (int rest = number / 10; rest != 0; rest /= 10) {
      digits++;
    }
    int rest = number;
    for (int i = start + digits - 1; i >= start; i--) {
      out[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return start + digits;
  }
}
