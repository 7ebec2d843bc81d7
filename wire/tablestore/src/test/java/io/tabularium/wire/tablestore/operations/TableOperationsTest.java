/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.tabularium.wire.tablestore.proto.TablestoreProto;
import io.tabularium.wire.tablestore.proto.TablestoreProto.AddDefinedColumnRequest;
import io.tabularium.wire.tablestore.proto.TablestoreProto.ComputeSplitPointsBySizeRequest;
import io.tabularium.wire.tablestore.proto.TablestoreProto.ComputeSplitPointsBySizeResponse;
import io.tabularium.wire.tablestore.proto.TablestoreProto.CreateTableRequest;
import io.tabularium.wire.tablestore.proto.TablestoreProto.DeleteDefinedColumnRequest;
import io.tabularium.wire.tablestore.proto.TablestoreProto.DeleteTableRequest;
import io.tabularium.wire.tablestore.proto.TablestoreProto.DescribeTableRequest;
import io.tabularium.wire.tablestore.proto.TablestoreProto.DescribeTableResponse;
import io.tabularium.wire.tablestore.proto.TablestoreProto.ListTableResponse;
import io.tabularium.wire.tablestore.proto.TablestoreProto.UpdateTableRequest;
import io.tabularium.wire.tablestore.proto.TablestoreProto.UpdateTableResponse;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TableOperationsTest {
  private final Service service = new Service();

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void aCallerIsToldOnlyOfTablesItMayDoSomethingWith() throws Exception {
    for (String table : new String[] {"read", "none", "write", "admin"}) {
      service.createTable(table);
    }
    service.checkTablesBy((table, access) -> table.equals(access.name().toLowerCase(Locale.ROOT)));
    assertThat(
            ListTableResponse.parseFrom(service.call("ListTable", new byte[0])).getTableNamesList())
        .containsExactly("admin", "read", "write");
  }

  @Test
  void createListDescribeDelete() throws Exception {
    assertThat(service.call("ListTable", new byte[0])).isEmpty();
    assertThat(service.call("CreateTable", Service.table("b").build())).isEmpty();
    service.createTable("a");
    assertThat(
            ListTableResponse.parseFrom(service.call("ListTable", new byte[0])).getTableNamesList())
        .containsExactly("a", "b");
    DescribeTableResponse description = describe("b");
    assertThat(description.getTableMeta()).isEqualTo(Service.table("b").getTableMeta());
    assertThat(description.getTableOptions().getMaxVersions()).isEqualTo(3);
    assertThat(description.getCreationTime()).isPositive();
    // At least one client fails on a body here.
    assertThat(
            service.call("DeleteTable", DeleteTableRequest.newBuilder().setTableName("b").build()))
        .isEmpty();
    assertThat(
            service.refusal(
                "DescribeTable", DescribeTableRequest.newBuilder().setTableName("b").build()))
        .isEqualTo("OTSObjectNotExist: Requested table does not exist.");
  }

  @Test
  void thereAreNoSearchIndexesAtFirst() {
    service.call("CreateTable", Service.table("t").build());
    TablestoreProto.DescribeTableRequest named = // has the same field
        TablestoreProto.DescribeTableRequest.newBuilder().setTableName("t").build();
    assertThat(service.call("ListSearchIndex", named)).isEmpty();
    assertThat(
            service.call("ListSearchIndex", TablestoreProto.ListTableRequest.getDefaultInstance()))
        .isEmpty();
    assertThat(
            service.refusal(
                "ListSearchIndex", DescribeTableRequest.newBuilder().setTableName("no").build()))
        .isEqualTo("OTSParameterInvalid: table [no] does not exist");
  }

  @Test
  void preSplitTable() {
    service.call(
        "CreateTable",
        Service.table("t")
            .addPartitions(partition("09", "03 01000000 67"))
            .addPartitions(partition("03 01000000 67", "0a"))
            .build());
    assertThat(describe("t").getShardSplitsList())
        .extracting(ByteString::toByteArray)
        .containsExactly(
            io.tabularium.wire.tablestore.codec.PlainBufferEncoder.key(
                io.tabularium.model.PrimaryKey.of(
                    new io.tabularium.model.PrimaryKeyColumn(
                        "pk", io.tabularium.model.Value.string("g")))));
  }

  @Test
  void keyColumnsOfUnknownTypesAreRefusedByName() {
    UnknownFieldSet bool =
        UnknownFieldSet.newBuilder()
            .addField(
                TablestoreProto.PrimaryKeySchema.TYPE_FIELD_NUMBER,
                UnknownFieldSet.Field.newBuilder().addVarint(5).build())
            .build();
    CreateTableRequest.Builder request = Service.table("t");
    request.getTableMetaBuilder().addPrimaryKeyBuilder().setName("flag").setUnknownFields(bool);
    assertThat(service.refusal("CreateTable", request.build()))
        .isEqualTo(
            "OTSParameterInvalid: Invalid column type, only STRING,INTEGER,BINARY is allowed.");

    CreateTableRequest.Builder untyped = Service.table("t");
    untyped.getTableMetaBuilder().addPrimaryKeyBuilder().setName("flag");
    assertThat(service.refusal("CreateTable", untyped.build()))
        .isEqualTo("OTSParameterInvalid: Parse PBMessage from RawString failed.");
  }

  private static TablestoreProto.PartitionRange partition(String begin, String end) {
    return TablestoreProto.PartitionRange.newBuilder()
        .setBegin(hex(begin))
        .setEnd(hex(end))
        .build();
  }

  private static ByteString hex(String hex) {
    return ByteString.copyFrom(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  @Test
  void update() {
    service.createTable("t");
    UpdateTableResponse updated =
        service.call(
            "UpdateTable",
            UpdateTableRequest.newBuilder()
                .setTableName("t")
                .setTableOptions(TablestoreProto.TableOptions.newBuilder().setMaxVersions(7))
                .setStreamSpec(
                    TablestoreProto.StreamSpecification.newBuilder()
                        .setEnableStream(true)
                        .setExpirationTime(24))
                .build(),
            UpdateTableResponse.parser());
    assertThat(updated.getTableOptions().getMaxVersions()).isEqualTo(7);
    assertThat(updated.getTableOptions().getTimeToLive()).isEqualTo(-1);
    assertThat(updated.getStreamDetails().getEnableStream()).isTrue();
    assertThat(updated.getStreamDetails().getStreamId()).isNotEmpty();
    assertThat(updated.getReservedThroughputDetails().getCapacityUnit().hasWrite()).isTrue();
    assertThat(describe("t").getStreamDetails()).isEqualTo(updated.getStreamDetails());
  }

  /** Even to say "no" is to mention it. */
  @Test
  void updateMayNotMentionFullRowUpdates() {
    service.createTable("t");
    assertThat(
            service.refusal(
                "UpdateTable",
                UpdateTableRequest.newBuilder()
                    .setTableName("t")
                    .setTableOptions(
                        TablestoreProto.TableOptions.newBuilder().setUpdateFullRow(false))
                    .build()))
        .contains("contain updateFullRow");
  }

  @Test
  void definedColumns() {
    service.createTable("t");
    assertThat(
            service.call(
                "AddDefinedColumn",
                AddDefinedColumnRequest.newBuilder()
                    .setTableName("t")
                    .addColumns(
                        TablestoreProto.DefinedColumnSchema.newBuilder()
                            .setName("x")
                            .setType(TablestoreProto.DefinedColumnType.DCT_BLOB))
                    .addColumns(
                        TablestoreProto.DefinedColumnSchema.newBuilder()
                            .setName("y")
                            .setType(TablestoreProto.DefinedColumnType.DCT_DOUBLE))
                    .build()))
        .isEmpty();
    assertThat(
            service.call(
                "DeleteDefinedColumn",
                DeleteDefinedColumnRequest.newBuilder().setTableName("t").addColumns("x").build()))
        .isEmpty();
    assertThat(describe("t").getTableMeta().getDefinedColumnList())
        .containsExactly(
            TablestoreProto.DefinedColumnSchema.newBuilder()
                .setName("y")
                .setType(TablestoreProto.DefinedColumnType.DCT_DOUBLE)
                .build());
  }

  @Test
  void splitPoints() {
    service.createTable("t");
    ComputeSplitPointsBySizeRequest.Builder request =
        ComputeSplitPointsBySizeRequest.newBuilder().setTableName("t").setSplitSize(1);
    ComputeSplitPointsBySizeResponse response =
        service.call(
            "ComputeSplitPointsBySize", request.build(), ComputeSplitPointsBySizeResponse.parser());
    assertThat(response.getSchemaList())
        .isEqualTo(Service.table("t").getTableMeta().getPrimaryKeyList());
    assertThat(response.getConsumed().getCapacityUnit())
        .isEqualTo(TablestoreProto.CapacityUnit.newBuilder().setRead(1).setWrite(0).build());
    assertThat(response.getSplitPointsCount()).isZero();
    assertThat(response.getLocations(0).getRepeat()).isEqualTo(1);
    assertThat(
            service.refusal("ComputeSplitPointsBySize", request.setSplitSizeUnitInByte(1).build()))
        .contains("The split_size_unit_in_byte should be greater equal than: 1048576");
    assertThat(service.refusal("ComputeSplitPointsBySize", request.setSplitSize(0).build()))
        .contains("The split_size should be greater than 0.");
  }

  private DescribeTableResponse describe(String table) {
    return service.call(
        "DescribeTable",
        DescribeTableRequest.newBuilder().setTableName(table).build(),
        DescribeTableResponse.parser());
  }
}
