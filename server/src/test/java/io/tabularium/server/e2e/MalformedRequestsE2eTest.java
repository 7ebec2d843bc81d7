/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.INTEGER;
import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.STRING;
import static io.tabularium.server.e2e.Refusals.assertInvalid;
import static io.tabularium.server.e2e.Words.INF_MAX;
import static io.tabularium.server.e2e.Words.INF_MIN;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static io.tabularium.server.e2e.Words.values;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.SyncClient;
import com.alicloud.openservices.tablestore.core.protocol.OTSProtocolBuilder;
import com.alicloud.openservices.tablestore.core.protocol.OtsFilter;
import com.alicloud.openservices.tablestore.core.protocol.OtsInternalApi;
import com.alicloud.openservices.tablestore.model.DefinedColumnType;
import com.alicloud.openservices.tablestore.model.DeleteTableRequest;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.filter.SingleColumnValueFilter;
import com.aliyun.ots.thirdparty.com.google.protobuf.ByteString;
import com.aliyun.ots.thirdparty.com.google.protobuf.Message;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Correctly signed nonsense for every operation: each request is answered, by a refusal that blames
 * the client or, where the nonsense happens to make sense, by success; the server stays as it was.
 */
class MalformedRequestsE2eTest {
  private static final int CONNECTIONS = 4;
  private static final int REQUESTS_EACH = 8_000;
  private static final String TABLE = "T";

  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private static TestTable witness;

  @BeforeAll
  static void makeWitness() {
    witness = TestTable.simple(server.client());
    witness.put(key("pk", "witness", "n", 1), cell("c", "unharmed"));
  }

  @Test
  @Tag("slow")
  void tensOfThousandsOfBadRequestsAreEachAnsweredProperly() throws Exception {
    long seed = System.nanoTime();
    Map<String, AtomicInteger> told = new ConcurrentHashMap<>();
    AtomicInteger refused = new AtomicInteger();
    round(seed, 500, told, refused); // so that what is loaded and cached once is there
    long heapBefore = usedHeap();

    round(seed + 1, REQUESTS_EACH, told, refused);

    assertThat(usedHeap() - heapBefore)
        .as("heap that is still used afterwards")
        .isLessThan(64L << 20);
    assertThat(refused.get())
        .as("most of it was nonsense indeed")
        .isGreaterThan(CONNECTIONS * REQUESTS_EACH * 2 / 3);
    assertThat(told.keySet())
        .as("the nonsense reached deep into the checks")
        .hasSizeGreaterThan(250);
    assertAlive();
  }

  private static void round(
      long seed, int requests, Map<String, AtomicInteger> told, AtomicInteger refused)
      throws Exception {
    Parallel.run(
        CONNECTIONS,
        connection -> {
          String instance = E2eServer.freshInstance();
          SyncClient client = server.client(instance);
          RawClient raw =
              new RawClient(server.endpoint(), instance, server.keyId(), server.secret());
          Random random = new Random(seed * CONNECTIONS + connection);
          Spoiler spoiler = new Spoiler(random);
          List<Map.Entry<String, Message>> good = List.copyOf(goodRequests().entrySet());
          for (int i = 0; i < requests; i++) {
            if (i % 200 == 0) {
              makeTableAgain(client);
            }
            var request = good.get(random.nextInt(good.size()));
            byte[] body = spoiler.spoil(request.getValue());
            RawClient.Answer answer = raw.call(request.getKey(), body);
            String problem = problem(answer);
            if (problem != null) {
              throw new AssertionError(
                  "%s answered %s; seed %d, connection %d, request %d: %s"
                      .formatted(
                          request.getKey(),
                          problem,
                          seed,
                          connection,
                          i,
                          Base64.getEncoder().encodeToString(body)));
            }
            if (answer.status() != 200) {
              refused.incrementAndGet();
              String kind =
                  request.getKey()
                      + " "
                      + answer.error().getMessage().replaceAll("[0-9'x\\[\\]].*", "");
              told.computeIfAbsent(kind, key -> new AtomicInteger()).incrementAndGet();
            }
          }
        });
  }

  /** The table all requests are about, as it was, and nothing else. */
  private static void makeTableAgain(SyncClient client) {
    for (String name : client.listTable().getTableNames()) {
      client.deleteTable(new DeleteTableRequest(name));
    }
    TestTable table =
        TestTable.make(client)
            .named(TABLE)
            .key("pk", STRING)
            .key("n", INTEGER)
            .defined("typed", DefinedColumnType.INTEGER)
            .maxVersions(3)
            .transactions()
            .create();
    for (int n = 0; n < 5; n++) {
      table.put(key("pk", "a", "n", n), cell("c", n), cell("d", "text"));
    }
  }

