/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.search;

import io.tabularium.model.ByteSlice;
import io.tabularium.model.Errors;
import java.nio.ByteBuffer;

/**
 * Where the next page of a search or scan begins, and in which index: of a pair, the one that gave
 * the page before has to give the next one, too.
 *
 * <pre>
 * format     1 byte, 1
 * index      8 bytes, big-endian
 * position   the rest; the index's own
 * </pre>
 *
 * @param index the number of the index
 * @param position the index's own token
 */
record PageToken(long index, ByteSlice position) {
  private static final byte FORMAT = 1;
  private static final int HEAD = 9;

  ByteSlice encode() {
    return ByteSlice.of(
        ByteBuffer.allocate(HEAD + position.length())
            .put(FORMAT)
            .putLong(index)
            .put(position.array(), position.offset(), position.length())
            .array());
  }

  static PageToken decode(ByteSlice token) {
    PageToken decoded = decodeOrNull(token);
    if (decoded == null) {
      throw Errors.searchToken();
    }
    return decoded;
  }

  static PageToken decodeOrNull(ByteSlice token) {
    if (token.length() < HEAD || token.array()[token.offset()] != FORMAT) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(token.array(), token.offset(), token.length());
    in.get();
    return new PageToken(
        in.getLong(), ByteSlice.of(token.array(), token.offset() + HEAD, token.length() - HEAD));
  }
}
