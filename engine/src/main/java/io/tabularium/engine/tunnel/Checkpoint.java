/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

/**
 * What a channel is known to have been consumed up to.
 *
 * @param position where to read on
 * @param sequence the number of the checkpoint; the next one has the next number
 */
public record Checkpoint(ChannelPosition position, long sequence) {}
