/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import static io.tabularium.wire.tablestore.operations.Service.ALWAYS;
import static io.tabularium.wire.tablestore.operations.Service.deletion;
import static io.tabularium.wire.tablestore.operations.Service.key;
import static io.tabularium.wire.tablestore.operations.Service.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.model.SimpleRowMatrixBlockParser;
import com.google.protobuf.ByteString;
import io.tabularium.model.Cell;
import io.tabularium.model.PrimaryKey;
import io.tabularium.model.Row;
import io.tabularium.model.Value;
import io.tabularium.wire.tablestore.codec.TestRows;
import io.tabularium.wire.tablestore.proto.FilterProto;
import io.tabularium.wire.tablestore.proto.TablestoreProto;
import io.tabularium.wire.tablestore.proto.TablestoreProto.BatchGetRowRequest;
import io.tabularium.wire.tablestore.proto.TablestoreProto.BatchGetRowResponse;
import io.tabularium.wire.tablestore.proto.TablestoreProto.BatchWriteRowRequest;
import io.tabularium.wire.tablestore.proto.TablestoreProto.BatchWriteRowResponse;
import io.tabularium.wire.tablestore.proto.TablestoreProto.BulkExportRequest;
import io.tabularium.wire.tablestore.proto.TablestoreProto.BulkExportResponse;
import io.tabularium.wire.tablestore.proto.TablestoreProto.BulkImportRequest;
import io.tabularium.wire.tablestore.proto.TablestoreProto.BulkImportResponse;
import io.tabularium.wire.tablestore.proto.TablestoreProto.Condition;
import io.tabularium.wire.tablestore.proto.TablestoreProto.DataBlockType;
import io.tabularium.wire.tablestore.proto.TablestoreProto.DeleteRowRequest;
import io.tabularium.wire.tablestore.proto.TablestoreProto.DeleteRowResponse;
import io.tabularium.wire.tablestore.proto.TablestoreProto.Direction;
import io.tabularium.wire.tablestore.proto.TablestoreProto.GetRangeRequest;
import io.tabularium.wire.tablestore.proto.TablestoreProto.GetRangeResponse;
import io.tabularium.wire.tablestore.proto.TablestoreProto.GetRowRequest;
import io.tabularium.wire.tablestore.proto.TablestoreProto.GetRowResponse;
import io.tabularium.wire.tablestore.proto.TablestoreProto.OperationType;
import io.tabularium.wire.tablestore.proto.TablestoreProto.PutRowResponse;
import io.tabularium.wire.tablestore.proto.TablestoreProto.ReturnContent;
import io.tabularium.wire.tablestore.proto.TablestoreProto.ReturnType;
import io.tabularium.wire.tablestore.proto.TablestoreProto.RowExistenceExpectation;
import io.tabularium.wire.tablestore.proto.TablestoreProto.UpdateRowRequest;
import io.tabularium.wire.tablestore.proto.TablestoreProto.UpdateRowResponse;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RowOperationsTest {
  private static final PrimaryKey A1 = key("a", 1);
  private static final long T = 1_600_000_000_000L;

  private final Service service = new Service();

  @BeforeEach
  void createTable() {
    service.createTable("t");
  }

  @AfterEach
  void close() {
    service.close();
  }

  @Nested
  class OneRow {
    @Test
    void isReadAsItWasPut() {
      Cell[] cells = {
        Cell.put("a", Value.integer(Long.MIN_VALUE), T),
        Cell.put("b", Value.real(-0.5), T),
        Cell.put("c", Value.bool(true), T),
        Cell.put("d", Value.string("ä"), T + 1),
        Cell.put("d", Value.string(""), T),
        Cell.put("e", Value.blob(new byte[] {0, -1}), T)
      };
      PutRowResponse put =
          service.call(
              "PutRow", Service.putRequest("t", A1, cells).build(), PutRowResponse.parser());
      assertThat(put.getConsumed().getCapacityUnit()).isEqualTo(units(0, 1));
      assertThat(put.hasRow()).isFalse();
      GetRowResponse got = get(getRequest().setMaxVersions(9).build());
      assertThat(got.getConsumed().getCapacityUnit()).isEqualTo(units(1, 0));
      assertThat(TestRows.readOne(got.getRow())).isEqualTo(new Row(A1, List.of(cells)));
    }

    @Test
    void thatIsMissingIsAnEmptyRow() {
      GetRowResponse got = get(getRequest().setMaxVersions(1).build());
      assertThat(got.hasRow()).isTrue();
      assertThat(got.getRow()).isEqualTo(ByteString.EMPTY);
      assertThat(got.hasNextToken()).isFalse();
    }

    @Test
    void isSelectedFrom() {
      service.put(
          "t",
          A1,
          Cell.put("a", Value.integer(1), T),
          Cell.put("b", Value.integer(2), T + 5),
          Cell.put("b", Value.integer(3), T),
          Cell.put("c", Value.integer(4), T));
      assertThat(columns(getRequest().setMaxVersions(1).addColumnsToGet("c").addColumnsToGet("a")))
          .containsExactly("a", "c");
      assertThat(columns(getRequest().setMaxVersions(9).setStartColumn("b").setEndColumn("c")))
          .containsExactly("b", "b");
      assertThat(
              columns(
                  getRequest()
                      .setTimeRange(
                          TablestoreProto.TimeRange.newBuilder()
                              .setStartTime(T + 1)
                              .setEndTime(T + 9))))
          .containsExactly("b");
      assertThat(
              columns(
                  getRequest()
                      .setTimeRange(TablestoreProto.TimeRange.newBuilder().setSpecificTime(T))))
          .containsExactly("a", "b", "c");
      assertThat(
              columns(
                  getRequest()
                      .setMaxVersions(1)
                      .setFilter(
                          FilterProto.Filter.newBuilder()
                              .setType(FilterProto.FilterType.FT_COLUMN_PAGINATION)
                              .setFilter(
                                  FilterProto.ColumnPaginationFilter.newBuilder()
                                      .setOffset(1)
                                      .setLimit(1)
                                      .build()
                                      .toByteString())
                              .build()
                              .toByteString())))
          .containsExactly("b");
    }

    /** Some clients send a token with nothing in it, and bother to say they want no cache. */
    @Test
    void isReadWithoutRegardToWhatMeansNothing() {
      service.put("t", A1, Cell.put("a", Value.integer(1), T));
      assertThat(
              columns(
                  getRequest()
                      .setMaxVersions(1)
                      .setCacheBlocks(false)
                      .setFilter(ByteString.EMPTY)
                      .setToken(ByteString.EMPTY)))
          .containsExactly("a");
    }

    @Test
    void isFilteredOut() {
      service.put("t", A1, Cell.put("a", Value.integer(1), T));
      GetRowRequest.Builder request = getRequest().setMaxVersions(1);
      assertThat(columns(request.setFilter(equal("a", 1)))).containsExactly("a");
      assertThat(get(request.setFilter(equal("a", 2)).build()).getRow())
          .isEqualTo(ByteString.EMPTY);
    }

    @Test
    void isUpdated() {
      service.put(
          "t",
          A1,
          Cell.put("gone", Value.integer(1), T),
          Cell.put("kept", Value.integer(2), T),
          Cell.put("less", Value.integer(3), T),
          Cell.put("less", Value.integer(4), T + 1),
          Cell.put("more", Value.integer(5), T));
      UpdateRowResponse updated =
          service.call(
              "UpdateRow",
              updateRequest(
                      Cell.deleteAll("gone"),
                      Cell.deleteOne("less", T + 1),
                      Cell.increment("more", 10),
                      Cell.put("new", Value.bool(false), T))
                  .setReturnContent(
                      ReturnContent.newBuilder()
                          .setReturnType(ReturnType.RT_AFTER_MODIFY)
                          .addReturnColumnNames("more"))
                  .build(),
              UpdateRowResponse.parser());
      Row after = TestRows.readOne(updated.getRow());
      assertThat(after.key()).isEqualTo(A1);
      assertThat(after.cells()).hasSize(1);
      assertThat(after.value("more")).isEqualTo(Value.integer(15));
      Row read = TestRows.readOne(get(getRequest().setMaxVersions(1).build()).getRow());
      assertThat(read.cells())
          .extracting(Cell::nameText)
          .containsExactly("kept", "less", "more", "new");
      assertThat(read.value("less")).isEqualTo(Value.integer(3));
    }

    @Test
    void isDeletedWithMarkerOrWithout() {
      service.put("t", A1);
      DeleteRowResponse deleted =
          service.call(
              "DeleteRow",
              DeleteRowRequest.newBuilder()
                  .setTableName("t")
                  .setPrimaryKey(deletion(A1))
                  .setCondition(
                      Condition.newBuilder().setRowExistence(RowExistenceExpectation.EXPECT_EXIST))
                  .setReturnContent(ReturnContent.newBuilder().setReturnType(ReturnType.RT_PK))
                  .build(),
              DeleteRowResponse.parser());
      assertThat(deleted.getConsumed().getCapacityUnit()).isEqualTo(units(1, 1));
      assertThat(TestRows.readOne(deleted.getRow())).isEqualTo(new Row(A1, List.of()));
      DeleteRowRequest.Builder unmarked =
          DeleteRowRequest.newBuilder()
              .setTableName("t")
              .setPrimaryKey(row(A1))
              .setCondition(ALWAYS);
      service.call("DeleteRow", unmarked.build());
      assertThat(
              service.refusal(
                  "DeleteRow",
                  unmarked.setPrimaryKey(row(A1, Cell.put("c", Value.integer(1)))).build()))
          .isEqualTo(
              "OTSParameterInvalid: Invalid delete row request: unexpected cells in request.");
    }

    @Test
    void isWrittenUnderConditions() {
      service.put("t", A1, Cell.put("a", Value.integer(1), T));
      UpdateRowRequest.Builder update = updateRequest(Cell.put("b", Value.integer(2)));
      Condition.Builder condition =
          Condition.newBuilder().setRowExistence(RowExistenceExpectation.EXPECT_NOT_EXIST);
      assertThat(service.refusal("UpdateRow", update.setCondition(condition).build()))
          .isEqualTo("OTSConditionCheckFail: Condition check failed.");
      condition.setRowExistence(RowExistenceExpectation.IGNORE).setColumnCondition(equal("a", 2));
      assertThat(service.refusal("UpdateRow", update.setCondition(condition).build()))
          .isEqualTo("OTSConditionCheckFail: Condition check failed.");
      condition.setColumnCondition(equal("a", 1));
      service.call("UpdateRow", update.setCondition(condition).build());
      condition.setColumnCondition(
          FilterProto.Filter.newBuilder()
              .setType(FilterProto.FilterType.FT_COLUMN_PAGINATION)
              .setFilter(
                  FilterProto.ColumnPaginationFilter.newBuilder()
                      .setOffset(0)
                      .setLimit(1)
                      .build()
                      .toByteString())
              .build()
              .toByteString());
      assertThat(service.refusal("UpdateRow", update.setCondition(condition).build()))
          .startsWith("OTSParameterInvalid: Invalid type of filter: ");
    }

    @Test
    void asOfficialServersRefuseIt() {
      assertThat(
              service.refusal(
                  "PutRow", Service.putRequest("t", A1).setRow(ByteString.EMPTY).build()))
          .isEqualTo("OTSParameterInvalid: Cell data broken, empty PK.");
      assertThat(
              service.refusal("PutRow", Service.putRequest("t", A1).setRow(deletion(A1)).build()))
          .contains("unexpected RowDeleteMarker");
      assertThat(service.refusal("UpdateRow", updateRequest().build()))
          .isEqualTo("OTSParameterInvalid: Attribute column is missing.");
      assertThat(service.refusal("GetRow", getRequest().build()))
          .isEqualTo("OTSParameterInvalid: No version condition is specified.");
      assertThat(
              service.refusal(
                  "GetRow", getRequest().setMaxVersions(1).setPrimaryKey(deletion(A1)).build()))
          .isEqualTo("OTSParameterInvalid: Delete marker cannot be given.");
      assertThat(
              service.refusal(
                  "PutRow", Service.putRequest("t", A1, Cell.increment("c", 1)).build()))
          .isEqualTo("OTSParameterInvalid: OpType cannot be given for column name:c in PutRow.");
      assertThat(
              service.refusal(
                  "PutRow", Service.putRequest("t", A1, Cell.put("c", Value.INF_MIN)).build()))
          .isEqualTo(
              "OTSParameterInvalid: VT_INF_MIN is an invalid type for the attribute column.");
    }

    private List<String> columns(GetRowRequest.Builder request) {
      return TestRows.readOne(get(request.build()).getRow()).cells().stream()
          .map(Cell::nameText)
          .toList();
    }
  }

  @Nested
  class Ranges {
    @BeforeEach
    void fill() {
      for (int id = 1; id <= 5; id++) {
        service.put(
            "t",
            key("a", id),
            Cell.put("even", Value.bool(id % 2 == 0), T),
            Cell.put("twice", Value.integer(2L * id), T));
      }
    }

    @Test
    void goOnFromTheNextKey() {
      GetRangeRequest.Builder request = range().setLimit(2);
      GetRangeResponse page = getRange(request);
      assertThat(ids(page)).containsExactly(1L, 2L);
      assertThat(page.getConsumed().getCapacityUnit()).isEqualTo(units(1, 0));
      assertThat(page.hasDataBlockType()).isFalse();
      assertThat(TestRows.readOne(page.getNextStartPrimaryKey()).key()).isEqualTo(key("a", 3));
      page = getRange(request.setInclusiveStartPrimaryKey(page.getNextStartPrimaryKey()));
      assertThat(ids(page)).containsExactly(3L, 4L);
      page = getRange(request.setInclusiveStartPrimaryKey(page.getNextStartPrimaryKey()));
      assertThat(ids(page)).containsExactly(5L);
      assertThat(page.hasNextStartPrimaryKey()).isFalse();
      assertThat(page.hasNextToken()).isFalse();
    }

    @Test
    void goBackwards() {
      GetRangeRequest.Builder request = range();
      ByteString start = request.getInclusiveStartPrimaryKey();
      request
          .setDirection(Direction.BACKWARD)
          .setInclusiveStartPrimaryKey(request.getExclusiveEndPrimaryKey())
          .setExclusiveEndPrimaryKey(start);
      assertThat(ids(getRange(request))).containsExactly(5L, 4L, 3L, 2L, 1L);
    }

    @Test
    void thatHoldNothingAreNoBytes() {
      GetRangeResponse page = getRange(range().setInclusiveStartPrimaryKey(row(key("b", 1))));
      assertThat(page.hasRows()).isTrue();
      assertThat(page.getRows()).isEqualTo(ByteString.EMPTY);
    }

    @Test
    void inTheWrongDirectionAreRefused() {
      assertThat(service.refusal("GetRange", range().setDirection(Direction.BACKWARD).build()))
          .isEqualTo("OTSParameterInvalid: Begin key must more than end key in BACKWARD");
    }

    @Test
    void comeAsAMatrixIfSoWanted() {
      GetRangeResponse page =
          getRange(
              range()
                  .setLimit(2)
                  .setDataBlockTypeHint(DataBlockType.DBT_SIMPLE_ROW_MATRIX)
                  .setCompressTypeHint(TablestoreProto.CompressType.CPT_NONE)
                  .addColumnsToGet("twice")
                  .addColumnsToGet("none"));
      assertThat(page.getDataBlockType()).isEqualTo(DataBlockType.DBT_SIMPLE_ROW_MATRIX);
      assertThat(page.hasCompressType()).isTrue();
      SimpleRowMatrixBlockParser block = matrix(page.getRows());
      assertThat(block.parseFieldNames()).containsExactly("pk", "id", "twice", "none");
      assertThat(block.hasEntirePrimaryKeys()).isTrue();
      assertThat(block.getRowCount()).isEqualTo(2);
      assertThat(TestRows.readOne(page.getNextStartPrimaryKey()).key()).isEqualTo(key("a", 3));
    }

    @Test
    void comeAsAMatrixWithOnlyTheKeyColumnsWanted() {
      GetRangeResponse page =
          getRange(
              range()
                  .setDataBlockTypeHint(DataBlockType.DBT_SIMPLE_ROW_MATRIX)
                  .setReturnEntirePrimaryKeys(false)
                  .addColumnsToGet("even"));
      SimpleRowMatrixBlockParser block = matrix(page.getRows());
      assertThat(block.parseFieldNames()).containsExactly("even");
      block.next();
      assertThat(block.getBoolean(0)).isFalse();
      assertThat(page.hasCompressType()).isFalse();
    }

    @Test
    void comeAsRowsWithAHintAtRows() {
      GetRangeResponse page =
          getRange(range().setDataBlockTypeHint(DataBlockType.DBT_PLAIN_BUFFER));
      assertThat(ids(page)).hasSize(5);
      assertThat(page.hasDataBlockType()).isTrue();
      assertThat(page.getDataBlockType()).isEqualTo(DataBlockType.DBT_PLAIN_BUFFER);
    }

    @Test
    void asAMatrixNeedColumns() {
      assertThat(
              service.refusal(
                  "GetRange",
                  range().setDataBlockTypeHint(DataBlockType.DBT_SIMPLE_ROW_MATRIX).build()))
          .isEqualTo("OTSParameterInvalid: DBT_SIMPLE_ROW_MATRIX need at least one column to get.");
      assertThat(
              service.refusal(
                  "BulkExport",
                  export().setDataBlockTypeHint(DataBlockType.DBT_SIMPLE_ROW_MATRIX).build()))
          .isEqualTo("OTSParameterInvalid: DBT_SIMPLE_ROW_MATRIX need at least one column to get.");
    }

    @Test
    void areExportedAsAMatrixUnlessRowsAreWanted() {
      BulkExportResponse page =
          service.call(
              "BulkExport",
              export().addColumnsToGet("even").addColumnsToGet("pk").build(),
              BulkExportResponse.parser());
      assertThat(page.getDataBlockType()).isEqualTo(DataBlockType.DBT_SIMPLE_ROW_MATRIX);
      assertThat(page.getConsumed().getCapacityUnit()).isEqualTo(units(0, 0));
      // Key (pk 2+1, id 2+8) and the one column (even 4+1), five times.
      assertThat(page.getConsumed().getCapacityDataSize().getReadSize()).isEqualTo(18 * 5);
      assertThat(page.hasNextStartPrimaryKey()).isFalse();
      SimpleRowMatrixBlockParser block = matrix(page.getRows());
      assertThat(block.parseFieldNames()).containsExactly("pk", "even");
      assertThat(block.hasEntirePrimaryKeys()).isFalse();
      assertThat(block.getRowCount()).isEqualTo(5);

      page =
          service.call(
              "BulkExport",
              export().setDataBlockTypeHint(DataBlockType.DBT_PLAIN_BUFFER).build(),
              BulkExportResponse.parser());
      assertThat(page.getDataBlockType()).isEqualTo(DataBlockType.DBT_PLAIN_BUFFER);
      assertThat(TestRows.read(page.getRows())).hasSize(5);
      assertThat(TestRows.read(page.getRows()).get(4).cells().get(0).timestamp()).isEqualTo(T);
    }

    /** A range behind every row there could be is not even looked for, but has its columns. */
    @Test
    void withoutAnyRowAreACompleteMatrix() {
      ByteString behindAll = row(key(Value.INF_MAX, Value.INF_MIN));
      for (ByteString start : List.of(behindAll, row(key("z", 1)))) {
        BulkExportResponse page =
            service.call(
                "BulkExport",
                export()
                    .setInclusiveStartPrimaryKey(start)
                    .addColumnsToGet("even")
                    .addColumnsToGet("pk")
                    .build(),
                BulkExportResponse.parser());
        SimpleRowMatrixBlockParser block = matrix(page.getRows());
        assertThat(block.parseFieldNames()).containsExactly("pk", "even");
        assertThat(block.getRowCount()).isZero();
      }
    }

    private GetRangeRequest.Builder range() {
      return GetRangeRequest.newBuilder()
          .setTableName("t")
          .setDirection(Direction.FORWARD)
          .setMaxVersions(1)
          .setInclusiveStartPrimaryKey(row(key(Value.INF_MIN, Value.INF_MIN)))
          .setExclusiveEndPrimaryKey(row(key(Value.INF_MAX, Value.INF_MAX)));
    }

    private BulkExportRequest.Builder export() {
      return BulkExportRequest.newBuilder()
          .setTableName("t")
          .setInclusiveStartPrimaryKey(row(key(Value.INF_MIN, Value.INF_MIN)))
          .setExclusiveEndPrimaryKey(row(key(Value.INF_MAX, Value.INF_MAX)));
    }

    private GetRangeResponse getRange(GetRangeRequest.Builder request) {
      return service.call("GetRange", request.build(), GetRangeResponse.parser());
    }

    private List<Long> ids(GetRangeResponse page) {
      return TestRows.read(page.getRows()).stream()
          .map(row -> row.key().value(1).asLong())
          .toList();
    }

    private SimpleRowMatrixBlockParser matrix(ByteString block) {
      return new SimpleRowMatrixBlockParser(ByteBuffer.wrap(block.toByteArray()));
    }
  }

  @Nested
  class Batches {
    @Test
    void areReadInTheOrderAskedFor() {
      service.createTable("u");
      service.put("t", key("a", 2), Cell.put("c", Value.integer(2), T));
      service.put("u", A1, Cell.put("c", Value.integer(3), T));
      BatchGetRowResponse response =
          service.call(
              "BatchGetRow",
              BatchGetRowRequest.newBuilder()
                  .addTables(
                      getTable("t")
                          .addPrimaryKey(row(A1))
                          .addPrimaryKey(row(key("a", 2)))
                          .addToken(ByteString.EMPTY)
                          .addToken(ByteString.EMPTY))
                  .addTables(getTable("missing").addPrimaryKey(row(A1)))
                  .addTables(getTable("u").addPrimaryKey(row(A1)))
                  .build(),
              BatchGetRowResponse.parser());
      assertThat(response.getTables(0).getRows(0).getIsOk()).isTrue();
      assertThat(response.getTables(0).getRows(0).getRow()).isEqualTo(ByteString.EMPTY);
      assertThat(response.getTables(0).getRows(0).getConsumed().getCapacityUnit())
          .isEqualTo(units(1, 0));
      assertThat(TestRows.readOne(response.getTables(0).getRows(1).getRow()).value("c"))
          .isEqualTo(Value.integer(2));
      assertThat(response.getTables(1).getTableName()).isEqualTo("missing");
      assertThat(response.getTables(1).getRows(0).getIsOk()).isFalse();
      assertThat(response.getTables(1).getRows(0).getError().getCode())
          .isEqualTo("OTSObjectNotExist");
      assertThat(TestRows.readOne(response.getTables(2).getRows(0).getRow()).value("c"))
          .isEqualTo(Value.integer(3));
    }

    @Test
    void areWrittenRowByRow() {
      BatchWriteRowResponse response =
          service.call(
              "BatchWriteRow",
              BatchWriteRowRequest.newBuilder()
                  .addTables(
                      TablestoreProto.TableInBatchWriteRowRequest.newBuilder()
                          .setTableName("t")
                          .addRows(
                              change(OperationType.PUT, row(A1, Cell.put("c", Value.integer(1)))))
                          .addRows(
                              change(
                                      OperationType.UPDATE,
                                      row(key("a", 2), Cell.put("c", Value.integer(2))))
                                  .setCondition(
                                      Condition.newBuilder()
                                          .setRowExistence(RowExistenceExpectation.EXPECT_EXIST)))
                          .addRows(
                              change(OperationType.DELETE, deletion(key("a", 3)))
                                  .setReturnContent(
                                      ReturnContent.newBuilder().setReturnType(ReturnType.RT_PK)))
                          .addRows(change(OperationType.UPDATE, row(key("a", 4)))))
                  .build(),
              BatchWriteRowResponse.parser());
      TablestoreProto.TableInBatchWriteRowResponse table = response.getTables(0);
      assertThat(table.getTableName()).isEqualTo("t");
      assertThat(table.getRowsList())
          .extracting(TablestoreProto.RowInBatchWriteRowResponse::getIsOk)
          .containsExactly(true, false, true, false);
      assertThat(table.getRows(0).getConsumed().getCapacityUnit()).isEqualTo(units(0, 1));
      assertThat(table.getRows(1).getError().getCode()).isEqualTo("OTSConditionCheckFail");
      assertThat(TestRows.readOne(table.getRows(2).getRow()).key()).isEqualTo(key("a", 3));
      assertThat(table.getRows(3).getError().getMessage())
          .isEqualTo("Invalid update row request: missing cells in request.");
    }

    @Test
    void mayBeAtomic() {
      BatchWriteRowRequest request =
          BatchWriteRowRequest.newBuilder()
              .setIsAtomic(true)
              .addTables(
                  TablestoreProto.TableInBatchWriteRowRequest.newBuilder()
                      .setTableName("t")
                      .addRows(change(OperationType.PUT, row(key("a", 1))))
                      .addRows(change(OperationType.PUT, row(key("b", 1)))))
              .build();
      BatchWriteRowResponse response =
          service.call("BatchWriteRow", request, BatchWriteRowResponse.parser());
      assertThat(response.getTables(0).getRowsList())
          .extracting(row -> row.getError().getCode())
          .containsOnly("OTSDataOutOfRange");
    }

    @Test
    void withoutRowsAreRefused() {
      assertThat(service.refusal("BatchGetRow", new byte[0]))
          .isEqualTo("OTSParameterInvalid: No row specified in the request of BatchGetRow.");
      assertThat(service.refusal("BatchWriteRow", new byte[0]))
          .isEqualTo("OTSParameterInvalid: No row is specified in BatchWriteRow.");
      assertThat(
              service.refusal(
                  "BulkImport", BulkImportRequest.newBuilder().setTableName("t").build()))
          .isEqualTo("OTSParameterInvalid: No operation is specified for table: 't'.");
    }

    @Test
    void areImported() {
      BulkImportResponse response =
          service.call(
              "BulkImport",
              BulkImportRequest.newBuilder()
                  .setTableName("t")
                  .addRows(
                      TablestoreProto.RowInBulkImportRequest.newBuilder()
                          .setType(OperationType.PUT)
                          .setRowChange(row(A1, Cell.put("c", Value.integer(1)))))
                  .addRows(
                      TablestoreProto.RowInBulkImportRequest.newBuilder()
                          .setType(OperationType.DELETE)
                          .setRowChange(deletion(key("a", 2))))
                  .build(),
              BulkImportResponse.parser());
      assertThat(response.getTableName()).isEqualTo("t");
      assertThat(response.getRowsList())
          .extracting(row -> row.getConsumed().getCapacityDataSize().getWriteSize())
          .containsExactly(13L + 9, 13L);
      assertThat(response.getRows(0).getConsumed().getCapacityUnit()).isEqualTo(units(0, 0));
    }

    private TablestoreProto.TableInBatchGetRowRequest.Builder getTable(String name) {
      return TablestoreProto.TableInBatchGetRowRequest.newBuilder()
          .setTableName(name)
          .setMaxVersions(1);
    }

    private TablestoreProto.RowInBatchWriteRowRequest.Builder change(
        OperationType type, ByteString row) {
      return TablestoreProto.RowInBatchWriteRowRequest.newBuilder()
          .setType(type)
          .setRowChange(row)
          .setCondition(ALWAYS);
    }
  }

  private GetRowResponse get(GetRowRequest request) {
    return service.call("GetRow", request, GetRowResponse.parser());
  }

  private static GetRowRequest.Builder getRequest() {
    return GetRowRequest.newBuilder().setTableName("t").setPrimaryKey(row(A1));
  }

  private static UpdateRowRequest.Builder updateRequest(Cell... cells) {
    return UpdateRowRequest.newBuilder()
        .setTableName("t")
        .setRowChange(row(A1, cells))
        .setCondition(ALWAYS);
  }

  private static ByteString equal(String column, long number) {
    byte[] value = new byte[9];
    ByteBuffer.wrap(value).order(java.nio.ByteOrder.LITTLE_ENDIAN).putLong(1, number);
    return FilterProto.Filter.newBuilder()
        .setType(FilterProto.FilterType.FT_SINGLE_COLUMN_VALUE)
        .setFilter(
            FilterProto.SingleColumnValueFilter.newBuilder()
                .setComparator(FilterProto.ComparatorType.CT_EQUAL)
                .setColumnName(column)
                .setColumnValue(ByteString.copyFrom(value))
                .setFilterIfMissing(true)
                .setLatestVersionOnly(true)
                .build()
                .toByteString())
        .build()
        .toByteString();
  }

  private static TablestoreProto.CapacityUnit units(int read, int write) {
    return TablestoreProto.CapacityUnit.newBuilder().setRead(read).setWrite(write).build();
  }
}
