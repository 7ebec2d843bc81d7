/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore;

import io.netty.buffer.ByteBuf;

/**
 * Finds the data in a chunked body (RFC 9112, section 7.1). Chunk extensions and trailers are read
 * over: a trailer comes too late to be signed.
 */
final class ChunkReader {
  /** Bytes of one chunk-size line. */
  private static final int MAX_LINE = 256;

  /** Bytes of all trailers together. */
  private static final int MAX_TRAILERS = 8 * 1024;

  private enum State {
    SIZE,
    EXTENSION,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER_START,
    TRAILER,
    TRAILER_LF,
    END_LF,
    DONE
  }

  private State state = State.SIZE;
  private long chunk;
  private int digits;
  private int line;
  private int trailers;

  /** Ready for another body. */
  void clear() {
    state = State.SIZE;
    chunk = 0;
    digits = 0;
    line = 0;
    trailers = 0;
  }

  /** Whether the last chunk and the trailers have been read. */
  boolean done() {
    return state == State.DONE;
  }

  /**
   * Reads over framing up to the next data.
   *
   * @return how many bytes of data come next and may be taken from the input now; zero if more
   *     input is needed, or none because the body is done
   */
  int next(ByteBuf in) throws MalformedHttpException {
    while (state != State.DATA && state != State.DONE && in.isReadable()) {
      step(in.readByte());
    }
    return state == State.DATA ? (int) Math.min(chunk, in.readableBytes()) : 0;
  }

  /** Notes that data has been taken. */
  void taken(int count) {
    chunk -= count;
    if (chunk == 0) {
      state = State.DATA_CR;
    }
  }

  private void step(byte b) throws MalformedHttpException {
    switch (state) {
      case SIZE -> size(b);
      case EXTENSION -> {
        if (b == '\r') {
          state = State.SIZE_LF;
        } else if (++line > MAX_LINE || (b < 0x20 && b != '\t')) {
          throw new MalformedHttpException("a chunk extension is not proper");
        }
      }
      case SIZE_LF -> {
        lineFeed(b);
        state = chunk == 0 ? State.TRAILER_START : State.DATA;
      }
      case DATA_CR -> {
        if (b != '\r') {
          throw new MalformedHttpException("a chunk is longer than its size");
        }
        state = State.DATA_LF;
      }
      case DATA_LF -> {
        lineFeed(b);
        chunk = 0;
        digits = 0;
        line = 0;
        state = State.SIZE;
      }
      case TRAILER_START -> {
        if (b == '\r') {
          state = State.END_LF;
        } else {
          state = State.TRAILER;
          trailer(b);
        }
      }
      case TRAILER -> trailer(b);
      case TRAILER_LF -> {
        lineFeed(b);
        state = State.TRAILER_START;
      }
      case END_LF -> {
        lineFeed(b);
        state = State.DONE;
      }
      case DATA, DONE -> throw new IllegalStateException();
    }
  }

  private void size(byte b) throws MalformedHttpException {
    int digit = Character.digit(b, 16);
    if (digit >= 0 && b > 0) {
      if (++digits > 8) {
        throw new MalformedHttpException("a chunk is too large");
      }
      chunk = chunk << 4 | digit;
    } else if (digits > 0 && b == '\r') {
      state = State.SIZE_LF;
    } else if (digits > 0 && (b == ';' || b == ' ' || b == '\t')) {
      state = State.EXTENSION;
    } else {
      throw new MalformedHttpException("a chunk size is not a number");
    }
  }

  private void trailer(byte b) throws MalformedHttpException {
    if (b == '\r') {
      state = State.TRAILER_LF;
    } else if (++trailers > MAX_TRAILERS || (b >= 0 && b < 0x20 && b != '\t')) {
      throw new MalformedHttpException("a trailer is not proper");
    }
  }

  private static void lineFeed(byte b) throws MalformedHttpException {
    if (b != '\n') {
      throw new MalformedHttpException("a line feed is missing in a chunked body");
    }
  }
}
