/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import io.tabularium.engine.SplitPoints;
import io.tabularium.model.ByteSlice;
import io.tabularium.model.ConsumedCapacity;
import io.tabularium.model.DefinedColumn;
import io.tabularium.model.EncryptionSpec;
import io.tabularium.model.Errors;
import io.tabularium.model.IndexMeta;
import io.tabularium.model.KeyColumnSchema;
import io.tabularium.model.KeyType;
import io.tabularium.model.PartitionRange;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeyColumn;
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
import io.tabularium.wire.tablestore.proto.TablestoreProto.DefinedColumnType;
import io.tabularium.wire.tablestore.proto.TablestoreProto.IndexSyncPhase;
import io.tabularium.wire.tablestore.proto.TablestoreProto.IndexType;
import io.tabularium.wire.tablestore.proto.TablestoreProto.IndexUpdateMode;
import io.tabularium.wire.tablestore.proto.TablestoreProto.PrimaryKeyOption;
import io.tabularium.wire.tablestore.proto.TablestoreProto.PrimaryKeyType;
import io.tabularium.wire.tablestore.proto.TablestoreProto.SSEKeyType;
import io.tabularium.wire.tablestore.proto.TablestoreProto.TableStatus;
import java.util.List;

/**
 * The messages about tables ⇄ the model. Generated classes do the work here; what is missing in a
 * request arrives as {@code null}, because what that means is for the engine to say.
 */
public final class TableMessages {
  /**
   * Where a split lies. There is one process, so all splits lie in one place; clients want 32
   * hexadecimal digits.
   */
  private static final String LOCATION = "0".repeat(31) + "1";

  private TableMessages() {}

  /** Parses a request. */
  public static <M> M parse(Parser<M> parser, byte[] body) {
    try {
      return parser.parseFrom(body);
    } catch (InvalidProtocolBufferException e) {
      throw Errors.undecodableRequest();
    }
  }

  // ---- requests ---------------------------------------------------------------------------------

  /** What CreateTable asks for. */
  public static TableSpec tableSpec(TablestoreProto.CreateTableRequest request) {
    TablestoreProto.TableMeta meta = request.getTableMeta();
    PrimaryKeySchema key =
        new PrimaryKeySchema(
            meta.getPrimaryKeyList().stream().map(TableMessages::keyColumn).toList());
    return new TableSpec(
        new TableMeta(meta.getTableName(), key, definedColumns(meta.getDefinedColumnList())),
        request.hasTableOptions() ? options(request.getTableOptions()) : null,
        throughput(request.getReservedThroughput()),
        request.getPartitionsList().stream().map(range -> partition(range, key)).toList(),
        request.hasStreamSpec() ? stream(request.getStreamSpec()) : null,
        request.hasSseSpec() ? encryption(request.getSseSpec()) : null,
        request.getIndexMetasList().stream().map(TableMessages::index).toList(),
        request.getEnableLocalTxn());
  }

  /** Typed attribute columns. */
  public static List<DefinedColumn> definedColumns(
      List<TablestoreProto.DefinedColumnSchema> columns) {
    return columns.stream()
        .map(
            column ->
                new DefinedColumn(
                    column.getName(),
                    switch (column.getType()) {
                      case DCT_INTEGER -> ValueType.INTEGER;
                      case DCT_DOUBLE -> ValueType.DOUBLE;
                      case DCT_BOOLEAN -> ValueType.BOOLEAN;
                      case DCT_STRING -> ValueType.STRING;
                      case DCT_BLOB -> ValueType.BLOB;
                    }))
        .toList();
  }

  /** Table options, each {@code null} where the request is silent. */
  public static TableOptionsChange options(TablestoreProto.TableOptions options) {
    return new TableOptionsChange(
        options.hasTimeToLive() ? options.getTimeToLive() : null,
        options.hasMaxVersions() ? options.getMaxVersions() : null,
        options.hasDeviationCellVersionInSec() ? options.getDeviationCellVersionInSec() : null,
        options.hasAllowUpdate() ? options.getAllowUpdate() : null,
        options.hasUpdateFullRow() ? options.getUpdateFullRow() : null);
  }

  /** Reserved throughput, each part {@code null} where the request is silent. */
  public static ReservedThroughput throughput(TablestoreProto.ReservedThroughput throughput) {
    TablestoreProto.CapacityUnit unit = throughput.getCapacityUnit();
    return new ReservedThroughput(
        unit.hasRead() ? unit.getRead() : null, unit.hasWrite() ? unit.getWrite() : null);
  }

  /** A stream specification. */
  public static StreamSpec stream(TablestoreProto.StreamSpecification stream) {
    return new StreamSpec(
        stream.getEnableStream(),
        stream.hasExpirationTime() ? stream.getExpirationTime() : null,
        stream.getColumnsToGetList());
  }

