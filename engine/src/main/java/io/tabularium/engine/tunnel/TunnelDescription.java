/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

import java.util.List;

/**
 * A tunnel with its channels.
 *
 * @param tunnel the tunnel
 * @param channels the channels it has shown so far, finished ones included
 * @param rpoNanos up to which moment all changes have been consumed, in nanoseconds since 1970; 0
 *     until the tunnel delivers changes
 */
public record TunnelDescription(
    TunnelInfo tunnel, List<ChannelDescription> channels, long rpoNanos) {
  /** Copies the list. */
  public TunnelDescription {
    channels = List.copyOf(channels);
  }

  /** How many records have been consumed through all channels. */
  public long consumed() {
    return channels.stream().mapToLong(ChannelDescription::consumed).sum();
  }

  /** When any channel was last read, in nanoseconds since 1970; 0 for never. */
  public long accessNanos() {
    return channels.stream().mapToLong(ChannelDescription::accessNanos).max().orElse(0);
  }
}
