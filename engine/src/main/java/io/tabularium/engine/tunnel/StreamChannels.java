/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

import io.tabularium.model.StreamDetails;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Keeps a tunnel's stream channels in step with the shards of its table's stream. */
final class StreamChannels {
  private StreamChannels() {}

  /**
   * Makes the channels a new tunnel begins with, each at its place: that of the tunnel's start.
   *
   * <p>From now on: the shards that are being written to. From earlier on: all there are, for what
   * is wanted may lie in one that has been closed since.
   */
  static void create(Tunnel tunnel, TunnelTable table) {
    StreamRange range = tunnel.definition().range();
    Map<String, Long> marks = table.mark();
    for (TunnelTable.Shard shard : table.shards()) {
      Long mark = marks.get(shard.id());
      long first = table.firstSequence(shard.id());
      if (range.startNanos() != 0) {
        // No later than now: a client's clock may be ahead, and rows read from now on miss nothing.
        long asked = TunnelDefinition.microsAtOrAfter(range.startNanos());
        add(tunnel, shard, Math.max(first, mark == null ? asked : Math.min(asked, mark)));
      } else if (range.earliest()) {
        add(tunnel, shard, first);
      } else if (mark != null) {
        add(tunnel, shard, mark);
      }
    }
  }

  /**
   * Adds channels for shards that have come of those the tunnel reads, from their beginnings;
   * forgets finished ones whose shards are gone.
   */
  static void discover(Tunnel tunnel, TunnelTable table) {
    if (!tunnel.definition().type().hasStream() || isReplaced(tunnel, table)) {
      return;
    }
    Map<String, Channel> byShard = byShard(tunnel);
    Set<String> there = new HashSet<>();
    for (TunnelTable.Shard shard : table.shards()) {
      there.add(shard.id());
      if (!byShard.containsKey(shard.id())
          && shard.parents().stream().anyMatch(byShard::containsKey)) {
        byShard.put(shard.id(), add(tunnel, shard, shard.first()));
      }
    }
    for (Channel channel : new ArrayList<>(byShard.values())) {
      if (channel.isTerminated() && !there.contains(channel.source().shard())) {
        tunnel.forget(channel);
      }
    }
  }

  private static Channel add(Tunnel tunnel, TunnelTable.Shard shard, long sequence) {
    TunnelDefinition definition = tunnel.definition();
    Map<String, Channel> byShard = byShard(tunnel);
    List<String> parents = new ArrayList<>();
    for (String parent : shard.parents()) {
      if (byShard.containsKey(parent)) {
        parents.add(byShard.get(parent).id());
      }
    }
    // Two parts, an underscore between them: clients take the id apart there.
    String id = UUID.randomUUID() + "_" + String.format("%016d", definition.createdNanos() / 1000);
    String iterator = new StreamIterator(definition.streamId(), shard.id(), sequence).text();
    Channel channel =
        new Channel(
            tunnel.nextChannelNumber(),
            id,
            ChannelType.STREAM,
            parents,
            new Channel.Source(null, null, shard.id()),
            ChannelPosition.stream(iterator, 0, 0));
    tunnel.add(channel);
    return channel;
  }

  private static Map<String, Channel> byShard(Tunnel tunnel) {
    Map<String, Channel> byShard = new HashMap<>();
    for (Channel channel : tunnel.channels()) {
      if (channel.type() == ChannelType.STREAM) {
        byShard.put(channel.source().shard(), channel);
      }
    }
    return byShard;
  }

  /** Whether the stream the tunnel reads has been switched off, or another taken its place. */
  static boolean isReplaced(Tunnel tunnel, TunnelTable table) {
    StreamDetails stream = table.stream();
    return tunnel.definition().type().hasStream()
        && !(stream.enabled() && stream.streamId().equals(tunnel.definition().streamId()));
  }

  /** Whether changes the tunnel has still to deliver are gone. */
  static boolean isLosing(Tunnel tunnel, TunnelTable table) {
    if (isReplaced(tunnel, table)) {
      return true;
    }
    for (Channel channel : tunnel.channels()) {
      if (channel.type() == ChannelType.STREAM
          && !channel.isTerminated()
          && tunnel.isShown(channel)
          && tunnel.parentsAreFinished(channel)) {
        StreamIterator place = StreamIterator.parse(channel.position().iterator());
        if (place.sequence() < table.firstSequence(place.shard())) {
          return true;
        }
      }
    }
    return false;
  }
}
