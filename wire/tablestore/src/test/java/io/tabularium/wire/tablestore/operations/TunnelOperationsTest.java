/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import static io.tabularium.wire.tablestore.operations.Service.ALWAYS;
import static io.tabularium.wire.tablestore.operations.Service.deletion;
import static io.tabularium.wire.tablestore.operations.Service.key;
import static io.tabularium.wire.tablestore.operations.Service.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.MessageLite;
import io.tabularium.model.Cell;
import io.tabularium.model.ErrorCode;
import io.tabularium.model.ServiceException;
import io.tabularium.model.Value;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.codec.Mutations;
import io.tabularium.wire.tablestore.codec.TestRows;
import io.tabularium.wire.tablestore.proto.TablestoreProto;
import io.tabularium.wire.tablestore.proto.TunnelProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The messages of the tunnel service, field by field, over an engine with its store in memory. */
class TunnelOperationsTest {
  private static final int BASE_DATA = 1;
  private static final int STREAM = 2;
  private static final int BASE_AND_STREAM = 3;
  private static final int ROUNDS = 3_000;

  private final Service service = new Service();

  @BeforeEach
  void createTable() {
    service.createTable("t");
  }

  @AfterEach
  void close() {
    service.close();
  }

  private String create(String name, int type) {
    return service
        .call("tunnel/create", createRequest(name, type), TunnelProto.CreateTunnelResponse.parser())
        .getTunnelId();
  }

  private static TunnelProto.CreateTunnelRequest createRequest(String name, int type) {
    return TunnelProto.CreateTunnelRequest.newBuilder()
        .setTunnel(
            TunnelProto.Tunnel.newBuilder()
                .setTableName("t")
                .setTunnelName(name)
                .setTunnelType(type)
                .setNeedAllTimeSeriesColumns(false))
        .build();
  }

  private TunnelProto.DescribeTunnelResponse describe(String name) {
    return service.call(
        "tunnel/describe",
        TunnelProto.DescribeTunnelRequest.newBuilder()
            .setTableName("t")
            .setTunnelName(name)
            .build(),
        TunnelProto.DescribeTunnelResponse.parser());
  }

  private String onlyChannel(String name) {
    return describe(name).getChannels(0).getChannelId();
  }

  private TunnelProto.GetCheckpointResponse checkpoint(String id, String channel) {
    return service.call(
        "tunnel/getcheckpoint",
        TunnelProto.GetCheckpointRequest.newBuilder()
            .setTunnelId(id)
            .setClientId("")
            .setChannelId(channel)
            .build(),
        TunnelProto.GetCheckpointResponse.parser());
  }

  private TunnelProto.ReadRecordsResponse read(String id, String channel, String token) {
    return service.call(
        "tunnel/readrecords",
        readRequest(id, channel, token),
        TunnelProto.ReadRecordsResponse.parser());
  }

  private static TunnelProto.ReadRecordsRequest readRequest(
      String id, String channel, String token) {
    return TunnelProto.ReadRecordsRequest.newBuilder()
        .setTunnelId(id)
        .setClientId("")
        .setChannelId(channel)
        .setToken(token)
        .build();
  }

  @Test
  void everyFieldOfADescriptionIsSet() {
    String id = create("tunnel", STREAM);
    TunnelProto.DescribeTunnelResponse described = describe("tunnel");
    TunnelProto.TunnelInfo info = described.getTunnel();
    assertThat(info.getTunnelId()).isEqualTo(id);
    assertThat(info.getTunnelType()).isEqualTo("Stream");
    assertThat(info.getTableName()).isEqualTo("t");
    assertThat(info.getInstanceName()).isEqualTo("instance");
    assertThat(info.getStreamId()).startsWith("t_");
    assertThat(info.getStage()).isEqualTo("ProcessStream");
    assertThat(info.hasExpired()).isTrue();
    assertThat(info.getTunnelName()).isEqualTo("tunnel");
    assertThat(info.getCreateTime()).isGreaterThan(1_600_000_000_000_000_000L);
    TunnelProto.StreamTunnelConfig config = info.getStreamTunnelConfig();
    assertThat(config.hasFlag() && config.hasStartOffset() && config.hasEndOffset()).isTrue();
    assertThat(config.getFlag()).isEqualTo(TunnelProto.StartOffsetFlag.LATEST);
    assertThat(described.hasTunnelRpo()).isTrue();
    TunnelProto.ChannelInfo channel = described.getChannels(0);
    assertThat(channel.getChannelType()).isEqualTo("Stream");
    assertThat(channel.getChannelStatus()).isEqualTo("WAIT");
    assertThat(channel.hasClientId()).isFalse();
    assertThat(channel.hasChannelRpo() && channel.hasChannelCount()).isTrue();
    TunnelProto.ListTunnelResponse list =
        service.call(
            "tunnel/list",
            TunnelProto.ListTunnelRequest.newBuilder().setTableName("t").build(),
            TunnelProto.ListTunnelResponse.parser());
    assertThat(list.getTunnelsList()).containsExactly(info);
    assertThat(service.call("tunnel/list", new byte[0])).isEqualTo(list.toByteArray());
  }

