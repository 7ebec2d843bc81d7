/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.model.Errors;
import io.tabularium.model.Limits;
import io.tabularium.model.StreamDetails;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * ListStream, DescribeStream, GetShardIterator and GetStreamRecord: the part of a table's {@link
 * ChangeFeed} since the stream was enabled, as clients see it.
 *
 * <p>A stream's id is its table's name and the microsecond it was enabled at, a shard's id a UUID
 * that belongs to table and shard, and the same microsecond. Both end when the stream is disabled;
 * one enabled later is another stream with other shards, even where the feed goes on underneath.
 */
final class Streams {
  private final Catalog catalog;

  Streams(Catalog catalog) {
    this.catalog = catalog;
  }

  // ---- names ------------------------------------------------------------------------------------

  /** The table a stream's id names; {@link Errors#invalidStreamId} if it can be no id. */
  static String tableOfStream(String streamId) {
    int end = streamId.lastIndexOf('_');
    String digits = streamId.substring(end + 1);
    if (end < 1 || digits.length() < 16 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw Errors.invalidStreamId(streamId);
    }
    return streamId.substring(0, end);
  }

  /** The id of a shard of the table's present stream. */
  static String shardId(Table table, StreamDetails stream, int shard) {
    byte[] name = (table.id() + "/" + shard).getBytes(StandardCharsets.US_ASCII);
    String id = stream.streamId();
    return UUID.nameUUIDFromBytes(name) + id.substring(id.lastIndexOf('_'));
  }

  /** The shards of the table's present stream; those closed before it began are not part of it. */
  static List<Partitions.Shard> shards(Table table, StreamDetails stream) {
    List<Partitions.Shard> shards = new ArrayList<>();
    for (Partitions.Shard shard : ChangeFeed.shards(table)) {
      if (stream.enabled() && isPart(shard, stream)) {
        shards.add(shard);
      }
    }
    return shards;
  }

  private static boolean isPart(Partitions.Shard shard, StreamDetails stream) {
    return !shard.isClosed() || shard.end() > stream.lastEnableTimeMicros();
  }

  /** Where among some shards of the table's present stream the one with an id is. */
  private static int indexOf(
      List<Partitions.Shard> shards, Table table, StreamDetails stream, String shardId) {
    for (int i = 0; i < shards.size(); i++) {
      if (shardId(table, stream, shards.get(i).number()).equals(shardId)) {
        return i;
      }
    }
    throw Errors.shardNotExist();
  }

  /** The table that has this stream now. */
  private Table table(String instance, String streamId) {
    Table table = catalog.find(instance, tableOfStream(streamId));
    if (table == null || !streamId.equals(table.state().stream().details().streamId())) {
      throw Errors.streamNotExist();
    }
    return table;
  }

  /** The oldest position of a stream that can still be read. */
  static long start(Table table, StreamDetails stream, int shard) {
    return Math.max(stream.lastEnableTimeMicros(), ChangeFeed.start(table, shard));
  }

  // ---- operations -------------------------------------------------------------------------------

  /** The streams of one table, or of all. A table that is missing has none. */
  List<StreamInfo> list(String instance, String tableName) {
    if (tableName != null) {
      Validation.tableName(tableName);
    }
    List<StreamInfo> streams = new ArrayList<>();
    for (String name : tableName == null ? catalog.list(instance) : List.of(tableName)) {
      Table table = catalog.find(instance, name);
      if (table != null && table.state().stream().details().enabled()) {
        streams.add(info(table, table.state().stream().details()));
      }
    }
    return streams;
  }

  private static StreamInfo info(Table table, StreamDetails stream) {
    return new StreamInfo(stream.streamId(), table.name(), stream.lastEnableTimeMicros());
  }

  StreamDescription describe(String instance, String streamId, String fromShard, Integer limit) {
    if (limit != null && limit <= 0) {
      throw Errors.limitNotPositive();
    }
    Table table = table(instance, streamId);
    StreamDetails stream = table.state().stream().details();
    List<Partitions.Shard> all = shards(table, stream);
    int from =
        fromShard == null || fromShard.isEmpty() ? 0 : indexOf(all, table, stream, fromShard);
    int to = limit == null ? all.size() : (int) Math.min(all.size(), (long) from + limit);
    Set<Integer> numbers = all.stream().map(Partitions.Shard::number).collect(Collectors.toSet());
    List<StreamDescription.Shard> shards = new ArrayList<>(to - from);
    for (Partitions.Shard shard : all.subList(from, to)) {
      shards.add(
          new StreamDescription.Shard(
              shardId(table, stream, shard.number()),
              shard.parents().stream()
                  .filter(numbers::contains)
                  .map(parent -> shardId(table, stream, parent))
                  .toList()));
    }
    return new StreamDescription(
        info(table, stream),
        stream.expirationHours(),
        shards,
        to < all.size() ? shardId(table, stream, all.get(to).number()) : null);
  }

  /**
   * Where to begin to read a shard.
   *
   * @param timestampMicros begin with what was committed then or later; {@code null} for the oldest
   *     change there is
   */
  String iterator(String instance, String streamId, String shardId, Long timestampMicros) {
    if (timestampMicros != null && timestampMicros < 0) {
      throw Errors.streamTimestamp();
    }
    Table table = table(instance, streamId);
    StreamDetails stream = table.state().stream().details();
    List<Partitions.Shard> shards = shards(table, stream);
    int shard = shards.get(indexOf(shards, table, stream, shardId)).number();
    long start = start(table, stream, shard);
    return new ShardIterator(
            table.name(),
            stream.lastEnableTimeMicros(),
            shard,
            timestampMicros == null ? start : Math.max(start, timestampMicros))
        .encode();
  }

  /**
   * Reads changes.
   *
   * @param limit at most so many, {@code null} or too many for as many as one page holds
   */
  StreamPage read(String instance, String iteratorText, Integer limit) {
    if (limit != null && limit <= 0) {
      throw Errors.limitNotPositive();
    }
    ShardIterator iterator = ShardIterator.decode(iteratorText);
    Table table = catalog.find(instance, iterator.table());
    StreamDetails stream = table == null ? null : table.state().stream().details();
    if (stream == null || !stream.enabled() || stream.lastEnableTimeMicros() != iterator.stream()) {
      throw Errors.streamNotExist();
    }
    int most = limit == null ? Limits.STREAM_RECORDS : Math.min(limit, Limits.STREAM_RECORDS);
    FeedPage page =
        ChangeFeed.read(
            table,
            iterator.shard(),
            Math.max(iterator.position(), stream.lastEnableTimeMicros()),
            most,
            Limits.STREAM_RECORD_BYTES);
    if (page.trimmed()) {
      throw Errors.streamTrimmed();
    }
    long bytes = 0;
    List<Change> changes = new ArrayList<>(page.changes().size());
    for (Change change : page.changes()) {
      // One that was under way when the stream began came before it.
      if (!change.isKeyOnly()) {
        changes.add(change);
        bytes += change.size();
      }
    }
    String next = iteratorText;
    if (page.ended()) {
      next = null;
    } else if (!page.changes().isEmpty()) {
      next =
          new ShardIterator(iterator.table(), iterator.stream(), iterator.shard(), page.next())
              .encode();
    }
    return new StreamPage(
        changes,
        next,
        !page.ended() && (page.more() || page.changes().size() == most),
        Capacity.read(bytes + (long) changes.size() * table.keyNamesBytes()));
  }
}