  /** What is wrong with an answer, or {@code null}. */
  private static String problem(RawClient.Answer answer) throws Exception {
    if (answer.status() == 200) {
      return switch (answer.operation()) {
        case "BatchGetRow" ->
            OtsInternalApi.BatchGetRowResponse.parseFrom(answer.body()).getTablesList().stream()
                .flatMap(table -> table.getRowsList().stream())
                .filter(row -> !row.getIsOk())
                .map(row -> problem(row.getError()))
                .filter(problem -> problem != null)
                .findFirst()
                .orElse(null);
        case "BatchWriteRow" ->
            OtsInternalApi.BatchWriteRowResponse.parseFrom(answer.body()).getTablesList().stream()
                .flatMap(table -> table.getRowsList().stream())
                .filter(row -> !row.getIsOk())
                .map(row -> problem(row.getError()))
                .filter(problem -> problem != null)
                .findFirst()
                .orElse(null);
        case "BulkImport" ->
            OtsInternalApi.BulkImportResponse.parseFrom(answer.body()).getRowsList().stream()
                .filter(row -> !row.getIsOk())
                .map(row -> problem(row.getError()))
                .filter(problem -> problem != null)
                .findFirst()
                .orElse(null);
        default -> null;
      };
    }
    OtsInternalApi.Error error = answer.error();
    Integer status = Spoiler.REFUSALS.get(error.getCode());
    return status == null || status != answer.status() || error.getMessage().isBlank()
        ? answer.status() + " " + error.getCode() + ": " + error.getMessage()
        : null;
  }

  private static String problem(OtsInternalApi.Error error) {
    return Spoiler.REFUSALS.containsKey(error.getCode()) && !error.getMessage().isBlank()
        ? null
        : "a row with " + error.getCode() + ": " + error.getMessage();
  }

  private static void assertAlive() {
    assertThat(values(witness.get(key("pk", "witness", "n", 1)))).containsExactly("c=unharmed");
    witness.put(key("pk", "afterwards", "n", 1), cell("c", 1));
    assertThat(witness.range(key("pk", INF_MIN, "n", INF_MIN), key("pk", INF_MAX, "n", 0)).keys())
        .contains("afterwards/1", "witness/1");
  }

