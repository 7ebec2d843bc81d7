/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.engine;

import io.tabularium.model.Errors;
import io.tabularium.model.Limits;
import io.tabularium.model.StreamDetails;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

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

  /** The number of a shard of the table's present stream. */
  static int shardNumber(Table table, StreamDetails stream, String shardId) {
    for (int shard = 0; shard < ChangeFeed.shards(table); shard++) {
      if (shardId(table, stream, shard).equals(shardId)) {
        return shard;
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
    int count = ChangeFeed.shards(table);
    int from = fromShard == null || fromShard.isEmpty() ? 0 : shardNumber(table, stream, fromShard);
    int to = limit == null ? count : (int) Math.min(count, (long) from + limit);
    List<String> shards = new ArrayList<>(to - from);
    for (int shard = from; shard < to; shard++) {
      shards.add(shardId(table, stream, shard));
    }
    return new StreamDescription(
        info(table, stream),
        stream.expirationHours(),
        shards,
        to < count ? shardId(table, stream, to) : null);
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
    int shard = shardNumber(table, stream, shardId);
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
    if (stream == null
        || !stream.enabled()
        || stream.lastEnableTimeMicros() != iterator.stream()
        || iterator.shard() < 0
        || iterator.shard() >= ChangeFeed.shards(table)) {
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
    for (Change change : page.changes()) {
      bytes += change.size();
    }
    boolean none = page.changes().isEmpty();
    return new StreamPage(
        page.changes(),
        none
            ? iteratorText
            : new ShardIterator(iterator.table(), iterator.stream(), iterator.shard(), page.next())
                .encode(),
        page.more() || page.changes().size() == most,
        Capacity.read(bytes + (long) page.changes().size() * table.keyNamesBytes()));
  }
}
