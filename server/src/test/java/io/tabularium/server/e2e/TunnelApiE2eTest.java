/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.alicloud.openservices.tablestore.TableStoreException;
import com.alicloud.openservices.tablestore.TunnelClient;
import com.alicloud.openservices.tablestore.model.DeleteTableRequest;
import com.alicloud.openservices.tablestore.model.DescribeTableRequest;
import com.alicloud.openservices.tablestore.model.StreamRecord;
import com.alicloud.openservices.tablestore.model.StreamRecord.RecordType;
import com.alicloud.openservices.tablestore.model.tunnel.ChannelInfo;
import com.alicloud.openservices.tablestore.model.tunnel.ChannelStatus;
import com.alicloud.openservices.tablestore.model.tunnel.ChannelType;
import com.alicloud.openservices.tablestore.model.tunnel.DeleteTunnelRequest;
import com.alicloud.openservices.tablestore.model.tunnel.ListTunnelRequest;
import com.alicloud.openservices.tablestore.model.tunnel.StartOffsetFlag;
import com.alicloud.openservices.tablestore.model.tunnel.StreamTunnelConfig;
import com.alicloud.openservices.tablestore.model.tunnel.TunnelInfo;
import com.alicloud.openservices.tablestore.model.tunnel.TunnelStage;
import com.alicloud.openservices.tablestore.model.tunnel.TunnelType;
import com.alicloud.openservices.tablestore.model.tunnel.internal.CheckpointRequest;
import com.alicloud.openservices.tablestore.model.tunnel.internal.ConnectTunnelRequest;
import com.alicloud.openservices.tablestore.model.tunnel.internal.HeartbeatRequest;
import com.alicloud.openservices.tablestore.model.tunnel.internal.ReadRecordsResponse;
import com.alicloud.openservices.tablestore.tunnel.worker.TunnelClientConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The calls of the tunnel service, one by one, through the official client. */
class TunnelApiE2eTest {
  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private static TunnelClient client;

  @BeforeAll
  static void connect() {
    client = TunnelKit.client(server.endpoint(), server.instance());
  }

  @AfterAll
  static void disconnect() {
    client.shutdown();
  }

  private static String refused(String code, ThrowingCallable call) {
    TableStoreException refusal = catchThrowableOfType(TableStoreException.class, call);
    assertThat(refusal).as("a refusal").isNotNull();
    assertThat(refusal.getErrorCode()).isEqualTo(code);
    assertThat(refusal.getRequestId()).isNotEmpty();
    return refusal.getMessage();
  }

  private static void delete(TestTable table, String name) {
    client.deleteTunnel(new DeleteTunnelRequest(table.name(), name));
  }

  private static List<Long> keys(List<StreamRecord> records) {
    return records.stream()
        .map(r -> r.getPrimaryKey().getPrimaryKeyColumn("pk").getValue().asLong())
        .toList();
  }

  private static TunnelKit.Reader reader(String id, ChannelInfo channel) {
    return new TunnelKit.Reader(client, id, channel);
  }

  // 1
  @Test
  void createdListedDescribedDeleted() {
    TestTable table = TunnelKit.table(server);
    for (TunnelType type : TunnelType.values()) {
      String name = "test-tunnel-" + type;
      String id = TunnelKit.create(client, table, name, type, null);
      TunnelInfo info = TunnelKit.describe(client, table, name).getTunnelInfo();
      assertThat(info.getTunnelId()).isEqualTo(id);
      assertThat(info.getTunnelName()).isEqualTo(name);
      assertThat(info.getTunnelType()).isEqualTo(type);
      assertThat(info.getTableName()).isEqualTo(table.name());
      assertThat(info.getInstanceName()).isEqualTo(server.instance());
      assertThat(info.isExpired()).isFalse();
      assertThat(info.getStage())
          .isEqualTo(
              type == TunnelType.Stream ? TunnelStage.ProcessStream : TunnelStage.ProcessBaseData);
      assertThat(info.getCreateTime())
          .isBetween(System.currentTimeMillis() - 60_000, System.currentTimeMillis());
      assertThat(
              client.listTunnel(new ListTunnelRequest(table.name())).getTunnelInfos().stream()
                  .map(TunnelInfo::getTunnelId))
          .contains(id);
      refused("OTSTunnelExist", () -> TunnelKit.create(client, table, name, type, null));
      delete(table, name);
      assertThat(refused("OTSParameterInvalid", () -> delete(table, name)))
          .contains("tunnel not exist");
      refused("OTSParameterInvalid", () -> TunnelKit.describe(client, table, name));
    }
    refused(
        "OTSParameterInvalid",
        () -> client.deleteTunnel(new DeleteTunnelRequest("no_such_table", "tunnel")));
    assertThat(client.listTunnel(new ListTunnelRequest("no_such_table")).getTunnelInfos())
        .isEmpty();
  }

