/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.server.e2e;

import static com.alicloud.openservices.tablestore.model.PrimaryKeyType.INTEGER;
import static com.alicloud.openservices.tablestore.model.filter.RegexRule.CastType.VT_DOUBLE;
import static com.alicloud.openservices.tablestore.model.filter.RegexRule.CastType.VT_INTEGER;
import static com.alicloud.openservices.tablestore.model.filter.RegexRule.CastType.VT_STRING;
import static io.tabularium.server.e2e.Refusals.assertInvalid;
import static io.tabularium.server.e2e.Words.cell;
import static io.tabularium.server.e2e.Words.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.alicloud.openservices.tablestore.model.Row;
import com.alicloud.openservices.tablestore.model.filter.CompositeColumnValueFilter;
import com.alicloud.openservices.tablestore.model.filter.Filter;
import com.alicloud.openservices.tablestore.model.filter.RegexRule;
import com.alicloud.openservices.tablestore.model.filter.SingleColumnValueRegexFilter;
import com.alicloud.openservices.tablestore.model.filter.SingleColumnValueRegexFilter.CompareOperator;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Filters that take a part out of a text and compare it as another type. */
class ValueTransferE2eTest {
  @RegisterExtension static final E2eServer server = E2eServer.shared();

  private static TestTable table;

  @BeforeAll
  static void fill() {
    table = TestTable.make(server.client()).key("n", INTEGER).maxVersions(5).create();
    table.put(key("n", 1), cell("c", "1aaa51bbb5"));
    table.put(key("n", 2), cell("c", "age=17;height=1.82"));
    table.put(key("n", 3), cell("c", "age=60;height=1.65"));
    table.put(key("n", 4), cell("c", 17));
    table.put(key("n", 5), cell("other", "age=17"));
    table.put(key("n", 6), cell("v", "new", 2), cell("v", "old", 1));
    table.put(key("n", 7), cell("c", "age=many;height=tall"));
  }

  private static List<Long> passing(Filter filter) {
    return passing(filter, 1);
  }

  private static List<Long> passing(Filter filter, int versions) {
    return table
        .range(key("n", Words.INF_MIN), key("n", Words.INF_MAX))
        .maxVersions(versions)
        .filter(filter)
        .page()
        .getRows()
        .stream()
        .map(ValueTransferE2eTest::number)
        .toList();
  }

  private static long number(Row row) {
    return row.getPrimaryKey().getPrimaryKeyColumn("n").getValue().asLong();
  }

  private static SingleColumnValueRegexFilter part(
      String regex, RegexRule.CastType type, CompareOperator operator, Object value) {
    return new SingleColumnValueRegexFilter(
        "c", new RegexRule(regex, type), operator, Words.value(value));
  }

  @Test
  void withoutGroupTheFirstMatchIsTaken() {
    assertThat(passing(part("1[a-z]+5", VT_STRING, CompareOperator.EQUAL, "1aaa5")))
        .containsExactly(1L);
    assertThat(passing(part("1[a-z]+5", VT_STRING, CompareOperator.EQUAL, "1bbb5"))).isEmpty();
  }

  @Test
  void withGroupTheFirstGroupIsTaken() {
    assertThat(passing(part("1([a-z]+)5", VT_STRING, CompareOperator.EQUAL, "aaa")))
        .containsExactly(1L);
    assertThat(passing(part("1([a-z]+)5", VT_STRING, CompareOperator.EQUAL, "1aaa5"))).isEmpty();
  }

  @Test
  void castToInteger() {
    assertThat(passing(part("age=([0-9]+)", VT_INTEGER, CompareOperator.EQUAL, 17)))
        .containsExactly(2L);
    assertThat(passing(part("age=([0-9]+)", VT_INTEGER, CompareOperator.GREATER_THAN, 9)))
        .as("as numbers, not as text")
        .containsExactly(2L, 3L);
    assertThat(passing(part("age=([0-9]+)", VT_INTEGER, CompareOperator.LESS_EQUAL, 17)))
        .containsExactly(2L);
  }

  @Test
  void castToDouble() {
    assertThat(passing(part("height=([0-9.]+)", VT_DOUBLE, CompareOperator.LESS_THAN, 1.7)))
        .containsExactly(3L);
  }

  @Test
  void withoutMatchOrWithAFailedCastNothingHolds() {
    assertThat(passing(part("weight=([0-9]+)", VT_INTEGER, CompareOperator.NOT_EQUAL, 1)))
        .isEmpty();
    assertThat(passing(part("age=([a-z0-9]+)", VT_INTEGER, CompareOperator.NOT_EQUAL, 17)))
        .containsExactly(3L);
  }

  @Test
  void onlyTextIsTransferred() {
    assertThat(passing(part("([0-9]+)", VT_INTEGER, CompareOperator.EQUAL, 17)))
        .as("row 4 holds the number 17, not text")
        .containsExactly(2L);
  }

  @Test
  void existMeansThatTheExpressionMatches() {
    RegexRule rule = new RegexRule("age=[0-9]+", VT_STRING);
    assertThat(passing(new SingleColumnValueRegexFilter("c", rule, CompareOperator.EXIST)))
        .containsExactly(2L, 3L);
    assertThat(passing(new SingleColumnValueRegexFilter("c", rule, CompareOperator.NOT_EXIST)))
        .contains(1L, 7L)
        .doesNotContain(2L, 3L);
  }

  @Test
  void existWithoutExpressionMeansThatTheColumnIsThere() {
    assertThat(passing(new SingleColumnValueRegexFilter("c", CompareOperator.EXIST)))
        .containsExactly(1L, 2L, 3L, 4L, 7L);
    assertThat(passing(new SingleColumnValueRegexFilter("c", CompareOperator.NOT_EXIST)))
        .containsExactly(5L, 6L);
  }

  @Test
  void theNewestVersionOrAny() {
    RegexRule rule = new RegexRule("^o", VT_STRING);
    SingleColumnValueRegexFilter old =
        new SingleColumnValueRegexFilter("v", rule, CompareOperator.EXIST);
    assertThat(passing(old.setLatestVersionsOnly(true), 2)).isEmpty();
    assertThat(passing(old.setLatestVersionsOnly(false), 2)).containsExactly(6L);
  }

  @Test
  void insideAComposite() {
    CompositeColumnValueFilter both =
        new CompositeColumnValueFilter(CompositeColumnValueFilter.LogicOperator.AND)
            .addFilter(part("age=([0-9]+)", VT_INTEGER, CompareOperator.GREATER_THAN, 1))
            .addFilter(part("height=([0-9.]+)", VT_DOUBLE, CompareOperator.GREATER_THAN, 1.7));
    assertThat(passing(both)).containsExactly(2L);
  }

  @Test
  void anExpressionHasALimitAndASyntax() {
    assertThat(passing(part("a".repeat(256), VT_STRING, CompareOperator.EQUAL, "x"))).isEmpty();
    assertInvalid(() -> passing(part("a".repeat(257), VT_STRING, CompareOperator.EQUAL, "x")));
    assertInvalid(() -> passing(part("(", VT_STRING, CompareOperator.EQUAL, "x")));
  }

  @Test
  void anExpressionCannotHoldUpTheServer() {
    table.put(key("n", 8), cell("c", "a".repeat(10_000) + "!"));
    org.junit.jupiter.api.Assertions.assertTimeout(
        Duration.ofSeconds(20),
        () -> passing(part("^(a+)+$", VT_STRING, CompareOperator.EQUAL, "x")));
    table.delete(key("n", 8));
  }
}
