/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

/**
 * What may be configured of the tunnel service.
 *
 * @param warmUpMillis how long after its connect a client gets no channels. Clients beat once right
 *     after they have connected, and the service's own hands them nothing then; with a client's
 *     shortest interval of 5 s between heartbeats, anything below that suits
 * @param unclaimedChannelsOpen whether channels of a tunnel that nobody is connected to are shown
 *     as open, for consumers that never connect and only read channels they see open
 */
public record TunnelSettings(long warmUpMillis, boolean unclaimedChannelsOpen) {
  /** What a server uses unless configured otherwise. */
  public static final TunnelSettings DEFAULT = new TunnelSettings(3_000, false);
}
