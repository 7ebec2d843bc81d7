/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.INTEGER;
import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.STRING;
import static com.alicloud.openservices.tablestore.model.filter.SingleColumnValueFilter.CompareOperator.EQUAL;
import static com.alicloud.openservices.tablestore.model.filter.SingleColumnValueFilter.CompareOperator.GREATER_EQUAL;
import static com.alicloud.openservices.tablestore.model.filter.SingleColumnValueFilter.CompareOperator.GREATER_THAN;
import static com.alicloud.openservices.tablestore.model.filter.SingleColumnValueFilter.CompareOperator.LESS_EQUAL;
import static com.alicloud.openservices.tablestore.model.filter.SingleColumnValueFilter.CompareOperator.LESS_THAN;
import static com.alicloud.openservices.tablestore.model.filter.SingleColumnValueFilter.CompareOperator.NOT_EQUAL;
import static io.tabularium.server.e2e.Refusals.assertInvalid;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static io.tabularium.server.e2e.Words.values;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.core.protocol.OtsFilter;
import com.alicloud.openservices.tablestore.core.protocol.OtsInternalApi;
import com.alicloud.openservices.tablestore.model.PrimaryKey;
import com.alicloud.openservices.tablestore.model.filter.ColumnValueFilter;
import com.alicloud.openservices.tablestore.model.filter.CompositeColumnValueFilter;
import com.alicloud.openservices.tablestore.model.filter.CompositeColumnValueFilter.LogicOperator;
import com.alicloud.openservices.tablestore.model.filter.Filter;
import com.alicloud.openservices.tablestore.model.filter.SingleColumnValueFilter;
import com.alicloud.openservices.tablestore.model.filter.SingleColumnValueFilter.CompareOperator;
import com.aliyun.ots.thirdparty.com.google.protobuf.ByteString;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Filters of reads: which rows pass. */
class FilterE2eTest {
  private static final PrimaryKey ALL = key("s", Words.INF_MIN, "n", Words.INF_MIN);
  private static final PrimaryKey END = key("s", Words.INF_MAX, "n", Words.INF_MAX);

  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private static TestTable table;

  @BeforeAll
  static void fill() {
    table =
        TestTable.make(server.client()).key("s", STRING).key("n", INTEGER).maxVersions(5).create();
    row(1, cell("i", -1), cell("d", 0.5), cell("b", false), cell("t", "a"), blob(1));
    row(2, cell("i", 2), cell("d", 1.5), cell("b", true), cell("t", "ab"), blob(1, 2));
    row(3, cell("i", 3), cell("d", -2.5), cell("b", true), cell("t", "b"), blob(-1));
    row(4, cell("i", "2"), cell("d", 2), cell("b", "true"), cell("t", 1), cell("x", "\u0001"));
    row(5, cell("other", 1));
    row(6, cell("v", 3, 3), cell("v", 2, 2), cell("v", 1, 1));
  }