  @Test
  void aTunnelOfBaseDataOnATableWithoutStreamHasAnEmptyStreamId() {
    create("tunnel", BASE_DATA);
    TunnelProto.TunnelInfo info = describe("tunnel").getTunnel();
    assertThat(info.hasStreamId()).isTrue();
    assertThat(info.getStreamId()).isEmpty();
    assertThat(info.getStage()).isEqualTo("ProcessBaseData");
  }

  @Test
  void answersWithoutContentAreEmpty() {
    String id = create("tunnel", STREAM);
    TunnelProto.ConnectResponse client =
        service.call(
            "tunnel/connect",
            TunnelProto.ConnectRequest.newBuilder().setTunnelId(id).build(),
            TunnelProto.ConnectResponse.parser());
    assertThat(client.getClientId()).isNotEmpty();
    assertThat(
            service.call(
                "tunnel/heartbeat",
                TunnelProto.HeartbeatRequest.newBuilder()
                    .setTunnelId(id)
                    .setClientId(client.getClientId())
                    .build()))
        .isEmpty();
    assertThat(
            service.call(
                "tunnel/shutdown",
                TunnelProto.ShutdownRequest.newBuilder()
                    .setTunnelId(id)
                    .setClientId(client.getClientId())
                    .build()))
        .isEmpty();
    assertThat(
            service.call(
                "tunnel/schedule",
                TunnelProto.ScheduleRequest.newBuilder().setTunnelId(id).build()))
        .isEmpty();
    assertThat(
            service.call(
                "tunnel/delete",
                TunnelProto.DeleteTunnelRequest.newBuilder()
                    .setTableName("t")
                    .setTunnelName("tunnel")
                    .build()))
        .isEmpty();
    assertThat(service.call("tunnel/list", new byte[0])).isEmpty();
  }

  @Test
  void aRowOfBaseDataIsAPutOfAllItsVersionsWithoutASequence() {
    service.put("t", key("a", 1), Cell.put("c", Value.integer(1), 1000));
    service.call(
        "UpdateRow",
        TablestoreProto.UpdateRowRequest.newBuilder()
            .setTableName("t")
            .setRowChange(row(key("a", 1), Cell.put("c", Value.integer(2), 2000)))
            .setCondition(ALWAYS)
            .build());
    service.put("t", key("b", 1));
    String id = create("tunnel", BASE_DATA);
    String channel = onlyChannel("tunnel");
    TunnelProto.ReadRecordsResponse read =
        read(id, channel, checkpoint(id, channel).getCheckpoint());
    assertThat(read.getNextToken()).isEqualTo("finished");
    assertThat(read.hasMayMoreRecord()).isTrue();
    assertThat(read.getRecordsList()).hasSize(2).allMatch(r -> r.getActionType() == 1);
    assertThat(read.getRecordsList()).noneMatch(TunnelProto.Record::hasOriginRecord);
    assertThat(read.getRecords(0).getRecord())
        .isEqualTo(
            row(
                key("a", 1),
                Cell.put("c", Value.integer(2), 2000),
                Cell.put("c", Value.integer(1), 1000)));
    assertThat(read.getRecords(1).getRecord()).isEqualTo(row(key("b", 1)));
  }

  @Test
  void aChangeIsWhatWasDone() {
    String id = create("tunnel", STREAM);
    String channel = onlyChannel("tunnel");
    String token = checkpoint(id, channel).getCheckpoint();
    service.put("t", key("a", 1), Cell.put("c", Value.integer(1), 1000));
    service.call(
        "UpdateRow",
        TablestoreProto.UpdateRowRequest.newBuilder()
            .setTableName("t")
            .setRowChange(
                row(key("a", 1), Cell.put("d", Value.string("x"), 2000), Cell.deleteAll("c")))
            .setCondition(ALWAYS)
            .build());
    service.call(
        "DeleteRow",
        TablestoreProto.DeleteRowRequest.newBuilder()
            .setTableName("t")
            .setPrimaryKey(deletion(key("a", 1)))
            .setCondition(ALWAYS)
            .build());
    TunnelProto.ReadRecordsResponse read = read(id, channel, token);
    assertThat(read.getRecordsList().stream().map(TunnelProto.Record::getActionType))
        .containsExactly(1, 2, 3);
    assertThat(read.getMayMoreRecord()).isTrue();
    assertThat(TestRows.readOne(read.getRecords(0).getRecord()).value("c"))
        .isEqualTo(Value.integer(1));
    TunnelProto.ReadRecordsResponse tail = read(id, channel, read.getNextToken());
    assertThat(tail.getRecordsList()).isEmpty();
    assertThat(tail.getMayMoreRecord()).isFalse();
  }

