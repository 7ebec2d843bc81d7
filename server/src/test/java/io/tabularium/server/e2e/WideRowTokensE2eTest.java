/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.INTEGER;
import static io.tabularium.server.e2e.Refusals.assertInvalid;
import static io.tabularium.server.e2e.Words.INF_MAX;
import static io.tabularium.server.e2e.Words.INF_MIN;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.cells;
import static io.tabularium.server.e2e.Words.key;
import static io.tabularium.server.e2e.Words.values;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.core.protocol.OtsInternalApi;
import com.alicloud.openservices.tablestore.model.BatchGetRowRequest;
import com.alicloud.openservices.tablestore.model.Column;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.Row;
import com.alicloud.openservices.tablestore.model.WideColumnIterator;
import com.alicloud.openservices.tablestore.model.filter.ColumnPaginationFilter;
import com.alicloud.openservices.tablestore.model.filter.SingleColumnValueFilter;
import com.aliyun.ots.thirdparty.com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Wide rows handed out in parts, on a server whose parts are as small as they may be. */
class WideRowTokensE2eTest {
  private static final int COLUMNS = 10_000;
  private static final PrimaryKey WIDE = key("n", 1);
  private static final PrimaryKey VERSIONED = key("n", 2);
  private static final PrimaryKey SMALL = key("n", 3);

  @RegisterExtension
  static final E2eServer server =
      E2eServer.configured(
          """
          limits:
            row-response: 64KiB
          """);

  private static TestTable table;

  @BeforeAll
  static void fill() {
    table = TestTable.make(server.client()).key("n", INTEGER).maxVersions(3).create();
    for (int start = 0; start < COLUMNS; start += 1000) {
      TestTable.Write update = table.updating(WIDE);
      IntStream.range(start, start + 1000).forEach(i -> update.put(cell(name(i), "value " + i, 1)));
      update.run();
    }
    for (int version = 1; version <= 3; version++) {
      TestTable.Write update = table.updating(VERSIONED);
      for (int i = 0; i < 1000; i++) {
        update.put(cell(name(i), "x".repeat(100) + version, version));
      }
      update.run();
    }
    table.put(SMALL, cell("c", 1));
  }

  private static String name(int i) {
    return "column-%05d".formatted(i);
  }

