/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.model.CreateTableRequest;
import com.alicloud.openservices.tablestore.model.DescribeStreamRequest;
import com.alicloud.openservices.tablestore.model.DescribeTableRequest;
import com.alicloud.openservices.tablestore.model.GetShardIteratorRequest;
import com.alicloud.openservices.tablestore.model.GetStreamRecordRequest;
import com.alicloud.openservices.tablestore.model.GetStreamRecordResponse;
import com.alicloud.openservices.tablestore.model.PrimaryKeyBuilder;
import com.alicloud.openservices.tablestore.model.PrimaryKeyType;
import com.alicloud.openservices.tablestore.model.PrimaryKeyValue;
import com.alicloud.openservices.tablestore.model.PutRowRequest;
import com.alicloud.openservices.tablestore.model.RowPutChange;
import com.alicloud.openservices.tablestore.model.StreamRecord;
import com.alicloud.openservices.tablestore.model.StreamShard;
import com.alicloud.openservices.tablestore.model.StreamSpecification;
import com.alicloud.openservices.tablestore.model.TableMeta;
import com.alicloud.openservices.tablestore.model.TableOptions;
import io.tabularium.server.testkit.CommandResult;
import io.tabularium.server.testkit.TestServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Partitions split and merged by the command line, and what the SDK sees of it. */
final class PartitionsCommandTest {
  private static final String TABLE = "events";

  @TempDir Path data;

  private CommandResult partitions(String... options) {
    return CommandResult.of("partitions", data, options);
  }

  private static void create(SyncClient client) {
    TableMeta meta = new TableMeta(TABLE);
    meta.addPrimaryKeyColumn("id", PrimaryKeyType.INTEGER);
    CreateTableRequest request = new CreateTableRequest(meta, new TableOptions(-1, 1));
    request.setStreamSpecification(new StreamSpecification(true, 24));
    client.createTable(request);
  }

  private static void put(SyncClient client, long... ids) {
    for (long id : ids) {
      client.putRow(
          new PutRowRequest(
              new RowPutChange(
                  TABLE,
                  PrimaryKeyBuilder.createPrimaryKeyBuilder()
                      .addPrimaryKeyColumn("id", PrimaryKeyValue.fromLong(id))
                      .build())));
    }
  }

  private static String stream(SyncClient client) {
    return client.describeTable(new DescribeTableRequest(TABLE)).getStreamDetails().getStreamId();
  }

  private static List<StreamShard> shards(SyncClient client) {
    return client.describeStream(new DescribeStreamRequest(stream(client))).getShards();
  }

  private static GetStreamRecordResponse read(SyncClient client, StreamShard shard) {
    String iterator =
        client
            .getShardIterator(new GetShardIteratorRequest(stream(client), shard.getShardId()))
            .getShardIterator();
    return client.getStreamRecord(new GetStreamRecordRequest(iterator));
  }

  private static List<Long> ids(GetStreamRecordResponse page) {
    return page.getRecords().stream()
        .map(StreamRecord::getPrimaryKey)
        .map(key -> key.getPrimaryKeyColumn(0).getValue().asLong())
        .toList();
  }

  @Test
  void shardsAreSplitAndMergedWhileTheServerRuns() {
    try (TestServer server = TestServer.start(data)) {
      SyncClient client = server.client("demo");
      create(client);
      put(client, 1, 500);
      CommandResult split = partitions("--table", TABLE, "--split-at", "100");
      assertThat(split.exit()).as(split.errors()).isZero();
      assertThat(split.lines())
          .containsExactly(
              "partition 1: from the beginning to 100, shard 1",
              "partition 2: from 100 to the end, shard 2");
      put(client, 100, 99);
      List<StreamShard> shards = shards(client);
      StreamShard closed = shards.get(0);
      assertThat(shards).hasSize(3);
      assertThat(shards.subList(1, 3))
          .extracting(StreamShard::getParentId)
          .containsOnly(closed.getShardId());
      assertThat(ids(read(client, closed))).containsExactly(1L, 500L);
      assertThat(read(client, closed).getNextShardIterator()).as("the end of a shard").isNull();
      assertThat(ids(read(client, shards.get(1)))).containsExactly(99L);
      assertThat(ids(read(client, shards.get(2)))).containsExactly(100L);
      assertThat(read(client, shards.get(2)).getNextShardIterator()).isNotNull();
      assertThat(client.describeTable(new DescribeTableRequest(TABLE)).getShardSplits()).hasSize(1);

      assertThat(partitions("--table", TABLE, "--merge-at", "100").lines())
          .containsExactly("partition 1: from the beginning to the end, shard 3");
      put(client, 7);
      StreamShard merged = shards(client).get(3);
      assertThat(merged.getParentId()).isEqualTo(shards.get(1).getShardId());
      assertThat(merged.getParentSiblingId()).isEqualTo(shards.get(2).getShardId());
      assertThat(ids(read(client, merged))).containsExactly(7L);

      CommandResult nowhere = partitions("--table", TABLE, "--merge-at", "100");
      assertThat(nowhere.exit()).isEqualTo(1);
      assertThat(nowhere.errors()).isEqualTo("tabularium: No partition begins there.");
      CommandResult word = partitions("--table", TABLE, "--split-at", "x");
      assertThat(word.errors())
          .isEqualTo("tabularium: 'x' is no value of the partition key, which is of type INTEGER.");
      client.shutdown();
    }
    assertThat(partitions("--table", TABLE, "--split-at", "-5").lines())
        .as("without a server")
        .containsExactly(
            "partition 1: from the beginning to -5, shard 4",
            "partition 2: from -5 to the end, shard 5");
    assertThat(partitions("--table", "none").errors())
        .isEqualTo("tabularium: There is no table none.");
    try (TestServer server = TestServer.start(data)) {
      SyncClient client = server.client("demo");
      put(client, -6, -5);
      List<StreamShard> shards = shards(client);
      assertThat(shards).hasSize(6);
      assertThat(ids(read(client, shards.get(4)))).containsExactly(-6L);
      assertThat(ids(read(client, shards.get(5)))).containsExactly(-5L);
      client.shutdown();
    }
  }
}