  // 2, 3
  @Test
  void rangesAreEchoed() {
    TestTable table = TunnelKit.table(server);
    StreamTunnelConfig byDefault = new StreamTunnelConfig();
    StreamTunnelConfig earliest = new StreamTunnelConfig();
    earliest.setFlag(StartOffsetFlag.EARLIEST);
    long now = System.currentTimeMillis();
    StreamTunnelConfig hour = new StreamTunnelConfig();
    hour.setStartOffset(now);
    hour.setEndOffset(now + 3_600_000);
    TunnelKit.create(client, table, "none", TunnelType.Stream, null);
    TunnelKit.create(client, table, "default", TunnelType.Stream, byDefault);
    TunnelKit.create(client, table, "earliest", TunnelType.Stream, earliest);
    TunnelKit.create(client, table, "hour", TunnelType.Stream, hour);

    assertThat(echoed(table, "none")).containsExactly(StartOffsetFlag.LATEST, 0L, 0L);
    assertThat(echoed(table, "default")).containsExactly(StartOffsetFlag.LATEST, 0L, 0L);
    assertThat(echoed(table, "earliest")).containsExactly(StartOffsetFlag.EARLIEST, 0L, 0L);
    assertThat(echoed(table, "hour")).containsExactly(StartOffsetFlag.LATEST, now, now + 3_600_000);

    StreamTunnelConfig backwards = new StreamTunnelConfig();
    backwards.setStartOffset(now);
    backwards.setEndOffset(now - 1);
    refused(
        "OTSParameterInvalid",
        () -> TunnelKit.create(client, table, "backwards", TunnelType.Stream, backwards));
    assertThat(client.listTunnel(new ListTunnelRequest(table.name())).getTunnelInfos()).hasSize(4);
  }

  private static List<Object> echoed(TestTable table, String name) {
    StreamTunnelConfig config =
        TunnelKit.describe(client, table, name).getTunnelInfo().getStreamTunnelConfig();
    return List.of(config.getFlag(), config.getStartOffset(), config.getEndOffset());
  }

  // 8
  @Test
  void liveTailWithoutAWorker() {
    TestTable table = TunnelKit.table(server);
    String id = TunnelKit.create(client, table, TunnelType.Stream);
    for (int row = 0; row < 1000; row++) {
      table.put(
          key("pk", row),
          cell("col0", row),
          cell("col1", "x"),
          cell("col2", true),
          cell("col3", 1.5));
    }
    List<ChannelInfo> channels = TunnelKit.channels(client, table);
    assertThat(channels).hasSize(1);
    ChannelInfo channel = channels.get(0);
    assertThat(channel.getChannelStatus()).isEqualTo(ChannelStatus.WAIT);
    assertThat(channel.getChannelType()).isEqualTo(ChannelType.Stream);
    assertThat(channel.getClientId()).isEmpty();
    assertThat(channel.getChannelId().split("_")).hasSize(2);
    TunnelKit.Reader reader = reader(id, channel);
    ReadRecordsResponse page = reader.read();
    assertThat(page.getRecords()).as("all in one answer").hasSize(1000);
    assertThat(keys(page.getRecords())).isSorted();
    for (StreamRecord record : page.getRecords()) {
      assertThat(record.getRecordType()).isEqualTo(RecordType.PUT);
      assertThat(record.getColumns().stream().map(c -> c.getColumn().getName()))
          .containsExactly("col0", "col1", "col2", "col3");
      assertThat(record.getOriginColumns()).isNullOrEmpty();
    }
    assertThat(reader.read().getRecords()).isEmpty();
  }