  private static KeyColumnSchema keyColumn(TablestoreProto.PrimaryKeySchema column) {
    if (!column.hasType()) {
      throw column.getUnknownFields().hasField(TablestoreProto.PrimaryKeySchema.TYPE_FIELD_NUMBER)
          ? Errors.keyColumnType()
          : Errors.undecodableRequest();
    }
    return new KeyColumnSchema(
        column.getName(),
        switch (column.getType()) {
          case INTEGER -> KeyType.INTEGER;
          case STRING -> KeyType.STRING;
          case BINARY -> KeyType.BINARY;
        },
        column.hasOption() && column.getOption() == PrimaryKeyOption.AUTO_INCREMENT);
  }

  private static PartitionRange partition(
      TablestoreProto.PartitionRange range, PrimaryKeySchema key) {
    ByteSlice column = key.size() == 0 ? ByteSlice.EMPTY : ByteSlice.utf8(key.column(0).name());
    return new PartitionRange(
        Variants.readBare(slice(range.getBegin()), column),
        Variants.readBare(slice(range.getEnd()), column));
  }

  private static EncryptionSpec encryption(TablestoreProto.SSESpecification spec) {
    return new EncryptionSpec(
        spec.getEnable(),
        spec.hasKeyType() ? spec.getKeyType().getNumber() : null,
        spec.hasKeyId() ? slice(spec.getKeyId()) : null,
        spec.hasRoleArn() ? slice(spec.getRoleArn()) : null);
  }

  /** An index as declared. */
  public static IndexMeta index(TablestoreProto.IndexMeta index) {
    boolean local = index.getIndexType() == IndexType.IT_LOCAL_INDEX;
    if (local != (index.getIndexUpdateMode() == IndexUpdateMode.IUM_SYNC_INDEX)) {
      throw Errors.indexTypeMismatch(index.getName());
    }
    // How far an index is built is for the engine to know; what a request says of it does not
    // count.
    return new IndexMeta(
        index.getName(), index.getPrimaryKeyList(), index.getDefinedColumnList(), local, true);
  }

  private static ByteSlice slice(ByteString bytes) {
    return ByteSlice.of(bytes.toByteArray());
  }

  // ---- replies ----------------------------------------------------------------------------------

  /** The reply of DescribeTable. */
  public static TablestoreProto.DescribeTableResponse describeTable(TableDescription table) {
    TableMeta meta = table.meta();
    TablestoreProto.TableMeta.Builder metaMessage =
        TablestoreProto.TableMeta.newBuilder()
            .setTableName(meta.name())
            .addAllPrimaryKey(keySchema(meta.primaryKey()));
    for (DefinedColumn column : meta.definedColumns()) {
      metaMessage.addDefinedColumn(
          TablestoreProto.DefinedColumnSchema.newBuilder()
              .setName(column.name())
              .setType(definedColumnType(column.type())));
    }
    TablestoreProto.DescribeTableResponse.Builder response =
        TablestoreProto.DescribeTableResponse.newBuilder()
            .setTableMeta(metaMessage)
            .setReservedThroughputDetails(throughputDetails(table))
            .setTableOptions(options(table.options()))
            .setTableStatus(TableStatus.ACTIVE)
            .setStreamDetails(stream(table.stream()))
            .setCreationTime(table.creationTimeMicros());
    for (Value point : table.splitPoints()) {
      response.addShardSplits(splitPoint(meta.primaryKey(), point));
    }
    if (table.encryption() != null) {
      response.setSseDetails(encryption(table.encryption()));
    }
    for (IndexMeta index : table.indexes()) {
      response.addIndexMetas(index(index));
    }
    return response.build();
  }

  /** The reply of UpdateTable: what the changed table is like. */
  public static TablestoreProto.UpdateTableResponse updateTable(TableDescription table) {
    return TablestoreProto.UpdateTableResponse.newBuilder()
        .setReservedThroughputDetails(throughputDetails(table))
        .setTableOptions(options(table.options()))
        .setStreamDetails(stream(table.stream()))
        .build();
  }

  /** The reply of ComputeSplitPointsBySize. */
  public static TablestoreProto.ComputeSplitPointsBySizeResponse splitPoints(SplitPoints result) {
    TablestoreProto.ComputeSplitPointsBySizeResponse.Builder response =
        TablestoreProto.ComputeSplitPointsBySizeResponse.newBuilder()
            .setConsumed(consumed(result.consumed()))
            .addAllSchema(keySchema(result.schema()));
    for (Value point : result.points()) {
      response.addSplitPoints(splitPoint(result.schema(), point));
    }
    // The repetitions have to add up to the number of splits, or clients throw.
    return response
        .addLocations(
            TablestoreProto.ComputeSplitPointsBySizeResponse.SplitLocation.newBuilder()
                .setLocation(LOCATION)
                .setRepeat(result.points().size() + 1L))
        .build();
  }

  /** A consumed capacity with both units, and with bytes where they are known. */
  private static TablestoreProto.ConsumedCapacity consumed(ConsumedCapacity consumed) {
    return TablestoreProto.ConsumedCapacity.newBuilder()
        .setCapacityUnit(units(consumed.readUnits(), consumed.writeUnits()))
        .build();
  }

