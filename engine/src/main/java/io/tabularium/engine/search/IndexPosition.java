/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.search;

import io.tabularium.model.ByteSlice;
import java.nio.ByteBuffer;

/**
 * How far an index has come, kept in each of its commits: how far it has read the table's changes,
 * and how far it has walked over the rows that were there before.
 *
 * <pre>
 * format       1 byte, 1
 * flags        1 byte: 1 walking, 2 rebuilding
 * generation   4 bytes
 * feed         length (4 bytes), then the feed's position
 * walk         length (4 bytes), then the key to go on at; empty unless walking
 * </pre>
 *
 * <p>Numbers are big-endian.
 *
 * @param feed the feed's position
 * @param generation see {@link IndexDefinition#generation}
 * @param walk the encoded key the walk goes on at, or {@code null} when it is done
 * @param rebuilding whether the index lost its contents and answers again only after the walk
 */
record IndexPosition(ByteSlice feed, int generation, ByteSlice walk, boolean rebuilding) {
  private static final byte FORMAT = 1;
  private static final int WALKING = 1;
  private static final int REBUILDING = 2;

  /** Whether rows that were there before are still lacking. */
  boolean walking() {
    return walk != null;
  }

  IndexPosition readTo(ByteSlice newFeed) {
    return new IndexPosition(newFeed, generation, walk, rebuilding);
  }

  /** The same further on in the walk; {@code null} at its end. */
  IndexPosition walkedTo(ByteSlice next) {
    return new IndexPosition(feed, generation, next, next != null && rebuilding);
  }

  /** The same with a new walk before it. */
  IndexPosition startingOver(int newGeneration) {
    return new IndexPosition(feed, newGeneration, ByteSlice.EMPTY, rebuilding);
  }

  byte[] encode() {
    ByteSlice walked = walk == null ? ByteSlice.EMPTY : walk;
    return ByteBuffer.allocate(14 + feed.length() + walked.length())
        .put(FORMAT)
        .put((byte) ((walking() ? WALKING : 0) | (rebuilding ? REBUILDING : 0)))
        .putInt(generation)
        .putInt(feed.length())
        .put(feed.array(), feed.offset(), feed.length())
        .putInt(walked.length())
        .put(walked.array(), walked.offset(), walked.length())
        .array();
  }

  /** Reads a position; {@code null} for what is none, which makes the index start anew. */
  static IndexPosition decode(byte[] bytes) {
    try {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      if (in.get() != FORMAT) {
        return null;
      }
      int flags = in.get();
      int generation = in.getInt();
      ByteSlice feed = slice(bytes, in);
      ByteSlice walk = slice(bytes, in);
      return new IndexPosition(
          feed, generation, (flags & WALKING) != 0 ? walk : null, (flags & REBUILDING) != 0);
    } catch (java.nio.BufferUnderflowException | IndexOutOfBoundsException e) {
      return null;
    }
  }

  private static ByteSlice slice(byte[] bytes, ByteBuffer in) {
    int length = in.getInt();
    ByteSlice slice = ByteSlice.of(bytes, in.position(), length);
    in.position(in.position() + length);
    return slice;
  }
}
