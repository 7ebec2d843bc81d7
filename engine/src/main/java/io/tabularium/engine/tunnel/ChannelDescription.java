/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

/**
 * A channel as descriptions show it.
 *
 * @param id its id
 * @param type what it delivers
 * @param status where it is in its life
 * @param clientId the client that has it, or {@code null}
 * @param rpoNanos up to which moment its changes have been consumed, in nanoseconds since 1970; 0
 *     if none have, and for base data
 * @param consumed how many records have been consumed
 * @param accessNanos when it was last read since the server started, in nanoseconds since 1970; 0
 *     for never
 */
public record ChannelDescription(
    String id,
    ChannelType type,
    ChannelStatus status,
    String clientId,
    long rpoNanos,
    long consumed,
    long accessNanos) {}
