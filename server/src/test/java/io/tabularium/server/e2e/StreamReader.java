/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.model.DescribeStreamRequest;
import com.alicloud.openservices.tablestore.model.DescribeTableRequest;
import com.alicloud.openservices.tablestore.model.GetShardIteratorRequest;
import com.alicloud.openservices.tablestore.model.GetStreamRecordRequest;
import com.alicloud.openservices.tablestore.model.GetStreamRecordResponse;
import com.alicloud.openservices.tablestore.model.StreamRecord;
import com.alicloud.openservices.tablestore.model.StreamShard;
import java.util.ArrayList;
import java.util.List;

/** Reads one shard of a table's stream with the SDK, from page to page. */
final class StreamReader {
  private final StreamShard shard;
  private SyncClient client;
  private String iterator;

  private StreamReader(SyncClient client, StreamShard shard, String iterator) {
    this.client = client;
    this.shard = shard;
    this.iterator = iterator;
  }

  /** The id of a table's stream. */
  static String streamId(SyncClient client, String table) {
    return client.describeTable(new DescribeTableRequest(table)).getStreamDetails().getStreamId();
  }

  /** The ids of the shards of a table's stream. */
  static List<String> shards(SyncClient client, String table) {
    return client
        .describeStream(new DescribeStreamRequest(streamId(client, table)))
        .getShards()
        .stream()
        .map(StreamShard::getShardId)
        .toList();
  }

  /** One reader for each shard, at the oldest record; those of parents before their children's. */
  static List<StreamReader> all(SyncClient client, String table) {
    List<StreamReader> readers = new ArrayList<>();
    String stream = streamId(client, table);
    for (StreamShard shard : client.describeStream(new DescribeStreamRequest(stream)).getShards()) {
      readers.add(
          new StreamReader(
              client,
              shard,
              client
                  .getShardIterator(new GetShardIteratorRequest(stream, shard.getShardId()))
                  .getShardIterator()));
    }
    return readers;
  }

  /** The reader of a stream's only shard. */
  static StreamReader only(SyncClient client, String table) {
    List<StreamReader> readers = all(client, table);
    if (readers.size() != 1) {
      throw new AssertionError("not one shard but " + readers.size());
    }
    return readers.get(0);
  }

  /** Goes on with another client. */
  void connect(SyncClient newClient) {
    client = newClient;
  }

  String iterator() {
    return iterator;
  }

  /** What it reads. */
  StreamShard shard() {
    return shard;
  }

  /** Whether the shard is closed and has been read to its end. */
  boolean isDone() {
    return iterator == null;
  }

  /** The next page, of so many records at most. */
  GetStreamRecordResponse page(int limit) {
    GetStreamRecordRequest request = new GetStreamRecordRequest(iterator);
    request.setLimit(limit);
    GetStreamRecordResponse response = client.getStreamRecord(request);
    iterator = response.getNextShardIterator();
    return response;
  }

  /** Everything there is still to be read. */
  List<StreamRecord> rest() {
    List<StreamRecord> records = new ArrayList<>();
    while (!isDone()) {
      List<StreamRecord> page = page(500).getRecords();
      if (page.isEmpty()) {
        break;
      }
      records.addAll(page);
    }
    return records;
  }
}
