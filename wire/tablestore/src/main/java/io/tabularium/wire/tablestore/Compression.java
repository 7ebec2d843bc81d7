/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import io.tabularium.model.Errors;
import io.tabularium.model.Limits;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Zlib streams (RFC 1950) for bodies. Both directions keep one native stream per thread that uses
 * them, for threads that work for the front door live as long as it does.
 */
final class Compression {
  /** The only way to compress, as headers name it. */
  static final String DEFLATE = "deflate";

  /**
   * Replies below this are not worth it: a short zlib stream costs tens of microseconds to set up
   * and the packet is sent anyway.
   */
  static final int THRESHOLD = 1024;

  /** The size of what does not have to be inflated. */
  static final int NOT_COMPRESSED = -1;

  private static final ThreadLocal<Inflater> INFLATER = ThreadLocal.withInitial(Inflater::new);

  // Speed, because the answer is waited for and networks near a database are fast.
  private static final ThreadLocal<Deflater> DEFLATER =
      ThreadLocal.withInitial(() -> new Deflater(Deflater.BEST_SPEED));

  private Compression() {}

  /**
   * How large a request's body will be once it is inflated, as announced in its headers.
   *
   * @param bytes how large it is as sent
   * @return the size, or {@link #NOT_COMPRESSED}
   */
  static int inflatedSize(RequestHead head, int bytes) {
    if (!head.has(Header.REQUEST_COMPRESS_TYPE)) {
      return NOT_COMPRESSED;
    }
    byte[] b = head.array();
    if (!Bytes.equalIgnoreCase(
        DEFLATE,
        b,
        head.valueStart(Header.REQUEST_COMPRESS_TYPE),
        head.valueEnd(Header.REQUEST_COMPRESS_TYPE))) {
      throw Errors.unsupportedCompression(head.printable(Header.REQUEST_COMPRESS_TYPE));
    }
    head.require(Header.REQUEST_COMPRESS_SIZE);
    long size =
        Bytes.decimal(
            b,
            head.valueStart(Header.REQUEST_COMPRESS_SIZE),
            head.valueEnd(Header.REQUEST_COMPRESS_SIZE));
    if (size < 0) {
      throw Errors.invalidCompressSize(head.printable(Header.REQUEST_COMPRESS_SIZE));
    }
    if (size > Limits.REQUEST_BODY_BYTES) {
      throw Errors.bodyTooLarge();
    }
    // Deflate cannot do better than about 1:1032, so a small body that announces much is a lie, and
    // no memory is spent on it.
    if (size > (bytes + 1L) * 1_040) {
      throw Errors.undecodableCompression();
    }
    return (int) size;
  }

  /** Inflates to exactly {@code size} bytes; whatever else the stream holds is refused. */
  static byte[] inflate(byte[] body, int size) {
    Inflater inflater = INFLATER.get();
    try {
      inflater.reset();
      inflater.setInput(body);
      byte[] out = new byte[size];
      int at = 0;
      while (at < size) {
        int count = inflater.inflate(out, at, size - at);
        if (count == 0) {
          throw Errors.undecodableCompression();
        }
        at += count;
      }
      // The stream must end here: its check sum read, nothing more in it, nothing behind it.
      if ((!inflater.finished() && inflater.inflate(new byte[1]) != 0)
          || !inflater.finished()
          || inflater.getRemaining() != 0) {
        throw Errors.undecodableCompression();
      }
      return out;
    } catch (DataFormatException e) {
      throw Errors.undecodableCompression();
    } finally {
      inflater.setInput(new byte[0]);
    }
  }

  /** Whether the client can inflate the reply. */
  static boolean wanted(RequestHead head) {
    return head.has(Header.RESPONSE_COMPRESS_TYPE)
        && Bytes.equalIgnoreCase(
            DEFLATE,
            head.array(),
            head.valueStart(Header.RESPONSE_COMPRESS_TYPE),
            head.valueEnd(Header.RESPONSE_COMPRESS_TYPE));
  }

  /**
   * Compresses a reply.
   *
   * @return the compressed body, or {@code null} if it would not be shorter
   */
  static Reply deflate(Reply reply) {
    Deflater deflater = DEFLATER.get();
    try {
      deflater.reset();
      deflater.setInput(reply.array(), reply.offset(), reply.length());
      deflater.finish();
      byte[] out = new byte[reply.length()];
      int at = 0;
      while (!deflater.finished()) {
        if (at == out.length) {
          return null;
        }
        at += deflater.deflate(out, at, out.length - at);
      }
      // Until it is read, a reply should not hold much more than what is sent of it.
      return new Reply(at < out.length / 2 ? Arrays.copyOf(out, at) : out, 0, at);
    } finally {
      deflater.setInput(new byte[0]);
    }
  }
}
