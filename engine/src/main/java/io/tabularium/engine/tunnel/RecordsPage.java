/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

/**
 * The answer to a read from a channel, besides the records, which went to the sink.
 *
 * @param next where to read on
 * @param mayHaveMore {@code false} if a read from there would have found nothing
 */
public record RecordsPage(ChannelPosition next, boolean mayHaveMore) {}
