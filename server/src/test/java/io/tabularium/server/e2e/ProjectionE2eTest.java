/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static io.tabularium.server.e2e.Refusals.assertInvalid;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.cells;
import static io.tabularium.server.e2e.Words.key;
import static io.tabularium.server.e2e.Words.values;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.core.protocol.OtsFilter;
import com.alicloud.openservices.tablestore.core.protocol.OtsInternalApi;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.filter.ColumnPaginationFilter;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which columns a read returns, and whether it returns the row at all. */
class ProjectionE2eTest {
  private static final PrimaryKey KEY = key("pk", "row", "n", 1);
  private static final PrimaryKey JUST_KEY = key("pk", "row", "n", 2);

  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private static TestTable table;

  @BeforeAll
  static void fill() {
    table = TestTable.versioned(server.client(), 3);
    table.put(
        KEY,
        cell("col1", 1, 1),
        cell("col2", 2, 1),
        cell("col3", 3, 1),
        cell("col4", "new", 2),
        cell("col4", "old", 1),
        cell("col5", 5, 1),
        cell("col6", 6, 1),
        cell("col7", 7, 1));
    table.put(JUST_KEY);
  }

  @Test
  void theColumnsAskedFor() {
    assertThat(values(table.reading(KEY).columns("col3", "col1").row()))
        .containsExactly("col1=1", "col3=3");
  }

  @Test
  void unknownNamesAreIgnored() {
    assertThat(values(table.reading(KEY).columns("col1", "unknown").row()))
        .containsExactly("col1=1");
  }

  @Test
  void aNameGivenTwiceCountsOnce() throws Exception {
    var answer =
        server.raw().call("GetRow", get().addColumnsToGet("col1").addColumnsToGet("col1").build());
    var row = OtsInternalApi.GetRowResponse.parseFrom(answer.success()).getRow();
    assertThat(RawRows.decode(row).get(0).getCells()).hasSize(1);
  }

  @Test
  void onlyUnknownNamesMeanNoRow() throws Exception {
    assertThat(table.reading(KEY).columns("unknown").row()).isNull();
    var answer = server.raw().call("GetRow", get().addColumnsToGet("unknown").build());
    var response = OtsInternalApi.GetRowResponse.parseFrom(answer.success());
    assertThat(response.hasRow()).isTrue();
    assertThat(response.getRow().isEmpty()).isTrue();
  }

  @Test
  void aKeyColumnAmongTheNamesReturnsTheRowAnyway() {
    assertThat(table.reading(KEY).columns("unknown", "n").row().getPrimaryKey()).isEqualTo(KEY);
    assertThat(table.reading(KEY).columns("pk").row().getPrimaryKey()).isEqualTo(KEY);
    assertThat(table.reading(KEY).columns("pk").row().getColumns())
        .as("key columns are no attributes")
        .isEmpty();
    assertThat(values(table.reading(KEY).columns("n", "col2").row())).containsExactly("col2=2");
  }

  @Test
  void aRowOfJustItsKey() {
    assertThat(table.reading(JUST_KEY).row().getColumns()).isEmpty();
    assertThat(table.reading(JUST_KEY).columns("col1").row()).isNull();
    assertThat(table.reading(JUST_KEY).columns("col1", "pk").row().getPrimaryKey())
        .isEqualTo(JUST_KEY);
    assertThat(table.reading(JUST_KEY).columns("pk", "n").row().getColumns()).isEmpty();
  }

  @Test
  void inARangeRowsWithoutAskedColumnsAreOmitted() {
    PrimaryKey from = key("pk", "row", "n", Words.INF_MIN);
    PrimaryKey to = key("pk", "row", "n", Words.INF_MAX);
    assertThat(table.range(from, to).keys()).containsExactly("row/1", "row/2");
    assertThat(table.range(from, to).columns("col1").keys()).containsExactly("row/1");
    assertThat(table.range(from, to).columns("unknown").keys()).isEmpty();
    assertThat(table.range(from, to).columns("unknown", "n").keys())
        .containsExactly("row/1", "row/2");
  }

  @Test
  void inABatchTheRowIsThereOrNot() {
    var criteria = table.criteria(KEY, JUST_KEY, key("pk", "missing", "n", 1));
    criteria.addColumnsToGet("col1");
    var request = new com.alicloud.openservices.tablestore.model.BatchGetRowRequest();
    request.addMultiRowQueryCriteria(criteria);
    var results = server.client().batchGetRow(request).getBatchGetRowResult(table.name());
    assertThat(values(results.get(0).getRow())).containsExactly("col1=1");
    assertThat(results.get(1).getRow()).isNull();
    assertThat(results.get(2).getRow()).isNull();
  }