  private static com.alicloud.openservices.tablestore.model.Column blob(int... bytes) {
    byte[] value = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      value[i] = (byte) bytes[i];
    }
    return cell("x", value);
  }

  private static void row(int n, com.alicloud.openservices.tablestore.model.Column... cells) {
    table.put(key("s", "r", "n", n), cells);
  }

  /** The numbers of the rows that pass. */
  private static List<Integer> passing(Filter filter) {
    return table.range(ALL, END).filter(filter).page().getRows().stream()
        .map(row -> (int) row.getPrimaryKey().getPrimaryKeyColumn("n").getValue().asLong())
        .toList();
  }

  /** A test that rows without the column fail. */
  private static SingleColumnValueFilter that(
      String column, CompareOperator operator, Object value) {
    return new SingleColumnValueFilter(column, operator, Words.value(value))
        .setPassIfMissing(false);
  }

  private static CompositeColumnValueFilter all(LogicOperator operator, ColumnValueFilter... of) {
    CompositeColumnValueFilter composite = new CompositeColumnValueFilter(operator);
    for (ColumnValueFilter one : of) {
      composite.addFilter(one);
    }
    return composite;
  }

  @Test
  void integers() {
    assertThat(passing(that("i", EQUAL, 2))).containsExactly(2);
    assertThat(passing(that("i", NOT_EQUAL, 2))).containsExactly(1, 3);
    assertThat(passing(that("i", GREATER_THAN, -1))).containsExactly(2, 3);
    assertThat(passing(that("i", GREATER_EQUAL, -1))).containsExactly(1, 2, 3);
    assertThat(passing(that("i", LESS_THAN, 2))).containsExactly(1);
    assertThat(passing(that("i", LESS_EQUAL, 2))).containsExactly(1, 2);
  }

  @Test
  void doubles() {
    assertThat(passing(that("d", EQUAL, 1.5))).containsExactly(2);
    assertThat(passing(that("d", NOT_EQUAL, 1.5))).containsExactly(1, 3);
    assertThat(passing(that("d", GREATER_THAN, -2.5))).containsExactly(1, 2);
    assertThat(passing(that("d", GREATER_EQUAL, 0.5))).containsExactly(1, 2);
    assertThat(passing(that("d", LESS_THAN, 0.0))).containsExactly(3);
    assertThat(passing(that("d", LESS_EQUAL, 0.5))).containsExactly(1, 3);
  }

  @Test
  void booleansOrderFalseBeforeTrue() {
    assertThat(passing(that("b", EQUAL, true))).containsExactly(2, 3);
    assertThat(passing(that("b", NOT_EQUAL, true))).containsExactly(1);
    assertThat(passing(that("b", LESS_THAN, true))).containsExactly(1);
    assertThat(passing(that("b", GREATER_EQUAL, false))).containsExactly(1, 2, 3);
  }

  @Test
  void stringsByBytes() {
    assertThat(passing(that("t", EQUAL, "ab"))).containsExactly(2);
    assertThat(passing(that("t", NOT_EQUAL, "ab"))).containsExactly(1, 3);
    assertThat(passing(that("t", GREATER_THAN, "a"))).containsExactly(2, 3);
    assertThat(passing(that("t", LESS_EQUAL, "ab"))).containsExactly(1, 2);
    assertThat(passing(that("t", GREATER_THAN, ""))).containsExactly(1, 2, 3);
  }

  @Test
  void blobsByUnsignedBytes() {
    assertThat(passing(that("x", EQUAL, new byte[] {1, 2}))).containsExactly(2);
    assertThat(passing(that("x", GREATER_THAN, new byte[] {1}))).containsExactly(2, 3);
    assertThat(passing(that("x", LESS_THAN, new byte[] {2}))).containsExactly(1, 2);
  }

  @Test
  void valuesOfDifferentTypesNeverMatch() {
    for (CompareOperator operator : CompareOperator.values()) {
      assertThat(passing(that("i", operator, 2.0))).as("%s", operator).isEmpty();
      assertThat(passing(that("other", operator, "1"))).as("%s", operator).isEmpty();
    }
  }

  @Test
  void aMissingColumnPassesOrFailsAsAsked() {
    SingleColumnValueFilter filter = that("i", EQUAL, 2);
    assertThat(passing(filter.setPassIfMissing(true))).containsExactly(2, 5, 6);
    assertThat(passing(filter.setPassIfMissing(false))).containsExactly(2);
  }

  @Test
  void passingIsTheDefaultForMissingColumns() {
    assertThat(passing(new SingleColumnValueFilter("nowhere", EQUAL, Words.value(1))))
        .containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void aKeyColumnIsAColumn() {
    assertThat(passing(that("n", GREATER_THAN, 4))).containsExactly(5, 6);
    assertThat(passing(that("s", EQUAL, "r"))).hasSize(6);
    assertThat(passing(that("s", EQUAL, "q"))).isEmpty();
  }

  @Test
  void theNewestVersionOrAny() {
    SingleColumnValueFilter two = that("v", EQUAL, 2);
    assertThat(versionsPassing(two.setLatestVersionsOnly(true), 3)).isEmpty();
    assertThat(versionsPassing(two.setLatestVersionsOnly(false), 3)).containsExactly(6);
    assertThat(versionsPassing(that("v", EQUAL, 3).setLatestVersionsOnly(true), 3))
        .containsExactly(6);
  }

  @Test
  void onlyVersionsThatAreReadCount() {
    SingleColumnValueFilter one = that("v", EQUAL, 1).setLatestVersionsOnly(false);
    assertThat(versionsPassing(one, 3)).containsExactly(6);
    assertThat(versionsPassing(one, 2)).as("only versions 3 and 2 are read").isEmpty();
    assertThat(
            table
                .reading(key("s", "r", "n", 6))
                .times(1, 3)
                .filter(that("v", EQUAL, 2).setLatestVersionsOnly(true))
                .row())
        .as("2 is the newest in the time range")
        .isNotNull();
  }

  private static List<Integer> versionsPassing(Filter filter, int maxVersions) {
    return table.range(ALL, END).maxVersions(maxVersions).filter(filter).page().getRows().stream()
        .map(row -> (int) row.getPrimaryKey().getPrimaryKeyColumn("n").getValue().asLong())
        .toList();
  }

  @Test
  void columnsThatAreNotReadAreMissing() {
    PrimaryKey two = key("s", "r", "n", 2);
    Filter filter = that("i", EQUAL, 2);
    assertThat(values(table.reading(two).columns("i", "t").filter(filter).row()))
        .containsExactly("i=2", "t=ab");
    assertThat(table.reading(two).columns("t").filter(filter).row()).isNull();
    assertThat(
            values(
                table
                    .reading(two)
                    .columns("t")
                    .filter(that("i", EQUAL, 99).setPassIfMissing(true))
                    .row()))
        .containsExactly("t=ab");
  }

  @Test
  void and() {
    assertThat(passing(all(LogicOperator.AND, that("i", GREATER_THAN, 0), that("b", EQUAL, true))))
        .containsExactly(2, 3);
    assertThat(
            passing(
                all(
                    LogicOperator.AND,
                    that("i", GREATER_THAN, 0),
                    that("b", EQUAL, true),
                    that("t", EQUAL, "b"))))
        .containsExactly(3);
  }

  @Test
  void or() {
    assertThat(passing(all(LogicOperator.OR, that("i", EQUAL, -1), that("t", EQUAL, "b"))))
        .containsExactly(1, 3);
    assertThat(passing(all(LogicOperator.OR, that("i", EQUAL, 99), that("t", EQUAL, "z"))))
        .isEmpty();
  }

  @Test
  void not() {
    assertThat(passing(all(LogicOperator.NOT, that("i", EQUAL, 2)))).containsExactly(1, 3, 4, 5, 6);
    assertThat(passing(all(LogicOperator.NOT, that("i", EQUAL, 2).setPassIfMissing(true))))
        .containsExactly(1, 3, 4);
  }

  @Test
  void nested() {
    Filter filter =
        all(
            LogicOperator.OR,
            all(LogicOperator.AND, that("b", EQUAL, true), that("d", LESS_THAN, 0.0)),
            all(
                LogicOperator.AND,
                all(LogicOperator.NOT, that("b", EQUAL, true)),
                that("i", LESS_THAN, 0)));
    assertThat(passing(filter)).containsExactly(1, 3);
  }

  @Test
  void aFilteredRowIsNoRow() {
    PrimaryKey two = key("s", "r", "n", 2);
    assertThat(table.reading(two).filter(that("i", EQUAL, 2)).row()).isNotNull();
    assertThat(table.reading(two).filter(that("i", EQUAL, 3)).row()).isNull();
  }

  @Test
  void batchGetFiltersRowByRow() {
    var criteria = table.criteria(key("s", "r", "n", 2), key("s", "r", "n", 3));
    criteria.setFilter(that("i", EQUAL, 3));
    var request = new com.alicloud.openservices.tablestore.model.BatchGetRowRequest();
    request.addMultiRowQueryCriteria(criteria);
    var results = server.client().batchGetRow(request).getBatchGetRowResult(table.name());
    assertThat(results).allMatch(result -> result.isSucceed());
    assertThat(results.get(0).getRow()).isNull();
    assertThat(results.get(1).getRow()).isNotNull();
  }

  @Test
  void compositesHaveTheRightNumberOfParts() {
    assertInvalid(
        () -> passing(all(LogicOperator.AND, that("i", EQUAL, 2))),
        "Invalid AND/OR operator: the number of sub-filters must be more than 1.");
    assertInvalid(
        () -> passing(all(LogicOperator.OR)),
        "Invalid AND/OR operator: the number of sub-filters must be more than 1.");
    assertInvalid(
        () -> passing(all(LogicOperator.NOT, that("i", EQUAL, 2), that("i", EQUAL, 3))),
        "Invalid NOT operator: the number of sub-filters must be 1.");
    assertInvalid(
        () -> passing(all(LogicOperator.NOT)),
        "Invalid NOT operator: the number of sub-filters must be 1.");
  }

  @Test
  void thirtyTwoNodesAreTheMost() {
    assertThat(passing(wide(31))).containsExactly(2);
    assertInvalid(() -> passing(wide(32)), "The count of filter exceeds the max: 32.");
  }

  @Test
  void deepNestingCountsEveryLevel() {
    assertThat(passing(deep(30))).as("30 times NOT cancels out").containsExactly(2);
    assertThat(passing(deep(31))).doesNotContain(2);
    assertInvalid(() -> passing(deep(32)), "The count of filter exceeds the max: 32.");
  }

  @Test
  void tooManyNodesAreFoundBeforeTheMissingVersionCondition() {
    var get =
        OtsInternalApi.GetRowRequest.newBuilder()
            .setTableName(table.name())
            .setPrimaryKey(RawRows.key(key("s", "r", "n", 2)))
            .setFilter(
                com.alicloud.openservices.tablestore.core.protocol.OTSProtocolBuilder.buildFilter(
                    (Filter) wide(32)));
    assertInvalid(
        server.raw().call("GetRow", get.build()), "The count of filter exceeds the max: 32.");
  }

  /** One OR over so many leaves. */
  private static Filter wide(int leaves) {
    CompositeColumnValueFilter or = new CompositeColumnValueFilter(LogicOperator.OR);
    for (int i = 0; i < leaves; i++) {
      or.addFilter(that("i", EQUAL, 1000 + i == 1007 ? 2 : 1000 + i));
    }
    return or;
  }

  /** So many NOTs around one leaf. */
  private static Filter deep(int nots) {
    ColumnValueFilter filter = that("i", EQUAL, 2);
    for (int i = 0; i < nots; i++) {
      filter = all(LogicOperator.NOT, filter);
    }
    return filter;
  }

  @Test
  void aFilterThatIsNoFilterIsRefused() {
    ByteString garbage = ByteString.copyFrom(new byte[] {(byte) 0xff, 1, 2});
    assertFilterRefused("Deserialize filter failed.", garbage);
    assertFilterRefused(
        "Deserialize relation filter failed.",
        filter(OtsFilter.FilterType.FT_SINGLE_COLUMN_VALUE, garbage));
    assertFilterRefused(
        "Deserialize composite filter failed.",
        filter(OtsFilter.FilterType.FT_COMPOSITE_COLUMN_VALUE, garbage));
    assertFilterRefused(
        "Deserialize column pagination filter failed.",
        filter(OtsFilter.FilterType.FT_COLUMN_PAGINATION, garbage));
  }

  private static ByteString filter(OtsFilter.FilterType type, ByteString of) {
    return OtsFilter.Filter.newBuilder().setType(type).setFilter(of).build().toByteString();
  }

  private static void assertFilterRefused(String message, ByteString filter) {
    var get =
        OtsInternalApi.GetRowRequest.newBuilder()
            .setTableName(table.name())
            .setPrimaryKey(RawRows.key(key("s", "r", "n", 2)))
            .setMaxVersions(1)
            .setFilter(filter);
    assertInvalid(server.raw().call("GetRow", get.build()), message);
  }

  @Test
  void aFilterValueHasTheLimitOfAnAttribute() {
    assertThat(passing(that("t", EQUAL, Words.text(2_097_152)))).isEmpty();
    assertInvalid(
        () -> passing(that("t", EQUAL, Words.text(2_097_153))),
        "The length of attribute column: 't' exceeds the MaxLength:2097152 with"
            + " CurrentLength:2097153.");
  }
}