  // 9
  @Test
  void onceThereIsNoMoreTheNextReadIsEmpty() {
    TestTable table = TunnelKit.table(server);
    String id = TunnelKit.create(client, table, TunnelType.Stream);
    for (int row = 0; row < 3_000; row += 200) {
      TestTable.Write[] writes = new TestTable.Write[200];
      for (int i = 0; i < 200; i++) {
        writes[i] = table.putting(key("pk", row + i), cell("c", row + i));
      }
      table.batchWrite(writes);
    }
    TunnelKit.Reader reader = reader(id, TunnelKit.channels(client, table).get(0));
    int reads = 1;
    while (reader.read().getMayMoreRecord()) {
      assertThat(++reads).isLessThan(20);
    }
    assertThat(reader.read().getRecords()).isEmpty();
    assertThat(reader.records).hasSize(3_000);
  }

  // 6, without the worker
  @Test
  void oldValuesAccompanyChanges() {
    TestTable table = TunnelKit.table(server);
    TunnelKit.enableStream(server, table, "col1");
    String id = TunnelKit.create(client, table, TunnelType.Stream);
    table.put(key("pk", 1), cell("col1", "old"), cell("col2", 1));
    table.updating(key("pk", 1)).put(cell("col1", "new")).run();
    table.delete(key("pk", 1));
    List<StreamRecord> records =
        reader(id, TunnelKit.channels(client, table).get(0)).drain().records;
    assertThat(records.stream().map(StreamRecord::getRecordType))
        .containsExactly(RecordType.PUT, RecordType.UPDATE, RecordType.DELETE);
    assertThat(records.get(0).getOriginColumns()).isNullOrEmpty();
    assertThat(records.get(1).getOriginColumns())
        .singleElement()
        .satisfies(old -> assertThat(old.getColumn().getValue().asString()).isEqualTo("old"));
    assertThat(records.get(2).getOriginColumns())
        .singleElement()
        .satisfies(old -> assertThat(old.getColumn().getValue().asString()).isEqualTo("new"));
  }

  // 19
  @Test
  void anIntervalIsDeliveredAndEnds() throws Exception {
    TestTable table = TunnelKit.table(server);
    TunnelKit.enableStream(server, table);
    table.put(key("pk", 1), cell("c", 1));
    long start = afterNow();
    table.put(key("pk", 2), cell("c", 2));
    table.put(key("pk", 3), cell("c", 3));
    long end = afterNow();
    table.put(key("pk", 4), cell("c", 4));
    afterNow();

    StreamTunnelConfig past = new StreamTunnelConfig();
    past.setStartOffset(start);
    past.setEndOffset(end);
    String id = TunnelKit.create(client, table, "past", TunnelType.Stream, past);
    TunnelKit.Reader reader =
        reader(id, TunnelKit.describe(client, table, "past").getChannelInfos().get(0));
    assertThat(keys(reader.drain().records)).containsExactly(2L, 3L);
    assertThat(reader.token).isEqualTo("finished");

    StreamTunnelConfig future = new StreamTunnelConfig();
    future.setFlag(StartOffsetFlag.EARLIEST);
    future.setEndOffset(System.currentTimeMillis() + 700);
    id = TunnelKit.create(client, table, "future", TunnelType.Stream, future);
    reader = reader(id, TunnelKit.describe(client, table, "future").getChannelInfos().get(0));
    assertThat(keys(reader.drain().records)).containsExactly(1L, 2L, 3L, 4L);
    assertThat(reader.token).isNotEqualTo("finished");
    while (!reader.token.equals("finished")) {
      assertThat(System.currentTimeMillis()).isLessThan(future.getEndOffset() + 20_000);
      TimeUnit.MILLISECONDS.sleep(20);
      reader.read();
    }
    assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(future.getEndOffset());
  }

