/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

import io.tabularium.model.PrimaryKey;

/**
 * A place in a channel, as clients hold it in a token. Clients may keep one for days, and come with
 * an older one.
 *
 * @param key base data: the key to go on at, or {@code null} at the beginning
 * @param iterator stream: where in which shard, as text that {@link StreamIterator} reads; {@code
 *     null} for base data
 * @param timestampNanos stream: up to which moment everything has been read, in nanoseconds since
 *     1970; 0 if that is not known
 * @param consumed how many records lie before this place
 * @param finished whether there is nothing more to come
 */
public record ChannelPosition(
    PrimaryKey key, String iterator, long timestampNanos, long consumed, boolean finished) {
  /** Where every channel ends. */
  public static final ChannelPosition FINISHED = new ChannelPosition(null, null, 0, 0, true);

  /** Where the base data of a part of a table begins. */
  public static final ChannelPosition BASE_START = new ChannelPosition(null, null, 0, 0, false);

  /** A place in base data. */
  public static ChannelPosition base(PrimaryKey key, long consumed) {
    return new ChannelPosition(key, null, 0, consumed, false);
  }

  /** A place in a stream. */
  public static ChannelPosition stream(String iterator, long timestampNanos, long consumed) {
    return new ChannelPosition(null, iterator, timestampNanos, consumed, false);
  }

  /** Whether it is a place in a stream that has not come to its end. */
  public boolean isStream() {
    return iterator != null;
  }

  ChannelPosition withConsumed(long count) {
    return new ChannelPosition(key, iterator, timestampNanos, count, finished);
  }
}