  @Test
  void oldValuesComeAlongWhereTheStreamHasThem() {
    service.call(
        "UpdateTable",
        TablestoreProto.UpdateTableRequest.newBuilder()
            .setTableName("t")
            .setStreamSpec(
                TablestoreProto.StreamSpecification.newBuilder()
                    .setEnableStream(true)
                    .setExpirationTime(24)
                    .addColumnsToGet("c"))
            .build());
    String id = create("tunnel", STREAM);
    String channel = onlyChannel("tunnel");
    service.put("t", key("a", 1), Cell.put("c", Value.integer(1), 1000));
    service.put("t", key("a", 1), Cell.put("c", Value.integer(2), 2000));
    service.put("t", key("a", 2), Cell.put("c", Value.integer(3), 3000));
    TunnelProto.ReadRecordsResponse read =
        read(id, channel, checkpoint(id, channel).getCheckpoint());
    List<TunnelProto.Record> records = read.getRecordsList();
    assertThat(records).hasSize(3);
    assertThat(records.get(0).hasOriginRecord()).isFalse();
    assertThat(records.get(1).getOriginRecord())
        .isEqualTo(row(key("a", 1), Cell.put("c", Value.integer(1), 1000)));
    assertThat(records.get(2).hasOriginRecord()).isFalse();
  }

  @Test
  void consumePointsAreTwoDocuments() throws Exception {
    String id = create("tunnel", BASE_AND_STREAM);
    String channel = onlyChannel("tunnel");
    TunnelProto.GetRpoRequest request =
        TunnelProto.GetRpoRequest.newBuilder().setTunnelId(id).build();
    TunnelProto.GetRpoResponse byTime =
        service.call("tunnel/getrpo", request, TunnelProto.GetRpoResponse.parser());
    TunnelProto.GetRpoResponse byOffset =
        service.call("tunnel/getrpobyoffset", request, TunnelProto.GetRpoResponse.parser());
    assertThat(byTime.hasTunnelId()).isFalse();
    assertThat(byOffset.getTunnelId()).isEqualTo(id);
    JsonNode channels = new ObjectMapper().readTree(byTime.getRpoInfos().toByteArray());
    JsonNode of = channels.required(id).required(channel);
    assertThat(of.required("ChannelTyp").asText()).isEqualTo("BaseData");
    assertThat(of.required("Status").asText()).isEqualTo("WAIT");
    assertThat(of.required("TotalCount").isIntegralNumber()).isTrue();
    JsonNode whole = new ObjectMapper().readTree(byTime.getTunnelRpoInfos().toByteArray());
    assertThat(whole.required(id).required("Status").asText()).isEqualTo("ProcessBaseData");
    assertThat(whole.required(id).required("RpoTime").asLong()).isZero();
    assertThat(whole.required(id).required("AccessTime").asLong()).isZero();
  }

  @Test
  void rightsAreThoseToTheTable() {
    String id = create("tunnel", STREAM);
    String channel = onlyChannel("tunnel");
    List<String> asked = new ArrayList<>();
    service.checkTablesBy(
        (table, access) -> {
          asked.add(table + " " + access);
          return false;
        });
    Map<String, MessageLite> requests = requests(id, channel, "client", "finished");
    requests.remove("tunnel/list");
    requests.forEach(
        (operation, request) -> {
          asked.clear();
          assertThat(service.refusal(operation, request)).startsWith("OTSNoPermissionAccess");
          boolean changes =
              List.of("tunnel/create", "tunnel/delete", "tunnel/schedule").contains(operation);
          assertThat(asked).containsExactly("t " + (changes ? Access.ADMIN : Access.READ));
        });
    assertThat(service.call("tunnel/list", new byte[0])).isEmpty();
  }

