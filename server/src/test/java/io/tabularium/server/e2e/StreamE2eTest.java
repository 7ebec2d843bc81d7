/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.INTEGER;
import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.STRING;
import static io.tabularium.server.e2e.Refusals.assertInvalid;
import static io.tabularium.server.e2e.Refusals.assertRefused;
import static io.tabularium.server.e2e.Refusals.assertRefusedWith;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.model.CreateTableRequest;
import com.alicloud.openservices.tablestore.model.DeleteTableRequest;
import com.alicloud.openservices.tablestore.model.DescribeStreamRequest;
import com.alicloud.openservices.tablestore.model.DescribeStreamResponse;
import com.alicloud.openservices.tablestore.model.GetShardIteratorRequest;
import com.alicloud.openservices.tablestore.model.GetStreamRecordRequest;
import com.alicloud.openservices.tablestore.model.GetStreamRecordResponse;
import com.alicloud.openservices.tablestore.model.ListStreamRequest;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.RecordColumn;
import com.alicloud.openservices.tablestore.model.Stream;
import com.alicloud.openservices.tablestore.model.StreamRecord;
import com.alicloud.openservices.tablestore.model.StreamSpecification;
import com.alicloud.openservices.tablestore.model.StreamStatus;
import com.alicloud.openservices.tablestore.model.UpdateTableRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Streams as the official Java SDK reads them. */
class StreamE2eTest {
  private static final String T = "t";
  private static final PrimaryKey A1 = key("pk", "a", "n", 1);

  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private SyncClient client;
  private TestTable table;

  @BeforeEach
  void prepare() {
    client = server.client(E2eServer.freshInstance());
    table = TestTable.named(client, T);
  }

  private void create(String... originColumns) {
    CreateTableRequest request =
        TestTable.make(client)
            .named(T)
            .key("pk", STRING)
            .key("n", INTEGER)
            .maxVersions(3)
            .request();
    StreamSpecification stream = new StreamSpecification(true, 24);
    stream.addOriginColumnsToGet(originColumns);
    request.setStreamSpecification(stream);
    client.createTable(request);
  }

  private void update(StreamSpecification stream) {
    UpdateTableRequest request = new UpdateTableRequest(T);
    request.setStreamSpecification(stream);
    client.updateTable(request);
  }

  /** A record as {@code TYPE key cells}. */
  private static String told(StreamRecord record) {
    StringBuilder text = new StringBuilder(record.getRecordType().name());
    for (var column : record.getPrimaryKey().getPrimaryKeyColumns()) {
      text.append(' ').append(column.getValue());
    }
    append(text, record.getColumns());
    if (!record.getOriginColumns().isEmpty()) {
      text.append(" was");
      append(text, record.getOriginColumns());
    }
    return text.toString();
  }

  private static void append(StringBuilder text, List<RecordColumn> columns) {
    for (RecordColumn each : columns) {
      text.append(' ').append(each.getColumn().getName());
      switch (each.getColumnType()) {
        case PUT -> text.append('=').append(each.getColumn().getValue());
        case DELETE_ONE_VERSION -> text.append("-@").append(each.getColumn().getTimestamp());
        case DELETE_ALL_VERSION -> text.append('-');
      }
    }
  }

  @Test
  void aTablesStreamIsListedAndDescribed() {
    client.createTable(TestTable.make(client).named("other").key("pk", STRING).request());
    assertThat(client.listStream(new ListStreamRequest("other")).getStreams()).isEmpty();
    assertThat(client.listStream(new ListStreamRequest("missing")).getStreams()).isEmpty();
    create();
    String id = StreamReader.streamId(client, T);
    List<Stream> streams = client.listStream(new ListStreamRequest(T)).getStreams();
    assertThat(streams).hasSize(1);
    assertThat(streams.get(0).getStreamId()).isEqualTo(id).startsWith("t_");
    assertThat(streams.get(0).getTableName()).isEqualTo(T);
    assertThat(client.listStream(new ListStreamRequest()).getStreams()).hasSize(1);

    DescribeStreamResponse described = client.describeStream(new DescribeStreamRequest(id));
    assertThat(described.getStreamId()).isEqualTo(id);
    assertThat(described.getTableName()).isEqualTo(T);
    assertThat(described.getExpirationTime()).isEqualTo(24);
    assertThat(described.getStatus()).isEqualTo(StreamStatus.ACTIVE);
    assertThat(described.getCreationTime()).isEqualTo(streams.get(0).getCreationTime());
    assertThat(described.isTimeseriesDataTable()).isFalse();
    assertThat(described.getShards()).hasSize(1);
    assertThat(described.getShards().get(0).getParentId()).isNullOrEmpty();
    assertThat(described.getShards().get(0).getParentSiblingId()).isNullOrEmpty();
    assertThat(described.getNextShardId()).isNullOrEmpty();
  }

