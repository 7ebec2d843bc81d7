/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import static io.tabularium.wire.tablestore.operations.Service.ALWAYS;
import static io.tabularium.wire.tablestore.operations.Service.deletion;
import static io.tabularium.wire.tablestore.operations.Service.key;
import static io.tabularium.wire.tablestore.operations.Service.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.tabularium.model.ByteSlice;
import io.tabularium.model.Cell;
import io.tabularium.model.ErrorCode;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeyColumn;
import io.tabularium.model.RowChange;
import io.tabularium.model.ServiceException;
import io.tabularium.model.Value;
import io.tabularium.wire.tablestore.codec.ChangeFields;
import io.tabularium.wire.tablestore.codec.FilterDecoder;
import io.tabularium.wire.tablestore.codec.Mutations;
import io.tabularium.wire.tablestore.codec.PlainBufferDecoder;
import io.tabularium.wire.tablestore.codec.ProtoReader;
import io.tabularium.wire.tablestore.codec.Refusals;
import io.tabularium.wire.tablestore.codec.TableMessages;
import io.tabularium.wire.tablestore.proto.FilterProto;
import io.tabularium.wire.tablestore.proto.TablestoreProto;
import io.tabularium.wire.tablestore.proto.TablestoreProto.OperationType;
import java.lang.management.ManagementFactory;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Input nobody should send: each decoder either answers or blames the request, within memory that
 * depends on the input's length alone. Every run takes new input; a failure names the seed that
 * repeats it ({@code -Dfuzz.seed}).
 */
