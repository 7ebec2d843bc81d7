/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

/**
 * A channel in a heartbeat, in either direction, or in a schedule.
 *
 * @param id the channel's id
 * @param version raised with every change of status, so that the later of two states is known; not
 *     looked at in a schedule
 * @param status the status
 */
public record ChannelState(String id, long version, ChannelStatus status) {}
