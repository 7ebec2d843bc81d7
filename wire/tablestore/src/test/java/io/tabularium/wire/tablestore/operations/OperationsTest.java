/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.wire.tablestore.operations;

import static io.tabularium.wire.tablestore.operations.Service.ALWAYS;
import static io.tabularium.wire.tablestore.operations.Service.key;
import static io.tabularium.wire.tablestore.operations.Service.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.tabularium.wire.tablestore.Access;
import io.tabularium.wire.tablestore.proto.TablestoreProto;
import io.tabularium.wire.tablestore.proto.TablestoreProto.OperationType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What holds for the operations as such: who may do them, and what is looked at first. */
class OperationsTest {
  private final Service service = new Service();

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void namesAndAccess() {
    assertThat(service.operations())
        .extracting(operation -> operation.name() + " " + operation.access())
        .containsExactlyInAnyOrder(
            "CreateTable ADMIN",
            "UpdateTable ADMIN",
            "DeleteTable ADMIN",
            "ListTable READ",
            "DescribeTable READ",
            "ComputeSplitPointsBySize READ",
            "AddDefinedColumn ADMIN",
            "DeleteDefinedColumn ADMIN",
            "CreateIndex ADMIN",
            "DropIndex ADMIN",
            "CreateTimeseriesLastpointIndex ADMIN",
            "DeleteTimeseriesLastpointIndex ADMIN",
            "GetRow READ",
            "BatchGetRow READ",
            "GetRange READ",
            "BulkExport READ",
            "PutRow WRITE",
            "UpdateRow WRITE",
            "DeleteRow WRITE",
            "BatchWriteRow WRITE",
            "BulkImport WRITE",
            "StartLocalTransaction WRITE",
            "CommitTransaction WRITE",
            "AbortTransaction WRITE",
            "ListStream READ",
            "DescribeStream READ",
            "GetShardIterator READ",
            "GetStreamRecord READ",
            "tunnel/create ADMIN",
            "tunnel/delete ADMIN",
            "tunnel/list READ",
            "tunnel/describe READ",
            "tunnel/getrpo READ",
            "tunnel/getrpobyoffset READ",
            "tunnel/schedule ADMIN",
            "tunnel/connect READ",
            "tunnel/heartbeat READ",
            "tunnel/shutdown READ",
            "tunnel/getcheckpoint READ",
            "tunnel/readrecords READ",
            "tunnel/checkpoint READ",
            "CreateSearchIndex ADMIN",
            "UpdateSearchIndex ADMIN",
            "DeleteSearchIndex ADMIN",
            "ListSearchIndex READ",
            "DescribeSearchIndex READ",
            "Search READ",
            "ComputeSplits READ",
            "ParallelScan READ");
  }