  private static List<String> expected(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> name(i) + "=value " + i).toList();
  }

  @Test
  void thereAreSeveralParts() throws Exception {
    List<String> seen = new ArrayList<>();
    ByteString token = null;
    int parts = 0;
    do {
      var get =
          OtsInternalApi.GetRowRequest.newBuilder()
              .setTableName(table.name())
              .setPrimaryKey(RawRows.key(WIDE))
              .setMaxVersions(1);
      if (token != null) {
        get.setToken(token);
      }
      var response =
          OtsInternalApi.GetRowResponse.parseFrom(
              server.raw().call("GetRow", get.build()).success());
      var row = RawRows.decode(response.getRow()).get(0);
      assertThat(row.getPrimaryKey()).as("each part has the key").hasSize(1);
      row.getCells().forEach(cell -> seen.add(cell.getCellName()));
      token = response.hasNextToken() ? response.getNextToken() : null;
      parts++;
    } while (token != null);
    assertThat(parts).isGreaterThan(3);
    assertThat(seen).isEqualTo(IntStream.range(0, COLUMNS).mapToObj(i -> name(i)).toList());
  }

  @Test
  void theSdkPutsThemTogether() {
    assertThat(values(table.get(WIDE))).isEqualTo(expected(0, COLUMNS));
  }

  @Test
  void theWideIteratorTakesThemOneByOne() {
    WideColumnIterator columns =
        server.client().createWideColumnIterator(table.reading(WIDE).request());
    for (int i = 0; i < COLUMNS; i++) {
      Column column = columns.nextColumn();
      assertThat(column.getName()).isEqualTo(name(i));
    }
    assertThat(columns.hasNextColumn()).isFalse();
  }

  @Test
  void everyVersionIsThereOnce() {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      for (int version = 3; version >= 1; version--) {
        expected.add(name(i) + "=" + "x".repeat(100) + version + "@" + version);
      }
    }
    assertThat(cells(table.versions(VERSIONED))).isEqualTo(expected);
  }

  @Test
  void selectionsSpanParts() {
    assertThat(values(table.reading(WIDE).startColumn(name(100)).endColumn(name(9_900)).row()))
        .isEqualTo(expected(100, 9_900));
    assertThat(values(table.reading(WIDE).columns(name(0), name(5_000), name(9_999)).row()))
        .containsExactly(
            name(0) + "=value 0", name(5_000) + "=value 5000", name(9_999) + "=value 9999");
  }

  @Test
  void aPageOfColumnsSpansParts() {
    assertThat(values(table.reading(WIDE).filter(new ColumnPaginationFilter(9_000, 500)).row()))
        .isEqualTo(expected(500, 9_500));
  }

  @Test
  void aFilterIsAboutTheWholeRow() {
    for (int column : new int[] {0, 9_999}) {
      SingleColumnValueFilter filter =
          new SingleColumnValueFilter(
                  name(column),
                  SingleColumnValueFilter.CompareOperator.EQUAL,
                  Words.value("value " + column))
              .setPassIfMissing(false);
      assertThat(values(table.reading(WIDE).filter(filter).row()))
          .as("true of column %d", column)
          .isEqualTo(expected(0, COLUMNS));
      filter.setOperator(SingleColumnValueFilter.CompareOperator.NOT_EQUAL);
      assertThat(table.reading(WIDE).filter(filter).row())
          .as("false of column %d", column)
          .isNull();
    }
  }

  @Test
  void batchesPutThemTogether() {
    BatchGetRowRequest request = new BatchGetRowRequest();
    request.addMultiRowQueryCriteria(table.criteria(SMALL, WIDE, key("n", 99), SMALL));
    var results = server.client().batchGetRow(request).getBatchGetRowResult(table.name());
    assertThat(values(results.get(0).getRow())).containsExactly("c=1");
    assertThat(values(results.get(1).getRow())).isEqualTo(expected(0, COLUMNS));
    assertThat(results.get(2).getRow()).isNull();
    assertThat(values(results.get(3).getRow())).containsExactly("c=1");
  }

  @Test
  void aRangeHasWholeRows() {
    List<Row> rows = table.range(key("n", INF_MIN), key("n", INF_MAX)).page().getRows();
    assertThat(Words.keys(rows)).containsExactly("1", "2", "3");
    assertThat(values(rows.get(0))).isEqualTo(expected(0, COLUMNS));
    List<Row> backward =
        table.range(key("n", INF_MAX), key("n", INF_MIN)).backward().limit(3).page().getRows();
    assertThat(values(backward.get(2))).isEqualTo(expected(0, COLUMNS));
  }

  @Test
  void aTokenThatIsNoneIsRefused() {
    for (byte[] token :
        new byte[][] {
          {1, 2, 3}, new byte[1000], "garbage".getBytes(java.nio.charset.StandardCharsets.UTF_8)
        }) {
      assertInvalid(
          server
              .raw()
              .call(
                  "GetRow",
                  OtsInternalApi.GetRowRequest.newBuilder()
                      .setTableName(table.name())
                      .setPrimaryKey(RawRows.key(WIDE))
                      .setMaxVersions(1)
                      .setToken(ByteString.copyFrom(token))
                      .build()));
    }
  }

  @Test
  void anEmptyTokenIsNoToken() throws Exception {
    var get =
        OtsInternalApi.GetRowRequest.newBuilder()
            .setTableName(table.name())
            .setPrimaryKey(RawRows.key(SMALL))
            .setMaxVersions(1)
            .setToken(ByteString.EMPTY);
    var response =
        OtsInternalApi.GetRowResponse.parseFrom(server.raw().call("GetRow", get.build()).success());
    assertThat(response.hasNextToken()).isFalse();
    assertThat(RawRows.decode(response.getRow()).get(0).getCells()).hasSize(1);
  }
}