  @Test
  void writesAreToldInOrderWithEverythingTheyDid() {
    create("a");
    table.put(A1, cell("b", "x"), cell("a", 1));
    table
        .updating(A1)
        .put(cell("a", 2))
        .remove("b")
        .removeVersion("c", 12345)
        .put(cell("d", true))
        .run();
    table.updating(A1).increment("a", 5).run();
    table.delete(A1);
    table.bulkImport(table.putting(key("pk", "汉\u0000字", "n", -5), cell("col", 0.5)));
    List<StreamRecord> records = StreamReader.only(client, T).rest();
    assertThat(records.stream().map(StreamE2eTest::told))
        .containsExactly(
            "PUT a 1 b=x a=1",
            "UPDATE a 1 a=2 b- c-@12345 d=true was a=1",
            "UPDATE a 1 a=7 was a=2",
            "DELETE a 1 was a=7",
            "PUT 汉\u0000字 -5 col=0.5");
    long last = 0;
    for (StreamRecord record : records) {
      assertThat(record.getSequenceInfo().getTimestamp()).isGreaterThan(last);
      last = record.getSequenceInfo().getTimestamp();
    }
    assertThat(Duration.between(Instant.ofEpochMilli(last / 1000), Instant.now()).abs())
        .isLessThan(Duration.ofMinutes(5));
  }

  @Test
  void whatIsWrittenIsReadAtOnceAndTheIteratorStaysMeanwhile() {
    create();
    StreamReader reader = StreamReader.only(client, T);
    for (int i = 0; i < 20; i++) {
      String before = reader.iterator();
      assertThat(reader.page(10).getRecords()).isEmpty();
      assertThat(reader.iterator()).isEqualTo(before);
      table.put(key("pk", "a", "n", i), cell("c", i));
      GetStreamRecordResponse page = reader.page(10);
      assertThat(page.getRecords()).hasSize(1);
      assertThat(page.getMayMoreRecord()).isFalse();
      assertThat(reader.iterator()).isNotEqualTo(before);
    }
    GetStreamRecordResponse full = StreamReader.only(client, T).page(20);
    assertThat(full.getRecords()).hasSize(20);
    assertThat(full.getMayMoreRecord()).isTrue();
  }

  @Test
  void aStreamSwitchedOffIsGoneAndOnAgainANewOne() {
    create();
    table.put(A1);
    StreamReader old = StreamReader.only(client, T);
    String oldStream = StreamReader.streamId(client, T);
    String oldShard = StreamReader.shards(client, T).get(0);
    update(new StreamSpecification(false));
    table.put(A1);
    assertRefused(() -> old.page(1), 404, "OTSObjectNotExist", "Requested stream does not exist.");
    update(new StreamSpecification(true, 1));
    table.put(A1, cell("c", "new"));
    assertThat(StreamReader.only(client, T).rest().stream().map(StreamE2eTest::told))
        .containsExactly("PUT a 1 c=new");
    assertRefused(() -> old.page(1), 404, "OTSObjectNotExist", "Requested stream does not exist.");
    assertRefused(
        () -> client.getShardIterator(new GetShardIteratorRequest(oldStream, oldShard)),
        404,
        "OTSObjectNotExist",
        "Requested stream does not exist.");
    assertRefused(
        () ->
            client.getShardIterator(
                new GetShardIteratorRequest(StreamReader.streamId(client, T), oldShard)),
        404,
        "OTSObjectNotExist",
        "Requested shard does not exist.");
    StreamReader last = StreamReader.only(client, T);
    client.deleteTable(new DeleteTableRequest(T));
    assertRefusedWith(() -> last.page(1), 404, "OTSObjectNotExist", "does not exist.");
  }

  @Test
  void readingBeginsAtAMoment() {
    create();
    table.put(key("pk", "a", "n", 1));
    String stream = StreamReader.streamId(client, T);
    GetShardIteratorRequest request =
        new GetShardIteratorRequest(stream, StreamReader.shards(client, T).get(0));
    long second = StreamReader.only(client, T).rest().get(0).getSequenceInfo().getTimestamp() + 1;
    table.put(key("pk", "a", "n", 2));
    request.setTimestamp(second);
    String iterator = client.getShardIterator(request).getShardIterator();
    assertThat(
            client.getStreamRecord(new GetStreamRecordRequest(iterator)).getRecords().stream()
                .map(StreamE2eTest::told))
        .containsExactly("PUT a 2");
  }

  @Test
  void nonsenseIsRefused() {
    create();
    assertInvalid(
        () -> client.getStreamRecord(new GetStreamRecordRequest("nonsense")),
        "Invalid shard iterator.");
    assertInvalid(
        () -> client.describeStream(new DescribeStreamRequest("t")), "Invalid stream id: 't'.");
    assertRefused(
        () -> client.describeStream(new DescribeStreamRequest("t_0000000000000001")),
        404,
        "OTSObjectNotExist",
        "Requested stream does not exist.");
  }
}