  /** One request of each operation that names tables, with a table and row bytes to fill in. */
  private static Map<String, MessageLite> requests(String table, ByteString row) {
    TablestoreProto.RowInBatchWriteRowRequest change =
        TablestoreProto.RowInBatchWriteRowRequest.newBuilder()
            .setType(OperationType.PUT)
            .setRowChange(row)
            .setCondition(ALWAYS)
            .build();
    Map<String, MessageLite> requests = new LinkedHashMap<>();
    requests.put("CreateTable", Service.table(table).build());
    requests.put(
        "UpdateTable", TablestoreProto.UpdateTableRequest.newBuilder().setTableName(table).build());
    requests.put(
        "DeleteTable", TablestoreProto.DeleteTableRequest.newBuilder().setTableName(table).build());
    requests.put(
        "DescribeTable",
        TablestoreProto.DescribeTableRequest.newBuilder().setTableName(table).build());
    requests.put(
        "ComputeSplitPointsBySize",
        TablestoreProto.ComputeSplitPointsBySizeRequest.newBuilder()
            .setTableName(table)
            .setSplitSize(0)
            .build());
    requests.put(
        "AddDefinedColumn",
        TablestoreProto.AddDefinedColumnRequest.newBuilder().setTableName(table).build());
    requests.put(
        "DeleteDefinedColumn",
        TablestoreProto.DeleteDefinedColumnRequest.newBuilder().setTableName(table).build());
    requests.put(
        "CreateIndex",
        TablestoreProto.CreateIndexRequest.newBuilder()
            .setMainTableName(table)
            .setIndexMeta(
                TablestoreProto.IndexMeta.newBuilder()
                    .setName("ix")
                    .setIndexType(TablestoreProto.IndexType.IT_GLOBAL_INDEX)
                    .setIndexUpdateMode(TablestoreProto.IndexUpdateMode.IUM_ASYNC_INDEX))
            .build());
    requests.put(
        "DropIndex",
        TablestoreProto.DropIndexRequest.newBuilder()
            .setMainTableName(table)
            .setIndexName("ix")
            .build());
    requests.put(
        "CreateTimeseriesLastpointIndex",
        TablestoreProto.CreateTimeseriesLastpointIndexRequest.newBuilder()
            .setMainTableName(table)
            .setIndexTableName("ix")
            .setCreateOnWideColumnTable(true)
            .build());
    requests.put(
        "DeleteTimeseriesLastpointIndex",
        TablestoreProto.DeleteTimeseriesLastpointIndexRequest.newBuilder()
            .setMainTableName(table)
            .setIndexTableName("ix")
            .build());
    requests.put(
        "GetRow",
        TablestoreProto.GetRowRequest.newBuilder().setTableName(table).setPrimaryKey(row).build());
    requests.put(
        "BatchGetRow",
        TablestoreProto.BatchGetRowRequest.newBuilder()
            .addTables(
                TablestoreProto.TableInBatchGetRowRequest.newBuilder()
                    .setTableName("good")
                    .addPrimaryKey(row))
            .addTables(
                TablestoreProto.TableInBatchGetRowRequest.newBuilder()
                    .setTableName(table)
                    .addPrimaryKey(row))
            .build());
    requests.put(
        "GetRange",
        TablestoreProto.GetRangeRequest.newBuilder()
            .setTableName(table)
            .setDirection(TablestoreProto.Direction.FORWARD)
            .setInclusiveStartPrimaryKey(row)
            .setExclusiveEndPrimaryKey(row)
            .build());
    requests.put(
        "BulkExport",
        TablestoreProto.BulkExportRequest.newBuilder()
            .setTableName(table)
            .setInclusiveStartPrimaryKey(row)
            .setExclusiveEndPrimaryKey(row)
            .build());
    requests.put(
        "PutRow",
        TablestoreProto.PutRowRequest.newBuilder()
            .setTableName(table)
            .setRow(row)
            .setCondition(ALWAYS)
            .build());
    requests.put(
        "UpdateRow",
        TablestoreProto.UpdateRowRequest.newBuilder()
            .setTableName(table)
            .setRowChange(row)
            .setCondition(ALWAYS)
            .build());
    requests.put(
        "DeleteRow",
        TablestoreProto.DeleteRowRequest.newBuilder()
            .setTableName(table)
            .setPrimaryKey(row)
            .setCondition(ALWAYS)
            .build());
    requests.put(
        "BatchWriteRow",
        TablestoreProto.BatchWriteRowRequest.newBuilder()
            .addTables(
                TablestoreProto.TableInBatchWriteRowRequest.newBuilder()
                    .setTableName("good")
                    .addRows(change))
            .addTables(
                TablestoreProto.TableInBatchWriteRowRequest.newBuilder()
                    .setTableName(table)
                    .addRows(change))
            .build());
    requests.put(
        "BulkImport",
        TablestoreProto.BulkImportRequest.newBuilder()
            .setTableName(table)
            .addRows(
                TablestoreProto.RowInBulkImportRequest.newBuilder()
                    .setType(OperationType.PUT)
                    .setRowChange(row))
            .build());
    requests.put(
        "StartLocalTransaction",
        TablestoreProto.StartLocalTransactionRequest.newBuilder()
            .setTableName(table)
            .setKey(row)
            .build());
    return requests;
  }

  private static final ByteString BROKEN_ROW = ByteString.copyFromUtf8("broken");

  @Test
  void aBadTableNameOutranksBrokenRows() {
    requests("3t", BROKEN_ROW)
        .forEach(
            (operation, request) ->
                assertThat(service.refusal(operation, request))
                    .as(operation)
                    .isEqualTo("OTSParameterInvalid: Invalid table name: '3t'."));
  }

  @Test
  void brokenRowsOutrankAMissingTable() {
    requests("missing", BROKEN_ROW)
        .forEach(
            (operation, request) -> {
              if (request.toByteString().toString(StandardCharsets.ISO_8859_1).contains("broken")) {
                assertThat(service.refusal(operation, request))
                    .as(operation)
                    .startsWith("OTSParameterInvalid: Cell data broken, mismatch header");
              }
            });
  }

  @Test
  void everyTableIsCheckedForTheOperationsAccess() {
    requests("t", row(key("a", 1)))
        .forEach(
            (operation, request) -> {
              List<String> checked = new ArrayList<>();
              Access needed =
                  service.operations().stream()
                      .filter(o -> o.name().equals(operation))
                      .findFirst()
                      .orElseThrow()
                      .access();
              service.checkTablesBy(
                  (table, access) -> {
                    assertThat(access).as(operation).isEqualTo(needed);
                    checked.add(table);
                    return !table.equals("t");
                  });
              assertThat(service.refusal(operation, request))
                  .as(operation)
                  .startsWith("OTSNoPermissionAccess");
              assertThat(checked)
                  .as(operation)
                  .isEqualTo(operation.startsWith("Batch") ? List.of("good", "t") : List.of("t"));
            });
  }