  @Test
  void fromAColumnToAColumn() {
    assertThat(values(table.reading(KEY).startColumn("col6").row()))
        .containsExactly("col6=6", "col7=7");
    assertThat(values(table.reading(KEY).endColumn("col3").row()))
        .as("the end is exclusive")
        .containsExactly("col1=1", "col2=2");
    assertThat(values(table.reading(KEY).startColumn("col2").endColumn("col4").row()))
        .containsExactly("col2=2", "col3=3");
    assertThat(values(table.reading(KEY).startColumn("col25").endColumn("col35").row()))
        .containsExactly("col3=3");
  }

  @Test
  void aColumnRangeAndNamesIntersect() {
    assertThat(
            values(
                table
                    .reading(KEY)
                    .columns("col1", "col3", "col5")
                    .startColumn("col2")
                    .endColumn("col5")
                    .row()))
        .containsExactly("col3=3");
  }

  @Test
  void aPageOfColumns() {
    assertThat(values(table.reading(KEY).filter(new ColumnPaginationFilter(3)).row()))
        .containsExactly("col1=1", "col2=2", "col3=3");
    assertThat(values(table.reading(KEY).filter(new ColumnPaginationFilter(2, 5)).row()))
        .containsExactly("col6=6", "col7=7");
    assertThat(values(table.reading(KEY).filter(new ColumnPaginationFilter(9, 6)).row()))
        .containsExactly("col7=7");
  }

  @Test
  void aPageStartsAtTheStartColumn() {
    assertThat(
            values(
                table
                    .reading(KEY)
                    .startColumn("col3")
                    .filter(new ColumnPaginationFilter(3, 1))
                    .row()))
        .containsExactly("col4=new", "col5=5", "col6=6");
  }

  @Test
  void aPageCountsColumnsNotVersions() {
    assertThat(
            cells(table.reading(KEY).maxVersions(3).filter(new ColumnPaginationFilter(2, 2)).row()))
        .containsExactly("col3=3@1", "col4=new@2", "col4=old@1");
  }

  @Test
  void aPageAfterTheLastColumnIsEmpty() {
    assertThat(table.reading(KEY).filter(new ColumnPaginationFilter(1, 99)).row().getColumns())
        .isEmpty();
  }

  @Test
  void aPageOfNamedColumns() {
    assertThat(
            values(
                table
                    .reading(KEY)
                    .columns("col2", "col4", "col6")
                    .filter(new ColumnPaginationFilter(1, 1))
                    .row()))
        .containsExactly("col4=new");
  }

  @Test
  void aPageInARange() {
    var rows =
        table
            .range(key("pk", "row", "n", 1), key("pk", "row", "n", 2))
            .filter(new ColumnPaginationFilter(1, 1))
            .page()
            .getRows();
    assertThat(values(rows.get(0))).containsExactly("col2=2");
  }

  @Test
  void aPageHasBounds() {
    assertPaginationRefused(
        -1, 1, "Offset in ColumnPaginationFilter must be greater than or equal to 0.");
    assertPaginationRefused(0, 0, "Limit in ColumnPaginationFilter must be greater than 0.");
    assertPaginationRefused(0, -1, "Limit in ColumnPaginationFilter must be greater than 0.");
  }

  private static void assertPaginationRefused(int offset, int limit, String message) {
    var filter =
        OtsFilter.Filter.newBuilder()
            .setType(OtsFilter.FilterType.FT_COLUMN_PAGINATION)
            .setFilter(
                OtsFilter.ColumnPaginationFilter.newBuilder()
                    .setOffset(offset)
                    .setLimit(limit)
                    .build()
                    .toByteString())
            .build()
            .toByteString();
    assertInvalid(server.raw().call("GetRow", get().setFilter(filter).build()), message);
  }

  @Test
  void namesAreLimitedTo1024() {
    String[] names = IntStream.range(0, 1025).mapToObj(i -> "x" + i).toArray(String[]::new);
    names[0] = "col1";
    assertThat(values(table.reading(KEY).columns(java.util.Arrays.copyOf(names, 1024)).row()))
        .containsExactly("col1=1");
    String message =
        "The number of columns from the request exceeds the limit, limit count: 1024, column"
            + " count: 1025.";
    assertInvalid(() -> table.reading(KEY).columns(names).row(), message);
    assertInvalid(
        () -> table.range(key("pk", "row", "n", 1), key("pk", "row", "n", 2)).columns(names).page(),
        message);
  }

  private static OtsInternalApi.GetRowRequest.Builder get() {
    return OtsInternalApi.GetRowRequest.newBuilder()
        .setTableName(table.name())
        .setPrimaryKey(RawRows.key(KEY))
        .setMaxVersions(1);
  }
}