  /** A millisecond that lies after all there was. */
  private static long afterNow() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(2);
    long now = System.currentTimeMillis();
    TimeUnit.MILLISECONDS.sleep(2);
    return now;
  }

  // 20
  @Test
  void placesRiseStrictlyInStreamsAndAreMissingInBaseData() {
    TestTable table = TunnelKit.table(server, 10);
    String id = TunnelKit.create(client, table, TunnelType.Stream);
    for (int i = 0; i < 50; i++) {
      table.put(key("pk", i % 20), cell("c", i));
    }
    for (ChannelInfo channel : TunnelKit.channels(client, table)) {
      long before = 0;
      for (StreamRecord record : reader(id, channel).drain().records) {
        assertThat(record.getSequenceInfo().getTimestamp()).isGreaterThan(before);
        before = record.getSequenceInfo().getTimestamp();
      }
      assertThat(before).isPositive();
    }
    String base = TunnelKit.create(client, table, "base", TunnelType.BaseData, null);
    for (ChannelInfo channel : TunnelKit.describe(client, table, "base").getChannelInfos()) {
      List<StreamRecord> records = reader(base, channel).drain().records;
      assertThat(records).hasSize(10);
      assertThat(records).allMatch(r -> r.getSequenceInfo().getTimestamp() == 0);
    }
  }

  // 24
  @Test
  void ofTwoCheckpointersOneLosesAndRecovers() {
    TestTable table = TunnelKit.table(server);
    String id = TunnelKit.create(client, table, TunnelType.Stream);
    String channel = TunnelKit.channels(client, table).get(0).getChannelId();
    TunnelKit.Reader reader = new TunnelKit.Reader(client, id, "", channel);
    String token = reader.token;
    client.checkpoint(new CheckpointRequest(id, "", channel, token, 1));
    refused(
        "OTSSequenceNumberNotMatch",
        () -> client.checkpoint(new CheckpointRequest(id, "other", channel, token, 1)));
    assertThat(reader.checkpoint().getSequenceNumber()).isEqualTo(1);
    assertThat(reader.checkpoint().getCheckpoint()).isEqualTo(token);
    client.checkpoint(new CheckpointRequest(id, "other", channel, token, 2));
  }

  // 25, without heartbeats
  @Test
  void theLastCheckpointAloneEndsAChannel() {
    TestTable table = TunnelKit.table(server);
    table.put(key("pk", 1), cell("c", 1));
    String id = TunnelKit.create(client, table, TunnelType.BaseData);
    ChannelInfo channel = TunnelKit.channels(client, table).get(0);
    assertThat(channel.getChannelId()).startsWith("BaseData_");
    TunnelKit.Reader reader = reader(id, channel).drain();
    client.checkpoint(
        new CheckpointRequest(id, "spark-client", channel.getChannelId(), reader.token, 0));
    assertThat(TunnelKit.describe(client, table).getTunnelInfo().getStage())
        .isEqualTo(TunnelStage.ProcessStream);
    ChannelInfo ended = TunnelKit.channels(client, table).get(0);
    assertThat(ended.getChannelStatus()).isEqualTo(ChannelStatus.TERMINATED);
    assertThat(ended.getChannelCount()).isEqualTo(1);
  }

  // 27
  @Test
  void baseDataIsReadAsItIsWhenItIsRead() {
    TestTable table = TunnelKit.table(server);
    table.put(key("pk", 2), cell("c", 2));
    String id = TunnelKit.create(client, table, TunnelType.BaseData);
    table.put(key("pk", 1), cell("c", 1), cell("d", "x"));
    table.put(key("pk", 3));
    List<StreamRecord> records =
        reader(id, TunnelKit.channels(client, table).get(0)).drain().records;
    assertThat(keys(records)).containsExactly(1L, 2L, 3L);
    assertThat(records).allMatch(r -> r.getRecordType() == RecordType.PUT);
    assertThat(records.get(0).getColumns()).hasSize(2);
    assertThat(records.get(2).getColumns()).isEmpty();
  }

  // 30
  @Test
  void aTunnelOfChangesSwitchesTheStreamOn() {
    TestTable table = TunnelKit.table(server);
    TunnelKit.create(client, table, TunnelType.BaseAndStream);
    var stream =
        server.client().describeTable(new DescribeTableRequest(table.name())).getStreamDetails();
    assertThat(stream.isEnableStream()).isTrue();
    assertThat(stream.getExpirationTime()).isEqualTo(168);
  }

  @Test
  void whoIsDeletedIsGone() {
    TestTable table = TunnelKit.table(server);
    String id = TunnelKit.create(client, table, TunnelType.Stream);
    String clientId =
        client
            .connectTunnel(new ConnectTunnelRequest(id, new TunnelClientConfig(30, "tag")))
            .getClientId();
    TunnelKit.Reader reader = reader(id, TunnelKit.channels(client, table).get(0));
    server.client().deleteTable(new DeleteTableRequest(table.name()));
    List<ThrowingCallable> calls = new ArrayList<>();
    calls.add(() -> client.heartbeat(new HeartbeatRequest(id, clientId, List.of())));
    calls.add(reader::read);
    calls.add(reader::checkpoint);
    for (ThrowingCallable call : calls) {
      assertThat(refused("OTSParameterInvalid", call)).contains("tunnel not exist");
    }
    assertThat(client.listTunnel(new ListTunnelRequest(table.name())).getTunnelInfos()).isEmpty();
  }
}