  @Test
  void searchIsReadingAndItsIndexesAreAdministration() {
    for (String operation :
        List.of(
            "CreateSearchIndex",
            "UpdateSearchIndex",
            "DeleteSearchIndex",
            "ListSearchIndex",
            "DescribeSearchIndex",
            "Search",
            "ComputeSplits",
            "ParallelScan")) {
      // All begin with the table's name; behind it comes the index's, or what has it.
      byte[] request =
          operation.equals("ComputeSplits")
              ? new byte[] {0x0a, 1, 't', 0x12, 0}
              : new byte[] {0x0a, 1, 't', 0x12, 1, 'i'};
      Access needed =
          operation.matches("(Create|Update|Delete)SearchIndex") ? Access.ADMIN : Access.READ;
      service.checkTablesBy(
          (table, access) -> {
            assertThat(table).isEqualTo("t");
            assertThat(access).as(operation).isEqualTo(needed);
            return false;
          });
      assertThat(service.refusal(operation, request))
          .as(operation)
          .startsWith("OTSNoPermissionAccess");
      service.checkTablesBy((table, access) -> true);
      if (!operation.equals("CreateSearchIndex")) {
        assertThat(service.refusal(operation, request))
            .as(operation)
            .isEqualTo("OTSParameterInvalid: table [t] does not exist");
      }
    }
  }

  @Test
  void whatIsNoMessageIsRefusedByEachOperation() {
    for (var operation : service.operations()) {
      assertThat(service.refusal(operation.name(), new byte[] {(byte) 0x0a, 5, 'x'}))
          .as(operation.name())
          .isEqualTo("OTSParameterInvalid: Parse PBMessage from RawString failed.");
    }
  }

  /** The messages that are read by hand are as strict as the others. */
  @Test
  void requiredFieldsAreRequired() {
    requests("t", row(key("a", 1)))
        .forEach(
            (operation, request) -> {
              if (!operation.startsWith("Batch")) {
                assertThat(service.refusal(operation, new byte[0]))
                    .as(operation)
                    .isEqualTo("OTSParameterInvalid: Parse PBMessage from RawString failed.");
              }
            });
  }

  @Test
  void tooManyRowsOutrankBrokenRows() {
    TablestoreProto.TableInBatchGetRowRequest.Builder get =
        TablestoreProto.TableInBatchGetRowRequest.newBuilder().setTableName("t");
    TablestoreProto.TableInBatchWriteRowRequest.Builder write =
        TablestoreProto.TableInBatchWriteRowRequest.newBuilder().setTableName("t");
    TablestoreProto.BulkImportRequest.Builder bulk =
        TablestoreProto.BulkImportRequest.newBuilder().setTableName("t");
    for (int i = 0; i < 100; i++) {
      get.addPrimaryKey(BROKEN_ROW);
    }
    for (int i = 0; i < 200; i++) {
      write
          .addRowsBuilder()
          .setType(OperationType.PUT)
          .setRowChange(BROKEN_ROW)
          .setCondition(ALWAYS);
      bulk.addRowsBuilder().setType(OperationType.PUT).setRowChange(BROKEN_ROW);
    }
    String broken = "OTSParameterInvalid: Cell data broken";
    assertThat(service.refusal("BatchGetRow", batch(get))).startsWith(broken);
    assertThat(service.refusal("BatchWriteRow", batch(write))).startsWith(broken);
    assertThat(service.refusal("BulkImport", bulk.build())).startsWith(broken);

    get.addPrimaryKey(BROKEN_ROW);
    write.addRows(write.getRows(0));
    bulk.addRows(bulk.getRows(0));
    assertThat(service.refusal("BatchGetRow", batch(get)))
        .isEqualTo("OTSParameterInvalid: Rows count exceeds the upper limit: 100.");
    assertThat(service.refusal("BatchWriteRow", batch(write)))
        .isEqualTo("OTSParameterInvalid: Rows count exceeds the upper limit: 200.");
    assertThat(service.refusal("BulkImport", bulk.build()))
        .isEqualTo("OTSParameterInvalid: Rows count exceeds the upper limit: 200.");

    get.setTableName("3t");
    assertThat(service.refusal("BatchGetRow", batch(get)))
        .isEqualTo("OTSParameterInvalid: Invalid table name: '3t'.");
  }

  private static MessageLite batch(TablestoreProto.TableInBatchGetRowRequest.Builder table) {
    return TablestoreProto.BatchGetRowRequest.newBuilder().addTables(table).build();
  }

  private static MessageLite batch(TablestoreProto.TableInBatchWriteRowRequest.Builder table) {
    return TablestoreProto.BatchWriteRowRequest.newBuilder().addTables(table).build();
  }
}
