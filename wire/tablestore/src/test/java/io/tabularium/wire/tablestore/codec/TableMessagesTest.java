/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.core.ResponseContentWithMeta;
import com.alicloud.openservices.tablestore.core.protocol.OTSProtocolBuilder;
import com.alicloud.openservices.tablestore.core.protocol.OtsInternalApi;
import com.alicloud.openservices.tablestore.core.protocol.ResponseFactory;
import com.alicloud.openservices.tablestore.model.CapacityUnit;
import com.alicloud.openservices.tablestore.model.ComputeSplitsBySizeResponse;
import com.alicloud.openservices.tablestore.model.CreateTableRequestEx;
import com.alicloud.openservices.tablestore.model.DefinedColumnType;
import com.alicloud.openservices.tablestore.model.DescribeTableResponse;
import com.alicloud.openservices.tablestore.model.IndexType;
import com.alicloud.openservices.tablestore.model.IndexUpdateMode;
import com.alicloud.openservices.tablestore.model.PrimaryKeyOption;
import com.alicloud.openservices.tablestore.model.PrimaryKeyType;
import com.alicloud.openservices.tablestore.model.PrimaryKeyValue;
import com.alicloud.openservices.tablestore.model.Response;
import com.alicloud.openservices.tablestore.model.SSEKeyType;
import com.alicloud.openservices.tablestore.model.SSESpecification;
import com.alicloud.openservices.tablestore.model.StreamSpecification;
import com.alicloud.openservices.tablestore.model.UpdateTableResponse;
import com.google.protobuf.ByteString;
import io.tabularium.engine.SplitPoints;
import io.tabularium.model.ByteSlice;
import io.tabularium.model.ConsumedCapacity;
import io.tabularium.model.DefinedColumn;
import io.tabularium.model.EncryptionSpec;
import io.tabularium.model.IndexMeta;
import io.tabularium.model.KeyColumnSchema;
import io.tabularium.model.KeyType;
import io.tabularium.model.PartitionRange;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.ReservedThroughput;
import io.tabularium.model.StreamDetails;
import io.tabularium.model.StreamSpec;
import io.tabularium.model.TableDescription;
import io.tabularium.model.TableMeta;
import io.tabularium.model.TableOptions;
import io.tabularium.model.TableOptionsChange;
import io.tabularium.model.TableSpec;
import io.tabularium.model.Value;
import io.tabularium.model.ValueType;
import io.tabularium.wire.tablestore.proto.TablestoreProto;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableMessagesTest {
  private static final ResponseContentWithMeta META =
      new ResponseContentWithMeta(null, new Response("request"));
  private static final PrimaryKeySchema SCHEMA =
      PrimaryKeySchema.of(
          KeyColumnSchema.of("pk1", KeyType.STRING),
          KeyColumnSchema.of("pk2", KeyType.BINARY),
          new KeyColumnSchema("pk3", KeyType.INTEGER, true));
  private static final List<DefinedColumn> COLUMNS =
      List.of(
          new DefinedColumn("i", ValueType.INTEGER),
          new DefinedColumn("d", ValueType.DOUBLE),
          new DefinedColumn("b", ValueType.BOOLEAN),
          new DefinedColumn("s", ValueType.STRING),
          new DefinedColumn("o", ValueType.BLOB));

  /** Everything CreateTable can say, as the official client says it. */
  @Test
  void createTableOfTheClient() throws Exception {
    var meta = new com.alicloud.openservices.tablestore.model.TableMeta("t");
    meta.addPrimaryKeyColumn("pk1", PrimaryKeyType.STRING);
    meta.addPrimaryKeyColumn("pk2", PrimaryKeyType.BINARY);
    meta.addPrimaryKeyColumn("pk3", PrimaryKeyType.INTEGER, PrimaryKeyOption.AUTO_INCREMENT);
    meta.addDefinedColumn("i", DefinedColumnType.INTEGER);
    meta.addDefinedColumn("d", DefinedColumnType.DOUBLE);
    meta.addDefinedColumn("b", DefinedColumnType.BOOLEAN);
    meta.addDefinedColumn("s", DefinedColumnType.STRING);
    meta.addDefinedColumn("o", DefinedColumnType.BINARY);
    var options = new com.alicloud.openservices.tablestore.model.TableOptions(-1, 3, 77);
    options.setAllowUpdate(false);
    var request =
        new CreateTableRequestEx(
            meta, options, new com.alicloud.openservices.tablestore.model.ReservedThroughput(1, 2));
    request.setSplitPoints(
        List.of(PrimaryKeyValue.fromString("g"), PrimaryKeyValue.fromString("p")));
    StreamSpecification stream = new StreamSpecification(true, 24);
    stream.addOriginColumnsToGet("i");
    request.setStreamSpecification(stream);
    request.setSseSpecification(new SSESpecification(true, SSEKeyType.SSE_BYOK, "key", "role"));
    var index = new com.alicloud.openservices.tablestore.model.IndexMeta("ix");
    index.addPrimaryKeyColumn("pk1");
    index.addDefinedColumn("i");
    index.setIndexType(IndexType.IT_LOCAL_INDEX);
    index.setIndexUpdateMode(IndexUpdateMode.IUM_SYNC_INDEX);
    request.addIndex(index);
    request.setLocalTxnEnabled(true);

    byte[] body = OTSProtocolBuilder.buildCreateTableExRequest(request).toByteArray();
    assertThat(spec(body))
        .isEqualTo(
            new TableSpec(
                new TableMeta("t", SCHEMA, COLUMNS),
                new TableOptionsChange(-1, 3, 77L, false, null),
                new ReservedThroughput(1, 2),
                List.of(
                    new PartitionRange(Value.INF_MIN, Value.string("g")),
                    new PartitionRange(Value.string("g"), Value.string("p")),
                    new PartitionRange(Value.string("p"), Value.INF_MAX)),
                new StreamSpec(true, 24, List.of("i")),
                new EncryptionSpec(true, 2, ByteSlice.utf8("key"), ByteSlice.utf8("role")),
                List.of(new IndexMeta("ix", List.of("pk1"), List.of("i"), true, true)),
                true));
  }

  /** What a request does not say is nothing, not zero. */
  @Test
  void createTableThatSaysLittle() {
    TablestoreProto.CreateTableRequest request = minimal().build();
    assertThat(spec(request.toByteArray()))
        .isEqualTo(
            new TableSpec(
                new TableMeta(
                    "t", PrimaryKeySchema.of(KeyColumnSchema.of("pk", KeyType.INTEGER)), List.of()),
                null,
                new ReservedThroughput(null, null),
                List.of(),
                null,
                null,
                List.of(),
                false));
    assertThat(
            spec(minimal()
                    .setTableOptions(TablestoreProto.TableOptions.getDefaultInstance())
                    .build()
                    .toByteArray())
                .options())
        .isEqualTo(new TableOptionsChange(null, null, null, null, null));
  }

  @Test
  void requiredFieldsAreRequired() {
    assertThat(
            Refusals.of(
                () ->
                    TableMessages.parse(
                        TablestoreProto.DescribeTableRequest.parser(), new byte[0])))
        .isEqualTo("Parse PBMessage from RawString failed.");
    assertThat(
            Refusals.of(
                () ->
                    TableMessages.parse(
                        TablestoreProto.DescribeTableRequest.parser(), new byte[] {10, 5, 'x'})))
        .isEqualTo("Parse PBMessage from RawString failed.");
  }

  @Test
  void partitionBoundsAreBareValues() {
    assertThat(
            Refusals.of(
                () ->
                    spec(
                        minimal()
                            .addPartitions(
                                TablestoreProto.PartitionRange.newBuilder()
                                    .setBegin(ByteString.copyFrom(new byte[] {9}))
                                    .setEnd(ByteString.copyFrom(new byte[] {4, 1})))
                            .build()
                            .toByteArray())))
        .isEqualTo("data format is invalid, unknown variant type occured.");
  }

  @Test
  void anIndexIsEitherGlobalAndAsynchronousOrLocalAndSynchronous() {
    assertThat(
            Refusals.of(
                () ->
                    spec(
                        minimal()
                            .addIndexMetas(
                                TablestoreProto.IndexMeta.newBuilder()
                                    .setName("ix")
                                    .setIndexType(TablestoreProto.IndexType.IT_LOCAL_INDEX)
                                    .setIndexUpdateMode(
                                        TablestoreProto.IndexUpdateMode.IUM_ASYNC_INDEX))
                            .build()
                            .toByteArray())))
        .isEqualTo("The update mode of index 'ix' does not fit its type.");
  }

  @Test
  void descriptionForTheClient() throws Exception {
    TableDescription table =
        new TableDescription(
            new TableMeta("t", SCHEMA, COLUMNS),
            new TableOptions(86_400, 5, 99, false, true),
            new ReservedThroughput(3, 4),
            1_700_000_000L,
            1_700_000_001L,
            new StreamDetails(true, "t_1", 24, 1_700_000_000_000_000L, List.of("i")),
            List.of(Value.string("g"), Value.string("p")),
            new EncryptionSpec(true, 2, ByteSlice.utf8("key"), ByteSlice.utf8("role")),
            List.of(
                new IndexMeta("local", List.of("pk1"), List.of("i"), true, true),
                new IndexMeta("global", List.of("s"), List.of(), false, false)),
            1_700_000_000_000_123L,
            true);
    byte[] body = TableMessages.describeTable(table).toByteArray();
    DescribeTableResponse read = describe(body);

    assertThat(read.getTableMeta().getPrimaryKeyList())
        .extracting(Object::toString)
        .containsExactly("pk1:STRING", "pk2:BINARY", "pk3:INTEGER:AUTO_INCREMENT");
    assertThat(read.getTableMeta().getDefinedColumnsList())
        .extracting(column -> column.getName() + ":" + column.getType())
        .containsExactly("i:INTEGER", "d:DOUBLE", "b:BOOLEAN", "s:STRING", "o:BINARY");
    assertThat(read.getTableOptions().getTimeToLive()).isEqualTo(86_400);
    assertThat(read.getTableOptions().getMaxVersions()).isEqualTo(5);
    assertThat(read.getTableOptions().getMaxTimeDeviation()).isEqualTo(99);
    assertThat(read.getTableOptions().getAllowUpdate()).isFalse();
    assertThat(read.getTableOptions().getUpdateFullRow()).isTrue();
    assertThat(read.getReservedThroughputDetails().getCapacityUnit())
        .isEqualTo(new CapacityUnit(3, 4));
    assertThat(read.getReservedThroughputDetails().getLastIncreaseTime()).isEqualTo(1_700_000_000L);
    assertThat(read.getReservedThroughputDetails().getLastDecreaseTime()).isEqualTo(1_700_000_001L);
    assertThat(read.getStreamDetails().isEnableStream()).isTrue();
    assertThat(read.getStreamDetails().getStreamId()).isEqualTo("t_1");
    assertThat(read.getStreamDetails().getExpirationTime()).isEqualTo(24);
    assertThat(read.getStreamDetails().getLastEnableTime()).isEqualTo(1_700_000_000_000_000L);
    assertThat(read.getStreamDetails().getOriginColumnsToGet()).containsExactly("i");
    assertThat(read.getShardSplits())
        .extracting(Object::toString)
        .containsExactly("pk1:g", "pk1:p");
    assertThat(read.getSseDetails().isEnable()).isTrue();
    assertThat(read.getSseDetails().getKeyType()).isEqualTo(SSEKeyType.SSE_BYOK);
    assertThat(read.getSseDetails().getKeyId()).isEqualTo("key");
    assertThat(read.getSseDetails().getRoleArn()).isEqualTo("role");
    assertThat(read.getIndexMeta())
        .extracting(
            index ->
                index.getIndexName()
                    + index.getPrimaryKeyList()
                    + index.getDefinedColumnsList()
                    + index.getIndexType()
                    + index.getIndexUpdateMode()
                    + index.getIndexSyncPhase())
        .containsExactly(
            "local[pk1][i]IT_LOCAL_INDEXIUM_SYNC_INDEXINCR",
            "global[s][]IT_GLOBAL_INDEXIUM_ASYNC_INDEXFULL");
    assertThat(read.getCreationTime()).isEqualTo(1_700_000_000_000_123L);
    // Unknown to the Java client, required by others.
    assertThat(TablestoreProto.DescribeTableResponse.parseFrom(body).getTableStatus())
        .isEqualTo(TablestoreProto.TableStatus.ACTIVE);
  }

  /** Where there is nothing there is no field; the rest is there always. */
  @Test
  void descriptionOfAPlainTable() throws Exception {
    TablestoreProto.DescribeTableResponse message =
        TablestoreProto.DescribeTableResponse.parseFrom(
            TableMessages.describeTable(plain()).toByteArray());
    assertThat(message.hasSseDetails()).isFalse();
    assertThat(message.getReservedThroughputDetails().hasLastDecreaseTime()).isFalse();
    assertThat(message.getReservedThroughputDetails().hasLastIncreaseTime()).isTrue();
    assertThat(message.getShardSplitsCount()).isZero();
    assertThat(message.getStreamDetails())
        .isEqualTo(TablestoreProto.StreamDetails.newBuilder().setEnableStream(false).build());
    TablestoreProto.TableOptions options = message.getTableOptions();
    assertThat(options.getAllFields()).hasSize(5);
    assertThat(message.getReservedThroughputDetails().getCapacityUnit().getAllFields()).hasSize(2);
  }

  @Test
  void updateForTheClient() throws Exception {
    UpdateTableResponse read =
        ResponseFactory.createUpdateTableResponse(
            META,
            OtsInternalApi.UpdateTableResponse.parseFrom(
                TableMessages.updateTable(plain()).toByteArray()));
    assertThat(read.getTableOptions().getTimeToLive()).isEqualTo(-1);
    assertThat(read.getTableOptions().getMaxVersions()).isEqualTo(1);
    assertThat(read.getTableOptions().getMaxTimeDeviation()).isEqualTo(86_400);
    assertThat(read.getTableOptions().getAllowUpdate()).isTrue();
    assertThat(read.getTableOptions().getUpdateFullRow()).isFalse();
    assertThat(read.getStreamDetails().isEnableStream()).isFalse();
    assertThat(read.getReservedThroughputDetails().getCapacityUnit())
        .isEqualTo(new CapacityUnit(0, 0));
  }

  @Test
  void splitPointsForTheClient() throws Exception {
    ComputeSplitsBySizeResponse read =
        splits(
            new SplitPoints(
                ConsumedCapacity.units(3, 0),
                SCHEMA,
                List.of(Value.string("g"), Value.string("p"))));
    assertThat(read.getConsumedCapacity().getCapacityUnit()).isEqualTo(new CapacityUnit(3, 0));
    assertThat(read.getPrimaryKeySchema()).hasSize(3);
    assertThat(read.getSplits())
        .extracting(split -> split.getLowerBound() + " to " + split.getUpperBound())
        .containsExactly(
            "pk1:INF_MIN, pk2:INF_MIN, pk3:INF_MIN to pk1:g, pk2:INF_MIN, pk3:INF_MIN",
            "pk1:g, pk2:INF_MIN, pk3:INF_MIN to pk1:p, pk2:INF_MIN, pk3:INF_MIN",
            "pk1:p, pk2:INF_MIN, pk3:INF_MIN to pk1:INF_MAX, pk2:INF_MAX, pk3:INF_MAX");
    assertThat(read.getSplits())
        .extracting(com.alicloud.openservices.tablestore.model.Split::getLocation)
        .allMatch(location -> location.matches("[0-9a-fA-F]{32}"));
  }

  @Test
  void aTableThatIsNotSplitIsOneSplit() throws Exception {
    assertThat(splits(new SplitPoints(ConsumedCapacity.units(1, 0), SCHEMA, List.of())).getSplits())
        .hasSize(1);
  }

  private static ComputeSplitsBySizeResponse splits(SplitPoints points) throws Exception {
    return ResponseFactory.createComputeSplitsBySizeResponse(
        META,
        OtsInternalApi.ComputeSplitPointsBySizeResponse.parseFrom(
            TableMessages.splitPoints(points).toByteArray()));
  }

  private static DescribeTableResponse describe(byte[] body) throws Exception {
    return ResponseFactory.createDescribeTableResponse(
        META, OtsInternalApi.DescribeTableResponse.parseFrom(body));
  }

  private static TableDescription plain() {
    return new TableDescription(
        new TableMeta("t", SCHEMA, List.of()),
        TableOptions.DEFAULT,
        new ReservedThroughput(0, 0),
        1_700_000_000L,
        null,
        StreamDetails.DISABLED,
        List.of(),
        null,
        List.of(),
        1_700_000_000_000_123L,
        false);
  }

  private static TablestoreProto.CreateTableRequest.Builder minimal() {
    return TablestoreProto.CreateTableRequest.newBuilder()
        .setTableMeta(
            TablestoreProto.TableMeta.newBuilder()
                .setTableName("t")
                .addPrimaryKey(
                    TablestoreProto.PrimaryKeySchema.newBuilder()
                        .setName("pk")
                        .setType(TablestoreProto.PrimaryKeyType.INTEGER)))
        .setReservedThroughput(
            TablestoreProto.ReservedThroughput.newBuilder()
                .setCapacityUnit(TablestoreProto.CapacityUnit.getDefaultInstance()));
  }

  private static TableSpec spec(byte[] body) {
    // A copy, so that nothing decoded may look into bytes that have changed since.
    byte[] copy = Arrays.copyOf(body, body.length);
    TableSpec spec =
        TableMessages.tableSpec(
            TableMessages.parse(TablestoreProto.CreateTableRequest.parser(), copy));
    Arrays.fill(copy, (byte) 0);
    return spec;
  }
}
