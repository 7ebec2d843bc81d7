/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.tabularium.engine.Outcome;
import io.tabularium.engine.RangeResult;
import io.tabularium.engine.ReadResult;
import io.tabularium.engine.TableKeys;
import io.tabularium.engine.WriteResult;
import io.tabularium.model.Cell;
import io.tabularium.model.ConsumedCapacity;
import io.tabularium.model.Errors;
import io.tabularium.model.KeyColumnSchema;
import io.tabularium.model.KeyType;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.PrimaryKeyColumn;
import io.tabularium.model.PrimaryKeySchema;
import io.tabularium.model.Row;
import io.tabularium.model.RowSelection;
import io.tabularium.model.Value;
import io.tabularium.wire.tablestore.Reply;
import io.tabularium.wire.tablestore.proto.TablestoreProto;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the generated classes make of replies that were written without them. */
class RowRepliesTest {
  private static final PrimaryKeySchema SCHEMA =
      PrimaryKeySchema.of(KeyColumnSchema.of("pk", KeyType.STRING));
  private static final PrimaryKey KEY = key("a");
  private static final List<Cell> CELLS = List.of(Cell.put("c", Value.string("v"), 7));
  private static final ConsumedCapacity ONE_READ = ConsumedCapacity.units(1, 0);
  private static final byte[] TOKEN = {1, 2, 3};

  private static PrimaryKey key(String value) {
    return PrimaryKey.of(new PrimaryKeyColumn("pk", Value.string(value)));
  }

  @Test
  void getRowWithARow() throws Exception {
    PlainBufferRowSink sink = new PlainBufferRowSink();
    EngineRows.send(sink, SCHEMA, KEY, CELLS);
    TablestoreProto.GetRowResponse response =
        TablestoreProto.GetRowResponse.parseFrom(
            bytes(RowReplies.getRow(sink.bytes(), new ReadResult(ONE_READ, TOKEN))));
    assertCapacity(response.getConsumed(), 1, 0);
    assertThat(response.getRow().toByteArray()).isEqualTo(sink.bytes().toByteArray());
    assertThat(response.getNextToken().toByteArray()).isEqualTo(TOKEN);
  }

