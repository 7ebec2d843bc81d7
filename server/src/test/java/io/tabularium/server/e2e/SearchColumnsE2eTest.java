/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static io.tabularium.server.e2e.Refusals.assertInvalid;
import static io.tabularium.server.e2e.SearchTable.array;
import static io.tabularium.server.e2e.SearchTable.field;
import static io.tabularium.server.e2e.SearchTable.query;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.model.Column;
import com.alicloud.openservices.tablestore.model.PrimaryKeyType;
import com.alicloud.openservices.tablestore.model.Row;
import com.alicloud.openservices.tablestore.model.iterator.RowIterator;
import com.alicloud.openservices.tablestore.model.search.FieldSchema;
import com.alicloud.openservices.tablestore.model.search.FieldType;
import com.alicloud.openservices.tablestore.model.search.SearchQuery;
import com.alicloud.openservices.tablestore.model.search.SearchRequest;
import com.alicloud.openservices.tablestore.model.search.SearchResponse;
import com.alicloud.openservices.tablestore.model.search.query.QueryBuilders;
import com.alicloud.openservices.tablestore.model.search.sort.FieldSort;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which columns come back, from where, and how many rows at once. */
class SearchColumnsE2eTest {
  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private static SearchTable table;

  @BeforeAll
  static void load() {
    FieldSchema virtual = field("asText", FieldType.KEYWORD);
    virtual.setVirtualField(true);
    virtual.setSourceFieldNames(new ArrayList<>(List.of("l")));
    FieldSchema date = field("d", FieldType.DATE);
    date.setDateFormats(new ArrayList<>(List.of("epoch_millis")));
    table =
        SearchTable.create(server.client())
            .index(
                "i",
                field("pk", FieldType.LONG),
                field("k", FieldType.KEYWORD),
                field("l", FieldType.LONG),
                field("unstored", FieldType.KEYWORD).setStore(false),
                array("a", FieldType.LONG),
                date,
                virtual);
    List<com.alicloud.openservices.tablestore.model.RowPutChange> rows = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      rows.add(
          table.row(
              SearchTable.key(i),
              "k",
              "k" + i,
              "l",
              i,
              "unstored",
              "u",
              "a",
              "[1, " + i + "]",
              "d",
              1_000L + i,
              "notIndexed",
              i + 0.5));
    }
    table.putAll(rows);
    table.await("i", 250);
  }

  private static Row row(SearchRequest.ColumnsToGet columns) {
    return table.search("i", query(QueryBuilders.term("k", "k7")), columns).getRows().get(0);
  }

  private static List<String> names(Row row) {
    return Arrays.stream(row.getColumns()).map(Column::getName).toList();
  }

  @Test
  void noneUnlessAskedFor() {
    assertThat(names(row(null))).isEmpty();
    assertThat(row(null).getPrimaryKey()).isEqualTo(SearchTable.key(7));
    assertThat(row(null).getPrimaryKey().getPrimaryKeyColumn("pk").getValue().getType())
        .isEqualTo(PrimaryKeyType.INTEGER);
  }

  @Test
  void allOfTheTable() {
    Row row = row(SearchTable.all());
    assertThat(names(row)).containsExactly("a", "d", "k", "l", "notIndexed", "unstored");
    assertThat(row.getLatestColumn("notIndexed").getValue().asDouble()).isEqualTo(7.5);
    assertThat(row.getLatestColumn("a").getValue().asString()).isEqualTo("[1, 7]");
  }

  @Test
  void allOfTheIndex() {
    Row row = row(SearchTable.allFromIndex());
    assertThat(names(row)).containsExactly("a", "d", "k", "l", "unstored");
    assertThat(row.getLatestColumn("unstored").getValue().asString()).isEqualTo("u");
    assertThat(row.getLatestColumn("d").getValue().asLong()).isEqualTo(1007);
    assertThat(row.getLatestColumn("a").getValue().asString()).isEqualTo("[1, 7]");
  }

  @Test
  void someOfTheIndex() {
    assertThat(names(row(SearchTable.named("l", "k", "pk", "asText")))).containsExactly("k", "l");
  }

  @Test
  void someOfTheTable() {
    assertThat(names(row(SearchTable.named("unstored", "notIndexed", "k", "nothing", "asText"))))
        .containsExactly("k", "notIndexed", "unstored");
    Row nothing = row(SearchTable.named("nothing"));
    assertThat(names(nothing)).isEmpty();
    assertThat(nothing.getPrimaryKey()).isEqualTo(SearchTable.key(7));
  }

  @Test
  void virtualColumnsAreSearchedOnly() {
    assertThat(table.found("i", QueryBuilders.term("asText", "9"))).containsExactly(9L);
  }

  @Test
  void rowsOfAPage() {
    SearchQuery all = query(QueryBuilders.matchAll());
    assertThat(table.search("i", all).getRows()).hasSize(10);
    assertThat(table.search("i", all.setLimit(0)).getRows()).isEmpty();
    assertThat(table.search("i", all.setLimit(1000)).getRows()).hasSize(250);
    assertThat(table.search("i", all.setLimit(1000), SearchTable.allFromIndex()).getRows())
        .hasSize(250);
    assertThat(table.search("i", all.setLimit(100), SearchTable.all()).getRows()).hasSize(100);
    assertInvalid(
        () -> table.search("i", all.setLimit(101), SearchTable.all()),
        "Parameter limit must be less than 100");
    assertInvalid(
        () -> table.search("i", all.setLimit(1001)), "Parameter limit must be less than 1000");
    assertInvalid(
        () -> table.search("i", all.setLimit(100).setOffset(99_901)),
        "Parameter limit + offset must be less than 100000, current offset is 99901, limit is"
            + " 100");
    assertThat(table.found("i", query(QueryBuilders.matchAll()).setOffset(5).setLimit(3)))
        .containsExactly(5L, 6L, 7L);
  }

  /** What was deleted after it was indexed does not come back, and an empty page ends nothing. */
  @Test
  void rowsDeletedMeanwhile() {
    SearchTable own = SearchTable.create(server.client()).index("i", field("k", FieldType.KEYWORD));
    for (int i = 0; i < 30; i++) {
      own.put(i, "k", "a");
    }
    own.await("i", 30);
    for (int i = 0; i < 20; i++) {
      own.delete(i);
    }
    SearchRequest request =
        new SearchRequest(own.name(), "i", query(QueryBuilders.matchAll()).setLimit(10));
    request.setColumnsToGet(SearchTable.all());
    RowIterator rows = server.client().createSearchIterator(request);
    List<Row> found = new ArrayList<>();
    rows.forEachRemaining(found::add);
    assertThat(SearchTable.keys(found)).isEqualTo(LongStream.range(20, 30).boxed().toList());
  }

  /** A page whose rows would not fit into one reply ends early, and none is lost. */
  @Test
  void rowsTooLargeForOneReply() {
    SearchTable wide =
        SearchTable.create(server.client()).index("i", field("k", FieldType.KEYWORD));
    byte[] big = new byte[2 << 20];
    for (int i = 0; i < 20; i++) {
      wide.put(i, "k", "a", "big", big);
    }
    wide.await("i", 20);
    SearchRequest request =
        new SearchRequest(wide.name(), "i", query(QueryBuilders.matchAll()).setLimit(20));
    request.setColumnsToGet(SearchTable.all());
    SearchResponse first = server.client().search(request);
    assertThat(first.getRows()).hasSizeBetween(10, 17);
    assertThat(first.getTotalCount()).isEqualTo(20);
    RowIterator rows = server.client().createSearchIterator(request);
    List<Row> found = new ArrayList<>();
    rows.forEachRemaining(found::add);
    assertThat(SearchTable.keys(found)).isEqualTo(LongStream.range(0, 20).boxed().toList());
  }

  @Test
  void anIteratorReadsPageAfterPage() {
    SearchQuery sorted = query(QueryBuilders.range("l").lessThan(230)).setLimit(23);
    sorted.setSort(
        SearchTable.sort(
            new FieldSort(
                "l", com.alicloud.openservices.tablestore.model.search.sort.SortOrder.DESC)));
    RowIterator rows =
        server.client().createSearchIterator(new SearchRequest(table.name(), "i", sorted));
    assertThat(rows.getTotalCount()).isEqualTo(230);
    List<Row> found = new ArrayList<>();
    rows.forEachRemaining(found::add);
    assertThat(SearchTable.keys(found))
        .isEqualTo(LongStream.iterate(229, l -> l >= 0, l -> l - 1).boxed().toList());
  }

  @Test
  void aFullPageHasATokenEvenIfNothingIsLeft() {
    SearchQuery two = query(QueryBuilders.terms("k").terms("k1", "k2")).setLimit(2);
    SearchResponse page = table.search("i", two);
    assertThat(page.getRows()).hasSize(2);
    assertThat(page.getNextToken()).isNotNull();
    SearchResponse next = table.search("i", SearchTable.at(page.getNextToken(), two));
    assertThat(next.getRows()).isEmpty();
    assertThat(next.getNextToken()).isNull();
  }

  @Test
  void foreignTokensAreRefused() {
    SearchTable other =
        SearchTable.create(server.client()).index("i", field("k", FieldType.KEYWORD));
    byte[] token = table.search("i", query(QueryBuilders.matchAll()).setLimit(2)).getNextToken();
    assertInvalid(
        () -> other.search("i", SearchTable.at(token, query(QueryBuilders.matchAll()))),
        "Parameter token is invalid");
    assertInvalid(
        () ->
            table.search(
                "i", SearchTable.at(new byte[] {1, 2, 3}, query(QueryBuilders.matchAll()))),
        "Parameter token is invalid");
  }

  @Test
  void countsUpToWhereTheyAreExact() {
    SearchQuery query = query(QueryBuilders.matchAll());
    query.setTrackTotalCount(-1);
    assertThat(table.search("i", query).getTotalCount()).isEqualTo(-1);
    query.setTrackTotalCount(17);
    assertThat(table.search("i", query).getTotalCount()).isGreaterThanOrEqualTo(17);
  }
}