  /** A request of every operation. */
  private static Map<String, MessageLite> requests(
      String id, String channel, String client, String token) {
    Map<String, MessageLite> requests = new LinkedHashMap<>();
    requests.put(
        "tunnel/create",
        TunnelProto.CreateTunnelRequest.newBuilder()
            .setTunnel(
                TunnelProto.Tunnel.newBuilder()
                    .setTableName("t")
                    .setTunnelName("another")
                    .setTunnelType(BASE_AND_STREAM)
                    .setStreamTunnelConfig(
                        TunnelProto.StreamTunnelConfig.newBuilder()
                            .setFlag(TunnelProto.StartOffsetFlag.EARLIEST)
                            .setEndOffset(Long.MAX_VALUE)))
            .build());
    requests.put(
        "tunnel/list", TunnelProto.ListTunnelRequest.newBuilder().setTableName("t").build());
    requests.put(
        "tunnel/describe",
        TunnelProto.DescribeTunnelRequest.newBuilder()
            .setTableName("t")
            .setTunnelName("tunnel")
            .setTunnelId(id)
            .build());
    requests.put("tunnel/getrpo", TunnelProto.GetRpoRequest.newBuilder().setTunnelId(id).build());
    requests.put(
        "tunnel/getrpobyoffset", TunnelProto.GetRpoRequest.newBuilder().setTunnelId(id).build());
    requests.put(
        "tunnel/connect",
        TunnelProto.ConnectRequest.newBuilder()
            .setTunnelId(id)
            .setClientConfig(
                TunnelProto.ClientConfig.newBuilder().setTimeout(30).setClientTag("Linux"))
            .build());
    TunnelProto.Channel.Builder state =
        TunnelProto.Channel.newBuilder().setChannelId(channel).setVersion(2).setStatus(3);
    requests.put(
        "tunnel/heartbeat",
        TunnelProto.HeartbeatRequest.newBuilder()
            .setTunnelId(id)
            .setClientId(client)
            .addChannels(state)
            .build());
    requests.put(
        "tunnel/schedule",
        TunnelProto.ScheduleRequest.newBuilder()
            .setTunnelId(id)
            .addChannels(state.setStatus(2))
            .build());
    requests.put(
        "tunnel/getcheckpoint",
        TunnelProto.GetCheckpointRequest.newBuilder()
            .setTunnelId(id)
            .setClientId(client)
            .setChannelId(channel)
            .build());
    requests.put("tunnel/readrecords", readRequest(id, channel, token));
    requests.put(
        "tunnel/checkpoint",
        TunnelProto.CheckpointRequest.newBuilder()
            .setTunnelId(id)
            .setClientId(client)
            .setChannelId(channel)
            .setCheckpoint(token)
            .setSequenceNumber(1)
            .build());
    requests.put(
        "tunnel/shutdown",
        TunnelProto.ShutdownRequest.newBuilder().setTunnelId(id).setClientId(client).build());
    requests.put(
        "tunnel/delete",
        TunnelProto.DeleteTunnelRequest.newBuilder()
            .setTableName("t")
            .setTunnelName("tunnel")
            .build());
    return requests;
  }

  /** Whatever a body is, either it is answered or the client is to blame. */
  @Test
  void hostileBodies() {
    long seed = Long.getLong("fuzz.seed", System.nanoTime());
    System.out.println("Tunnel bodies: -Dfuzz.seed=" + seed);
    Mutations mutations = new Mutations(seed);
    service.put("t", key("a", 1), Cell.put("c", Value.integer(1)));
    String[] id = {create("tunnel", BASE_AND_STREAM)};
    String[] channel = {onlyChannel("tunnel")};
    Map<String, MessageLite> requests =
        requests(id[0], channel[0], "client", checkpoint(id[0], channel[0]).getCheckpoint());
    requests.forEach(
        (operation, request) -> {
          for (int i = 0; i < ROUNDS; i++) {
            byte[] body = mutations.next(List.of(request.toByteArray()));
            try {
              service.call(operation, body);
            } catch (ServiceException e) {
              // More clients than a tunnel takes is the one thing that time alone can mend.
              boolean crowded =
                  operation.equals("tunnel/connect")
                      && e.code() == ErrorCode.OTSTunnelServerUnavailable;
              assertThat(e.code().blame() == ErrorCode.Blame.CLIENT || crowded)
                  .as("%s of %s: %s", operation, HexFormat.of().formatHex(body), e)
                  .isTrue();
            }
          }
        });
  }

  @Test
  void everyPathOfTheProtocolIsThere() {
    assertThat(
            service.operations().stream()
                .map(o -> o.name())
                .filter(name -> name.startsWith("tunnel/")))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.asList(
                "tunnel/create",
                "tunnel/delete",
                "tunnel/list",
                "tunnel/describe",
                "tunnel/getrpo",
                "tunnel/getrpobyoffset",
                "tunnel/schedule",
                "tunnel/connect",
                "tunnel/heartbeat",
                "tunnel/shutdown",
                "tunnel/getcheckpoint",
                "tunnel/readrecords",
                "tunnel/checkpoint"));
  }
}