  /** The row is there but empty; the token is not there. */
  @Test
  void getRowWithoutARow() throws Exception {
    TablestoreProto.GetRowResponse response =
        TablestoreProto.GetRowResponse.parseFrom(
            bytes(RowReplies.getRow(new WireBuffer(), new ReadResult(ONE_READ, null))));
    assertThat(response.hasRow()).isTrue();
    assertThat(response.getRow()).isEqualTo(ByteString.EMPTY);
    assertThat(response.hasNextToken()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 2", "127, 128", "2147483647, 16384"})
  void bothPartsOfACapacityAreAlwaysSet(int read, int write) throws Exception {
    TablestoreProto.PutRowResponse response =
        TablestoreProto.PutRowResponse.parseFrom(
            bytes(RowReplies.write(new WriteResult(ConsumedCapacity.units(read, write), null))));
    assertCapacity(response.getConsumed(), read, write);
    assertThat(response.getConsumed().hasCapacityDataSize()).isFalse();
    assertThat(response.hasRow()).isFalse();
  }

  @Test
  void writeWithARow() throws Exception {
    TablestoreProto.UpdateRowResponse response =
        TablestoreProto.UpdateRowResponse.parseFrom(
            bytes(RowReplies.write(new WriteResult(ONE_READ, new Row(KEY, CELLS)))));
    assertThat(response.getRow().toByteArray())
        .isEqualTo(PlainBufferEncoder.encode(KEY, CELLS, false));
  }

  @Test
  void rangeThatGoesOn() throws Exception {
    PlainBufferRowSink sink = new PlainBufferRowSink();
    EngineRows.send(sink, SCHEMA, KEY, CELLS);
    EngineRows.send(sink, SCHEMA, key("b"), CELLS);
    TablestoreProto.GetRangeResponse response =
        TablestoreProto.GetRangeResponse.parseFrom(
            bytes(
                RowReplies.getRange(
                    sink.bytes(), new RangeResult(ONE_READ, key("c")), null, null)));
    assertThat(response.getRows().toByteArray()).isEqualTo(sink.bytes().toByteArray());
    assertThat(response.getNextStartPrimaryKey().toByteArray())
        .isEqualTo(PlainBufferEncoder.key(key("c")));
    assertThat(response.hasNextToken()).isFalse();
    assertThat(response.hasDataBlockType()).isFalse();
    assertThat(response.hasCompressType()).isFalse();
  }

  @Test
  void rangeThatEnds() throws Exception {
    TablestoreProto.GetRangeResponse response =
        TablestoreProto.GetRangeResponse.parseFrom(
            bytes(RowReplies.getRange(new WireBuffer(), new RangeResult(ONE_READ, null), 0, 0)));
    assertThat(response.hasRows()).isTrue();
    assertThat(response.getRows()).isEqualTo(ByteString.EMPTY);
    assertThat(response.hasNextStartPrimaryKey()).isFalse();
    assertThat(response.hasNextToken()).isFalse();
    assertThat(response.hasDataBlockType()).isTrue();
    assertThat(response.hasCompressType()).isTrue();
  }

  @Test
  void bulkOperationsReportBytes() throws Exception {
    TablestoreProto.BulkExportResponse export =
        TablestoreProto.BulkExportResponse.parseFrom(
            bytes(
                RowReplies.bulkExport(
                    new WireBuffer(), new RangeResult(ConsumedCapacity.bytes(2000, 0), null), 1)));
    assertCapacity(export.getConsumed(), 0, 0);
    assertThat(export.getConsumed().getCapacityDataSize().getReadSize()).isEqualTo(2000);
    assertThat(export.getConsumed().getCapacityDataSize().hasWriteSize()).isTrue();
    assertThat(export.getDataBlockType())
        .isEqualTo(TablestoreProto.DataBlockType.DBT_SIMPLE_ROW_MATRIX);

    TablestoreProto.BulkImportResponse imported =
        TablestoreProto.BulkImportResponse.parseFrom(
            bytes(
                RowReplies.bulkImport(
                    "t",
                    List.of(
                        Outcome.ok(new WriteResult(new ConsumedCapacity(0, 0, -1, 1L << 40), null)),
                        Outcome.failed(Errors.tableNotExist())))));
    assertThat(imported.getTableName()).isEqualTo("t");
    TablestoreProto.ConsumedCapacity consumed = imported.getRows(0).getConsumed();
    assertCapacity(consumed, 0, 0);
    assertThat(consumed.getCapacityDataSize().hasReadSize()).isFalse();
    assertThat(consumed.getCapacityDataSize().getWriteSize()).isEqualTo(1L << 40);
    assertThat(imported.getRows(1).getError().getCode()).isEqualTo("OTSObjectNotExist");
  }

  /** Rows are answered in the order they were asked for, however they were read. */
  @Test
  void batchOfReads() throws Exception {
    List<TableKeys> tables =
        List.of(
            new TableKeys("t1", List.of(KEY, key("b"), key("c")), List.of(), RowSelection.LATEST),
            new TableKeys("empty", List.of(), List.of(), RowSelection.LATEST),
            new TableKeys("t2", List.of(KEY), List.of(), RowSelection.LATEST));
    PlainBufferRowSink sink = new PlainBufferRowSink();
    BatchRows rows = new BatchRows(tables, sink);
    EngineRows.send(rows.row(2, 0), SCHEMA, KEY, List.of());
    rows.row(0, 2);
    EngineRows.send(rows.row(0, 0), SCHEMA, KEY, CELLS);
    TablestoreProto.BatchGetRowResponse response =
        TablestoreProto.BatchGetRowResponse.parseFrom(
            bytes(
                RowReplies.batchGetRow(
                    List.of("t1", "empty", "t2"),
                    rows,
                    List.of(
                        List.of(
                            Outcome.ok(new ReadResult(ConsumedCapacity.units(3, 0), TOKEN)),
                            Outcome.failed(Errors.keySize(1, 2)),
                            Outcome.ok(new ReadResult(ONE_READ, null))),
                        List.of(),
                        List.of(Outcome.ok(new ReadResult(ONE_READ, null)))))));
    assertThat(response.getTablesList())
        .extracting(TablestoreProto.TableInBatchGetRowResponse::getTableName)
        .containsExactly("t1", "empty", "t2");

    TablestoreProto.RowInBatchGetRowResponse found = response.getTables(0).getRows(0);
    assertThat(found.getIsOk()).isTrue();
    assertCapacity(found.getConsumed(), 3, 0);
    assertThat(found.getRow().toByteArray())
        .isEqualTo(PlainBufferEncoder.encode(KEY, CELLS, false));
    assertThat(found.getNextToken().toByteArray()).isEqualTo(TOKEN);

    TablestoreProto.RowInBatchGetRowResponse failed = response.getTables(0).getRows(1);
    assertThat(failed.getIsOk()).isFalse();
    assertThat(failed.getError().getCode()).isEqualTo("OTSInvalidPK");
    assertThat(failed.getError().getMessage())
        .isEqualTo("Validate PK size fail. Input: 1, Meta: 2.");
    assertThat(failed.hasConsumed()).isFalse();
    assertThat(failed.hasRow()).isFalse();

    TablestoreProto.RowInBatchGetRowResponse missing = response.getTables(0).getRows(2);
    assertThat(missing.getIsOk()).isTrue();
    assertThat(missing.hasRow()).isTrue();
    assertThat(missing.getRow()).isEqualTo(ByteString.EMPTY);
    assertThat(missing.hasNextToken()).isFalse();

    assertThat(response.getTables(1).getRowsCount()).isZero();
    assertThat(response.getTables(2).getRows(0).getRow().toByteArray())
        .isEqualTo(PlainBufferEncoder.key(KEY));
  }

  @Test
  void batchOfWrites() throws Exception {
    byte[] large = new byte[100_000];
    Arrays.fill(large, (byte) 'x');
    Row row = new Row(KEY, List.of(Cell.put("c", Value.blob(large), 7)));
    TablestoreProto.BatchWriteRowResponse response =
        TablestoreProto.BatchWriteRowResponse.parseFrom(
            bytes(
                RowReplies.batchWriteRow(
                    List.of("t1", "täble"),
                    List.of(
                        List.of(
                            Outcome.ok(new WriteResult(ConsumedCapacity.units(1, 3), null)),
                            Outcome.failed(Errors.conditionCheckFail())),
                        List.of(Outcome.ok(new WriteResult(ConsumedCapacity.units(0, 1), row)))))));
    assertThat(response.getTables(0).getRows(0).getIsOk()).isTrue();
    assertCapacity(response.getTables(0).getRows(0).getConsumed(), 1, 3);
    assertThat(response.getTables(0).getRows(0).hasRow()).isFalse();
    assertThat(response.getTables(0).getRows(1).getIsOk()).isFalse();
    assertThat(response.getTables(0).getRows(1).getError().getMessage())
        .isEqualTo("Condition check failed.");
    assertThat(response.getTables(1).getTableName()).isEqualTo("täble");
    assertThat(response.getTables(1).getRows(0).getRow().toByteArray())
        .isEqualTo(PlainBufferEncoder.row(row));
  }

  @Test
  void errors() throws Exception {
    TablestoreProto.Error error =
        TablestoreProto.Error.parseFrom(RowReplies.error(Errors.invalidTableName("中文")));
    assertThat(error.getCode()).isEqualTo("OTSParameterInvalid");
    assertThat(error.getMessage()).isEqualTo("Invalid table name: '中文'.");
  }

  /** A sink that comes back remembers nothing of the request before. */
  @Test
  void sinksAreUsedAgain() {
    byte[] expected = PlainBufferEncoder.encode(KEY, CELLS, false);
    PlainBufferRowSink first;
    try (PlainBufferRowSink sink = PlainBufferRowSink.borrow()) {
      first = sink;
      EngineRows.send(sink, SCHEMA, KEY, CELLS);
      sink.startBuffer();
      EngineRows.send(sink, SCHEMA, KEY, CELLS);
      try (PlainBufferRowSink other = PlainBufferRowSink.borrow()) {
        assertThat(other).isNotSameAs(sink);
      }
    }
    try (PlainBufferRowSink sink = PlainBufferRowSink.borrow()) {
      assertThat(sink).isSameAs(first);
      EngineRows.send(sink, SCHEMA, KEY, CELLS);
      assertThat(sink.bytes().toByteArray()).isEqualTo(expected);
    }
  }

  @Test
  void anArrayThatHasGrownTooLargeIsNotKept() {
    WireBuffer buffer = new WireBuffer();
    buffer.putBytes(new byte[WireBuffer.RETAINED_BYTES + 1]);
    buffer.reset();
    assertThat(buffer.array().length).isLessThan(WireBuffer.RETAINED_BYTES);
    buffer.putBytes(new byte[WireBuffer.RETAINED_BYTES / 4]);
    byte[] array = buffer.array();
    buffer.reset();
    assertThat(buffer.array()).isSameAs(array);
    assertThat(buffer.size()).isZero();
  }

  private static void assertCapacity(
      TablestoreProto.ConsumedCapacity consumed, int read, int write) {
    TablestoreProto.CapacityUnit unit = consumed.getCapacityUnit();
    assertThat(unit.hasRead()).isTrue();
    assertThat(unit.hasWrite()).isTrue();
    assertThat(unit.getRead()).isEqualTo(read);
    assertThat(unit.getWrite()).isEqualTo(write);
  }

  private static byte[] bytes(Reply reply) {
    return Arrays.copyOfRange(reply.array(), reply.offset(), reply.offset() + reply.length());
  }
}
