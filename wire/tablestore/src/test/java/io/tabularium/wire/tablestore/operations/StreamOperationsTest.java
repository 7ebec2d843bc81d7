/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import static io.tabularium.wire.tablestore.operations.Service.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.tabularium.model.Cell;
import io.tabularium.model.Value;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.proto.TablestoreProto.ActionType;
import io.tabularium.wire.tablestore.proto.TablestoreProto.DescribeStreamRequest;
import io.tabularium.wire.tablestore.proto.TablestoreProto.DescribeStreamResponse;
import io.tabularium.wire.tablestore.proto.TablestoreProto.GetShardIteratorRequest;
import io.tabularium.wire.tablestore.proto.TablestoreProto.GetShardIteratorResponse;
import io.tabularium.wire.tablestore.proto.TablestoreProto.GetStreamRecordRequest;
import io.tabularium.wire.tablestore.proto.TablestoreProto.GetStreamRecordResponse;
import io.tabularium.wire.tablestore.proto.TablestoreProto.ListStreamRequest;
import io.tabularium.wire.tablestore.proto.TablestoreProto.ListStreamResponse;
import io.tabularium.wire.tablestore.proto.TablestoreProto.StreamSpecification;
import io.tabularium.wire.tablestore.proto.TablestoreProto.StreamStatus;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The messages of the stream operations, field by field, and who may send them. */
class StreamOperationsTest {
  private final Service service = new Service();
  private String stream;
  private String shard;

  @BeforeEach
  void createTable() {
    service.call(
        "CreateTable",
        Service.table("t")
            .setStreamSpec(
                StreamSpecification.newBuilder()
                    .setEnableStream(true)
                    .setExpirationTime(24)
                    .addColumnsToGet("c"))
            .build());
    ListStreamResponse listed =
        service.call(
            "ListStream", ListStreamRequest.getDefaultInstance(), ListStreamResponse.parser());
    stream = listed.getStreams(0).getStreamId();
    shard = describe().getShards(0).getShardId();
  }

  @AfterEach
  void close() {
    service.close();
  }

  private DescribeStreamResponse describe() {
    return service.call(
        "DescribeStream",
        DescribeStreamRequest.newBuilder().setStreamId(stream).build(),
        DescribeStreamResponse.parser());
  }

  private String iterator() {
    GetShardIteratorResponse response =
        service.call(
            "GetShardIterator",
            GetShardIteratorRequest.newBuilder().setStreamId(stream).setShardId(shard).build(),
            GetShardIteratorResponse.parser());
    assertThat(response.hasNextToken()).isFalse();
    return response.getShardIterator();
  }

  private GetStreamRecordResponse read(String iterator) {
    return service.call(
        "GetStreamRecord",
        GetStreamRecordRequest.newBuilder().setShardIterator(iterator).build(),
        GetStreamRecordResponse.parser());
  }

  @Test
  void everyFieldClientsRelyOnIsSet() {
    DescribeStreamResponse described = describe();
    assertThat(described.getStreamStatus()).isEqualTo(StreamStatus.STREAM_ACTIVE);
    assertThat(described.hasNextShardId()).isFalse();
    assertThat(described.getShards(0).hasParentId()).isFalse();
    assertThat(described.getShards(0).hasParentSiblingId()).isFalse();
    assertThat(described.hasIsTimeseriesDataTable()).isFalse();

    String iterator = iterator();
    GetStreamRecordResponse nothing = read(iterator);
    assertThat(nothing.getStreamRecordsList()).isEmpty();
    assertThat(nothing.getNextShardIterator()).isEqualTo(iterator);
    assertThat(nothing.getMayMoreRecord()).isFalse();
    assertThat(nothing.hasMayMoreRecord()).isTrue();
    assertThat(nothing.getConsumed().getCapacityUnit().hasRead()).isTrue();
    assertThat(nothing.getConsumed().getCapacityUnit().hasWrite()).isTrue();
  }

  @Test
  void aRecordIsOneRowWithItsPlaceBehindTheCells() {
    service.put("t", key("a", 1), Cell.put("c", Value.integer(1), 1_500_000_000_000L));
    service.put("t", key("a", 1), Cell.put("d", Value.string("x")));
    GetStreamRecordResponse page = read(iterator());
    assertThat(page.getStreamRecordsCount()).isEqualTo(2);
    var first = page.getStreamRecords(0);
    assertThat(first.getActionType()).isEqualTo(ActionType.PUT_ROW);
    assertThat(first.hasOriginRecord()).isFalse();
    byte[] record = first.getRecord().toByteArray();
    String place = HexFormat.of().formatHex(record, record.length - 31, record.length - 2);
    assertThat(place).startsWith("0b180000000c130000000d000000000e").endsWith("0f00000000");
    long micros =
        ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN).getLong(record.length - 15);
    assertThat(micros / 1000)
        .isBetween(System.currentTimeMillis() - 60_000, System.currentTimeMillis());
    // The old cells are a row with its key, but without a place of its own.
    byte[] origin = page.getStreamRecords(1).getOriginRecord().toByteArray();
    assertThat(HexFormat.of().formatHex(origin))
        .startsWith("7500000001")
        .doesNotContain("0b180000000c13");
  }

  @Test
  void theTableIsCheckedForReading() {
    String iterator = iterator();
    List<String> checked = new ArrayList<>();
    service.checkTablesBy(
        (table, access) -> {
          checked.add(table + " " + access);
          return false;
        });
    assertThat(
            service.refusal(
                "DescribeStream", DescribeStreamRequest.newBuilder().setStreamId(stream).build()))
        .startsWith("OTSNoPermissionAccess");
    assertThat(
            service.refusal(
                "GetShardIterator",
                GetShardIteratorRequest.newBuilder().setStreamId(stream).setShardId(shard).build()))
        .startsWith("OTSNoPermissionAccess");
    assertThat(
            service.refusal(
                "GetStreamRecord",
                GetStreamRecordRequest.newBuilder().setShardIterator(iterator).build()))
        .startsWith("OTSNoPermissionAccess");
    assertThat(
            service.refusal("ListStream", ListStreamRequest.newBuilder().setTableName("t").build()))
        .startsWith("OTSNoPermissionAccess");
    assertThat(checked).containsOnly("t READ");
    assertThat(service.call("ListStream", new byte[0])).isEmpty();
    service.checkTablesBy((table, access) -> access == Access.READ);
    assertThat(service.call("ListStream", new byte[0])).isNotEmpty();
  }

  @Test
  void whatIsRequiredMustBeThere() {
    for (String operation : List.of("DescribeStream", "GetShardIterator", "GetStreamRecord")) {
      assertThat(service.refusal(operation, new byte[0]))
          .isEqualTo("OTSParameterInvalid: Parse PBMessage from RawString failed.");
    }
    assertThat(
            service.refusal(
                "ListStream", ListStreamRequest.newBuilder().setTableName("3t").build()))
        .isEqualTo("OTSParameterInvalid: Invalid table name: '3t'.");
  }
}
