/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.DataBlockType.DBT_PLAIN_BUFFER;
import static com.alicloud.openservices.tablestore.model.DataBlockType.DBT_SIMPLE_ROW_MATRIX;
import static io.tabularium.server.e2e.Refusals.assertInvalid;
import static io.tabularium.server.e2e.Refusals.assertNoTable;
import static io.tabularium.server.e2e.Words.INF_MAX;
import static io.tabularium.server.e2e.Words.INF_MIN;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static io.tabularium.server.e2e.Words.show;
import static io.tabularium.server.e2e.Words.values;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.core.protocol.OtsInternalApi;
import com.alicloud.openservices.tablestore.model.BulkExportRequest;
import com.alicloud.openservices.tablestore.model.BulkExportResponse;
import com.alicloud.openservices.tablestore.model.DataBlockType;
import com.alicloud.openservices.tablestore.model.PlainBufferBlockParser;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.Row;
import com.alicloud.openservices.tablestore.model.SimpleRowMatrixBlockParser;
import com.alicloud.openservices.tablestore.model.SimpleRowMatrixBlockRowIterator;
import com.alicloud.openservices.tablestore.model.filter.SingleColumnValueFilter;
import com.alicloud.openservices.tablestore.model.tunnel.BulkExportQueryCriteria;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bulk reading, as rows and as a matrix. */
class BulkExportE2eTest {
  private static final PrimaryKey ALL = key("pk", INF_MIN, "n", INF_MIN);
  private static final PrimaryKey END = key("pk", INF_MAX, "n", INF_MAX);

  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private static TestTable table;

  @BeforeAll
  static void fill() {
    table = TestTable.versioned(server.client(), 3);
    table.put(
        key("pk", "a", "n", 1),
        cell("i", 7),
        cell("d", 1.5),
        cell("b", true),
        cell("s", "text"),
        cell("x", new byte[] {1, 2}));
    table.put(key("pk", "a", "n", 2), cell("i", "new", 2), cell("i", "old", 1));
    table.put(key("pk", "b", "n", -1), cell("other", 1));
  }

  private static BulkExportQueryCriteria criteria(DataBlockType type, String... columns) {
    BulkExportQueryCriteria criteria = new BulkExportQueryCriteria(table.name());
    criteria.setInclusiveStartPrimaryKey(ALL);
    criteria.setExclusiveEndPrimaryKey(END);
    criteria.setDataBlockType(type);
    criteria.addColumnsToGet(columns);
    return criteria;
  }

  private static BulkExportResponse export(BulkExportQueryCriteria criteria) {
    return server.client().bulkExport(new BulkExportRequest(criteria));
  }

  @Test
  void asRows() {
    BulkExportResponse response = export(criteria(DBT_PLAIN_BUFFER));
    assertThat(response.getDataBlockType()).isEqualTo(DBT_PLAIN_BUFFER);
    assertThat(response.getNextStartPrimaryKey()).isNull();
    List<Row> rows = new PlainBufferBlockParser(response.getRows()).getRows();
    assertThat(Words.keys(rows)).containsExactly("a/1", "a/2", "b/-1");
    assertThat(values(rows.get(0))).containsExactly("b=true", "d=1.5", "i=7", "s=text", "x=0x0102");
    assertThat(values(rows.get(1))).as("the newest version only").containsExactly("i=new");
    assertThat(rows.get(1).getColumns()[0].getTimestamp()).isEqualTo(2);
  }

  @Test
  void asRowsWithAProjectionTheKeyIsComplete() {
    BulkExportResponse response = export(criteria(DBT_PLAIN_BUFFER, "i", "n"));
    List<Row> rows = new PlainBufferBlockParser(response.getRows()).getRows();
    assertThat(Words.keys(rows)).containsExactly("a/1", "a/2", "b/-1");
    assertThat(values(rows.get(0))).containsExactly("i=7");
    assertThat(rows.get(2).getColumns()).isEmpty();
  }