  private static long usedHeap() {
    Runtime runtime = Runtime.getRuntime();
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      runtime.gc();
      used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
    }
    return used;
  }

  @ParameterizedTest
  @ValueSource(ints = {33, 1000, 100_000, 300_000})
  void filtersNestedWithoutEndAreRefused(int levels) {
    byte[] nested = Spoiler.nestedNots(levels);
    assertThat(nested.length).isLessThan(5 << 20);
    var get =
        OtsInternalApi.GetRowRequest.newBuilder()
            .setTableName(witness.name())
            .setPrimaryKey(RawRows.key(key("pk", "witness", "n", 1)))
            .setMaxVersions(1)
            .setFilter(ByteString.copyFrom(nested));
    assertInvalid(server.raw().call("GetRow", get.build()));
    var put =
        OtsInternalApi.PutRowRequest.newBuilder()
            .setTableName(witness.name())
            .setRow(RawRows.row(key("pk", "never", "n", 1), RawRows.put("c", 1)))
            .setCondition(
                OtsInternalApi.Condition.newBuilder()
                    .setRowExistence(OtsInternalApi.RowExistenceExpectation.IGNORE)
                    .setColumnCondition(ByteString.copyFrom(nested)));
    assertInvalid(server.raw().call("PutRow", put.build()));
    assertAlive();
  }

  @Test
  void theNestingIsWhatItClaims() throws Exception {
    OtsFilter.Filter outer = OtsFilter.Filter.parseFrom(Spoiler.nestedNots(2));
    assertThat(outer.getType()).isEqualTo(OtsFilter.FilterType.FT_COMPOSITE_COLUMN_VALUE);
    var not = OtsFilter.CompositeColumnValueFilter.parseFrom(outer.getFilter());
    assertThat(not.getCombinator()).isEqualTo(OtsFilter.LogicalOperator.LO_NOT);
    assertThat(not.getSubFilters(0).getType())
        .isEqualTo(OtsFilter.FilterType.FT_COMPOSITE_COLUMN_VALUE);
  }

  @ParameterizedTest
  @ValueSource(bytes = {0x0b, 0x00, 0x7f, (byte) 0xff, 0x0a, 0x12})
  void aMegabyteOfTheSameByteIsRefused(byte value) {
    byte[] body = new byte[1 << 20];
    Arrays.fill(body, value);
    for (String operation : goodRequests().keySet()) {
      if (!operation.equals("ListTable")) {
        assertInvalid(server.raw().call(operation, body));
      }
    }
    assertAlive();
  }

  /** Lengths inside a row that promise more than there is must not make the server reserve it. */
  @ParameterizedTest
  @ValueSource(ints = {Integer.MAX_VALUE, Integer.MIN_VALUE, -1, 1 << 30, 6})
  void lengthsInRowsAreNotBelieved(int length) {
    byte[] row = RawRows.row(key("pk", "a", "n", 1), RawRows.put("c", "value")).toByteArray();
    for (int at = 4; at + 4 <= row.length; at++) {
      byte[] lying = row.clone();
      for (int i = 0; i < 4; i++) {
        lying[at + i] = (byte) (length >>> 8 * i);
      }
      var put =
          OtsInternalApi.PutRowRequest.newBuilder()
              .setTableName(witness.name())
              .setRow(ByteString.copyFrom(lying))
              .setCondition(
                  OtsInternalApi.Condition.newBuilder()
                      .setRowExistence(OtsInternalApi.RowExistenceExpectation.IGNORE));
      if (!Arrays.equals(row, lying)) {
        assertInvalid(server.raw().call("PutRow", put.build()));
      }
    }
    assertAlive();
  }

  @Test
  void theGoodRequestsAreGood() {
    String instance = E2eServer.freshInstance();
    RawClient raw = new RawClient(server.endpoint(), instance, server.keyId(), server.secret());
    for (var request : goodRequests().entrySet()) {
      makeTableAgain(server.client(instance));
      RawClient.Answer answer = raw.call(request.getKey(), request.getValue());
      if (!request.getKey().endsWith("tTransaction")) {
        answer.success();
      } else {
        assertInvalid(answer, "TransactionID is invalid.");
      }
    }
  }

  /** One valid request for every operation; what is spoiled is made from these. */
  private static Map<String, Message> goodRequests() {
    PrimaryKey one = key("pk", "a", "n", 1);
    ByteString key = RawRows.key(one);
    ByteString row = RawRows.row(one, RawRows.put("c", 1), RawRows.at(RawRows.put("d", "x"), 5));
    ByteString deletion = RawRows.row(one, List.of(), true);
    ByteString from = RawRows.key(key("pk", INF_MIN, "n", INF_MIN));
    ByteString to = RawRows.key(key("pk", INF_MAX, "n", INF_MAX));
    ByteString filter =
        OTSProtocolBuilder.buildFilter(
            new SingleColumnValueFilter(
                "c", SingleColumnValueFilter.CompareOperator.GREATER_THAN, Words.value(0)));
    var condition =
        OtsInternalApi.Condition.newBuilder()
            .setRowExistence(OtsInternalApi.RowExistenceExpectation.IGNORE)
            .setColumnCondition(filter)
            .build();
    var times = OtsInternalApi.TimeRange.newBuilder().setStartTime(0).setEndTime(1L << 50);
    var returned =
        OtsInternalApi.ReturnContent.newBuilder()
            .setReturnType(OtsInternalApi.ReturnType.RT_PK)
            .build();
    Map<String, Message> good = new LinkedHashMap<>();
    good.put(
        "CreateTable",
        OTSProtocolBuilder.buildCreateTableRequest(
            TestTable.make(server.client())
                .named("New")
                .key("pk", STRING)
                .key("n", INTEGER)
                .defined("typed", DefinedColumnType.INTEGER)
                .request()));
    good.put("ListTable", OtsInternalApi.ListTableRequest.getDefaultInstance());
    good.put(
        "DescribeTable",
        OtsInternalApi.DescribeTableRequest.newBuilder().setTableName(TABLE).build());
    good.put(
        "UpdateTable",
        OtsInternalApi.UpdateTableRequest.newBuilder()
            .setTableName(TABLE)
            .setTableOptions(OtsInternalApi.TableOptions.newBuilder().setMaxVersions(3))
            .build());
    good.put(
        "DeleteTable", OtsInternalApi.DeleteTableRequest.newBuilder().setTableName(TABLE).build());
    good.put(
        "AddDefinedColumn",
        OtsInternalApi.AddDefinedColumnRequest.newBuilder()
            .setTableName(TABLE)
            .addColumns(
                OtsInternalApi.DefinedColumnSchema.newBuilder()
                    .setName("more")
                    .setType(OtsInternalApi.DefinedColumnType.DCT_STRING))
            .build());
    good.put(
        "DeleteDefinedColumn",
        OtsInternalApi.DeleteDefinedColumnRequest.newBuilder()
            .setTableName(TABLE)
            .addColumns("typed")
            .build());
    good.put(
        "ComputeSplitPointsBySize",
        OtsInternalApi.ComputeSplitPointsBySizeRequest.newBuilder()
            .setTableName(TABLE)
            .setSplitSize(1)
            .setSplitSizeUnitInByte(1 << 20)
            .setSplitPointLimit(5)
            .build());
    good.put(
        "GetRow",
        OtsInternalApi.GetRowRequest.newBuilder()
            .setTableName(TABLE)
            .setPrimaryKey(key)
            .addColumnsToGet("c")
            .setMaxVersions(2)
            .setTimeRange(times)
            .setFilter(filter)
            .setStartColumn("a")
            .setEndColumn("z")
            .build());
    good.put(
        "GetRange",
        OtsInternalApi.GetRangeRequest.newBuilder()
            .setTableName(TABLE)
            .setDirection(OtsInternalApi.Direction.FORWARD)
            .addColumnsToGet("c")
            .setMaxVersions(2)
            .setTimeRange(times)
            .setLimit(10)
            .setInclusiveStartPrimaryKey(from)
            .setExclusiveEndPrimaryKey(to)
            .setFilter(filter)
            .build());
    good.put(
        "BatchGetRow",
        OtsInternalApi.BatchGetRowRequest.newBuilder()
            .addTables(
                OtsInternalApi.TableInBatchGetRowRequest.newBuilder()
                    .setTableName(TABLE)
                    .addPrimaryKey(key)
                    .addPrimaryKey(key)
                    .addToken(ByteString.EMPTY)
                    .addToken(ByteString.EMPTY)
                    .setMaxVersions(1)
                    .setFilter(filter))
            .build());
    good.put(
        "BulkExport",
        OtsInternalApi.BulkExportRequest.newBuilder()
            .setTableName(TABLE)
            .addColumnsToGet("c")
            .setInclusiveStartPrimaryKey(from)
            .setExclusiveEndPrimaryKey(to)
            .setFilter(filter)
            .build());
    good.put(
        "PutRow",
        OtsInternalApi.PutRowRequest.newBuilder()
            .setTableName(TABLE)
            .setRow(row)
            .setCondition(condition)
            .setReturnContent(returned)
            .build());
    good.put(
        "UpdateRow",
        OtsInternalApi.UpdateRowRequest.newBuilder()
            .setTableName(TABLE)
            .setRowChange(
                RawRows.row(
                    one,
                    RawRows.put("c", 1),
                    RawRows.operation("d", RawRows.DELETE_ALL_VERSION),
                    RawRows.at(RawRows.operation("e", RawRows.DELETE_ONE_VERSION), 5),
                    RawRows.as(RawRows.put("i", 1), RawRows.INCREMENT)))
            .setCondition(condition)
            .setReturnContent(
                OtsInternalApi.ReturnContent.newBuilder()
                    .setReturnType(OtsInternalApi.ReturnType.RT_AFTER_MODIFY)
                    .addReturnColumnNames("i"))
            .build());
    good.put(
        "DeleteRow",
        OtsInternalApi.DeleteRowRequest.newBuilder()
            .setTableName(TABLE)
            .setPrimaryKey(deletion)
            .setCondition(condition)
            .build());
    good.put(
        "BatchWriteRow",
        OtsInternalApi.BatchWriteRowRequest.newBuilder()
            .addTables(
                OtsInternalApi.TableInBatchWriteRowRequest.newBuilder()
                    .setTableName(TABLE)
                    .addRows(
                        OtsInternalApi.RowInBatchWriteRowRequest.newBuilder()
                            .setType(OtsInternalApi.OperationType.PUT)
                            .setRowChange(row)
                            .setCondition(condition)
                            .setReturnContent(returned)))
            .setIsAtomic(false)
            .build());
    good.put(
        "BulkImport",
        OtsInternalApi.BulkImportRequest.newBuilder()
            .setTableName(TABLE)
            .addRows(
                OtsInternalApi.RowInBulkImportRequest.newBuilder()
                    .setType(OtsInternalApi.OperationType.PUT)
                    .setRowChange(row))
            .addRows(
                OtsInternalApi.RowInBulkImportRequest.newBuilder()
                    .setType(OtsInternalApi.OperationType.DELETE)
                    .setRowChange(deletion))
            .build());
    good.put(
        "StartLocalTransaction",
        OtsInternalApi.StartLocalTransactionRequest.newBuilder()
            .setTableName(TABLE)
            .setKey(RawRows.key(key("pk", "transaction")))
            .build());
    good.put(
        "CommitTransaction",
        OtsInternalApi.CommitTransactionRequest.newBuilder().setTransactionId("none").build());
    good.put(
        "AbortTransaction",
        OtsInternalApi.AbortTransactionRequest.newBuilder().setTransactionId("none").build());
    return good;
  }
}