  private static TablestoreProto.CapacityUnit units(int read, int write) {
    return TablestoreProto.CapacityUnit.newBuilder().setRead(read).setWrite(write).build();
  }

  private static List<TablestoreProto.PrimaryKeySchema> keySchema(PrimaryKeySchema schema) {
    return schema.columns().stream()
        .map(
            column -> {
              TablestoreProto.PrimaryKeySchema.Builder message =
                  TablestoreProto.PrimaryKeySchema.newBuilder()
                      .setName(column.name())
                      .setType(
                          switch (column.type()) {
                            case INTEGER -> PrimaryKeyType.INTEGER;
                            case STRING -> PrimaryKeyType.STRING;
                            case BINARY -> PrimaryKeyType.BINARY;
                          });
              if (column.autoIncrement()) {
                message.setOption(PrimaryKeyOption.AUTO_INCREMENT);
              }
              return message.build();
            })
        .toList();
  }

  private static DefinedColumnType definedColumnType(ValueType type) {
    return switch (type) {
      case INTEGER -> DefinedColumnType.DCT_INTEGER;
      case DOUBLE -> DefinedColumnType.DCT_DOUBLE;
      case BOOLEAN -> DefinedColumnType.DCT_BOOLEAN;
      case STRING -> DefinedColumnType.DCT_STRING;
      case BLOB -> DefinedColumnType.DCT_BLOB;
      case NULL, INF_MIN, INF_MAX, AUTO_INCREMENT ->
          throw new IllegalArgumentException("not an attribute type: " + type);
    };
  }

  private static TablestoreProto.ReservedThroughputDetails throughputDetails(
      TableDescription table) {
    TablestoreProto.ReservedThroughputDetails.Builder details =
        TablestoreProto.ReservedThroughputDetails.newBuilder()
            .setCapacityUnit(units(table.throughput().read(), table.throughput().write()))
            .setLastIncreaseTime(table.lastIncreaseTimeSeconds());
    if (table.lastDecreaseTimeSeconds() != null) {
      details.setLastDecreaseTime(table.lastDecreaseTimeSeconds());
    }
    return details.build();
  }

  private static TablestoreProto.TableOptions options(TableOptions options) {
    return TablestoreProto.TableOptions.newBuilder()
        .setTimeToLive(options.timeToLiveSeconds())
        .setMaxVersions(options.maxVersions())
        .setDeviationCellVersionInSec(options.maxTimeDeviationSeconds())
        .setAllowUpdate(options.allowUpdate())
        .setUpdateFullRow(options.updateFullRow())
        .build();
  }

  private static TablestoreProto.StreamDetails stream(StreamDetails stream) {
    TablestoreProto.StreamDetails.Builder details =
        TablestoreProto.StreamDetails.newBuilder().setEnableStream(stream.enabled());
    if (stream.enabled()) {
      details
          .setStreamId(stream.streamId())
          .setExpirationTime(stream.expirationHours())
          .setLastEnableTime(stream.lastEnableTimeMicros())
          .addAllColumnsToGet(stream.originColumns());
    }
    return details.build();
  }

  private static TablestoreProto.SSEDetails encryption(EncryptionSpec encryption) {
    TablestoreProto.SSEDetails.Builder details =
        TablestoreProto.SSEDetails.newBuilder().setEnable(encryption.enabled());
    if (encryption.keyType() != null) {
      details.setKeyType(SSEKeyType.forNumber(encryption.keyType()));
    }
    if (encryption.keyId() != null) {
      details.setKeyId(ByteString.copyFrom(encryption.keyId().toByteArray()));
    }
    if (encryption.roleArn() != null) {
      details.setRoleArn(ByteString.copyFrom(encryption.roleArn().toByteArray()));
    }
    return details.build();
  }

  private static TablestoreProto.IndexMeta index(IndexMeta index) {
    return TablestoreProto.IndexMeta.newBuilder()
        .setName(index.name())
        .addAllPrimaryKey(index.keyColumns())
        .addAllDefinedColumn(index.attributeColumns())
        .setIndexUpdateMode(
            index.local() ? IndexUpdateMode.IUM_SYNC_INDEX : IndexUpdateMode.IUM_ASYNC_INDEX)
        .setIndexType(index.local() ? IndexType.IT_LOCAL_INDEX : IndexType.IT_GLOBAL_INDEX)
        .setIndexSyncPhase(index.synced() ? IndexSyncPhase.ISP_INCR : IndexSyncPhase.ISP_FULL)
        .build();
  }

  /** A split point is a key whose other columns would be "minus infinity", which is left out. */
  private static ByteString splitPoint(PrimaryKeySchema schema, Value point) {
    PrimaryKey key = PrimaryKey.of(new PrimaryKeyColumn(schema.column(0).name(), point));
    return UnsafeByteOperations.unsafeWrap(PlainBufferEncoder.key(key));
  }
}