  @Test
  void asAMatrix() throws Exception {
    OtsInternalApi.BulkExportResponse response =
        rawMatrix("s", "pk", "i", "nowhere", "n", "d", "b", "x");
    assertThat(response.getDataBlockType())
        .isEqualTo(OtsInternalApi.DataBlockType.DBT_SIMPLE_ROW_MATRIX);
    assertThat(response.hasNextStartPrimaryKey()).isFalse();
    SimpleRowMatrixBlockParser block = parse(response);
    assertThat(block.parseFieldNames())
        .as("the key in its own order, attributes in the order asked for")
        .containsExactly("pk", "n", "s", "i", "nowhere", "d", "b", "x");
    assertThat(block.getPkCount()).isEqualTo(2);
    assertThat(block.getAttrCount()).isEqualTo(6);
    assertThat(block.hasEntirePrimaryKeys()).isTrue();
    assertThat(block.getRowCount()).isEqualTo(3);

    block.next();
    assertThat(block.getString(0)).isEqualTo("a");
    assertThat(block.getLong(1)).isEqualTo(1);
    assertThat(block.getString(2)).isEqualTo("text");
    assertThat(block.getLong(3)).isEqualTo(7);
    assertThat(block.isNull(4)).isTrue();
    assertThat(block.getDouble(5)).isEqualTo(1.5);
    assertThat(block.getBoolean(6)).isTrue();
    assertThat(block.getBinary(7)).containsExactly(1, 2);
    block.next();
    assertThat(block.getLong(1)).isEqualTo(2);
    assertThat(block.isNull(2)).isTrue();
    assertThat(block.getString(3)).isEqualTo("new");
    block.next();
    assertThat(block.getString(0)).isEqualTo("b");
    assertThat(IntStream.range(2, 8)).allMatch(block::isNull);
    assertThat(block.hasNext()).isFalse();
  }

  @Test
  void aMatrixHasTheKeyColumnsAskedFor() throws Exception {
    SimpleRowMatrixBlockParser some = parse(rawMatrix("i", "n"));
    assertThat(some.parseFieldNames()).containsExactly("n", "i");
    assertThat(some.getPkCount()).isEqualTo(1);
    assertThat(some.hasEntirePrimaryKeys()).isFalse();

    SimpleRowMatrixBlockParser none = parse(rawMatrix("i"));
    assertThat(none.parseFieldNames()).containsExactly("i");
    assertThat(none.getPkCount()).isZero();
    assertThat(none.hasEntirePrimaryKeys()).isFalse();
    assertThat(none.getRowCount()).as("rows without any asked column are omitted").isEqualTo(2);
  }

  @Test
  void anEmptyMatrixIsStillABlock() throws Exception {
    BulkExportQueryCriteria criteria = criteria(DBT_SIMPLE_ROW_MATRIX, "i", "pk");
    criteria.setInclusiveStartPrimaryKey(key("pk", "x", "n", INF_MIN));
    SimpleRowMatrixBlockParser block = new SimpleRowMatrixBlockParser(export(criteria).getRows());
    assertThat(block.getRowCount()).isZero();
    assertThat(block.hasNext()).isFalse();
  }

  @Test
  void anEmptyExportAsRowsIsZeroBytes() throws Exception {
    var request =
        OtsInternalApi.BulkExportRequest.newBuilder()
            .setTableName(table.name())
            .setDataBlockTypeHint(OtsInternalApi.DataBlockType.DBT_PLAIN_BUFFER)
            .setInclusiveStartPrimaryKey(RawRows.key(key("pk", "x", "n", INF_MIN)))
            .setExclusiveEndPrimaryKey(RawRows.key(END));
    var response =
        OtsInternalApi.BulkExportResponse.parseFrom(
            server.raw().call("BulkExport", request.build()).success());
    assertThat(response.hasRows()).isTrue();
    assertThat(response.getRows().isEmpty()).isTrue();
    assertThat(response.hasNextStartPrimaryKey()).isFalse();
  }

  @Test
  void matrixIsTheDefault() throws Exception {
    var request =
        OtsInternalApi.BulkExportRequest.newBuilder()
            .setTableName(table.name())
            .addColumnsToGet("i")
            .setInclusiveStartPrimaryKey(RawRows.key(ALL))
            .setExclusiveEndPrimaryKey(RawRows.key(END));
    var response =
        OtsInternalApi.BulkExportResponse.parseFrom(
            server.raw().call("BulkExport", request.build()).success());
    assertThat(parse(response).getRowCount()).isEqualTo(2);
  }

  @Test
  void aMatrixNeedsColumns() {
    assertInvalid(
        () -> export(criteria(DBT_SIMPLE_ROW_MATRIX)),
        "DBT_SIMPLE_ROW_MATRIX need at least one column to get.");
  }