@Timeout(300)
class HostileInputTest {
  private static final int ROUNDS = 100_000;
  private static final int ROUNDS_THROUGH_THE_ENGINE = 5_000;
  private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime());

  private static final PrimaryKey A1 = key("a", 1);

  private static final ByteString FULL_ROW =
      row(
          A1,
          Cell.put("int", Value.integer(7), 1_600_000_000_000L),
          Cell.put("real", Value.real(1.5)),
          Cell.put("bool", Value.bool(true)),
          Cell.put("text", Value.string("täxt")),
          Cell.put("blob", Value.blob(new byte[] {1, 2, 3}), 1_600_000_000_000L));

  private static final ByteString UPDATE_ROW =
      row(
          A1,
          Cell.deleteAll("gone"),
          Cell.deleteOne("old", 1_600_000_000_000L),
          Cell.increment("count", 5),
          Cell.put("new", Value.string("x")));

  private static final ByteString FILTER = filter();

  private static ByteString filter() {
    FilterProto.SingleColumnValueFilter single =
        FilterProto.SingleColumnValueFilter.newBuilder()
            .setComparator(FilterProto.ComparatorType.CT_GREATER_EQUAL)
            .setColumnName("text")
            .setColumnValue(ByteString.copyFrom(new byte[] {3, 1, 0, 0, 0, 'a'}))
            .setFilterIfMissing(true)
            .setLatestVersionOnly(false)
            .setValueTransRule(
                FilterProto.ValueTransferRule.newBuilder()
                    .setRegex("t([a-z]+)")
                    .setCastType(FilterProto.VariantType.VT_STRING))
            .build();
    FilterProto.Filter leaf =
        FilterProto.Filter.newBuilder()
            .setType(FilterProto.FilterType.FT_SINGLE_COLUMN_VALUE)
            .setFilter(single.toByteString())
            .build();
    FilterProto.Filter not =
        FilterProto.Filter.newBuilder()
            .setType(FilterProto.FilterType.FT_COMPOSITE_COLUMN_VALUE)
            .setFilter(
                FilterProto.CompositeColumnValueFilter.newBuilder()
                    .setCombinator(FilterProto.LogicalOperator.LO_NOT)
                    .addSubFilters(leaf)
                    .build()
                    .toByteString())
            .build();
    return FilterProto.Filter.newBuilder()
        .setType(FilterProto.FilterType.FT_COMPOSITE_COLUMN_VALUE)
        .setFilter(
            FilterProto.CompositeColumnValueFilter.newBuilder()
                .setCombinator(FilterProto.LogicalOperator.LO_OR)
                .addSubFilters(leaf)
                .addSubFilters(not)
                .build()
                .toByteString())
        .build()
        .toByteString();
  }

  @BeforeAll
  static void printSeed() {
    System.out.println("Hostile input: -Dfuzz.seed=" + SEED);
  }

  @Test
  void rows() {
    List<byte[]> samples =
        List.of(FULL_ROW.toByteArray(), UPDATE_ROW.toByteArray(), deletion(A1).toByteArray());
    attack("PlainBuffer", ROUNDS, samples, bytes -> PlainBufferDecoder.readKey(slice(bytes)));
    attack("PlainBuffer change", ROUNDS, samples, HostileInputTest::decodeChange);
  }

  /** Rows whose checksums are right get past the first line of defence. */
  @Test
  void rowsWithSoundChecksums() {
    Mutations mutations = new Mutations(SEED);
    for (int i = 0; i < ROUNDS; i++) {
      byte[] bytes = mutations.soundNonsense();
      decode("sound nonsense", bytes, HostileInputTest::decodeChange);
      decode("sound nonsense", bytes, b -> PlainBufferDecoder.readKey(slice(b)));
    }
  }

  private static void decodeChange(byte[] row) {
    // Around the row stands what a write request has around it.
    ChangeFields fields = new ChangeFields(RowChange.Type.UPDATE);
    byte[] message =
        TablestoreProto.RowInBulkImportRequest.newBuilder()
            .setType(OperationType.UPDATE)
            .setRowChange(ByteString.copyFrom(row))
            .build()
            .toByteArray();
    ProtoReader in = new ProtoReader(message);
    while (in.next()) {
      if (in.tag() == (2 << 3 | ProtoReader.BYTES)) {
        fields.row(in);
      } else {
        in.skip();
      }
    }
    fields.decode();
  }

  @Test
  void filters() {
    byte[] pagination =
        FilterProto.Filter.newBuilder()
            .setType(FilterProto.FilterType.FT_COLUMN_PAGINATION)
            .setFilter(
                FilterProto.ColumnPaginationFilter.newBuilder()
                    .setOffset(3)
                    .setLimit(4)
                    .build()
                    .toByteString())
            .build()
            .toByteArray();
    attack(
        "Filter",
        ROUNDS,
        List.of(FILTER.toByteArray(), pagination),
        bytes -> FilterDecoder.read(slice(bytes)));
  }

  @Test
  void requestsOfRowOperations() {
    Map<String, byte[]> requests = rowRequests();
    Map<String, Consumer<byte[]>> decoders = new LinkedHashMap<>();
    decoders.put(
        "GetRow",
        body -> {
          GetRow.Request request = new GetRow.Request(body);
          PlainBufferDecoder.readKey(request.key);
          request.fields.decode();
        });
    decoders.put("GetRange", body -> new GetRange.Request(body).decode());
    decoders.put("BulkExport", body -> new BulkExport.Request(body).decode());
    decoders.put("BatchGetRow", body -> new BatchGetRow.Request(body).decode());
    decoders.put("PutRow", body -> new WriteRow.Request(RowChange.Type.PUT, body).change.decode());
    decoders.put(
        "UpdateRow", body -> new WriteRow.Request(RowChange.Type.UPDATE, body).change.decode());
    decoders.put(
        "DeleteRow", body -> new WriteRow.Request(RowChange.Type.DELETE, body).change.decode());
    decoders.put("BatchWriteRow", body -> new BatchWriteRow.Request(body).decode());
    decoders.put("BulkImport", body -> new BulkImport.Request(body).decode());
    assertThat(decoders.keySet()).isEqualTo(requests.keySet());
    decoders.forEach(
        (name, decoder) -> {
          byte[] sound = requests.get(name);
          assertThat(Refusals.of(() -> decoder.accept(sound))).as(name).isNull();
          attack(name, ROUNDS, List.of(sound), decoder);
        });
  }

  @Test
  void requestsOfTableOperations() {
    Map<String, byte[]> requests = tableRequests();
    Map<String, Consumer<byte[]>> decoders = new LinkedHashMap<>();
    decoders.put(
        "CreateTable",
        body ->
            TableMessages.tableSpec(
                TableMessages.parse(TablestoreProto.CreateTableRequest.parser(), body)));
    decoders.put(
        "UpdateTable",
        body -> {
          TablestoreProto.UpdateTableRequest request =
              TableMessages.parse(TablestoreProto.UpdateTableRequest.parser(), body);
          TableMessages.options(request.getTableOptions());
          TableMessages.throughput(request.getReservedThroughput());
          TableMessages.stream(request.getStreamSpec());
        });
    decoders.put(
        "AddDefinedColumn",
        body ->
            TableMessages.definedColumns(
                TableMessages.parse(TablestoreProto.AddDefinedColumnRequest.parser(), body)
                    .getColumnsList()));
    decoders.put(
        "StartLocalTransaction",
        body ->
            PlainBufferDecoder.readKey(
                slice(
                    TableMessages.parse(TablestoreProto.StartLocalTransactionRequest.parser(), body)
                        .getKey()
                        .toByteArray())));
    decoders.forEach(
        (name, decoder) -> {
          byte[] sound = requests.get(name);
          assertThat(Refusals.of(() -> decoder.accept(sound))).as(name).isNull();
          attack(name, ROUNDS / 4, List.of(sound), decoder);
        });
  }

  /**
   * What decodes all the same must not upset the engine: whatever it is, the client is to blame.
   */
  @Test
  void throughTheEngine() {
    Map<String, byte[]> requests = new LinkedHashMap<>(tableRequests());
    requests.putAll(rowRequests());
    requests.remove("StartLocalTransaction"); // Would hold the row the others want.
    Mutations mutations = new Mutations(SEED);
    try (Service service = new Service()) {
      service.createTable("t");
      service.call("PutRow", requests.get("PutRow"));
      requests.forEach(
          (operation, request) -> {
            for (int i = 0; i < ROUNDS_THROUGH_THE_ENGINE; i++) {
              byte[] body = mutations.next(List.of(request));
              try {
                service.call(operation, body);
              } catch (ServiceException e) {
                if (e.code().blame() != ErrorCode.Blame.CLIENT) {
                  throw failure(operation, body, e);
                }
              } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                throw failure(operation, body, e);
              }
            }
          });
      for (int i = 0; i < ROUNDS_THROUGH_THE_ENGINE; i++) {
        byte[] body =
            TablestoreProto.UpdateRowRequest.newBuilder()
                .setTableName("t")
                .setRowChange(ByteString.copyFrom(mutations.soundNonsense()))
                .setCondition(ALWAYS)
                .build()
                .toByteArray();
        try {
          service.call("UpdateRow", body);
        } catch (ServiceException e) {
          if (e.code() != ErrorCode.OTSParameterInvalid && e.code() != ErrorCode.OTSInvalidPK) {
            throw failure("UpdateRow", body, e);
          }
        } catch (RuntimeException e) {
          throw failure("UpdateRow", body, e);
        }
      }
    }
  }

  private static Map<String, byte[]> rowRequests() {
    TablestoreProto.TimeRange timeRange =
        TablestoreProto.TimeRange.newBuilder()
            .setStartTime(0)
            .setEndTime(1_700_000_000_000L)
            .build();
    TablestoreProto.Condition condition =
        TablestoreProto.Condition.newBuilder()
            .setRowExistence(TablestoreProto.RowExistenceExpectation.IGNORE)
            .setColumnCondition(FILTER)
            .build();
    TablestoreProto.ReturnContent returnContent =
        TablestoreProto.ReturnContent.newBuilder()
            .setReturnType(TablestoreProto.ReturnType.RT_AFTER_MODIFY)
            .addReturnColumnNames("count")
            .build();
    Map<String, byte[]> requests = new LinkedHashMap<>();
    requests.put(
        "GetRow",
        TablestoreProto.GetRowRequest.newBuilder()
            .setTableName("t")
            .setPrimaryKey(row(A1))
            .addColumnsToGet("text")
            .addColumnsToGet("int")
            .setTimeRange(timeRange)
            .setMaxVersions(3)
            .setFilter(FILTER)
            .setStartColumn("a")
            .setEndColumn("z")
            .build()
            .toByteArray());
    requests.put(
        "GetRange",
        TablestoreProto.GetRangeRequest.newBuilder()
            .setTableName("t")
            .setDirection(TablestoreProto.Direction.FORWARD)
            .addColumnsToGet("text")
            .setTimeRange(timeRange)
            .setMaxVersions(3)
            .setLimit(10)
            .setInclusiveStartPrimaryKey(row(key(Value.INF_MIN, Value.INF_MIN)))
            .setExclusiveEndPrimaryKey(row(key(Value.INF_MAX, Value.INF_MAX)))
            .setFilter(FILTER)
            .setDataBlockTypeHint(TablestoreProto.DataBlockType.DBT_SIMPLE_ROW_MATRIX)
            .setReturnEntirePrimaryKeys(false)
            .setCompressTypeHint(TablestoreProto.CompressType.CPT_NONE)
            .build()
            .toByteArray());
    requests.put(
        "BulkExport",
        TablestoreProto.BulkExportRequest.newBuilder()
            .setTableName("t")
            .addColumnsToGet("text")
            .setInclusiveStartPrimaryKey(row(key(Value.INF_MIN, Value.INF_MIN)))
            .setExclusiveEndPrimaryKey(row(key(Value.INF_MAX, Value.INF_MAX)))
            .setFilter(FILTER)
            .setDataBlockTypeHint(TablestoreProto.DataBlockType.DBT_PLAIN_BUFFER)
            .build()
            .toByteArray());
    TablestoreProto.TableInBatchGetRowRequest table =
        TablestoreProto.TableInBatchGetRowRequest.newBuilder()
            .setTableName("t")
            .addPrimaryKey(row(A1))
            .addPrimaryKey(row(key("b", 2)))
            .addToken(ByteString.EMPTY)
            .setMaxVersions(1)
            .setFilter(FILTER)
            .build();
    requests.put(
        "BatchGetRow",
        TablestoreProto.BatchGetRowRequest.newBuilder()
            .addTables(table)
            .addTables(table)
            .build()
            .toByteArray());
    requests.put(
        "PutRow",
        TablestoreProto.PutRowRequest.newBuilder()
            .setTableName("t")
            .setRow(
                row(A1, Cell.put("text", Value.string("tabc")), Cell.put("int", Value.integer(7))))
            .setCondition(ALWAYS)
            .build()
            .toByteArray());
    requests.put(
        "UpdateRow",
        TablestoreProto.UpdateRowRequest.newBuilder()
            .setTableName("t")
            .setRowChange(UPDATE_ROW)
            .setCondition(condition)
            .setReturnContent(returnContent)
            .build()
            .toByteArray());
    requests.put(
        "DeleteRow",
        TablestoreProto.DeleteRowRequest.newBuilder()
            .setTableName("t")
            .setPrimaryKey(deletion(A1))
            .setCondition(condition)
            .build()
            .toByteArray());
    TablestoreProto.TableInBatchWriteRowRequest.Builder changes =
        TablestoreProto.TableInBatchWriteRowRequest.newBuilder().setTableName("t");
    changes.addRowsBuilder().setType(OperationType.PUT).setRowChange(FULL_ROW).setCondition(ALWAYS);
    changes
        .addRowsBuilder()
        .setType(OperationType.UPDATE)
        .setRowChange(UPDATE_ROW)
        .setCondition(condition)
        .setReturnContent(returnContent);
    changes
        .addRowsBuilder()
        .setType(OperationType.DELETE)
        .setRowChange(deletion(key("c", 3)))
        .setCondition(ALWAYS);
    requests.put(
        "BatchWriteRow",
        TablestoreProto.BatchWriteRowRequest.newBuilder()
            .addTables(changes)
            .setIsAtomic(false)
            .build()
            .toByteArray());
    TablestoreProto.BulkImportRequest.Builder imports =
        TablestoreProto.BulkImportRequest.newBuilder().setTableName("t");
    imports.addRowsBuilder().setType(OperationType.PUT).setRowChange(FULL_ROW);
    imports.addRowsBuilder().setType(OperationType.DELETE).setRowChange(deletion(key("c", 3)));
    requests.put("BulkImport", imports.build().toByteArray());
    return requests;
  }

  private static Map<String, byte[]> tableRequests() {
    TablestoreProto.StreamSpecification stream =
        TablestoreProto.StreamSpecification.newBuilder()
            .setEnableStream(true)
            .setExpirationTime(24)
            .addColumnsToGet("c")
            .build();
    TablestoreProto.DefinedColumnSchema column =
        TablestoreProto.DefinedColumnSchema.newBuilder()
            .setName("c")
            .setType(TablestoreProto.DefinedColumnType.DCT_BLOB)
            .build();
    TablestoreProto.CreateTableRequest.Builder create = Service.table("u");
    create.getTableMetaBuilder().addDefinedColumn(column);
    create
        .addPartitionsBuilder()
        .setBegin(ByteString.copyFrom(new byte[] {9}))
        .setEnd(ByteString.copyFrom(new byte[] {3, 1, 0, 0, 0, 'g'}));
    create
        .addPartitionsBuilder()
        .setBegin(ByteString.copyFrom(new byte[] {3, 1, 0, 0, 0, 'g'}))
        .setEnd(ByteString.copyFrom(new byte[] {10}));
    create.setStreamSpec(stream);
    create
        .getSseSpecBuilder()
        .setEnable(true)
        .setKeyType(TablestoreProto.SSEKeyType.SSE_BYOK)
        .setKeyId(ByteString.copyFromUtf8("key"))
        .setRoleArn(ByteString.copyFromUtf8("role"));
    create
        .addIndexMetasBuilder()
        .setName("ix")
        .addPrimaryKey("c")
        .setIndexType(TablestoreProto.IndexType.IT_GLOBAL_INDEX)
        .setIndexUpdateMode(TablestoreProto.IndexUpdateMode.IUM_ASYNC_INDEX);
    Map<String, byte[]> requests = new LinkedHashMap<>();
    requests.put("CreateTable", create.build().toByteArray());
    requests.put(
        "UpdateTable",
        TablestoreProto.UpdateTableRequest.newBuilder()
            .setTableName("t")
            .setReservedThroughput(Service.table("t").getReservedThroughput())
            .setTableOptions(Service.table("t").getTableOptions())
            .setStreamSpec(stream)
            .build()
            .toByteArray());
    requests.put(
        "AddDefinedColumn",
        TablestoreProto.AddDefinedColumnRequest.newBuilder()
            .setTableName("t")
            .addColumns(column)
            .build()
            .toByteArray());
    requests.put(
        "CreateIndex",
        TablestoreProto.CreateIndexRequest.newBuilder()
            .setMainTableName("t")
            .setIndexMeta(create.getIndexMetas(0))
            .setIncludeBaseData(true)
            .build()
            .toByteArray());
    requests.put(
        "CreateTimeseriesLastpointIndex",
        TablestoreProto.CreateTimeseriesLastpointIndexRequest.newBuilder()
            .setMainTableName("t")
            .setIndexTableName("last")
            .setIncludeBaseData(true)
            .setCreateOnWideColumnTable(true)
            .addIndexPrimaryKeyNames("pk")
            .build()
            .toByteArray());
    requests.put(
        "StartLocalTransaction",
        TablestoreProto.StartLocalTransactionRequest.newBuilder()
            .setTableName("t")
            .setKey(row(PrimaryKey.of(new PrimaryKeyColumn("pk", Value.string("a")))))
            .build()
            .toByteArray());
    return requests;
  }

  private static void attack(
      String what, int rounds, List<byte[]> samples, Consumer<byte[]> decoder) {
    Mutations mutations = new Mutations(SEED);
    for (int i = 0; i < rounds; i++) {
      decode(what, mutations.next(samples), decoder);
    }
  }

  private static void decode(String what, byte[] bytes, Consumer<byte[]> decoder) {
    long before = allocated();
    try {
      Refusals.of(() -> decoder.accept(bytes));
    } catch (RuntimeException | AssertionError | StackOverflowError | OutOfMemoryError e) {
      throw failure(what, bytes, e);
    }
    long used = allocated() - before;
    // Some objects per byte at worst, and a little for the machinery; never what a length says.
    if (used > 200_000 + 500L * bytes.length) {
      throw failure(what, bytes, new AssertionError(used + " bytes allocated"));
    }
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  private static AssertionError failure(String what, byte[] bytes, Throwable cause) {
    return new AssertionError(
        what + ", -Dfuzz.seed=" + SEED + ", input " + HexFormat.of().formatHex(bytes), cause);
  }

  private static ByteSlice slice(byte[] bytes) {
    return ByteSlice.of(bytes);
  }
}
