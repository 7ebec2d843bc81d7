/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine.tunnel;

import io.tabularium.engine.row.KeyCodec;
import io.tabularium.model.Errors;
import io.tabularium.model.Limits;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeySchema;
import java.util.Arrays;

/** Reads the records of channels. Reading moves nothing: a position can be read from again. */
final class ChannelReader {
  private ChannelReader() {}

  /** Refuses a position that is not one of the channel. */
  static void check(
      TunnelDefinition tunnel, TunnelTable table, Channel channel, ChannelPosition position) {
    if (position.consumed() < 0 || position.timestampNanos() < 0) {
      throw Errors.invalidTunnelToken();
    }
    if (position.finished()) {
      return;
    }
    if (position.isStream() != (channel.type() == ChannelType.STREAM)) {
      throw Errors.invalidTunnelToken();
    }
    if (position.isStream()) {
      StreamIterator place = StreamIterator.parse(position.iterator());
      if (!place.stream().equals(tunnel.streamId())
          || !place.shard().equals(channel.source().shard())
          || position.key() != null) {
        throw Errors.invalidTunnelToken();
      }
    } else if (position.key() != null) {
      checkKey(table.schema(), channel.source(), position.key());
    }
  }

  private static void checkKey(PrimaryKeySchema schema, Channel.Source part, PrimaryKey key) {
    boolean fits = key.size() == schema.size();
    for (int i = 0; fits && i < key.size(); i++) {
      fits =
          key.name(i).equals(schema.column(i).name())
              && key.value(i).type() == schema.column(i).type().valueType();
    }
    if (!fits) {
      throw Errors.invalidTunnelToken();
    }
    byte[] at = KeyCodec.encode(key);
    if ((part.from() != null && Arrays.compareUnsigned(at, part.from()) < 0)
        || (part.to() != null && Arrays.compareUnsigned(at, part.to()) >= 0)) {
      throw Errors.invalidTunnelToken();
    }
  }

  /**
   * Reads on from a position that has been checked.
   *
   * @param nowNanos the time before anything is read, in nanoseconds since 1970
   * @return {@code null} if what comes next is not kept any more
   */
  static RecordsPage read(
      TunnelDefinition tunnel,
      TunnelTable table,
      Channel channel,
      ChannelPosition position,
      long nowNanos,
      RecordSink sink) {
    if (position.finished()) {
      return new RecordsPage(position, false);
    }
    return channel.type() == ChannelType.STREAM
        ? readStream(tunnel, table, position, nowNanos, sink)
        : readBase(table, channel.source(), position, sink);
  }

  private static RecordsPage readBase(
      TunnelTable table, Channel.Source part, ChannelPosition position, RecordSink sink) {
    byte[] from = position.key() == null ? part.from() : KeyCodec.encode(position.key());
    TunnelTable.RowsPage page =
        table.readRows(
            from, part.to(), Limits.TUNNEL_READ_RECORDS, Limits.TUNNEL_READ_BYTES, sink.rows());
    long consumed = position.consumed() + page.rows();
    return page.next() == null
        ? new RecordsPage(new ChannelPosition(null, null, 0, consumed, true), false)
        : new RecordsPage(ChannelPosition.base(page.next(), consumed), true);
  }

  private static RecordsPage readStream(
      TunnelDefinition tunnel,
      TunnelTable table,
      ChannelPosition position,
      long nowNanos,
      RecordSink sink) {
    StreamIterator place = StreamIterator.parse(position.iterator());
    long endMicros = tunnel.endMicros();
    TunnelTable.ShardPage page =
        table.readShard(
            place.shard(),
            place.sequence(),
            endMicros,
            Limits.TUNNEL_READ_RECORDS,
            Limits.TUNNEL_READ_BYTES,
            sink);
    long consumed = position.consumed() + page.records();
    long timestamp = position.timestampNanos();
    if (page.records() > 0) {
      timestamp = Math.max(timestamp, (page.next() - 1) * 1000);
    }
    boolean atTail = false;
    switch (page.stop()) {
      case TRIMMED -> {
        return null;
      }
      case END -> {
        return new RecordsPage(new ChannelPosition(null, null, timestamp, consumed, true), false);
      }
      case TAIL -> {
        // Whatever comes after this has been made after now: nothing earlier is still on its way.
        atTail = table.nextSequence(place.shard()) <= page.next();
        if (atTail && nowNanos / 1000 >= endMicros) {
          return new RecordsPage(new ChannelPosition(null, null, timestamp, consumed, true), false);
        }
        if (atTail && page.records() == 0) {
          timestamp = Math.max(timestamp, nowNanos);
        }
      }
      case BUDGET -> {}
    }
    String next = new StreamIterator(place.stream(), place.shard(), page.next()).text();
    return new RecordsPage(
        ChannelPosition.stream(next, timestamp, consumed), !atTail || page.records() > 0);
  }
}