  @Test
  void filtersApply() {
    for (DataBlockType type : DataBlockType.values()) {
      BulkExportQueryCriteria criteria = criteria(type, "i", "pk", "n");
      criteria.setFilter(
          new SingleColumnValueFilter(
                  "i", SingleColumnValueFilter.CompareOperator.EQUAL, Words.value(7))
              .setPassIfMissing(false));
      BulkExportResponse response = export(criteria);
      List<Row> rows =
          type == DBT_PLAIN_BUFFER
              ? new PlainBufferBlockParser(response.getRows()).getRows()
              : new SimpleRowMatrixBlockParser(response.getRows()).getRows();
      assertThat(Words.keys(rows)).as("%s", type).containsExactly("a/1");
    }
  }

  @Test
  void capacityIsCountedInBytesOfScannedRows() {
    TestTable counted = TestTable.simple(server.client());
    for (int n = 0; n < 5; n++) {
      counted.put(key("pk", "0123456789", "n", n), cell("c", n), cell("unread", "xxx"));
    }
    for (boolean filtered : new boolean[] {false, true}) {
      BulkExportQueryCriteria criteria = new BulkExportQueryCriteria(counted.name());
      criteria.setInclusiveStartPrimaryKey(ALL);
      criteria.setExclusiveEndPrimaryKey(END);
      criteria.addColumnsToGet("c");
      if (filtered) {
        criteria.setFilter(
            new SingleColumnValueFilter(
                "c", SingleColumnValueFilter.CompareOperator.EQUAL, Words.value(99)));
      }
      var consumed = export(criteria).getConsumedCapacity();
      assertThat(consumed.getCapacityUnit().getReadCapacityUnit()).isZero();
      assertThat(consumed.getCapacityUnit().getWriteCapacityUnit()).isZero();
      // A row is pk (2) + 10 + n (1) + 8 and c (1) + 8.
      assertThat(consumed.getCapacityDataSize().getReadCapacityDataSize()).isEqualTo(5 * 30);
    }
  }

  @Test
  void rangesAreChecked() {
    BulkExportQueryCriteria equal = criteria(DBT_PLAIN_BUFFER);
    equal.setExclusiveEndPrimaryKey(ALL);
    assertInvalid(() -> export(equal), "Begin key must less than end key in FORWARD");
    BulkExportQueryCriteria missing = criteria(DBT_PLAIN_BUFFER);
    missing.setTableName("missing");
    assertNoTable(() -> export(missing));
  }

  @Test
  void iteratorsReadEveryPage() {
    TestTable large = TestTable.simple(server.client());
    for (int start = 0; start < 5200; start += 200) {
      large.bulkImport(
          IntStream.range(start, start + 200)
              .mapToObj(n -> large.putting(key("pk", "p", "n", n), cell("c", n)))
              .toArray(TestTable.Write[]::new));
    }
    BulkExportQueryCriteria criteria = new BulkExportQueryCriteria(large.name());
    criteria.setInclusiveStartPrimaryKey(ALL);
    criteria.setExclusiveEndPrimaryKey(END);
    criteria.addColumnsToGet(new String[] {"n", "c"});

    BulkExportResponse first = export(criteria);
    assertThat(new SimpleRowMatrixBlockParser(first.getRows()).getRowCount()).isEqualTo(5000);
    assertThat(show(first.getNextStartPrimaryKey())).isEqualTo("p/5000");

    List<Long> seen = new ArrayList<>();
    SimpleRowMatrixBlockRowIterator rows =
        new SimpleRowMatrixBlockRowIterator(server.client(), criteria, true);
    while (rows.hasNext()) {
      rows.next();
      assertThat(rows.getLong("c")).isEqualTo(rows.getLong("n"));
      seen.add(rows.getLong("n"));
    }
    assertThat(seen).isEqualTo(IntStream.range(0, 5200).mapToObj(n -> (long) n).toList());
  }

  private static SimpleRowMatrixBlockParser parse(OtsInternalApi.BulkExportResponse response) {
    return new SimpleRowMatrixBlockParser(ByteBuffer.wrap(response.getRows().toByteArray()));
  }

  /** By hand, because the SDK's set of columns forgets their order. */
  private static OtsInternalApi.BulkExportResponse rawMatrix(String... columns) throws Exception {
    var request =
        OtsInternalApi.BulkExportRequest.newBuilder()
            .setTableName(table.name())
            .addAllColumnsToGet(List.of(columns))
            .setDataBlockTypeHint(OtsInternalApi.DataBlockType.DBT_SIMPLE_ROW_MATRIX)
            .setInclusiveStartPrimaryKey(RawRows.key(ALL))
            .setExclusiveEndPrimaryKey(RawRows.key(END));
    return OtsInternalApi.BulkExportResponse.parseFrom(
        server.raw().call("BulkExport", request.build()).success());
  }
}
